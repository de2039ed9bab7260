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
      iterator_->Seek(target);
      break;
    case CursorStep::kSeekForPrev:
      iterator_->SeekForPrev(target);
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
    std::string_view target;
    if (step == CursorStep::kSeek || step == CursorStep::kSeekForPrev) {
      target = keys.PickAnyKey(context_.choices);
    }
    Step(step, target, fiber);
  }
}

}  // namespace varve::sim
