#include "tests/bench/file_tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace varve::bench {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const fs::path& path, const std::error_code& error) {
  return absl::UnavailableError(path.string() + ": " + error.message());
}

}  // namespace

absl::StatusOr<std::string> FileTree::Content(const std::string& path) const {
  const fs::path full = fs::path(root) / path;
  std::error_code error;
  const fs::file_status status = fs::symlink_status(full, error);
  if (error) return Failed(full, error);
  if (fs::is_symlink(status)) {
    const fs::path target = fs::read_symlink(full, error);
    if (error) return Failed(full, error);
    return "l" + target.string();
  }
  if (fs::is_directory(status)) return "d";
  if (!fs::is_regular_file(status)) return "o";
  std::ifstream in(full, std::ios::binary);
  std::string content = "f";
  content.append(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  if (!in) return absl::UnavailableError(full.string() + ": cannot be read");
  return content;
}

absl::StatusOr<FileTree> WalkFileTree(const std::string& root) {
  FileTree tree;
  tree.root = root;
  std::error_code error;
  if (!fs::is_directory(root, error)) {
    return absl::InvalidArgumentError(root + ": not a directory");
  }
  fs::recursive_directory_iterator walk(root, error);
  if (error) return Failed(root, error);
  for (; walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    tree.paths.push_back(walk->path().lexically_relative(root).string());
    if (error) return Failed(walk->path(), error);
  }
  if (error) return Failed(root, error);
  std::sort(tree.paths.begin(), tree.paths.end());
  return tree;
}

}  // namespace varve::bench
