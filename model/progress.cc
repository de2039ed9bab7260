#include "model/progress.h"

#include <utility>

namespace varve::model {

void Progress::Begin(uint64_t call, std::string what, int64_t now_nanos) {
  calls_[call] = {std::move(what), now_nanos};
}

Verdict Progress::CheckCall(uint64_t call, int64_t now_nanos, int64_t bound_nanos) const {
  const auto at = calls_.find(call);
  if (at == calls_.end() || now_nanos - at->second.began_nanos <= bound_nanos) return std::nullopt;
  return Violated("L1", at->second.what, " (call ", call, ") has been under way for ",
                  static_cast<uint64_t>(now_nanos - at->second.began_nanos), " ns");
}

Verdict Progress::Check(int64_t now_nanos, int64_t bound_nanos) const {
  for (const auto& [id, call] : calls_) {
    VARVE_MODEL_CHECK(CheckCall(id, now_nanos, bound_nanos));
  }
  return std::nullopt;
}

}  // namespace varve::model
