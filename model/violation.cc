#include "model/violation.h"

namespace varve::model {
namespace {

constexpr size_t kShownBytes = 48;  // enough to tell two keys apart, short enough for one line

}  // namespace

std::string Quoted(std::string_view bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : bytes.substr(0, kShownBytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\') {
      out.push_back(c);
    } else {
      out.append("\\x");
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    }
  }
  out.push_back('"');
  if (bytes.size() > kShownBytes) out.append("... of " + std::to_string(bytes.size()) + " bytes");
  return out;
}

std::string ShownValue(const std::optional<std::string>& value) {
  return value.has_value() ? Quoted(*value) : "absent";
}

}  // namespace varve::model
