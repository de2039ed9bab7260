#include "sim/report/columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sim/report/make_row.h"

namespace varve::sim {
namespace {

using testing::EndsWith;
using testing::SizeIs;

Row At(int64_t nanos, Row row) {
  row.nanos = nanos;
  return row;
}

TEST(Columns, HeaderNamesTheLanes) {
  const Columns columns(80, {"main", "writer0"}, true);
  EXPECT_EQ(columns.Header(), "time us    main          writer0       disk");
}

TEST(Columns, RowInItsLane) {
  const Columns columns(80, {"main", "writer0", "flush"}, true);
  EXPECT_EQ(columns.Line(At(12'400, MakeRow("writer0", "get", "\"k\""))),
            "12.4       |             get \"k\"       |");
  EXPECT_EQ(columns.Line(At(1'000, MakeRow("main", "inspect"))),
            "1.0        inspect       |             |");
}

TEST(Columns, TextRunsOnOverTheLanesToTheRight) {
  const Columns columns(80, {"main", "writer0", "flush"}, false);
  EXPECT_EQ(columns.Line(At(0, MakeRow("main", "write", "put \"a-long-key\"=\"value\" sync"))),
            "0.0        write put \"a-long-key\"=\"value\" sync");
}

TEST(Columns, FileOperationPointsAtTheDisk) {
  const Columns columns(80, {"main", "flush"}, true);
  EXPECT_EQ(columns.Line(At(200, FileRow("flush", "append", "000005.sst"))),
            "0.2        |             o------------> append 000005.sst");
}

TEST(Columns, Marks) {
  const Columns columns(80, {"main"}, false);
  EXPECT_EQ(columns.Line(MakeRow("main", "sched", "1/3", RowKind::kSwitch)),
            "0.0        ~ sched 1/3");
  EXPECT_EQ(columns.Line(MakeRow("main", "fault", "sync", RowKind::kFault)),
            "0.0        ! fault sync");
  Row chosen = MakeRow("main", "write", "put");
  chosen.chosen = true;
  EXPECT_EQ(columns.Line(chosen), "0.0        * write put");
  EXPECT_EQ(columns.Line(MakeRow("main", "done")), "0.0        -> done");
}

TEST(Columns, NamesOfNarrowLanesKeepTheirNumber) {
  const Columns columns(48, {"main", "snapshots12", "compaction"}, true);
  EXPECT_EQ(columns.Header(), "time us    main   snap12 compac disk");
}

TEST(Columns, NothingIsWiderThanTheWidth) {
  std::vector<std::string> lanes;
  for (int i = 0; i < 30; ++i) lanes.push_back("client" + std::to_string(i));
  for (const size_t width : {40U, 60U, 100U}) {
    const Columns columns(width, lanes, true);
    EXPECT_LE(columns.Header().size(), width);
    EXPECT_LE(columns.Line(FileRow("client29", "append", std::string(200, 'x'))).size(), width);
  }
}

TEST(Columns, WhatIsCutSaysSo) {
  const Columns columns(40, {"main"}, false);
  const std::string line = columns.Line(MakeRow("main", "write", std::string(100, 'x')));
  EXPECT_THAT(line, SizeIs(40));
  EXPECT_THAT(line, EndsWith("x.."));
}

TEST(FullWidth, FillsTheLine) {
  EXPECT_EQ(FullWidth("life 1", '=', 20), "== life 1 ==========");
  EXPECT_EQ(FullWidth("a long title", '=', 10), "== a lon..");
}

TEST(Wrapped, CutsAtSpaces) {
  EXPECT_EQ(Wrapped("one two three", 2, 10), "one two\n  three");
  EXPECT_EQ(Wrapped("short", 2, 10), "short");
  EXPECT_EQ(Wrapped("abcdefghijkl", 0, 5), "abcde\nfghij\nkl");
}

}  // namespace
}  // namespace varve::sim
