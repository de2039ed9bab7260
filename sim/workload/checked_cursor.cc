#include "sim/workload/checked_cursor.h"

#include <string>

#include "model/violation.h"

namespace varve::sim {
namespace {

constexpr std::string_view kStepNames[] = {"cursor.first",         "cursor.last", "cursor.seek",
                                           "cursor.seek_for_prev", "cursor.next", "cursor.prev"};

}  // namespace

CheckedCursor::~CheckedCursor() {
  context_.oracle.EndCursor(ticket_);
  iterator_.reset();
}

void CheckedCursor::Step(CursorStep step, std::string_view target, std::string_view fiber) {
  switch (step) {
    case CursorStep::kSeekToFirst:
      iterator_->SeekToFirst();
      break;
    case CursorStep::kSeekToLast:
      iterator_->SeekToLast();
      break;
    case CursorStep::kSeek:
      iterator_->Seek(own_target_.empty() ? target : own_target_);
      break;
    case CursorStep::kSeekForPrev:
      iterator_->SeekForPrev(own_target_.empty() ? target : own_target_);
      break;
    case CursorStep::kNext:
      iterator_->Next();
      break;
    case CursorStep::kPrev:
      iterator_->Prev();
      break;
  }
  CursorSeen seen;
  seen.valid = iterator_->Valid();
  if (seen.valid) {
    seen.key = iterator_->key();
    seen.value = iterator_->value();
  }
  const absl::Status status = iterator_->status();
  ++context_.statistics.operations;
  context_.digest.Fold(static_cast<uint64_t>(seen.valid));
  context_.digest.Fold(static_cast<uint64_t>(status.code()));
  context_.digest.Fold(seen.valid ? seen.key : std::string_view());
  context_.digest.Fold(seen.value);
  std::string detail = "#" + std::to_string(ticket_);
  if (step == CursorStep::kSeek || step == CursorStep::kSeekForPrev) {
    detail += " " + model::Quoted(target);
  }
  detail += seen.valid ? " -> " + model::Quoted(seen.key) : " -> nowhere";
  context_.log.AddEvent(kStepNames[static_cast<size_t>(step)], context_.kernel.now().nanos, fiber,
                        detail);
  if (!status.ok()) {
    if ((!may_be_refused_ || !absl::IsFailedPrecondition(status)) &&
        !context_.ReadExcused(status, read_faults_)) {
      const bool refused = absl::IsFailedPrecondition(status);
      context_.referee.Fail(refused ? "V5" : "D4",
                            "a cursor failed without a fault: " + status.ToString());
    }
    seen.failed = true;
  }
  context_.oracle.CheckCursor(ticket_, step, target, seen);
}

void CheckedCursor::Wander(const KeyUniverse& keys, uint64_t count, std::string_view fiber) {
  // Moves outweigh seeks, and the direction changes often: those are the hard steps.
  constexpr uint32_t kStanding[] = {1, 1, 2, 2, 8, 8};
  constexpr uint32_t kNowhere[] = {1, 1, 2, 2, 0, 0};
  for (uint64_t i = 0; i < count; ++i) {
    const auto step = static_cast<CursorStep>(
        context_.choices.PickWeighted("cursor.step", iterator_->Valid() ? kStanding : kNowhere));
    std::string target;
    const bool seeks = step == CursorStep::kSeek || step == CursorStep::kSeekForPrev;
    // A caller may hand the cursor its own key back, or the beginning of it: where it borrowed it.
    const bool own = seeks && iterator_->Valid() && context_.choices.OneIn("cursor.own_key", 4);
    if (own) {
      const size_t size = context_.choices.Range("cursor.own_key_cut", 0, iterator_->key().size());
      own_target_ = iterator_->key().substr(0, iterator_->key().size() - size);
      target = own_target_;
    } else if (seeks) {
      target = keys.PickAnyKey(context_.choices);
    }
    Step(step, target, fiber);
    own_target_ = {};
  }
}

}  // namespace varve::sim
