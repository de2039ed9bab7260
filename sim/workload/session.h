// One client's hand on the database. Every call goes through here, so that each is told to the
// oracle before and after, folded into the digest, recorded as an event, and counted.
//
// While the machine's files are well no call may answer with an error: an error ends the run, under
// the rule that the call serves. The one exception is a call that meets the closing of the handle.
//
// Thread safety: one fiber. Calls may be descheduled inside the engine.
#ifndef VARVE_SIM_WORKLOAD_SESSION_H_
#define VARVE_SIM_WORKLOAD_SESSION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "model/operation.h"
#include "sim/workload/checked_cursor.h"
#include "sim/workload/context.h"
#include "varve/db.h"
#include "varve/pinned_value.h"

namespace varve::sim {

/// The bounds of a scan or a cursor, as in `ReadOptions`.
struct Bounds {
  std::optional<std::string> lower;
  std::optional<std::string> upper;
};

class Session {
 public:
  /// `client` numbers the clients of a lifetime, `fiber` is the path of the fiber that calls. All
  /// are borrowed; `db` is open until the last call that needs it.
  /// Only counted sessions add to the statistics' operations: the world's own checks are not the
  /// clients' work.
  enum class Counted : uint8_t { kNo, kYes };
  Session(WorkloadContext& context, DB& db, uint32_t client, std::string_view fiber,
          Counted counted = Counted::kYes)
      : context_(context), db_(db), client_(client), fiber_(fiber), counted_(counted) {}

  /// One batch. Values made by `NextValue` are unique in the world.
  void Write(const std::vector<model::Operation>& operations, Durability durability);
  [[nodiscard]] std::string NextValue(size_t padding_bytes);

  /// Null snapshot: at the newest instant. Some values are pinned, and held until the next that
  /// is: they must not change meanwhile, whatever is flushed, compacted or dropped (rule V5).
  void Get(const std::string& key, const CheckedSnapshot* snapshot);
  /// Every entry within the bounds, forward or backward.
  void Scan(const Bounds& bounds, bool forward, const CheckedSnapshot* snapshot);
  /// Forward scan, backward scan and a get of every key of the universe at one snapshot (rule V3).
  void CrossCheck(const CheckedSnapshot& snapshot);

  [[nodiscard]] std::unique_ptr<CheckedSnapshot> TakeSnapshot();
  [[nodiscard]] std::unique_ptr<CheckedCursor> OpenCursor(const Bounds& bounds,
                                                          const CheckedSnapshot* snapshot);

  void Flush();
  void Compact(const Bounds& range);
  void Sync();
  void Clear();
  void Resume();
  void Inspect();

  [[nodiscard]] WorkloadContext& context() { return context_; }
  [[nodiscard]] Choices& choices() { return context_.choices; }
  [[nodiscard]] std::string_view fiber() const { return fiber_; }
  /// The last call answered with an error that injected faults excuse.
  [[nodiscard]] bool disturbed() const { return disturbed_; }
  /// A call was refused because the handle is being closed: the client should end.
  [[nodiscard]] bool refused() const { return refused_; }

 private:
  [[nodiscard]] absl::StatusOr<std::optional<std::string>> GetPinned(
      const std::string& key, const CheckedSnapshot* snapshot);
  void Begin(std::string_view call, std::string_view detail);
  // Records the answer; fails the run under `rule` unless `status` may be what it is.
  void End(std::string_view call, std::string_view rule, const absl::Status& status,
           std::string_view answer = {});

  WorkloadContext& context_;
  DB& db_;
  const uint32_t client_;
  const std::string fiber_;
  const Counted counted_;
  uint64_t values_ = 0;
  PinnedValue pinned_;  // of the last such read, and what it held then
  std::string pinned_copy_;
  uint64_t settled_ = 0;      // `Service::settled` when the call under way began
  uint64_t read_faults_ = 0;  // and `Service::read_faults`
  bool refused_ = false;
  bool disturbed_ = false;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORKLOAD_SESSION_H_
