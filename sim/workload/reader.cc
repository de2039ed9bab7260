#include <memory>

#include "sim/workload/client.h"

namespace varve::sim {
namespace {

class Reader final : public Client {
 public:
  void Turn(Session& session) override {
    constexpr uint32_t kWeights[] = {6, 3, 2};
    Choices& choices = session.choices();
    const KeyUniverse& keys = session.context().keys;
    switch (choices.PickWeighted("reader.turn", kWeights)) {
      case 0:
        session.Get(keys.PickAnyKey(choices), nullptr);
        break;
      case 1:
        session.Scan(PickBounds(session), !choices.OneIn("scan.reverse", 2), nullptr);
        break;
      default: {
        const std::unique_ptr<CheckedSnapshot> snapshot = session.TakeSnapshot();
        session.Get(keys.PickAnyKey(choices), snapshot.get());
        session.Get(keys.PickAnyKey(choices), snapshot.get());
        break;
      }
    }
  }

  void Retire(Session&, Estate&) override {}
};

}  // namespace

std::unique_ptr<Client> NewReader() { return std::make_unique<Reader>(); }

}  // namespace varve::sim
