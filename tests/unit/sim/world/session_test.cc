#include "sim/workload/session.h"

#include <gtest/gtest.h>

#include <functional>

#include "sim/choice/seeded_choices.h"
#include "sim/world/foreign_files.h"
#include "sim/world/machine.h"
#include "tests/unit/sim/world/run_seed.h"

namespace varve::sim {
namespace {

// A machine with an open, empty database, and one client.
struct Fixture {
  Fixture()
      : log(TestLog("session")),
        choices(1, log.get(), digest),
        machine(RunRequest(), choices, *log, digest) {
    PlantForeignFiles(machine.disk);
  }

  KernelResult Run(const std::function<void(DB&, WorkloadContext&, Session&)>& body) {
    return machine.kernel.Run("main", [&] {
      WorkloadContext context{.oracle = machine.oracle,
                              .choices = machine.choices,
                              .digest = machine.digest,
                              .log = machine.log,
                              .kernel = machine.kernel,
                              .referee = machine.referee,
                              .statistics = machine.statistics,
                              .keys = machine.keys,
                              .knobs = machine.knobs,
                              .service = machine.service};
      auto db = DB::Open(machine.options, machine.platform, kDatabasePath);
      ASSERT_TRUE(db.ok()) << db.status();
      machine.oracle.OnReopened((*db)->Inspect(), {});
      Session session(context, **db, 0, "main");
      body(**db, context, session);
      machine.oracle.OnCleanClose((*db)->Close());
    });
  }

  static model::Operation Put(const std::string& key, const std::string& value) {
    return {model::OperationKind::kPut, key, value};
  }

  Digest digest;
  std::unique_ptr<ChoiceLog> log;
  SeededChoices choices;
  Machine machine;
};

TEST(SessionTest, EveryCallIsAnsweredAndCounted) {
  Fixture fixture;
  const KernelResult result = fixture.Run([](DB&, WorkloadContext&, Session& session) {
    session.Write({Fixture::Put("a", "1"), Fixture::Put("b", "2")}, Durability::kSync);
    session.Get("a", nullptr);
    session.Scan({}, /*forward=*/true, nullptr);
    session.Scan({.lower = "b", .upper = std::nullopt}, /*forward=*/false, nullptr);
    session.Flush();
    session.Compact({});
    session.Sync();
    session.Inspect();
    session.Clear();
    session.Get("a", nullptr);
  });
  EXPECT_EQ(result.outcome, Outcome::kFinished) << result.rule << ": " << result.message;
  EXPECT_EQ(fixture.machine.statistics.operations, 10U);
}

TEST(SessionTest, SnapshotsAndCursorsAreWatched) {
  Fixture fixture;
  const KernelResult result = fixture.Run([](DB&, WorkloadContext& context, Session& session) {
    session.Write({Fixture::Put("a", "1"), Fixture::Put("c", "3")}, Durability::kBuffered);
    std::unique_ptr<CheckedSnapshot> snapshot = session.TakeSnapshot();
    const std::unique_ptr<CheckedCursor> cursor = session.OpenCursor({}, snapshot.get());
    session.Write({Fixture::Put("b", "2")}, Durability::kBuffered);
    session.CrossCheck(*snapshot);
    snapshot.reset();
    cursor->Step(CursorStep::kSeek, "b", "main");
    cursor->Step(CursorStep::kPrev, {}, "main");
    EXPECT_EQ(context.oracle.statistics().cursor_steps, 2U);
  });
  EXPECT_EQ(result.outcome, Outcome::kFinished) << result.rule << ": " << result.message;
}

TEST(SessionTest, AnErrorWithoutAFaultEndsTheRun) {
  Fixture fixture;
  const KernelResult result = fixture.Run([](DB& db, WorkloadContext&, Session& session) {
    EXPECT_TRUE(db.Close().ok());
    session.Get("a", nullptr);
    FAIL() << "the run goes on";
  });
  EXPECT_EQ(result.outcome, Outcome::kFailed);
  EXPECT_EQ(result.rule, "D4");
  fixture.machine.kernel.AbandonAll();
}

TEST(SessionTest, ACallThatMeetsTheClosingIsRefused) {
  Fixture fixture;
  const KernelResult result = fixture.Run([](DB& db, WorkloadContext& context, Session& session) {
    context.closing = true;
    EXPECT_TRUE(db.Close().ok());
    session.Write({Fixture::Put("a", "1")}, Durability::kBuffered);
    EXPECT_TRUE(session.refused());
  });
  EXPECT_EQ(result.outcome, Outcome::kFinished) << result.rule << ": " << result.message;
}

TEST(SessionTest, ValuesAreUnique) {
  Fixture fixture;
  fixture.Run([](DB&, WorkloadContext&, Session& session) {
    EXPECT_EQ(session.NextValue(2), "v0.0.0:bb");
    EXPECT_EQ(session.NextValue(0), "v0.0.1:");
  });
}

}  // namespace
}  // namespace varve::sim
