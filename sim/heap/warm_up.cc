#include "sim/heap/warm_up.h"

#include <sstream>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "sim/heap/heap.h"

namespace varve::sim {

void WarmUpLibraries() {
  HeapScope world(nullptr);
  // Abseil keeps the text "Status accessed after move." in a static string.
  absl::Status status = absl::InternalError("warm up");
  absl::Status moved = std::move(status);
  std::string text(status.message().data(),
                   status.message().size());  // NOLINT(bugprone-use-after-move)
  text += moved.ToString();
  text += absl::StrCat(1, 2.5);
  // The standard library's stream facets and error categories.
  std::ostringstream stream;
  stream << 1 << ' ' << 2.5 << ' ' << std::generic_category().message(2) << text;
}

}  // namespace varve::sim
