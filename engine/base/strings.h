// Bridges `std::string_view` (the engine's type) and `absl::string_view`, which are one type in
// some builds of Abseil and two in others (Debian 12's).
#ifndef VARVE_ENGINE_BASE_STRINGS_H_
#define VARVE_ENGINE_BASE_STRINGS_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace varve {

inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view FromAbsl(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace varve

#endif  // VARVE_ENGINE_BASE_STRINGS_H_
