#include "model/cursor.h"

#include "tests/unit/model/support.h"

namespace varve::model {
namespace {

class CursorTest : public testing::Test {
 protected:
  void SetUp() override {
    Add(history_, {Put("a", "1"), Put("c", "1")});  // 1, 2
    Add(history_, {Put("b", "1"), Delete("a")});    // 3, 4
  }

  History history_;
};

TEST_F(CursorTest, V3_EachStepStandsWhereTheModelStands_Violated) {
  Cursor cursor(history_, {}, {3});
  ASSERT_THAT(cursor.Observe(Step::kSeekToFirst, "", Live{"a", "1"}), IsLegal());
  EXPECT_THAT(cursor.Observe(Step::kNext, "", std::nullopt), Breaks("V3", "nowhere"));
}

TEST_F(CursorTest, V3_EachStepStandsWhereTheModelStands_Legal) {
  Cursor cursor(history_, {}, {3});
  EXPECT_THAT(cursor.Observe(Step::kSeekToFirst, "", Live{"a", "1"}), IsLegal());
  EXPECT_THAT(cursor.Observe(Step::kNext, "", Live{"c", "1"}), IsLegal());
  EXPECT_THAT(cursor.Observe(Step::kPrev, "", Live{"a", "1"}), IsLegal());
  EXPECT_THAT(cursor.Observe(Step::kPrev, "", std::nullopt), IsLegal());
  EXPECT_THAT(cursor.Observe(Step::kSeekForPrev, "b", Live{"a", "1"}), IsLegal());
  EXPECT_THAT(cursor.Observe(Step::kSeek, "b", Live{"c", "1"}), IsLegal());
  EXPECT_THAT(cursor.Observe(Step::kSeekToLast, "", Live{"c", "1"}), IsLegal());
}

TEST_F(CursorTest, V3_WrongValue_Violated) {
  Cursor cursor(history_, {}, {3});
  EXPECT_THAT(cursor.Observe(Step::kSeek, "a", Live{"a", "2"}), Breaks("V3", "\"2\""));
}

TEST_F(CursorTest, V3_OneInstantExplainsAllSteps_Violated) {
  Cursor cursor(history_, {}, {3, 5});
  ASSERT_THAT(cursor.Observe(Step::kSeekToLast, "", Live{"c", "1"}), IsLegal());
  ASSERT_THAT(cursor.Observe(Step::kPrev, "", Live{"b", "1"}), IsLegal());  // it is 5, then
  EXPECT_EQ(cursor.candidates(), std::vector<uint64_t>{5});
  EXPECT_THAT(cursor.Observe(Step::kPrev, "", Live{"a", "1"}), Breaks("V3", "instant 5"));
}

TEST_F(CursorTest, V3_OneInstantExplainsAllSteps_Legal) {
  Cursor cursor(history_, {}, {3, 5});
  ASSERT_THAT(cursor.Observe(Step::kSeekToLast, "", Live{"c", "1"}), IsLegal());
  ASSERT_THAT(cursor.Observe(Step::kPrev, "", Live{"b", "1"}), IsLegal());
  EXPECT_THAT(cursor.Observe(Step::kPrev, "", std::nullopt), IsLegal());
}

TEST_F(CursorTest, V3_StaysWithinItsBounds_Violated) {
  Cursor cursor(history_, {std::nullopt, "c"}, {5});
  EXPECT_THAT(cursor.Observe(Step::kSeekToLast, "", Live{"c", "1"}), Breaks("V3", "\"b\""));
}

TEST_F(CursorTest, V3_StaysWithinItsBounds_Legal) {
  Cursor cursor(history_, {std::nullopt, "c"}, {5});
  EXPECT_THAT(cursor.Observe(Step::kSeekToLast, "", Live{"b", "1"}), IsLegal());
}

TEST_F(CursorTest, V5_KeepsWhatItPinned_Violated) {
  Cursor cursor(history_, {}, {3});
  EXPECT_THAT(cursor.Observe(Step::kSeekToFirst, "", Live{"b", "1"}),
              Breaks("V5", "written later"));
}

TEST_F(CursorTest, V5_KeepsWhatItPinned_Legal) {
  Cursor cursor(history_, {}, {3});
  ASSERT_THAT(cursor.Observe(Step::kSeekToFirst, "", Live{"a", "1"}), IsLegal());
  Add(history_, Clear(history_));
  EXPECT_THAT(cursor.Observe(Step::kNext, "", Live{"c", "1"}), IsLegal());
}

TEST_F(CursorTest, AnErrorTeachesNothing) {
  Cursor cursor(history_, {}, {3});
  ASSERT_THAT(cursor.Observe(Step::kSeekToFirst, "", Live{"a", "1"}), IsLegal());
  cursor.Lost();
  EXPECT_FALSE(cursor.stands());
  EXPECT_THAT(cursor.Observe(Step::kSeek, "a", Live{"a", "1"}), IsLegal());
}

}  // namespace
}  // namespace varve::model
