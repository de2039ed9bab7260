// A real directory as a list of entries: the input of `varve-bench tree`.
#ifndef VARVE_TESTS_BENCH_FILE_TREE_H_
#define VARVE_TESTS_BENCH_FILE_TREE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace varve::bench {

/// What lies below a directory, in ascending order of relative path.
struct FileTree {
  std::string root;
  std::vector<std::string> paths;  // relative to the root

  /// What the database holds for a path: one byte for the kind ('f' file, 'l' symbolic link, 'd'
  /// directory, 'o' other), then a file's bytes or a link's target.
  [[nodiscard]] absl::StatusOr<std::string> Content(const std::string& path) const;
};

/// Walks `root` without following links. Unreadable places are errors that name them.
[[nodiscard]] absl::StatusOr<FileTree> WalkFileTree(const std::string& root);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_FILE_TREE_H_
