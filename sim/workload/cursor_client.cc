#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "sim/workload/client.h"

namespace varve::sim {
namespace {

constexpr size_t kMostCursors = 2;

class CursorClient final : public Client {
 public:
  void Turn(Session& session) override {
    Choices& choices = session.choices();
    if (held_.empty() || (held_.size() < kMostCursors && choices.OneIn("cursor.open", 4))) {
      Open(session);
    }
    const size_t at = choices.Pick("cursor.which", static_cast<uint32_t>(held_.size()));
    held_[at]->Wander(session.context().keys, choices.Range("cursor.steps", 1, 8), session.fiber());
    ++session.context().statistics.operations;
    if (choices.OneIn("cursor.drop", 8)) {
      held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }

  void Retire(Session& session, Estate& estate) override {
    for (std::unique_ptr<CheckedCursor>& cursor : held_) {
      if (session.choices().OneIn("cursor.bequeath", 2)) {
        estate.cursors.push_back(std::move(cursor));
      }
    }
    held_.clear();
  }

 private:
  void Open(Session& session) {
    std::unique_ptr<CheckedSnapshot> snapshot;
    if (session.choices().OneIn("cursor.at_snapshot", 3)) snapshot = session.TakeSnapshot();
    held_.push_back(session.OpenCursor(PickBounds(session), snapshot.get()));
  }

  std::vector<std::unique_ptr<CheckedCursor>> held_;
};

}  // namespace

std::unique_ptr<Client> NewCursorClient() { return std::make_unique<CursorClient>(); }

}  // namespace varve::sim
