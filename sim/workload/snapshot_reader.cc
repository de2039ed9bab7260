#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "sim/workload/client.h"

namespace varve::sim {
namespace {

// Snapshots of different ages side by side are what compaction's garbage collection has to honour.
constexpr size_t kMostSnapshots = 3;

class SnapshotReader final : public Client {
 public:
  void Turn(Session& session) override {
    Choices& choices = session.choices();
    if (held_.empty() || (held_.size() < kMostSnapshots && choices.OneIn("snapshot.take", 5))) {
      held_.push_back(session.TakeSnapshot());
      return;
    }
    constexpr uint32_t kWeights[] = {10, 5, 2, 2, 1};
    const size_t at = choices.Pick("snapshot.which", static_cast<uint32_t>(held_.size()));
    switch (choices.PickWeighted("snapshot.turn", kWeights)) {
      case 0:
        session.Get(session.context().keys.PickAnyKey(choices), held_[at].get());
        break;
      case 1:
        session.Scan(PickBounds(session), !choices.OneIn("scan.reverse", 2), held_[at].get());
        break;
      case 2:
        Drop(at);
        break;
      case 3:
        OutliveWithCursor(session, at);
        break;
      default:
        session.CrossCheck(*held_[at]);
        break;
    }
  }

  void Retire(Session& session, Estate& estate) override {
    for (std::unique_ptr<CheckedSnapshot>& snapshot : held_) {
      if (session.choices().OneIn("snapshot.bequeath", 3)) {
        estate.snapshots.push_back(std::move(snapshot));
      }
    }
    held_.clear();
  }

 private:
  void Drop(size_t at) { held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(at)); }

  // A cursor pins what it reads, with or without the snapshot it was made at (rule V5).
  void OutliveWithCursor(Session& session, size_t at) {
    const std::unique_ptr<CheckedCursor> cursor =
        session.OpenCursor(PickBounds(session), held_[at].get());
    Drop(at);
    cursor->Wander(session.context().keys, session.choices().Range("cursor.steps", 1, 12),
                   session.fiber());
  }

  std::vector<std::unique_ptr<CheckedSnapshot>> held_;
};

}  // namespace

std::unique_ptr<Client> NewSnapshotReader() { return std::make_unique<SnapshotReader>(); }

}  // namespace varve::sim
