// SIGINT and SIGTERM as something to poll for.
#ifndef VARVE_SIM_CAMPAIGN_INTERRUPT_WATCH_H_
#define VARVE_SIM_CAMPAIGN_INTERRUPT_WATCH_H_

#include <csignal>

namespace varve::sim {

/// While it lives, the two signals do not end the process but make `descriptor()` readable.
/// Children forked meanwhile hold them blocked: who started them ends them.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  sigset_t before_;
  int descriptor_ = -1;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CAMPAIGN_INTERRUPT_WATCH_H_
