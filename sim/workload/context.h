// What the clients of one lifetime share.
#ifndef VARVE_SIM_WORKLOAD_CONTEXT_H_
#define VARVE_SIM_WORKLOAD_CONTEXT_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "sim/campaign/statistics.h"
#include "sim/choice/choice_log.h"
#include "sim/choice/choices.h"
#include "sim/choice/digest.h"
#include "sim/oracle/oracle.h"
#include "sim/scheduler/kernel.h"
#include "sim/workload/key_universe.h"
#include "sim/world/knobs.h"
#include "varve/db.h"

namespace varve::sim {

/// Ends the run with a counterexample.
class Referee {
 public:
  virtual ~Referee() = default;
  /// `rule` is the number of the broken rule, `message` says how, in one line that is the same from
  /// replay to replay. Called from within a fiber.
  [[noreturn]] virtual void Fail(std::string_view rule, std::string_view message) = 0;
};

/// How far the machine's files have let the engine down. Errors are legal only where they have
/// (rule D5). Plain counters that rise; a value kept is a mark.
struct Service {
  uint64_t faults = 0;       // operations that failed; a failed removal is nobody's error
  uint64_t read_faults = 0;  // those among them that open or read a file
  uint64_t settled = 0;      // `faults` when an opening or a resumption last made everything well

  /// Whether the engine may have to refuse writes.
  [[nodiscard]] bool disturbed() const { return faults > settled; }
};

/// The world's parts that clients use. Plain references into the world; the database belongs to the
/// simulated process.
struct WorkloadContext {
  Oracle& oracle;
  Choices& choices;
  Digest& digest;
  ChoiceLog& log;
  const Kernel& kernel;  // for the time: reading the engine's clock is a scheduling point
  Referee& referee;
  Statistics& statistics;
  const KeyUniverse& keys;
  const Knobs& knobs;
  const Service& service;
  uint32_t lifetime = 0;  // counts from 0; part of every value written
  /// `DB::Close` has been called: calls may now answer `kFailedPrecondition`.
  bool closing = false;

  [[nodiscard]] bool RefusedByClose(const absl::Status& status) const {
    return closing && absl::IsFailedPrecondition(status);
  }
  /// Whether a call that changes the database may answer with this error: something failed since
  /// `settled`, the mark of that name when the call began.
  [[nodiscard]] bool Excused(const absl::Status& status, uint64_t settled) const {
    return service.faults > settled &&
           (absl::IsUnavailable(status) || absl::IsResourceExhausted(status));
  }
  /// The same for a read: a file could not be read since `read_faults`.
  [[nodiscard]] bool ReadExcused(const absl::Status& status, uint64_t read_faults) const {
    return service.read_faults > read_faults && absl::IsUnavailable(status);
  }
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORKLOAD_CONTEXT_H_
