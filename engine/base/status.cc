#include "engine/base/status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"

namespace varve {

absl::Status Corruption(std::string_view path, uint64_t offset, std::string_view what) {
  return absl::DataLossError(absl::StrCat(ToAbsl(path), ": offset ", offset, ": ", ToAbsl(what)));
}

}  // namespace varve
