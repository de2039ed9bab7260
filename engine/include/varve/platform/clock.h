// The clock seam: every reading of time the engine makes goes through this interface.
//
// Thread safety: all methods may be called from any task at any time.
#ifndef VARVE_PLATFORM_CLOCK_H_
#define VARVE_PLATFORM_CLOCK_H_

#include <compare>
#include <cstdint>

namespace varve {

/// A point on the monotonic clock, in nanoseconds since an arbitrary origin. It never goes back
/// within one process; it means nothing to another process.
struct Instant {
  int64_t nanos = 0;

  friend auto operator<=>(const Instant&, const Instant&) = default;
};

/// The instant `nanos` nanoseconds after `from`.
constexpr Instant After(Instant from, int64_t nanos) { return Instant{from.nanos + nanos}; }

/// Time as the engine sees it. Timed waits on conditions belong to `Scheduler`.
class Clock {
 public:
  virtual ~Clock() = default;

  /// The current monotonic time.
  [[nodiscard]] virtual Instant Now() = 0;

  /// Wall time in nanoseconds since the Unix epoch. It may jump in both directions, so differences
  /// of two readings may be negative.
  [[nodiscard]] virtual int64_t WallNanos() = 0;

  /// Blocks the calling task until `Now() >= deadline`; returns at once when that already holds.
  virtual void SleepUntil(Instant deadline) = 0;
};

}  // namespace varve

#endif  // VARVE_PLATFORM_CLOCK_H_
