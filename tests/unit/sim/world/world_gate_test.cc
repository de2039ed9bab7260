#include "sim/world/world_gate.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "sim/choice/seeded_choices.h"
#include "sim/scheduler/strategy.h"
#include "tests/unit/sim/world/run_seed.h"

namespace varve::sim {
namespace {

// A gate with all that it needs.
struct Fixture {
  explicit Fixture(LatencyProfile latency = LatencyProfile::kZero)
      : log(TestLog("gate")),
        choices(1, log.get(), digest),
        strategy(MakeStrategy({})),
        kernel(choices, *strategy),
        oracle([](const model::Violation& found) { FAIL() << found.rule << found.message; }),
        faults(disk),
        gate({.kernel = kernel,
              .choices = choices,
              .digest = digest,
              .log = *log,
              .oracle = oracle,
              .statistics = statistics,
              .faults = faults,
              .service = service,
              .latency = latency}) {}

  Digest digest;
  std::unique_ptr<ChoiceLog> log;
  SeededChoices choices;
  std::unique_ptr<Strategy> strategy;
  Kernel kernel;
  Oracle oracle;
  Statistics statistics;
  Disk disk;
  FaultInjector faults;
  Service service;
  WorldGate gate;
};

uint64_t DigestAfter(FileOperation operation, std::string_view path, std::string_view bytes,
                     uint64_t offset = 0, uint64_t size = 0) {
  Fixture fixture;
  fixture.kernel.Run("main", [&] { fixture.gate.Before(operation, path, bytes, offset, size); });
  return fixture.digest.value();
}

uint64_t DigestOfAnswer(FileOperation operation, absl::StatusCode code, std::string_view result,
                        uint64_t number) {
  Fixture fixture;
  fixture.kernel.Run("main", [&] { fixture.gate.After(operation, code, result, number); });
  return fixture.digest.value();
}

TEST(WorldGateTest, OneByteOfAnOperationChangesTheDigest) {
  const uint64_t digest = DigestAfter(FileOperation::kAppend, "/db/000001.log", "abc", 1, 2);
  EXPECT_EQ(digest, DigestAfter(FileOperation::kAppend, "/db/000001.log", "abc", 1, 2));
  EXPECT_NE(digest, DigestAfter(FileOperation::kAppend, "/db/000001.log", "abd", 1, 2));
  EXPECT_NE(digest, DigestAfter(FileOperation::kAppend, "/db/000002.log", "abc", 1, 2));
  EXPECT_NE(digest, DigestAfter(FileOperation::kWrite, "/db/000001.log", "abc", 1, 2));
  EXPECT_NE(digest, DigestAfter(FileOperation::kAppend, "/db/000001.log", "abc", 3, 2));
  EXPECT_NE(digest, DigestAfter(FileOperation::kAppend, "/db/000001.log", "abc", 1, 3));
}

TEST(WorldGateTest, OneByteOfAnAnswerChangesTheDigest) {
  const auto ok = absl::StatusCode::kOk;
  const uint64_t digest = DigestOfAnswer(FileOperation::kRead, ok, "abc", 3);
  EXPECT_EQ(digest, DigestOfAnswer(FileOperation::kRead, ok, "abc", 3));
  EXPECT_NE(digest, DigestOfAnswer(FileOperation::kList, ok, "abc", 3));
  EXPECT_NE(digest, DigestOfAnswer(FileOperation::kRead, absl::StatusCode::kNotFound, "abc", 3));
  EXPECT_NE(digest, DigestOfAnswer(FileOperation::kRead, ok, "abd", 3));
  EXPECT_NE(digest, DigestOfAnswer(FileOperation::kRead, ok, "abc", 4));
}

TEST(WorldGateTest, ACallThatReturnsLateBreaksL1) {
  Fixture fixture;
  std::string rule;
  Oracle oracle([&rule](const model::Violation& found) { rule = found.rule; });
  const WorldGate gate({.kernel = fixture.kernel,
                        .choices = fixture.choices,
                        .digest = fixture.digest,
                        .log = *fixture.log,
                        .oracle = oracle,
                        .statistics = fixture.statistics,
                        .faults = fixture.faults,
                        .service = fixture.service,
                        .latency = LatencyProfile::kZero});
  const auto read = [&](int64_t seconds) {
    const Ticket ticket = oracle.BeginRead();
    fixture.kernel.SleepUntil(After(fixture.kernel.now(), seconds * 1'000'000'000));
    oracle.EndFailed(ticket);
  };
  fixture.kernel.Run("main", [&] {
    read(19);
    fixture.kernel.SleepUntil(After(fixture.kernel.now(), int64_t{60} * 1'000'000'000));
    EXPECT_EQ(rule, "");
    read(21);
  });
  EXPECT_EQ(rule, "L1");
}

TEST(WorldGateTest, TheTriggerStopsTheRunAndNotesThePhase) {
  Fixture fixture;
  LifetimePlan plan;
  plan.end = LifetimeEnd::kProcessCrash;
  plan.operations = 2;
  fixture.gate.trigger().Arm(plan);
  int passed = 0;
  const KernelResult result = fixture.kernel.Run("main", [&] {
    PhaseStack phases;
    phases.Push(Phase::kCompaction);
    fixture.kernel.set_user(phases.word());
    for (; passed < 5; ++passed) fixture.gate.Before(FileOperation::kSync, "/db/x", {}, 0, 0);
  });
  EXPECT_EQ(result.outcome, Outcome::kStopped);
  EXPECT_EQ(passed, 1);
  EXPECT_EQ(fixture.statistics.file_operations, 2U);
  const std::optional<CrashSite> site = fixture.gate.TakeSite();
  ASSERT_TRUE(site.has_value());
  EXPECT_EQ(site->operation, FileOperation::kSync);
  EXPECT_EQ(site->phase, Phase::kCompaction);
  EXPECT_FALSE(fixture.gate.TakeSite().has_value());
  fixture.kernel.AbandonAll();
}

// A plan that fails the first sync of any file before its effect.
FaultPlan FirstSyncFails() {
  FaultPlan plan;
  plan.episodes.push_back({.kind = 0, .target = FaultTarget::kAny, .first = 1, .strikes = 1});
  return plan;
}

TEST(WorldGateTest, AnInjectedFaultExcusesErrorsUntilTheNextLifetime) {
  ASSERT_EQ(FaultTable()[0].name, "sync.before");
  Fixture fixture;
  fixture.kernel.Run("main", [&] {
    fixture.faults.Arm(FirstSyncFails());
    EXPECT_EQ(fixture.gate.Decide(FileOperation::kAppend, "/db/x", 1), Fault::kNone);
    EXPECT_FALSE(fixture.service.disturbed());
    EXPECT_EQ(fixture.gate.Decide(FileOperation::kSync, "/db/x", 0), Fault::kBefore);
    EXPECT_TRUE(fixture.service.disturbed());
  });
  fixture.gate.DrawFaults(FaultMix::kNone);
  EXPECT_FALSE(fixture.service.disturbed());
}

TEST(WorldGateTest, NothingFailsWhileSuspendedOrHealed) {
  Fixture fixture;
  fixture.kernel.Run("main", [&] {
    fixture.faults.Arm(FirstSyncFails());
    fixture.gate.Suspend(true);
    EXPECT_EQ(fixture.gate.Decide(FileOperation::kSync, "/db/x", 0), Fault::kNone);
    fixture.gate.Suspend(false);
    fixture.gate.Heal();
    EXPECT_EQ(fixture.gate.Decide(FileOperation::kSync, "/db/x", 0), Fault::kNone);
  });
  EXPECT_FALSE(fixture.service.disturbed());
}

TEST(WorldGateTest, AClosedDatabaseReadsAtMost) {
  Fixture fixture;
  const KernelResult result = fixture.kernel.Run("main", [&] {
    fixture.gate.Closed();
    fixture.gate.Before(FileOperation::kRead, "/db/000001.sst", {}, 0, 1);
    fixture.gate.Before(FileOperation::kSyncWindow, "/db/000002.log", {}, 0, 0);
  });
  EXPECT_EQ(result.rule, "L2");
  EXPECT_EQ(result.message, "the database is closed, but does: sync-window /db/000002.log");
  fixture.kernel.AbandonAll();
}

TEST(WorldGateTest, AFullDiskExcusesErrors) {
  Fixture fixture;
  fixture.kernel.Run("main", [&] {
    fixture.gate.After(FileOperation::kAppend, absl::StatusCode::kResourceExhausted, {}, 0);
  });
  EXPECT_TRUE(fixture.service.disturbed());
}

TEST(WorldGateTest, SlowProfilesTakeVirtualTime) {
  Fixture fast;
  fast.kernel.Run("main", [&] {
    for (int i = 0; i < 50; ++i) fast.gate.Before(FileOperation::kRead, "/db/x", {}, 0, 0);
  });
  Fixture slow(LatencyProfile::kLong);
  slow.kernel.Run("main", [&] {
    for (int i = 0; i < 50; ++i) slow.gate.Before(FileOperation::kRead, "/db/x", {}, 0, 0);
  });
  EXPECT_GT(slow.kernel.now(), After(fast.kernel.now(), 1'000'000));
}

}  // namespace
}  // namespace varve::sim
