#include "sim/oracle/file_name.h"

#include <charconv>
#include <system_error>

namespace varve::sim {

std::optional<uint64_t> FileNumber(std::string_view path, std::string_view prefix,
                                   std::string_view suffix) {
  constexpr size_t kFewestDigits = 6;
  std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  if (!name.starts_with(prefix) || !name.ends_with(suffix)) return std::nullopt;
  if (name.size() < prefix.size() + suffix.size() + kFewestDigits) return std::nullopt;
  name = name.substr(prefix.size(), name.size() - prefix.size() - suffix.size());
  if (name.size() > kFewestDigits && name.front() == '0') return std::nullopt;
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return number;
}

}  // namespace varve::sim
