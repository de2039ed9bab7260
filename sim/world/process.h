// One lifetime of the simulated process: it opens the database, checks what it finds, lets clients
// work, and comes to the end that was planned for it.
//
// The object and everything it makes live on the lifetime's heap and on the stack of the lifetime's
// main fiber; a crash abandons them where they stand. What has to survive is in `Ledger`.
#ifndef VARVE_SIM_WORLD_PROCESS_H_
#define VARVE_SIM_WORLD_PROCESS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/operation.h"
#include "sim/workload/client.h"
#include "sim/workload/context.h"
#include "sim/world/lifetime_plan.h"
#include "sim/world/machine.h"
#include "varve/db.h"

namespace varve::sim {

/// What a lifetime is asked to do.
struct Assignment {
  uint32_t lifetime = 0;  // counts from 0
  uint32_t recovery = 0;  // counts the lifetimes behind it that are meant to crash in recovery
  LifetimePlan plan;
  uint64_t turns = 0;  // of all clients together; none: open, check and close
  FaultMix faults = FaultMix::kNone;
  bool may_close_early = false;                 // a clean close may come while clients still work
  std::optional<model::CrashKind> after_crash;  // how the lifetime before ended
};

/// What the world keeps of a lifetime, however it ended.
struct Ledger {
  uint64_t turns_done = 0;
  uint64_t forsaken_drops = 0;  // the disk's, when the database was opened last
};

/// Thread safety: made and run by the lifetime's main fiber.
class Process {
 public:
  Process(Machine& machine, const Assignment& assignment, Ledger& ledger);

  /// The body of the main fiber. Returns after a clean close; a planned crash never returns.
  void Run();

 private:
  void Open();
  /// What went wrong with the files ends: full disk, failing operations.
  void Heal();
  /// Heals, and demands that the database is then of service again (rules D5, L1).
  void RestoreService();
  void Check();
  void Work();
  void RunClient(uint32_t client, ClientRole role, uint64_t turns);
  void RunStaller(FiberId main);
  void MaybeCloseEarly();
  void Close();
  void CheckIdle();
  [[noreturn]] void CrashLate();
  void CloseCleanly();
  void SpendEstate();
  void FoldContents(const std::vector<model::KeyValue>& contents);

  Machine& machine_;
  const Assignment& assignment_;
  Ledger& ledger_;
  WorkloadContext context_;
  Estate estate_;
  std::unique_ptr<DB> db_;
  uint32_t clients_at_work_ = 0;
  std::vector<FiberId> client_fibers_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORLD_PROCESS_H_
