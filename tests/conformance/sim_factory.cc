// Plugs the simulated platform into the conformance suite: every test under every strategy, with
// several seeds each.
#include <string>

#include "sim/choice/digest.h"
#include "sim/choice/seeded_choices.h"
#include "sim/clock/sim_clock.h"
#include "sim/file_system/disk.h"
#include "sim/file_system/sim_file_system.h"
#include "sim/scheduler/kernel.h"
#include "sim/scheduler/sim_scheduler.h"
#include "sim/scheduler/strategy.h"
#include "tests/conformance/platform_factory.h"

namespace varve::conformance {
namespace {

constexpr uint64_t kSeeds = 8;
constexpr char kDirectory[] = "/directory";
constexpr int64_t kWallBaseNanos = 1'700'000'000'000'000'000;

// Every operation takes a moment, in which others may run; none fails and none crashes.
class QuietGate final : public sim::OperationGate {
 public:
  explicit QuietGate(sim::Kernel& kernel) : kernel_(kernel) {}
  void Before(sim::FileOperation, std::string_view, std::string_view, uint64_t, uint64_t) override {
    kernel_.SchedulingPoint();
  }
  void After(sim::FileOperation, absl::StatusCode, std::string_view, uint64_t) override {}

 private:
  sim::Kernel& kernel_;
};

struct World {
  World(uint64_t seed, sim::StrategyKind kind)
      : choices(seed, nullptr, digest),
        strategy(sim::MakeStrategy(sim::DrawStrategy(choices, kind))),
        kernel(choices, *strategy),
        scheduler(kernel, {.spurious_wakeup_one_in = 8}),
        clock(kernel, kWallBaseNanos),
        gate(kernel),
        file_system(disk, gate, choices) {}

  sim::Digest digest;
  sim::SeededChoices choices;
  const std::unique_ptr<sim::Strategy> strategy;
  sim::Kernel kernel;
  sim::SimScheduler scheduler;
  sim::SimClock clock;
  sim::Disk disk;
  QuietGate gate;
  sim::SimFileSystem file_system;
  Instrumentation instrumentation;
};

template <sim::StrategyKind kKind>
class SimUnderTest final : public PlatformUnderTest {
 public:
  void Run(const std::function<void(const Platform&, const std::string&)>& body) override {
    for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
      SCOPED_TRACE("seed " + std::to_string(seed));
      RunOnce(seed, body);
      if (testing::Test::HasFailure()) return;
    }
  }

 private:
  void RunOnce(uint64_t seed,
               const std::function<void(const Platform&, const std::string&)>& body) {
    World world(seed, kKind);
    ASSERT_EQ(world.disk.CreateDirectory(kDirectory), sim::DiskError::kNone);
    const Platform platform{world.clock, world.file_system, world.scheduler, world.instrumentation};
    const sim::KernelResult ended = world.kernel.Run("test", [&] { body(platform, kDirectory); });
    EXPECT_EQ(ended.outcome, sim::Outcome::kFinished) << ended.rule << ": " << ended.message;
    EXPECT_EQ(world.disk.open_files(), 0u);
  }
};

template <sim::StrategyKind kKind>
std::unique_ptr<PlatformUnderTest> MakeSim() {
  return std::make_unique<SimUnderTest<kKind>>();
}

auto Strategies() {
  return testing::Values(&MakeSim<sim::StrategyKind::kRunToBlock>,
                         &MakeSim<sim::StrategyKind::kRandomWalk>,
                         &MakeSim<sim::StrategyKind::kPct>);
}

std::string StrategyName(const testing::TestParamInfo<PlatformMaker>& info) {
  return std::string(sim::Name(static_cast<sim::StrategyKind>(info.index)));
}

INSTANTIATE_TEST_SUITE_P(Sim, ClockConformance, Strategies(), StrategyName);
INSTANTIATE_TEST_SUITE_P(Sim, FileSystemConformance, Strategies(), StrategyName);
INSTANTIATE_TEST_SUITE_P(Sim, FilesConformance, Strategies(), StrategyName);
INSTANTIATE_TEST_SUITE_P(Sim, LogWindowConformance, Strategies(), StrategyName);
INSTANTIATE_TEST_SUITE_P(Sim, SchedulerConformance, Strategies(), StrategyName);
INSTANTIATE_TEST_SUITE_P(Sim, LocksConformance, Strategies(), StrategyName);
INSTANTIATE_TEST_SUITE_P(Sim, ControlledSchedulerConformance, Strategies(), StrategyName);

}  // namespace
}  // namespace varve::conformance
