#include "model/recovery.h"

#include "model/view.h"
#include "tests/unit/model/support.h"

namespace varve::model {
namespace {

/// Key "k<i>" is written as i-th operation, each a batch of its own.
class RecoveryTest : public testing::Test {
 protected:
  Batch& Write(Durability durability = Durability::kBuffered, bool acknowledged = true) {
    const std::string key = "k" + std::to_string(history_.next_seqno());
    Batch batch = durability == Durability::kNone ? Unlogged(history_, {Put(key, "v")})
                                                  : Next(history_, {Put(key, "v")});
    batch.durability = durability;
    batch.acknowledged = acknowledged;
    Add(history_, std::move(batch));
    return history_.mutable_batches().back();
  }

  /// Opens with these reports; the contents are keys of these operations.
  Verdict Open(uint64_t flushed, uint64_t replayed, std::vector<int> survivors) {
    std::vector<KeyValue> contents;
    for (const int i : survivors) contents.emplace_back("k" + std::to_string(i), "v");
    return Recover(history_, interruption_, {flushed, replayed, &contents});
  }

  Verdict OpenAfter(Ending ending, uint64_t flushed, uint64_t replayed,
                    std::vector<int> survivors) {
    interruption_.ending = ending;
    return Open(flushed, replayed, std::move(survivors));
  }

  History history_;
  Interruption interruption_;
};

TEST_F(RecoveryTest, D1_AProcessCrashKeepsBufferedBatches_Violated) {
  Write();
  Write();
  EXPECT_THAT(OpenAfter(Ending::kProcessCrash, 0, 1, {1}),
              Breaks("D1", "batch 2 .. 2 is lost, which was acknowledged"));
}

TEST_F(RecoveryTest, D1_AProcessCrashKeepsBufferedBatches_Legal) {
  Write();
  Write(Durability::kBuffered, /*acknowledged=*/false);
  EXPECT_THAT(OpenAfter(Ending::kProcessCrash, 0, 1, {1}), IsLegal());
  EXPECT_EQ(history_.next_seqno(), 2u);
}

TEST_F(RecoveryTest, D1_AMachineCrashKeepsSyncedBatches_Violated) {
  Write(Durability::kSync);
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 0, {}), Breaks("D1", "was synced"));
}

TEST_F(RecoveryTest, D1_AMachineCrashKeepsSyncedBatches_Legal) {
  Write(Durability::kSync);
  Write(Durability::kBuffered);
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 1, {1}), IsLegal());
}

TEST_F(RecoveryTest, D1_AnExplicitSyncCovers_Violated) {
  Write().promised = true;
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 0, {}), Breaks("D1", "was synced"));
}

TEST_F(RecoveryTest, D1_WhatWasProvenSyncedSurvives_Violated) {
  Write(Durability::kBuffered, /*acknowledged=*/false);
  interruption_.synced = {1, 10};
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 0, {}), Breaks("D1", "was synced"));
}

TEST_F(RecoveryTest, D1_WhatWasProvenSyncedSurvives_Legal) {
  Write(Durability::kBuffered, /*acknowledged=*/false);
  interruption_.synced = {1, 9};
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 0, {}), IsLegal());
}

TEST_F(RecoveryTest, D1_ACleanCloseKeepsEverythingAcknowledged_Violated) {
  Write(Durability::kNone);
  EXPECT_THAT(OpenAfter(Ending::kClosed, 0, 0, {}), Breaks("D1", "clean close"));
}

TEST_F(RecoveryTest, D1_ACleanCloseKeepsEverythingAcknowledged_Legal) {
  Write(Durability::kNone);
  Write();
  EXPECT_THAT(OpenAfter(Ending::kClosed, 1, 2, {1, 2}), IsLegal());
}

TEST_F(RecoveryTest, D1_WhatSurvivesIsAPrefix_Violated) {
  Write(Durability::kBuffered, false);
  Write(Durability::kBuffered, false);
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 2, {2}), Breaks("D1", "not those of that"));
}

TEST_F(RecoveryTest, D1_WhatSurvivesIsAPrefix_Legal) {
  Write(Durability::kBuffered, false);
  Write(Durability::kBuffered, false);
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 1, {1}), IsLegal());
}

TEST_F(RecoveryTest, D1_RecoveryEndsAtABatchEnd_Violated) {
  Add(history_, {Put("k1", "v"), Put("k2", "v")});
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 1, {1}), Breaks("D1", "cuts the batch 1 .. 2"));
}

TEST_F(RecoveryTest, D1_RecoveryEndsAtABatchEnd_Legal) {
  Add(history_, {Put("k1", "v"), Put("k2", "v")});
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 2, {1, 2}), IsLegal());
}

TEST_F(RecoveryTest, D1_UnloggedBatchesRecoverAsAFlushedPrefix_Violated) {
  Write(Durability::kNone);  // 1
  Write();                   // 2
  Write(Durability::kNone);  // 3
  EXPECT_THAT(OpenAfter(Ending::kProcessCrash, 0, 2, {1, 2}), Breaks("D1", "contents"));
}

TEST_F(RecoveryTest, D1_UnloggedBatchesRecoverAsAFlushedPrefix_Legal) {
  Write(Durability::kNone);
  Write();
  Write(Durability::kNone);
  Write();
  EXPECT_THAT(OpenAfter(Ending::kProcessCrash, 1, 4, {1, 2, 4}), IsLegal());
  ASSERT_EQ(history_.batches().size(), 3u);
  EXPECT_EQ(history_.batches().back().first_seqno, 4u);
}

TEST_F(RecoveryTest, D1_NothingIsRecoveredThatWasNotWritten_Violated) {
  Write();
  EXPECT_THAT(OpenAfter(Ending::kProcessCrash, 0, 2, {1}), Breaks("D1", "below 2"));
}

TEST_F(RecoveryTest, D1_ReplayEndsWithALoggedBatch_Violated) {
  Write(Durability::kNone, false);
  EXPECT_THAT(OpenAfter(Ending::kProcessCrash, 0, 1, {1}), Breaks("D1", "never logged"));
}

TEST_F(RecoveryTest, D1_AnAcknowledgedClearStays_Violated) {
  Write();
  Batch clear = Clear(history_);
  clear.acknowledged = true;
  Add(history_, clear);
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 1, {1}), Breaks("D1", "batch 2 .. 2"));
}

TEST_F(RecoveryTest, D1_AnAcknowledgedClearStays_Legal) {
  Write();
  Batch clear = Clear(history_);
  clear.acknowledged = true;
  Add(history_, clear);
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 2, 0, {}), IsLegal());
}

TEST_F(RecoveryTest, H2_APublishedVersionIsDurable_Violated) {
  Write(Durability::kNone);
  interruption_.flushed_through = 1;
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 0, {}), Breaks("H2", "through 1"));
}

TEST_F(RecoveryTest, H2_APublishedVersionIsDurable_Legal) {
  Write(Durability::kNone);
  interruption_.flushed_through = 1;
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 1, 0, {1}), IsLegal());
}

TEST_F(RecoveryTest, V1_ReplaySkipsWhatTheTablesHold_Violated) {
  Write();
  EXPECT_THAT(OpenAfter(Ending::kProcessCrash, 1, 1, {1}), Breaks("V1", "replayed again"));
}

TEST_F(RecoveryTest, V1_ReplaySkipsWhatTheTablesHold_Legal) {
  Write();
  EXPECT_THAT(OpenAfter(Ending::kProcessCrash, 1, 0, {1}), IsLegal());
}

TEST_F(RecoveryTest, D3_WhatWasShownStays_Violated) {
  Write(Durability::kBuffered, /*acknowledged=*/false);
  ASSERT_THAT(OpenAfter(Ending::kMachineCrash, 0, 1, {1}), IsLegal());
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 0, {}), Breaks("D3", "was inside"));
}

TEST_F(RecoveryTest, D3_WhatWasShownStays_Legal) {
  Write(Durability::kBuffered, /*acknowledged=*/false);
  ASSERT_THAT(OpenAfter(Ending::kMachineCrash, 0, 1, {1}), IsLegal());
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 1, 0, {1}), IsLegal());
}

TEST_F(RecoveryTest, D3_WhatWasNotShownMayGoYet_Legal) {
  Write(Durability::kBuffered, /*acknowledged=*/false);
  interruption_.in_recovery = true;  // one opening replayed it, and was cut short
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 0, {}), IsLegal());
}

TEST_F(RecoveryTest, D3_WhatAnInterruptedOpeningPublishedStays_Violated) {
  Write(Durability::kBuffered, /*acknowledged=*/false);
  interruption_.in_recovery = true;
  interruption_.recovery_flushed_through = 1;
  EXPECT_THAT(OpenAfter(Ending::kMachineCrash, 0, 0, {}), Breaks("H2", "through 1"));
}

TEST_F(RecoveryTest, D1_AnInterruptedOpeningMayHaveFlushedPastLostBatches_Legal) {
  Write(Durability::kNone);
  Write();
  interruption_.in_recovery = true;
  EXPECT_THAT(OpenAfter(Ending::kProcessCrash, 2, 0, {2}), IsLegal());
  ASSERT_EQ(history_.batches().size(), 1u);
  EXPECT_EQ(history_.batches()[0].states[0], EntryState::kPresent);
}

TEST_F(RecoveryTest, D1_AnInterruptedOpeningBringsNothingBack_Violated) {
  Write(Durability::kNone);
  Write();
  interruption_.in_recovery = true;  // no flush was under way at the ending
  EXPECT_THAT(OpenAfter(Ending::kProcessCrash, 2, 0, {1, 2}), Breaks("D1", "contents"));
}

TEST_F(RecoveryTest, D1_AFlushUnderWayMayHaveBeenDone_Legal) {
  Write(Durability::kNone);
  Write();
  interruption_.in_recovery = true;
  interruption_.maybe_flushed_through = {1};
  EXPECT_THAT(OpenAfter(Ending::kProcessCrash, 2, 0, {1, 2}), IsLegal());
}

TEST_F(RecoveryTest, D1_WhatTheContentsDoNotTellStaysOpen_Legal) {
  Add(history_, Unlogged(history_, {Delete("absent")}));  // 1
  Write();                                                // 2
  interruption_.in_recovery = true;
  interruption_.maybe_flushed_through = {1};
  ASSERT_THAT(OpenAfter(Ending::kProcessCrash, 2, 0, {2}), IsLegal());
  ASSERT_EQ(history_.batches().size(), 2u);
  EXPECT_EQ(history_.batches()[0].states[0], EntryState::kUnknown);
  EXPECT_EQ(history_.batches()[1].states[0], EntryState::kPresent);
}

TEST_F(RecoveryTest, ANewDatabaseIsEmpty) {
  EXPECT_THAT(Open(0, 0, {}), IsLegal());
  EXPECT_THAT(Open(0, 0, {1}), Breaks("D1", "contents"));
}

/// Exhaustive: four batches, each logged or not, every (F, R) and every set of surviving keys. What
/// is accepted is exactly what the definition of D1 allows.
TEST_F(RecoveryTest, D1_ExactlyTheAllowedStatesAreAccepted) {
  constexpr int kBatches = 4;
  for (int logged = 0; logged < 1 << kBatches; ++logged) {
    for (uint64_t flushed = 0; flushed <= kBatches; ++flushed) {
      for (uint64_t replayed = 0; replayed <= kBatches; ++replayed) {
        for (int present = 0; present < 1 << kBatches; ++present) {
          history_ = History();
          for (int i = 0; i < kBatches; ++i) {
            Write((logged >> i & 1) != 0 ? Durability::kBuffered : Durability::kNone, false);
          }
          std::vector<int> survivors;
          bool allowed =
              replayed == 0 || (replayed > flushed && (logged >> (replayed - 1) & 1) != 0);
          for (int i = 0; i < kBatches; ++i) {
            const auto seqno = static_cast<uint64_t>(i) + 1;
            const bool expected = seqno <= flushed || ((logged >> i & 1) != 0 && seqno <= replayed);
            if ((present >> i & 1) != 0) survivors.push_back(i + 1);
            allowed = allowed && expected == ((present >> i & 1) != 0);
          }
          interruption_ = {};
          const Verdict verdict = OpenAfter(Ending::kMachineCrash, flushed, replayed, survivors);
          ASSERT_EQ(!verdict.has_value(), allowed)
              << logged << " " << flushed << " " << replayed << " " << present;
        }
      }
    }
  }
}

TEST_F(RecoveryTest, D2_ALostCacheOfTheLogExcusesWhatWasNotProven_Legal) {
  Write();
  Write();
  interruption_.cache_lost = true;
  interruption_.synced = {1, 10};
  EXPECT_THAT(OpenAfter(Ending::kProcessCrash, 0, 1, {1}), IsLegal());
}

TEST_F(RecoveryTest, D2_ALostCacheOfTheLogExcusesNothingThatWasProven_Violated) {
  Write();
  Write();
  interruption_.cache_lost = true;
  interruption_.synced = {1, 20};
  EXPECT_THAT(OpenAfter(Ending::kProcessCrash, 0, 1, {1}), Breaks("D1", "was synced"));
}

}  // namespace
}  // namespace varve::model
