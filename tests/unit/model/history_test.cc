#include "model/history.h"

#include "tests/unit/model/support.h"

namespace varve::model {
namespace {

TEST(History, S1_NumbersAreNotReused_Violated) {
  History history;
  Add(history, {Put("a", "1"), Put("b", "1")});
  Batch again = Next(history, {Put("a", "2")});
  again.first_seqno = 2;
  EXPECT_THAT(history.Append(again), Breaks("S1", "seqno 2"));
}

TEST(History, S1_NumbersAreNotReused_Legal) {
  History history;
  Add(history, {Put("a", "1"), Put("b", "1")});
  EXPECT_THAT(history.Append(Next(history, {Put("a", "2")})), IsLegal());
  EXPECT_EQ(history.next_seqno(), 4u);
}

TEST(History, S1_Below2To63_Violated) {
  History history;
  ASSERT_THAT(history.ContinueAt(kSeqnoLimit - 1, 0), IsLegal());
  EXPECT_THAT(history.Append(Next(history, {Put("a", "1"), Put("b", "1")})), Breaks("S1", "2^63"));
}

TEST(History, S1_Below2To63_Legal) {
  History history;
  ASSERT_THAT(history.ContinueAt(kSeqnoLimit - 2, 0), IsLegal());
  EXPECT_THAT(history.Append(Next(history, {Put("a", "1"), Put("b", "1")})), IsLegal());
}

TEST(History, S1_SurvivorsKeepTheirNumbersAcrossReopening_Violated) {
  History history;
  Add(history, {Put("a", "1")});
  EXPECT_THAT(history.ContinueAt(1, 0), Breaks("S1", "entry 1 survived"));
}

TEST(History, S1_SurvivorsKeepTheirNumbersAcrossReopening_Legal) {
  History history;
  Add(history, {Put("a", "1")});
  EXPECT_THAT(history.ContinueAt(2, 0), IsLegal());
}

TEST(History, S1_SnapshotsKeepTheirInstantAcrossReopening_Violated) {
  History history;
  EXPECT_THAT(history.ContinueAt(4, 5), Breaks("S1", "snapshot 5"));
}

TEST(History, S1_SnapshotsKeepTheirInstantAcrossReopening_Legal) {
  History history;
  EXPECT_THAT(history.ContinueAt(5, 5), IsLegal());
}

TEST(History, S5_OnlyOperationsTakeNumbers_Violated) {
  History history;
  Add(history, {Put("a", "1")});
  Batch late = Next(history, {Put("b", "1")});
  late.first_seqno = 3;  // somebody else took 2
  EXPECT_THAT(history.Append(late), Breaks("S5", "took 2"));
}

TEST(History, S5_OnlyOperationsTakeNumbers_Legal) {
  History history;
  Add(history, {Put("a", "1")});
  Add(history, Clear(history));
  EXPECT_THAT(history.Append(Next(history, {Put("b", "1")})), IsLegal());
  EXPECT_EQ(history.clears(), std::vector<uint64_t>{2});
}

TEST(History, FindsTheBatchOfANumber) {
  History history;
  Add(history, {Put("a", "1"), Put("b", "1")});
  Add(history, {Put("c", "1")});
  EXPECT_EQ(history.Find(0), nullptr);
  EXPECT_EQ(history.Find(2)->first_seqno, 1u);
  EXPECT_EQ(history.Find(3)->first_seqno, 3u);
  EXPECT_EQ(history.Find(4), nullptr);
}

TEST(History, BatchEndsAreBetweenBatches) {
  History history;
  Add(history, {Put("a", "1"), Put("b", "1")});
  EXPECT_TRUE(history.IsBatchEnd(1));
  EXPECT_FALSE(history.IsBatchEnd(2));
  EXPECT_TRUE(history.IsBatchEnd(3));
}

TEST(History, ForgetsLostBatchesAndGivesTheirNumbersAgain) {
  History history;
  Add(history, {Put("a", "1")});
  Add(history, {Put("a", "2")});
  Add(history, Clear(history));
  history.Retain([](const Batch& batch) { return batch.first_seqno == 1; });
  EXPECT_EQ(history.next_seqno(), 2u);
  EXPECT_TRUE(history.clears().empty());
  EXPECT_EQ(*history.Newest("a", 9)->value, "1");
}

TEST(History, AnEmptyBatchTakesNothing) {
  History history;
  Add(history, std::vector<Operation>{});
  EXPECT_EQ(history.next_seqno(), 1u);
  EXPECT_TRUE(history.batches().empty());
}

TEST(History, NewestIsBelowTheInstant) {
  History history;
  Add(history, {Put("a", "1")});
  Add(history, {Delete("a")});
  EXPECT_FALSE(history.Newest("a", 1).has_value());
  EXPECT_EQ(history.Newest("a", 2)->seqno, 1u);
  EXPECT_EQ(history.Newest("a", 3)->value, nullptr);
  EXPECT_FALSE(history.Newest("b", 3).has_value());
}

TEST(History, GivesUpWhatWillNeverBeVisibleAndKeepsItsNumbers) {
  History history;
  Add(history, {Put("a", "1")});
  Add(history, {Put("a", "2"), Put("b", "2")});
  history.GiveUp(2);
  EXPECT_EQ(history.batches().size(), 1u);
  EXPECT_EQ(history.next_seqno(), 4u);
  EXPECT_EQ(*history.Newest("a", 9)->value, "1");
  EXPECT_FALSE(history.Newest("b", 9).has_value());
}

}  // namespace
}  // namespace varve::model
