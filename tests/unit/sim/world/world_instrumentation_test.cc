#include "sim/world/world_instrumentation.h"

#include <gtest/gtest.h>

#include <vector>

#include "sim/choice/seeded_choices.h"
#include "sim/scheduler/strategy.h"
#include "sim/world/phase_stack.h"
#include "tests/unit/sim/world/run_seed.h"

namespace varve::sim {
namespace {

class Recorder final : public Instrumentation {
 public:
  void OnVisible(SeqNo visible) override { seen.push_back(visible); }
  std::vector<SeqNo> seen;
};

struct Fixture {
  Fixture()
      : log(TestLog("instrumentation")),
        choices(1, log.get(), digest),
        strategy(MakeStrategy({})),
        kernel(choices, *strategy),
        instrumentation(kernel, recorder, *log, statistics, service) {}

  Digest digest;
  std::unique_ptr<ChoiceLog> log;
  SeededChoices choices;
  std::unique_ptr<Strategy> strategy;
  Kernel kernel;
  Recorder recorder;
  Statistics statistics;
  Service service;
  WorldInstrumentation instrumentation;
};

TEST(WorldInstrumentationTest, CountsProbes) {
  Fixture fixture;
  fixture.instrumentation.Hit(Probe::kLogTornTail);
  fixture.instrumentation.Hit(Probe::kLogTornTail);
  EXPECT_EQ(fixture.statistics.probes[static_cast<size_t>(Probe::kLogTornTail)], 2U);
  EXPECT_EQ(fixture.statistics.probes_hit(), 1U);
}

TEST(WorldInstrumentationTest, KeepsThePhasesOfEachFiberApart) {
  Fixture fixture;
  bool child_in_phase = true;
  bool parent_in_phase = false;
  fixture.kernel.Run("main", [&] {
    fixture.instrumentation.EnterPhase(Phase::kRecovery);
    const FiberId child = fixture.kernel.Spawn(
        "child", [&] { child_in_phase = !PhaseStack(fixture.kernel.user()).empty(); });
    fixture.kernel.Join(child);
    parent_in_phase = PhaseStack(fixture.kernel.user()).Contains(Phase::kRecovery);
    fixture.instrumentation.LeavePhase(Phase::kRecovery);
    EXPECT_TRUE(PhaseStack(fixture.kernel.user()).empty());
  });
  EXPECT_FALSE(child_in_phase);
  EXPECT_TRUE(parent_in_phase);
}

TEST(WorldInstrumentationTest, CountsFlushesAndCompactionsThatCameToTheirEnd) {
  Fixture fixture;
  fixture.kernel.Run("main", [&] {
    fixture.instrumentation.EnterPhase(Phase::kFlush);
    fixture.instrumentation.LeavePhase(Phase::kFlush);
    fixture.instrumentation.EnterPhase(Phase::kCompaction);
  });
  EXPECT_EQ(fixture.statistics.flushes, 1U);
  EXPECT_EQ(fixture.statistics.compactions, 0U);
}

TEST(WorldInstrumentationTest, PassesEventsOn) {
  Fixture fixture;
  fixture.kernel.Run("main", [&] { fixture.instrumentation.OnVisible(42); });
  EXPECT_EQ(fixture.recorder.seen, std::vector<SeqNo>{42});
}

}  // namespace
}  // namespace varve::sim
