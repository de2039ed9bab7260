// Latencies, counted in buckets that grow by one part in sixteen.
#ifndef VARVE_TESTS_BENCH_HISTOGRAM_H_
#define VARVE_TESTS_BENCH_HISTOGRAM_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace varve::bench {

/// Of durations in nanoseconds: exact below 16, within 1/16 above; the largest is exact.
/// Not thread-safe: each thread has its own, merged afterwards.
class Histogram {
 public:
  void Add(uint64_t duration_ns) {
    ++counts_[BucketOf(duration_ns)];
    ++count_;
    if (duration_ns > max_ns_) max_ns_ = duration_ns;
  }
  void Merge(const Histogram& other);

  [[nodiscard]] uint64_t count() const { return count_; }
  [[nodiscard]] uint64_t max_ns() const { return max_ns_; }
  /// The upper end of the bucket below which `fraction` of all durations lie; 0 when there are
  /// none.
  [[nodiscard]] uint64_t QuantileNs(double fraction) const;

 private:
  static constexpr int kBits = 4;  // of a duration, after its leading one, that a bucket keeps
  static constexpr size_t kSteps = size_t{1} << kBits;

  static size_t BucketOf(uint64_t ns) {
    if (ns < kSteps) return ns;
    const int shift = std::bit_width(ns) - 1 - kBits;
    return (static_cast<size_t>(shift) << kBits) + (ns >> shift);
  }

  std::array<uint64_t, 64 * kSteps> counts_{};
  uint64_t count_ = 0;
  uint64_t max_ns_ = 0;
};

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_HISTOGRAM_H_
