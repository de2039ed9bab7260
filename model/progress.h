// Calls under way (L1): when faults have stopped, each of them ends within bounded time.
#ifndef VARVE_MODEL_PROGRESS_H_
#define VARVE_MODEL_PROGRESS_H_

#include <cstdint>
#include <map>
#include <string>

#include "model/violation.h"

namespace varve::model {

class Progress {
 public:
  /// The call named `call` began; `what` appears in messages.
  void Begin(uint64_t call, std::string what, int64_t now_nanos);
  void End(uint64_t call) { calls_.erase(call); }
  /// The process is gone, and its calls with it.
  void Restart() { calls_.clear(); }

  [[nodiscard]] bool idle() const { return calls_.empty(); }

  /// L1: `call`, which ends now, was not under way for longer than `bound_nanos`.
  [[nodiscard]] Verdict CheckCall(uint64_t call, int64_t now_nanos, int64_t bound_nanos) const;

  /// L1: no call has been under way for longer than `bound_nanos`.
  [[nodiscard]] Verdict Check(int64_t now_nanos, int64_t bound_nanos) const;

 private:
  struct Call {
    std::string what;
    int64_t began_nanos;
  };
  std::map<uint64_t, Call> calls_;
};

}  // namespace varve::model

#endif  // VARVE_MODEL_PROGRESS_H_
