#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/workload/client.h"

namespace varve::sim {
namespace {

class Writer final : public Client {
 public:
  void Turn(Session& session) override {
    Choices& choices = session.choices();
    // Half of all writes are single operations; the rest are batches of two to eight.
    const uint64_t count =
        choices.OneIn("write.batch", 2) ? choices.Range("write.operations", 2, 8) : 1;
    std::vector<model::Operation> operations;
    for (uint64_t i = 0; i < count; ++i) operations.push_back(PickOperation(session));
    session.Write(operations, PickDurability(session));
    if (session.disturbed() && choices.OneIn("resume.after_error", 4)) session.Resume();
    // Rule S3: a writer reads its own writes. Others may have overwritten them; the oracle knows.
    if (choices.OneIn("write.read_back", 8)) session.Get(operations.back().key, nullptr);
  }

  void Retire(Session&, Estate&) override {}

 private:
  /// A key anywhere, or with the knob `locality` one of three neighbours.
  const std::string& PickKey(Session& session) {
    WorkloadContext& context = session.context();
    if (context.knobs.value(KnobId::kLocality) == 0) return context.keys.PickKey(context.choices);
    const auto count = static_cast<uint32_t>(context.keys.keys().size());
    if (!home_ || context.choices.OneIn("key.move", 12)) {
      home_ = context.choices.Pick("key.home", count);
    }
    return context.keys.keys()[(*home_ + context.choices.Pick("key.near", 3)) % count];
  }

  model::Operation PickOperation(Session& session) {
    Choices& choices = session.choices();
    model::Operation operation;
    operation.key = PickKey(session);
    if (choices.OneIn("write.delete", 4)) {
      operation.kind = model::OperationKind::kDelete;
    } else if (!choices.OneIn("value.empty", 40)) {
      operation.value = session.NextValue(PickPadding(session));
    }
    return operation;
  }

  std::optional<uint32_t> home_;
};

}  // namespace

std::unique_ptr<Client> NewWriter() { return std::make_unique<Writer>(); }

}  // namespace varve::sim
