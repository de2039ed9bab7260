#include "tests/bench/histogram.h"

#include <algorithm>

namespace varve::bench {

void Histogram::Merge(const Histogram& other) {
  for (size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  max_ns_ = std::max(max_ns_, other.max_ns_);
}

uint64_t Histogram::QuantileNs(double fraction) const {
  const double wanted = fraction * static_cast<double>(count_);
  uint64_t seen = 0;
  for (size_t bucket = 0; bucket < counts_.size(); ++bucket) {
    seen += counts_[bucket];
    if (seen == 0 || static_cast<double>(seen) < wanted) continue;
    if (bucket < kSteps) return bucket;
    const size_t shift = (bucket >> kBits) - 1;
    const uint64_t mantissa = kSteps + (bucket & (kSteps - 1));
    return std::min(max_ns_, ((mantissa + 1) << shift) - 1);
  }
  return max_ns_;
}

}  // namespace varve::bench
