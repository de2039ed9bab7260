#include "model/progress.h"

#include <utility>

namespace varve::model {

void Progress::Begin(uint64_t call, std::string what, int64_t now_nanos) {
  calls_[call] = {std::move(what), now_nanos};
}

Verdict Progress::Check(int64_t now_nanos, int64_t bound_nanos) const {
  for (const auto& [id, call] : calls_) {
    if (now_nanos - call.began_nanos <= bound_nanos) continue;
    return Violated("L1", call.what, " (call ", id, ") has been under way for ",
                    static_cast<uint64_t>(now_nanos - call.began_nanos), " ns");
  }
  return std::nullopt;
}

}  // namespace varve::model
