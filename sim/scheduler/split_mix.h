// A strategy's private generator: SplitMix64.
#ifndef VARVE_SIM_SCHEDULER_SPLIT_MIX_H_
#define VARVE_SIM_SCHEDULER_SPLIT_MIX_H_

#include <cstdint>

#include "sim/choice/mix.h"

namespace varve::sim {

class SplitMix {
 public:
  explicit SplitMix(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += kGolden;
    return Mix(state_);
  }

  /// 0 .. limit-1; `limit` is positive. The bias is below limit / 2^32.
  uint32_t Below(uint32_t limit) {
    return static_cast<uint32_t>(((Next() >> 32) * uint64_t{limit}) >> 32);
  }

 private:
  uint64_t state_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_SPLIT_MIX_H_
