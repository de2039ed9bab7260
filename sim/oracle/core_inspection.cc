// What the engine says of itself when asked.
#include <algorithm>
#include <set>

#include "sim/oracle/convert.h"
#include "sim/oracle/core.h"
#include "sim/oracle/file_name.h"

namespace varve::sim {
namespace {

using model::Verdict;
using model::Violated;

/// H1, V6: a version is what its publication said, each time it is looked at.
Verdict CheckSame(const model::Version& published, const VersionShape& seen) {
  const model::Version now = ToModel(seen);
  if (now.epoch == published.epoch && now.flushed_through == published.flushed_through &&
      now.levels == published.levels) {
    return std::nullopt;
  }
  return Violated("H2", "version ", now.id, " is not what was published under that number");
}

/// V6: entries of memtables follow each other and what is flushed.
Verdict CheckMemtables(const Introspection& introspection) {
  std::vector<const MemtableShape*> oldest_first;
  for (const MemtableShape& sealed : introspection.sealed) oldest_first.push_back(&sealed);
  std::reverse(oldest_first.begin(), oldest_first.end());
  oldest_first.push_back(&introspection.active);
  uint64_t below = introspection.current.flushed_through;
  for (const MemtableShape* memtable : oldest_first) {
    if (memtable->smallest_seqno == 0) continue;  // empty
    if (memtable->smallest_seqno <= below) {
      return Violated("V6", "memtable ", memtable->id, " holds entry ", memtable->smallest_seqno,
                      ", which is not newer than ", below, ", held by what is probed after it");
    }
    below = memtable->largest_seqno;
  }
  return std::nullopt;
}

Verdict CheckLogs(const Introspection& introspection) {
  uint64_t previous = 0;
  for (const LogShape& log : introspection.logs) {
    if (log.number <= previous || log.synced_bytes > log.committed_bytes) {
      return Violated("D7", "log ", log.number, " after log ", previous, ": ", log.synced_bytes,
                      " bytes synced of ", log.committed_bytes);
    }
    previous = log.number;
  }
  return std::nullopt;
}

}  // namespace

Ticket Oracle::Core::BeginInspect() { return Begin("inspect", {}); }

/// What holds of every inspection, whatever ran beside it: it pins one super version.
Verdict Oracle::Core::CheckOneView(const Introspection& introspection) const {
  VARVE_MODEL_CHECK(model::CheckShape(ToModel(introspection.current)));
  VARVE_MODEL_CHECK(CheckMemtables(introspection));
  VARVE_MODEL_CHECK(CheckLogs(introspection));
  for (const VersionShape& seen : introspection.live_versions) {
    const auto at = versions_.live().find(seen.id);
    if (at != versions_.live().end()) VARVE_MODEL_CHECK(CheckSame(at->second, seen));
  }
  return std::nullopt;
}

void Oracle::Core::EndInspect(Ticket ticket, const Introspection& introspection) {
  const std::optional<Call> call = End(ticket);
  if (!call.has_value()) return;
  Judge(CheckOneView(introspection));
  Judge(visibility_.CheckSnapshot(call->since, introspection.visible));
  if (introspection.next_seqno < call->next_seqno ||
      introspection.next_seqno > history_.next_seqno()) {
    Judge(Violated("S5", "the next seqno is ", introspection.next_seqno, ", but operations took ",
                   call->next_seqno, " to ", history_.next_seqno(), " as the next one"));
  }
  if (call->events == events_ &&
      !std::equal(snapshots_.begin(), snapshots_.end(), introspection.snapshots.begin(),
                  introspection.snapshots.end())) {
    Judge(Violated("V4", "the engine lists ", introspection.snapshots.size(),
                   " live snapshots, not the ", snapshots_.size(), " there are"));
  }
}

void Oracle::Core::CheckIntrospection(const Introspection& introspection) {
  if (silent_) return;
  Judge(CheckOneView(introspection));
  if (introspection.visible != visibility_.visible()) {
    Judge(Violated("S2", "the visible seqno is ", introspection.visible, ", but ",
                   visibility_.visible(), " was published"));
  }
  if (introspection.next_seqno != history_.next_seqno()) {
    Judge(Violated("S5", "the next seqno is ", introspection.next_seqno,
                   ", but operations took those below ", history_.next_seqno()));
  }
  if (!std::equal(snapshots_.begin(), snapshots_.end(), introspection.snapshots.begin(),
                  introspection.snapshots.end())) {
    Judge(Violated("V4", "the engine lists ", introspection.snapshots.size(),
                   " live snapshots, not the ", snapshots_.size(), " there are"));
  }
  std::set<uint64_t> seen;
  for (const VersionShape& version : introspection.live_versions) seen.insert(version.id);
  std::set<uint64_t> live;
  for (const auto& [id, version] : versions_.live()) live.insert(id);
  if (seen != live) {
    Judge(Violated("H1", "the engine lists ", seen.size(), " live versions, not the ", live.size(),
                   " published and not released"));
  }
  if (versions_.current() == nullptr || introspection.current.id != versions_.current()->id) {
    Judge(Violated("H2", "version ", introspection.current.id,
                   " is current, but was not published last"));
  }
}

void Oracle::Core::CheckIdle(const Introspection& introspection,
                             const std::vector<std::string>& names) {
  if (silent_) return;
  Judge(versions_.CheckIdle(snapshots_));
  std::set<uint64_t> tables;
  std::set<uint64_t> logs;
  for (const std::string& name : names) {
    if (const auto table = TableNumber(name)) {
      tables.insert(*table);
    } else if (const auto log = LogNumber(name)) {
      logs.insert(*log);
    } else if (const auto manifest = ManifestNumber(name)) {
      if (*manifest == introspection.manifest_number) continue;
      Judge(Violated("H4", name, " stays, but manifest ", introspection.manifest_number,
                     " is in force"));
    } else if (name != "CURRENT" && name != "LOCK") {
      Judge(Violated("H4", name, " stays, but nothing names it"));
    }
  }
  Judge(versions_.CheckTables(tables));
  std::set<uint64_t> live_logs;
  for (const LogShape& log : introspection.logs) live_logs.insert(log.number);
  if (logs != live_logs) {
    Judge(Violated("H4", "the directory has ", logs.size(), " logs, not the ", live_logs.size(),
                   " live ones"));
  }
}

void Oracle::Core::WatchCalls(std::function<int64_t()> now_nanos, int64_t bound_nanos) {
  clock_ = std::move(now_nanos);
  call_bound_nanos_ = bound_nanos;
}

void Oracle::Core::CheckProgress(int64_t now_nanos, int64_t bound_nanos) {
  if (!silent_) Judge(progress_.Check(now_nanos, bound_nanos));
}

}  // namespace varve::sim
