// What a check of the reference model answers: nothing, or the rule that was broken and how.
#ifndef VARVE_MODEL_VIOLATION_H_
#define VARVE_MODEL_VIOLATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace varve::model {

/// `rule` is a number of model/README.md ("V2"); `message` names the keys, sequence numbers and
/// values that contradict it.
struct Violation {
  std::string rule;
  std::string message;

  friend bool operator==(const Violation&, const Violation&) = default;
};

/// The outcome of a check: empty when the rule holds.
using Verdict = std::optional<Violation>;

/// A key or value in quotes, with bytes outside printable ASCII as \xHH and a long tail cut off.
[[nodiscard]] std::string Quoted(std::string_view bytes);

/// A value as `Quoted` writes it, or "absent".
[[nodiscard]] std::string ShownValue(const std::optional<std::string>& value);

namespace internal {
inline void AppendPart(std::string& out, std::string_view part) { out.append(part); }
inline void AppendPart(std::string& out, uint64_t part) { out.append(std::to_string(part)); }
}  // namespace internal

/// A violation of `rule` whose message is the concatenation of `parts` (strings and numbers).
template <typename... Parts>
[[nodiscard]] Verdict Violated(std::string_view rule, const Parts&... parts) {
  Violation violation{std::string(rule), {}};
  (internal::AppendPart(violation.message, parts), ...);
  return violation;
}

}  // namespace varve::model

/// Returns from the calling check with the violation that `expression` found, if it found one.
#define VARVE_MODEL_CHECK(expression)                                                           \
  do {                                                                                          \
    if (::varve::model::Verdict verdict_ = (expression); verdict_.has_value()) return verdict_; \
  } while (false)

#endif  // VARVE_MODEL_VIOLATION_H_
