#include "tests/bench/temporary_directory.h"

#include <stdlib.h>

#include <filesystem>
#include <utility>

namespace varve::bench {

absl::StatusOr<TemporaryDirectory> TemporaryDirectory::Make(const std::string& parent) {
  std::error_code error;
  std::filesystem::create_directories(parent, error);
  std::string pattern = parent + "/varve-bench-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) {
    return absl::UnavailableError(parent + ": no directory can be made in it; name one by --dir");
  }
  return TemporaryDirectory(std::move(pattern));
}

TemporaryDirectory::~TemporaryDirectory() {
  if (path_.empty()) return;
  std::error_code ignored;  // what stays behind is in the way of nobody
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace varve::bench
