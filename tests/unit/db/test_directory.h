// A directory that is empty at first and gone at the end of the test.
#ifndef VARVE_TESTS_UNIT_DB_TEST_DIRECTORY_H_
#define VARVE_TESTS_UNIT_DB_TEST_DIRECTORY_H_

#include <stdlib.h>

#include <filesystem>
#include <string>

namespace varve {

class TestDirectory {
 public:
  TestDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "varve-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
  }
  ~TestDirectory() { std::filesystem::remove_all(root_); }
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;

  /// A path below it where nothing is yet.
  [[nodiscard]] std::string path() const { return root_ + "/db"; }

 private:
  std::string root_;
};

}  // namespace varve

#endif  // VARVE_TESTS_UNIT_DB_TEST_DIRECTORY_H_
