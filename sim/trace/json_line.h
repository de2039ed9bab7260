// One line of a trace file as a JSON object, read with suspicion and field by field.
#ifndef VARVE_SIM_TRACE_JSON_LINE_H_
#define VARVE_SIM_TRACE_JSON_LINE_H_

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace varve::sim {

/// Bounds of what is read; beyond them a line is refused before it costs memory or time.
inline constexpr size_t kMaxLineBytes = size_t{1} << 20;
inline constexpr size_t kMaxLineKeys = 512;
inline constexpr int kMaxLineDepth = 3;

/// Fields are taken out one by one; `Finish` complains about those that nobody asked for. The first
/// problem sticks, and everything taken after it is empty.
class JsonLine {
 public:
  /// Errors say what is wrong with the line, without its number: no JSON object, a key given twice,
  /// nested too deeply, too long.
  [[nodiscard]] static absl::StatusOr<JsonLine> Parse(std::string_view line);

  [[nodiscard]] bool Has(const char* key) const { return object_.contains(key); }

  [[nodiscard]] std::string TakeString(const char* key);
  [[nodiscard]] uint64_t TakeUnsigned(const char* key, uint64_t most);
  /// A string of 16 hex digits.
  [[nodiscard]] uint64_t TakeHex(const char* key);
  [[nodiscard]] JsonLine TakeObject(const char* key);
  /// An object as text on one line, its keys in their order.
  [[nodiscard]] std::string TakeObjectText(const char* key);

  /// The first problem, or the first key that was not taken.
  [[nodiscard]] absl::Status Finish() const;

 private:
  using Json = nlohmann::ordered_json;
  explicit JsonLine(Json object) : object_(std::move(object)) {}

  Json Take(const char* key);
  void Complain(std::string problem);

  Json object_;
  std::string problem_;
};

/// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string JsonString(std::string_view text);

/// 16 lower-case hex digits, and back (nothing unless it is exactly that).
[[nodiscard]] std::string Hex16(uint64_t value);
[[nodiscard]] std::optional<uint64_t> ParseHex16(std::string_view text);

}  // namespace varve::sim

#endif  // VARVE_SIM_TRACE_JSON_LINE_H_
