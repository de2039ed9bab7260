#include "sim/report/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/sim/report/make_row.h"

namespace varve::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

RecordedEvent Event(const std::string& name, const std::string& fiber,
                    const std::string& detail = "", int64_t nanos = 0) {
  return {.name = name, .nanos = nanos, .fiber = fiber, .detail = detail};
}

RecordedPick Pick(const std::string& label, const std::string& fiber, uint32_t pick) {
  RecordedPick made;
  made.fiber = fiber;
  made.label = label;
  made.candidates = 5;
  made.pick = pick;
  return made;
}

Story Told(std::vector<Record> records) {
  Trace trace;
  trace.records = std::move(records);
  return StoryOf(trace);
}

TEST(Story, LifetimesAreSections) {
  const Story story =
      Told({Pick("knob.keys", "world", 2), Event("open", "main", "clean close"),
            Event("inspect", "main"), Event("open", "main"), Event("get", "life2/reader0")});
  ASSERT_THAT(story.sections, SizeIs(2));
  EXPECT_EQ(story.sections[0].title, "life 1: clean close");
  EXPECT_THAT(TextsOf(story.sections[0].rows), ElementsAre("main: inspect"));
  EXPECT_EQ(story.sections[0].rows[0].fiber, "life1");
  EXPECT_EQ(story.sections[1].title, "life 2");
  EXPECT_THAT(story.lanes, ElementsAre("main", "reader0"));
}

TEST(Story, MainFiberHasOneLane) {
  const Story story = Told({Event("open", "main"), Event("visible", "life1", "2"),
                            Event("get", "main"), Event("read", "life1/a/b", "/db/x")});
  EXPECT_THAT(story.lanes, ElementsAre("main", "a/b"));
}

TEST(Story, FileOperationsAreToldOfTheDisk) {
  const Story story =
      Told({Event("open", "main"), Event("sync", "life1/flush", "/db/000005.sst"),
            Event("sync", "life1/admin2"), Event("sync-directory", "life1/flush", "/db"),
            Event("file.removed", "life1/flush", "/db/000005.sst")});
  const std::vector<Row>& rows = story.sections[0].rows;
  EXPECT_THAT(TextsOf(rows),
              ElementsAre("flush: sync 000005.sst", "admin2: sync", "flush: sync-directory db/",
                          "flush: file.removed /db/000005.sst"));
  EXPECT_EQ(rows[0].kind, RowKind::kFile);
  EXPECT_EQ(rows[1].kind, RowKind::kStep) << "a client's call of the same name";
  EXPECT_EQ(rows[2].kind, RowKind::kFile);
  EXPECT_EQ(rows[3].kind, RowKind::kStep);
}

TEST(Story, CrashEndsItsSectionWithTheImage) {
  const Story story =
      Told({Event("open", "main"), Event("crash.machine", "world", "in flush before sync"),
            Pick("crash.mood", "world", 2), Pick("crash.cut", "world", 1), Event("open", "main")});
  EXPECT_EQ(story.sections[0].end,
            "crash.machine in flush before sync; image: crash.mood 2/5, crash.cut 1/5");
  EXPECT_EQ(story.sections[1].end, "");
}

TEST(Story, SchedulersChoicesAreRowsAtTheTimeBefore) {
  const Story story =
      Told({Event("open", "main"), Event("get", "life1/r0", "", 700), Pick("sched", "life1/r0", 3),
            Pick("sched", "life1/r0", 0), Pick("fs.slow", "life1/r0", 1)});
  const std::vector<Row>& rows = story.sections[0].rows;
  EXPECT_THAT(TextsOf(rows), ElementsAre("r0: get", "r0: sched 3/5"));
  EXPECT_EQ(rows[1].kind, RowKind::kSwitch);
  EXPECT_EQ(rows[1].nanos, 700);
}

TEST(Story, ChoicesOfTheWorkloadMarkTheNextRowOfTheirFiber) {
  const Story story =
      Told({Event("open", "main"), Pick("key", "life1/w0", 2), Event("write", "life1/w1"),
            Event("write", "life1/w0"), Event("done", "life1/w0")});
  const std::vector<Row>& rows = story.sections[0].rows;
  EXPECT_FALSE(rows[0].chosen);
  EXPECT_TRUE(rows[1].chosen);
  EXPECT_FALSE(rows[2].chosen);
}

TEST(Story, FaultsAreMarked) {
  const Story story = Told({Event("open", "main"), Event("fault", "life1/flush", "sync")});
  EXPECT_EQ(story.sections[0].rows[0].kind, RowKind::kFault);
}

TEST(Story, PlannedFaultsStandInTheTitle) {
  const Story story =
      Told({Event("open", "main", "clean close"), Event("get", "main"),
            Event("faults", "world", "EIO once"), Event("open", "main", "clean close")});
  EXPECT_EQ(story.sections[0].title, "life 1: clean close");
  EXPECT_THAT(story.sections[0].rows, SizeIs(1));
  EXPECT_EQ(story.sections[1].title, "life 2: clean close; EIO once");
}

TEST(Story, BytesForTheTerminalAreTakenOut) {
  const Story story = Told({Event("open", "main", "\x1b[2J"), Event("get", "main", "\xc3\xa4\n")});
  EXPECT_EQ(story.sections[0].title, "life 1: ?[2J");
  EXPECT_EQ(story.sections[0].rows[0].detail, "???");
}

TEST(Story, OfNothing) {
  EXPECT_THAT(Told({}).sections, IsEmpty());
  EXPECT_THAT(Told({Pick("knob.keys", "world", 2), RecordedDigest{}}).sections, IsEmpty());
}

TEST(Story, WhoIsMeant) {
  Row row = MakeRow("client2/flush", "sync");
  row.fiber = "life1/client2/flush";
  for (const char* asked :
       {"life1", "life1/client2", "life1/client2/flush", "client2/flush", "flush"}) {
    EXPECT_TRUE(IsMeant(row, asked)) << asked;
  }
  for (const char* asked : {"life", "lush", "client2", "life1/client", "life11", "main"}) {
    EXPECT_FALSE(IsMeant(row, asked)) << asked;
  }
}

}  // namespace
}  // namespace varve::sim
