#include "sim/report/collapse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/report/make_row.h"

namespace varve::sim {
namespace {

using testing::ElementsAre;

// Rows that stay as they are, so that what stands before them does not come last.
const Row kFirstOfEnd = MakeRow("main", "close");
const Row kEnd = MakeRow("main", "version.released", "1");

std::vector<std::string> Collapse(std::vector<Row> rows, bool keep_chosen = true) {
  rows.push_back(kFirstOfEnd);
  rows.push_back(kEnd);
  std::vector<std::string> texts = TextsOf(Collapsed(rows, 0, keep_chosen));
  EXPECT_GE(texts.size(), 2U);
  texts.resize(texts.size() - 2);
  return texts;
}

TEST(Collapse, CallThatNobodyInterrupts) {
  EXPECT_THAT(Collapse({MakeRow("w0", "write", "put k"), MakeRow("w0", "sequenced", "1"),
                        FileRow("w0", "commit", "3.log"), MakeRow("w0", "visible", "2"),
                        MakeRow("w0", "done")}),
              ElementsAre("w0: write put k -> done (2 steps, 1 file operation)"));
}

TEST(Collapse, AnswerIsKept) {
  EXPECT_THAT(Collapse({MakeRow("r1", "get", "k"), MakeRow("r1", "done", "absent")}),
              ElementsAre("r1: get k -> absent"));
}

TEST(Collapse, InterruptedCallStays) {
  EXPECT_THAT(Collapse({MakeRow("w0", "write", "put k"), MakeRow("r1", "sequenced", "1"),
                        MakeRow("w0", "done")}),
              ElementsAre("w0: write put k", "r1: sequenced 1", "w0: done"));
}

TEST(Collapse, PreemptionInterrupts) {
  EXPECT_THAT(Collapse({MakeRow("w0", "write", "put k"),
                        MakeRow("w0", "sched", "1/2", RowKind::kSwitch), MakeRow("w0", "done")}),
              ElementsAre("w0: write put k", "w0: sched 1/2", "w0: done"));
}

TEST(Collapse, AnswerOfACallBeforeTheRowsStays) {
  EXPECT_THAT(Collapse({MakeRow("w0", "get", "k"), MakeRow("w0", "done"), MakeRow("w0", "done")}),
              ElementsAre("w0: get k -> done", "w0: done"));
}

TEST(Collapse, Phase) {
  EXPECT_THAT(Collapse({MakeRow("flush", "phase.enter", "flush"), FileRow("flush", "sync", "a"),
                        FileRow("flush", "sync", "b"), MakeRow("flush", "phase.leave", "flush")}),
              ElementsAre("flush: flush done (2 file operations)"));
}

TEST(Collapse, ThreeOfAName) {
  EXPECT_THAT(Collapse({FileRow("flush", "read", "a"), FileRow("flush", "read", "a"),
                        FileRow("flush", "read", "a")}),
              ElementsAre("flush: read x3 a"));
  EXPECT_THAT(Collapse({MakeRow("c", "entry.dropped", "9"), MakeRow("c", "entry.dropped", "8"),
                        MakeRow("c", "entry.dropped", "7"), MakeRow("c", "entry.dropped", "6")}),
              ElementsAre("c: entry.dropped x4 9 ... 6"));
  EXPECT_THAT(Collapse({FileRow("flush", "read", "a"), FileRow("flush", "read", "a")}),
              ElementsAre("flush: read a", "flush: read a"));
}

TEST(Collapse, FamilyOfNames) {
  EXPECT_THAT(Collapse({MakeRow("c", "cursor.next", "#1 -> a"), MakeRow("c", "cursor.prev", "#1"),
                        MakeRow("c", "cursor.next", "#1 -> b")}),
              ElementsAre("c: cursor.* x3 #1 -> a ... #1 -> b"));
}

TEST(Collapse, CallsThenRepeats) {
  std::vector<Row> rows;
  for (const char* key : {"a", "b", "c"}) {
    rows.push_back(MakeRow("main", "get", key));
    rows.push_back(FileRow("main", "read", "5.sst"));
    rows.push_back(MakeRow("main", "done", "absent"));
  }
  EXPECT_THAT(Collapse(rows), ElementsAre("main: get x3 a -> absent ... c -> absent"));
}

TEST(Collapse, ChosenRowsStayWhenAsked) {
  std::vector<Row> rows(5, MakeRow("w0", "write", "put k"));
  rows[1].chosen = true;
  EXPECT_THAT(Collapse(rows),
              ElementsAre("w0: write put k", "w0: write put k", "w0: write x3 put k"));
  EXPECT_THAT(Collapse(rows, false), ElementsAre("w0: write x5 put k"));
}

TEST(Collapse, FaultsAreNotCounted) {
  const Row fault = MakeRow("flush", "fault", "sync", RowKind::kFault);
  EXPECT_EQ(Collapse({fault, fault, fault}).size(), 3U);
}

TEST(Collapse, LastRowsAreTold) {
  const std::vector<Row> rows = {MakeRow("w0", "write", "put k"), MakeRow("w0", "done")};
  EXPECT_THAT(TextsOf(Collapsed(rows, 1, true)), ElementsAre("w0: write put k", "w0: done"));
  EXPECT_THAT(TextsOf(Collapsed(rows, 9, true)), ElementsAre("w0: write put k", "w0: done"));
  EXPECT_THAT(TextsOf(Collapsed(std::vector<Row>(5, kEnd), 0, true)),
              ElementsAre("main: version.released x3 1", "main: version.released 1",
                          "main: version.released 1"));
  EXPECT_THAT(Collapsed({}, 3, true), ElementsAre());
}

}  // namespace
}  // namespace varve::sim
