#include "model/shape.h"

#include "tests/unit/model/support.h"

namespace varve::model {
namespace {

Table Of(uint64_t number, std::string smallest, std::string largest, uint64_t first,
         uint64_t last) {
  return {number, 1, std::move(smallest), std::move(largest), first, last};
}

Version With(std::vector<Level> levels) {
  Version version;
  version.id = 1;
  version.flushed_through = 100;
  version.levels = std::move(levels);
  return version;
}

TEST(Shape, H3_RunsAreKeyDisjoint_Violated) {
  EXPECT_THAT(CheckShape(With({{}, {{Of(1, "a", "c", 1, 9), Of(2, "c", "d", 1, 9)}}})),
              Breaks("H3", "overlap"));
}

TEST(Shape, H3_RunsAreKeyDisjoint_Legal) {
  EXPECT_THAT(CheckShape(With({{}, {{Of(1, "a", "c", 1, 9), Of(2, "d", "d", 1, 9)}}})), IsLegal());
}

TEST(Shape, H3_RunsAreSorted_Violated) {
  EXPECT_THAT(CheckShape(With({{}, {{Of(1, "d", "e", 1, 9), Of(2, "a", "b", 1, 9)}}})),
              Breaks("H3", "out of order"));
}

TEST(Shape, H3_OneRunBelowLevelZero_Violated) {
  EXPECT_THAT(CheckShape(With({{}, {{Of(1, "a", "b", 1, 9)}, {Of(2, "c", "d", 1, 9)}}})),
              Breaks("H3", "2 runs"));
}

TEST(Shape, H3_OneRunBelowLevelZero_Legal) {
  EXPECT_THAT(CheckShape(With({{}, {{Of(1, "a", "b", 1, 9), Of(2, "c", "d", 1, 9)}}})), IsLegal());
}

TEST(Shape, H3_TablesAreNamedOnce_Violated) {
  EXPECT_THAT(CheckShape(With({{{Of(1, "a", "b", 1, 9)}}, {{Of(1, "a", "b", 1, 9)}}})),
              Breaks("H3", "twice"));
}

TEST(Shape, H3_TablesAreNamedOnce_Legal) {
  EXPECT_THAT(CheckShape(With({{{Of(1, "a", "b", 1, 9)}}, {{Of(2, "a", "b", 1, 9)}}})), IsLegal());
}

TEST(Shape, V6_LevelZeroIsNewestFirst_Violated) {
  EXPECT_THAT(CheckShape(With({{{Of(1, "a", "c", 1, 9)}, {Of(2, "b", "d", 10, 19)}}})),
              Breaks("V6", "probed before"));
}

TEST(Shape, V6_LevelZeroIsNewestFirst_Legal) {
  EXPECT_THAT(CheckShape(With({{{Of(2, "b", "d", 10, 19)}, {Of(1, "a", "c", 1, 9)}}})), IsLegal());
}

TEST(Shape, V6_LevelZeroNumbersDoNotInterleave_Violated) {
  EXPECT_THAT(CheckShape(With({{{Of(2, "b", "d", 9, 19)}, {Of(1, "a", "c", 1, 9)}}})),
              Breaks("V6", "not newer throughout"));
}

TEST(Shape, V6_LevelZeroTablesOfDifferentKeysMayInterleave_Legal) {
  EXPECT_THAT(CheckShape(With({{{Of(2, "x", "z", 5, 19)}, {Of(1, "a", "c", 1, 9)}}})), IsLegal());
}

TEST(Shape, D1_NothingAboveWhatIsFlushed_Violated) {
  EXPECT_THAT(CheckShape(With({{{Of(1, "a", "c", 1, 101)}}})), Breaks("D1", "through 100"));
}

TEST(Shape, D1_NothingAboveWhatIsFlushed_Legal) {
  EXPECT_THAT(CheckShape(With({{{Of(1, "a", "c", 1, 100)}}})), IsLegal());
}

TEST(Shape, V1_MoreEntriesThanNumbers_Violated) {
  Table table = Of(1, "a", "c", 1, 3);
  table.entries = 4;
  EXPECT_THAT(CheckShape(With({{{table}}})), Breaks("V1", "4 entries share 3 numbers"));
}

TEST(Shape, V1_MoreEntriesThanNumbers_Legal) {
  Table table = Of(1, "a", "c", 1, 3);
  table.entries = 3;
  EXPECT_THAT(CheckShape(With({{{table}}})), IsLegal());
}

class TableTest : public testing::Test {
 protected:
  void SetUp() override { Add(history_, {Put("a", "1"), Put("b", "1"), Put("d", "1")}); }

  History history_;
};

TEST_F(TableTest, V1_TablesHoldWhatWasWritten_Violated) {
  EXPECT_THAT(CheckTable(Of(1, "a", "c", 1, 3), history_), Breaks("V1", "largest key"));
  Table table = Of(1, "a", "b", 1, 3);
  table.entries = 3;
  EXPECT_THAT(CheckTable(table, history_), Breaks("V1", "claims 3 entries; 2"));
}

TEST_F(TableTest, V1_TablesHoldWhatWasWritten_Legal) {
  EXPECT_THAT(CheckTable(Of(1, "a", "d", 1, 3), history_), IsLegal());
}

TEST_F(TableTest, V1_TablesHoldOnlyTheirNumbers_Violated) {
  EXPECT_THAT(CheckTable(Of(1, "a", "d", 2, 3), history_), Breaks("V1", "smallest key"));
}

}  // namespace
}  // namespace varve::model
