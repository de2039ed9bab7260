// An empty directory of the real filesystem that goes with its object.
#ifndef VARVE_TESTS_CONFORMANCE_TEMPORARY_DIRECTORY_H_
#define VARVE_TESTS_CONFORMANCE_TEMPORARY_DIRECTORY_H_

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace varve::conformance {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = testing::TempDir() + "varve_XXXXXX";
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr) << "cannot make " << pattern;
    path_ = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace varve::conformance

#endif  // VARVE_TESTS_CONFORMANCE_TEMPORARY_DIRECTORY_H_
