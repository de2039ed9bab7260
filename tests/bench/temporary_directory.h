// A directory that goes with its object.
#ifndef VARVE_TESTS_BENCH_TEMPORARY_DIRECTORY_H_
#define VARVE_TESTS_BENCH_TEMPORARY_DIRECTORY_H_

#include <string>

#include "absl/status/statusor.h"

namespace varve::bench {

class TemporaryDirectory {
 public:
  /// Makes a new, empty directory in `parent`, which is made where it is missing.
  [[nodiscard]] static absl::StatusOr<TemporaryDirectory> Make(const std::string& parent);
  /// Removes the directory with all that is in it.
  ~TemporaryDirectory();
  TemporaryDirectory(TemporaryDirectory&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit TemporaryDirectory(std::string path) : path_(std::move(path)) {}

  std::string path_;  // empty once moved from
};

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_TEMPORARY_DIRECTORY_H_
