#include "sim/workload/client.h"

namespace varve::sim {
namespace {

class Admin final : public Client {
 public:
  void Turn(Session& session) override {
    constexpr uint32_t kWeights[] = {4, 6, 6, 5, 1, 1};
    switch (session.choices().PickWeighted("admin.turn", kWeights)) {
      case 0:
        session.Inspect();
        break;
      case 1:
        session.Flush();
        break;
      case 2:
        session.Compact(PickRange(session));
        break;
      case 3:
        session.Sync();
        break;
      case 4:
        session.Clear();
        break;
      default:
        session.Resume();
        break;
    }
    if (session.disturbed() && session.choices().OneIn("resume.after_error", 2)) session.Resume();
  }

  void Retire(Session&, Estate&) override {}
};

}  // namespace

std::unique_ptr<Client> NewAdmin() { return std::make_unique<Admin>(); }

}  // namespace varve::sim
