// Where a lifetime of the engine ends and the next begins.
#include <algorithm>

#include "sim/oracle/core.h"

namespace varve::sim {

void Oracle::Core::Crashed(model::CrashKind kind) {
  if (silent_) return;
  Interrupt(kind == model::CrashKind::kMachine ? model::Ending::kMachineCrash
                                               : model::Ending::kProcessCrash);
  calls_.clear();
  cursors_.clear();
  snapshots_.clear();
  held_.clear();
  progress_.Restart();
  versions_.Restart();
  collection_.Restart();
}

void Oracle::Core::CleanlyClosed(const absl::Status& status) {
  if (silent_ || state_ != State::kOpen) return;
  if (status.ok()) {
    if (cache_lost_ || failed_) {
      Judge(model::Violated("D5", "a close succeeded although the log or the database had failed"));
      return;
    }
    // Unlogged batches were flushed; a machine crash that follows may not lose them either.
    for (const model::Batch& batch : history_.batches()) {
      if (!batch.acknowledged || batch.logged || batch.settled) continue;
      if (batch.last_seqno() <= versions_.flushed_through()) continue;
      Judge(model::Violated("D1", "the database was closed, but the unlogged batch ",
                            batch.first_seqno, " .. ", batch.last_seqno(), " is not flushed"));
      return;
    }
  }
  // What a close with an error leaves is what the process held: nothing more was promised.
  Interrupt(status.ok() ? model::Ending::kClosed : model::Ending::kProcessCrash);
  versions_.Closing();
  collection_.Interrupted();
}

/// Keeps what the next opening is judged by: the worst ending, and the first one's circumstances.
void Oracle::Core::Interrupt(model::Ending ending) {
  if (state_ == State::kOpen) {
    interruption_ = {};
    interruption_.flushed_through = versions_.flushed_through();
    interruption_.synced = log_sync_.proven();
    interruption_.cache_lost = cache_lost_;
    interruption_.maybe_flushed_through = sealed_;
    const auto& clears = history_.clears();
    interruption_.maybe_flushed_through.insert(interruption_.maybe_flushed_through.end(),
                                               clears.begin(), clears.end());
  } else if (state_ == State::kOpening) {
    NoteInterruptedOpening();
  }
  interruption_.ending = std::max(interruption_.ending, ending);
  state_ = State::kClosed;
}

/// An opening ended before anybody saw what it recovered; compactions may have begun all the same.
void Oracle::Core::NoteInterruptedOpening() {
  for (const model::Drop& drop : kept_drops_) collection_.MayBeGone(drop);
  kept_drops_.clear();
  interruption_.in_recovery = true;
  interruption_.recovery_flushed_through =
      std::max(interruption_.recovery_flushed_through, kept_flushed_through_);
  kept_.clear();
  kept_flushed_through_ = 0;
}

void Oracle::Core::Reopened(const Introspection& introspection,
                            const std::vector<model::KeyValue>& contents) {
  if (silent_) return;
  ++statistics_.recoveries;
  interruption_.cache_lost = interruption_.cache_lost && cache_dropped_;
  cache_dropped_ = false;
  const size_t before = history_.batches().size();
  if (!Judge(model::Recover(history_, interruption_,
                            {.flushed_through = introspection.recovery.flushed_through,
                             .replayed_through = introspection.recovery.replayed_through,
                             .contents = &contents}))) {
    return;
  }
  statistics_.batches_lost += before - history_.batches().size();
  Judge(
      history_.ContinueAt(introspection.next_seqno, snapshots_.empty() ? 0 : *snapshots_.rbegin()));
  Judge(visibility_.Restart(introspection.visible));
  if (silent_) return;
  interruption_ = {};
  calls_.clear();
  cursors_.clear();  // what they read may have left the history
  progress_.Restart();
  versions_.Restart();
  collection_.Restart();
  log_sync_.Restart();
  sealed_.clear();
  unclaimed_clears_.clear();
  acknowledged_ = 0;
  failed_ = resuming_ = cache_lost_ = false;
  state_ = State::kOpen;
  const std::vector<std::function<void()>> kept = std::exchange(kept_, {});
  kept_flushed_through_ = 0;
  kept_drops_.clear();
  for (const std::function<void()>& replay : kept) replay();
  if (versions_.current() == nullptr) Judge(versions_.Opened());
}

}  // namespace varve::sim
