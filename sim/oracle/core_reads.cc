// Snapshots, reads and cursors, from the clients' side.
#include "sim/oracle/convert.h"
#include "sim/oracle/core.h"

namespace varve::sim {

Ticket Oracle::Core::BeginSnapshot() { return Begin("snapshot", {}); }

void Oracle::Core::SnapshotTaken(Ticket ticket, SeqNo instant) {
  const std::optional<Call> call = End(ticket);
  if (!call.has_value()) return;
  ++statistics_.snapshots;
  held_.insert(instant);
  Judge(visibility_.CheckSnapshot(call->since, instant));
  if (snapshots_.count(instant) < held_.count(instant)) {
    Judge(model::Violated("V4", "the snapshot ", instant,
                          " is held, but not in the list of live snapshots"));
  }
}

void Oracle::Core::SnapshotDropped(SeqNo instant) {
  if (const auto at = held_.find(instant); at != held_.end()) held_.erase(at);
}

Ticket Oracle::Core::BeginRead(std::optional<SeqNo> snapshot) {
  Call call;
  call.snapshot = snapshot;
  return Begin("read", std::move(call));
}

void Oracle::Core::EndGet(Ticket ticket, std::string_view key,
                          const std::optional<std::string>& value) {
  const std::optional<Call> call = End(ticket);
  if (!call.has_value()) return;
  ++statistics_.gets;
  Judge(visibility_.CheckGet(call->since, call->snapshot, key, value));
}

void Oracle::Core::EndScan(Ticket ticket, const model::Bounds& bounds,
                           const std::vector<model::KeyValue>& entries, bool forward) {
  const std::optional<Call> call = End(ticket);
  if (!call.has_value()) return;
  ++statistics_.scans;
  Judge(visibility_.CheckScan(call->since, call->snapshot, bounds, forward, entries));
}

void Oracle::Core::EndBrokenScan(Ticket ticket, const model::Bounds& bounds,
                                 const std::vector<model::KeyValue>& entries, bool forward) {
  const std::optional<Call> call = End(ticket);
  if (!call.has_value()) return;
  ++statistics_.scans;
  Judge(visibility_.CheckBrokenScan(call->since, call->snapshot, bounds, forward, entries));
}

void Oracle::Core::EndFailed(Ticket ticket) { (void)End(ticket); }

Ticket Oracle::Core::BeginCursor(std::optional<SeqNo> snapshot, model::Bounds bounds) {
  const Ticket ticket = ++last_ticket_;
  cursors_.emplace(ticket, WatchedCursor{.since = visibility_.Now(),
                                         .snapshot = snapshot,
                                         .bounds = std::move(bounds),
                                         .cursor = std::nullopt});
  return ticket;
}

void Oracle::Core::CursorCreated(Ticket cursor) {
  const auto at = cursors_.find(cursor);
  if (at == cursors_.end()) return;
  WatchedCursor& watched = at->second;
  std::vector<uint64_t> instants;
  if (watched.snapshot.has_value()) {
    instants.push_back(*watched.snapshot);
  } else {
    const auto candidates = visibility_.Since(watched.since);
    instants.assign(candidates.begin(), candidates.end());
  }
  watched.cursor.emplace(history_, std::move(watched.bounds), std::move(instants));
}

void Oracle::Core::CheckCursor(Ticket cursor, CursorStep step, std::string_view target,
                               const CursorSeen& seen) {
  const auto at = cursors_.find(cursor);
  if (at == cursors_.end() || !at->second.cursor.has_value() || silent_) return;
  ++statistics_.cursor_steps;
  model::Cursor& watched = *at->second.cursor;
  if (seen.failed) return watched.Lost();
  std::optional<model::Live> stands;
  if (seen.valid) stands = model::Live{seen.key, seen.value};
  Judge(watched.Observe(ToModel(step), target, stands));
}

void Oracle::Core::EndCursor(Ticket cursor) { cursors_.erase(cursor); }

std::vector<model::KeyValue> Oracle::Core::Contents() const {
  return model::View(history_, visibility_.visible()).Scan({}, /*forward=*/true);
}

}  // namespace varve::sim
