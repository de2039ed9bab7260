// The model's cursor (V3, V5): where a cursor must stand after each step, when the instant it reads
// at is known only to be one of several.
//
// A cursor made without a snapshot reads at some instant that was visible between the call and the
// return of its constructor; nothing says which. Each step rules out the instants at which the
// model's cursor would stand elsewhere. When none is left, no single instant explains what was
// seen.
#ifndef VARVE_MODEL_CURSOR_H_
#define VARVE_MODEL_CURSOR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/history.h"
#include "model/view.h"
#include "model/violation.h"

namespace varve::model {

enum class Step : uint8_t { kSeekToFirst, kSeekToLast, kSeek, kSeekForPrev, kNext, kPrev };

class Cursor {
 public:
  /// `instants`: the candidates, at least one. Borrows `history`.
  Cursor(const History& history, Bounds bounds, std::vector<uint64_t> instants);

  /// After `step` the cursor stood on `stands` (empty: nowhere). `target` is that of a Seek.
  /// kNext and kPrev require that it stood on an entry before. V3, or V5 when it shows what was
  /// written after the cursor was made.
  [[nodiscard]] Verdict Observe(Step step, std::string_view target,
                                const std::optional<Live>& stands);

  /// An error left the cursor nowhere; nothing is learnt from it.
  void Lost() { position_.reset(); }

  [[nodiscard]] bool stands() const { return position_.has_value(); }
  [[nodiscard]] const std::vector<uint64_t>& candidates() const { return instants_; }

 private:
  [[nodiscard]] std::optional<Live> Expected(uint64_t instant, Step step,
                                             std::string_view target) const;

  const History& history_;
  Bounds bounds_;
  std::vector<uint64_t> instants_;
  std::optional<std::string> position_;  // the key it stands on
};

}  // namespace varve::model

#endif  // VARVE_MODEL_CURSOR_H_
