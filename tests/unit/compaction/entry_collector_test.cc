#include "engine/compaction/entry_collector.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace varve {
namespace {

using Verdict = EntryCollector::Verdict;

constexpr EntryKind kPut = EntryKind::kValue;
constexpr EntryKind kDelete = EntryKind::kTombstone;

EntryCollector Make(std::vector<SeqNo> snapshots, bool older_below = false) {
  return EntryCollector({.snapshots = std::move(snapshots), .visible = 100},
                        [older_below](std::string_view) { return older_below; });
}

TEST(EntryCollectorTest, ShadowedEntryGoesWithoutSnapshots) {
  auto collector = Make({});
  EXPECT_EQ(collector.Judge({"k", 9, kPut}), Verdict::kKeep);
  EXPECT_EQ(collector.Judge({"k", 5, kPut}), Verdict::kDropShadowed);
  EXPECT_EQ(collector.shadowed_by(), 9u);
}

TEST(EntryCollectorTest, SnapshotBetweenKeepsTheOlderEntry) {
  for (const SeqNo snapshot : {SeqNo{6}, SeqNo{9}}) {  // 5 < S <= 9: sees 5, not 9
    auto collector = Make({snapshot});
    EXPECT_EQ(collector.Judge({"k", 9, kPut}), Verdict::kKeep);
    EXPECT_EQ(collector.Judge({"k", 5, kPut}), Verdict::kKeepForSnapshot);
  }
}

TEST(EntryCollectorTest, SnapshotsOutsideTheGapKeepNothing) {
  for (const SeqNo snapshot : {SeqNo{5}, SeqNo{10}}) {  // sees neither, or the newer one
    auto collector = Make({snapshot});
    EXPECT_EQ(collector.Judge({"k", 9, kPut}), Verdict::kKeep);
    EXPECT_EQ(collector.Judge({"k", 5, kPut}), Verdict::kDropShadowed);
  }
}

TEST(EntryCollectorTest, EverySnapshotOfTheListCounts) {
  auto collector = Make({3, 12, 30});
  EXPECT_EQ(collector.Judge({"k", 40, kPut}), Verdict::kKeep);
  EXPECT_EQ(collector.Judge({"k", 20, kPut}), Verdict::kKeepForSnapshot);  // for 30
  EXPECT_EQ(collector.Judge({"k", 15, kPut}), Verdict::kDropShadowed);
  EXPECT_EQ(collector.Judge({"k", 8, kPut}), Verdict::kKeepForSnapshot);  // for 12
  EXPECT_EQ(collector.Judge({"k", 2, kPut}), Verdict::kKeepForSnapshot);  // for 3
  EXPECT_EQ(collector.Judge({"k", 1, kPut}), Verdict::kDropShadowed);
}

TEST(EntryCollectorTest, SoleEntryStaysEvenWithTheSmallestSnapshot) {
  auto collector = Make({1});
  EXPECT_EQ(collector.Judge({"a", 4, kPut}), Verdict::kKeep);
  EXPECT_EQ(collector.Judge({"b", 1, kPut}), Verdict::kKeep);
}

TEST(EntryCollectorTest, EmptyUserKeyIsAKeyOfItsOwn) {
  auto collector = Make({});
  EXPECT_EQ(collector.Judge({"", 4, kPut}), Verdict::kKeep);
  EXPECT_EQ(collector.Judge({"", 2, kPut}), Verdict::kDropShadowed);
  EXPECT_EQ(collector.Judge({"a", 1, kPut}), Verdict::kKeep);
}

TEST(EntryCollectorTest, TombstoneAtTheBaseGoesAndTakesTheOlderEntriesAlong) {
  auto collector = Make({});
  EXPECT_EQ(collector.Judge({"k", 9, kDelete}), Verdict::kDropTombstone);
  EXPECT_EQ(collector.Judge({"k", 5, kPut}), Verdict::kDropShadowed);
  EXPECT_EQ(collector.shadowed_by(), 9u);
}

TEST(EntryCollectorTest, TombstoneOverOlderDataBelowStays) {
  auto collector = Make({}, /*older_below=*/true);
  EXPECT_EQ(collector.Judge({"k", 9, kDelete}), Verdict::kKeep);
}

TEST(EntryCollectorTest, TombstoneStaysWhileASnapshotMayKeepWhatItShadows) {
  auto collector = Make({7});
  EXPECT_EQ(collector.Judge({"k", 9, kDelete}), Verdict::kKeep);
  EXPECT_EQ(collector.Judge({"k", 5, kPut}), Verdict::kKeepForSnapshot);
}

TEST(EntryCollectorTest, TombstoneGoesWhenAllSnapshotsSeeIt) {
  auto collector = Make({10});
  EXPECT_EQ(collector.Judge({"k", 9, kDelete}), Verdict::kDropTombstone);
  EXPECT_EQ(collector.Judge({"k", 5, kPut}), Verdict::kDropShadowed);
}

TEST(EntryCollectorDeathTest, InvisibleEntriesAreRefused) {
  auto collector = Make({});
  EXPECT_DEATH((void)collector.Judge({"k", 100, kPut}), "G1");
}

TEST(EntryCollectorDeathTest, EntriesOutOfOrderAreRefused) {
  auto collector = Make({});
  (void)collector.Judge({"k", 5, kPut});
  EXPECT_DEATH((void)collector.Judge({"k", 6, kPut}), "V1");
}

/// Every subset of snapshots over every history of one key with up to four entries: what each
/// snapshot, and the newest instant, reads is the same before and after.
TEST(EntryCollectorTest, NoSnapshotSeesADifferenceExhaustively) {
  constexpr SeqNo kLast = 4;
  for (uint32_t kinds = 0; kinds < 16; ++kinds) {
    for (uint32_t live = 0; live < 32; ++live) {
      std::vector<SeqNo> snapshots;
      for (SeqNo s = 1; s <= kLast + 1; ++s) {
        if ((live >> (s - 1) & 1) != 0) snapshots.push_back(s);
      }
      EntryCollector collector({.snapshots = snapshots, .visible = kLast + 1},
                               [](std::string_view) { return false; });
      std::vector<SeqNo> kept;
      for (SeqNo seqno = kLast; seqno >= 1; --seqno) {
        const EntryKind kind = (kinds >> (seqno - 1) & 1) != 0 ? kDelete : kPut;
        const Verdict verdict = collector.Judge({"k", seqno, kind});
        if (verdict == Verdict::kKeep || verdict == Verdict::kKeepForSnapshot) {
          kept.push_back(seqno);
        }
      }
      const auto read = [&](SeqNo instant, bool only_kept) -> SeqNo {
        for (SeqNo seqno = instant - 1; seqno >= 1; --seqno) {
          if (only_kept && std::find(kept.begin(), kept.end(), seqno) == kept.end()) continue;
          return (kinds >> (seqno - 1) & 1) != 0 ? 0 : seqno;
        }
        return 0;
      };
      snapshots.push_back(kLast + 1);
      for (const SeqNo instant : snapshots) {
        EXPECT_EQ(read(instant, true), read(instant, false))
            << "kinds " << kinds << " live " << live << " instant " << instant;
      }
    }
  }
}

}  // namespace
}  // namespace varve
