#include "engine/table/index.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/coding.h"
#include "engine/table/index_builder.h"

namespace varve {
namespace {

constexpr uint64_t kTrailer = kBlockTrailerBytes;

struct RawEntry {
  std::string user_key;
  SeqNo seqno = 0;
  uint64_t offset = 0;
  uint64_t size = 0;
};

std::string Encode(const std::vector<RawEntry>& entries, uint64_t version, uint64_t count) {
  std::string contents;
  PutVarint(contents, version);
  PutVarint(contents, count);
  for (const RawEntry& entry : entries) {
    PutLengthPrefixed(contents, entry.user_key);
    PutVarint(contents, entry.seqno);
    PutVarint(contents, entry.offset);
    PutVarint(contents, entry.size);
  }
  return contents;
}

void ExpectRejected(const std::string& contents, uint64_t data_end, const std::string& what) {
  const auto index = TableIndex::Parse(contents, "t.sst", 500, data_end);
  ASSERT_FALSE(index.ok());
  EXPECT_EQ(index.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(index.status().message().find(what), std::string::npos) << index.status();
}

TEST(TableIndexTest, FindsTheFirstSeparatorAtOrAfterATarget) {
  const std::string contents =
      Encode({{"b", 0, 0, 10}, {"d", 7, 10 + kTrailer, 20}, {"d", 0, 30 + 2 * kTrailer, 5}}, 1, 3);
  const auto index = TableIndex::Parse(contents, "t.sst", 500, 35 + 3 * kTrailer);
  ASSERT_TRUE(index.ok()) << index.status();
  ASSERT_EQ(index->size(), 3U);
  EXPECT_EQ(index->handle(1), (BlockHandle{10 + kTrailer, 20}));
  EXPECT_EQ(index->separator(1).user_key, "d");
  EXPECT_EQ(index->separator(1).seqno, 7U);
  EXPECT_EQ(index->Find(FirstOf("")), 0U);
  EXPECT_EQ(index->Find({"b", 0}), 0U);
  EXPECT_EQ(index->Find(FirstOf("ba")), 1U);
  EXPECT_EQ(index->Find({"d", 8}), 1U);
  EXPECT_EQ(index->Find({"d", 7}), 1U);
  EXPECT_EQ(index->Find({"d", 6}), 2U);
  EXPECT_EQ(index->Find(FirstOf("da")), 3U);
}

TEST(TableIndexTest, RejectsAnotherVersion) {
  ExpectRejected(Encode({{"b", 0, 0, 10}}, 2, 1), 10 + kTrailer, "unknown version");
}

TEST(TableIndexTest, RejectsNoEntries) { ExpectRejected(Encode({}, 1, 0), 0, "impossible number"); }

// Refused before anything is reserved for it.
TEST(TableIndexTest, RejectsAHugeCount) {
  for (const uint64_t count : {uint64_t{3}, uint64_t{1} << 31, uint64_t{1} << 62, ~uint64_t{0}}) {
    ExpectRejected(Encode({{"b", 0, 0, 10}}, 1, count), 10 + kTrailer, "impossible number");
  }
}

TEST(TableIndexTest, RejectsSeparatorsOutOfOrder) {
  ExpectRejected(Encode({{"b", 3, 0, 10}, {"b", 3, 10 + kTrailer, 10}}, 1, 2), 20 + 2 * kTrailer,
                 "out of order");
}

TEST(TableIndexTest, RejectsAGapBetweenBlocks) {
  ExpectRejected(Encode({{"b", 0, 0, 10}, {"c", 0, 11 + kTrailer, 10}}, 1, 2), 21 + 2 * kTrailer,
                 "impossible block");
}

TEST(TableIndexTest, RejectsOverlappingBlocks) {
  ExpectRejected(Encode({{"b", 0, 0, 10}, {"c", 0, 0, 10}}, 1, 2), 10 + kTrailer,
                 "impossible block");
}

TEST(TableIndexTest, RejectsABlockPastTheData) {
  ExpectRejected(Encode({{"b", 0, 0, 11}}, 1, 1), 10 + kTrailer, "impossible block");
  ExpectRejected(Encode({{"b", 0, 0, ~uint64_t{0} - 3}}, 1, 1), 10 + kTrailer, "impossible block");
}

TEST(TableIndexTest, RejectsDataThatNoBlockCovers) {
  ExpectRejected(Encode({{"b", 0, 0, 10}}, 1, 1), 11 + kTrailer, "does not fill");
}

TEST(TableIndexTest, RejectsBytesBehindTheEntries) {
  ExpectRejected(Encode({{"b", 0, 0, 10}}, 1, 1) + "x", 10 + kTrailer, "does not fill");
}

// Else older versions of the last user key would be taken for absent.
TEST(TableIndexTest, RejectsALastSeparatorBeforeVersionsOfItsKey) {
  ExpectRejected(Encode({{"b", 5, 0, 10}}, 1, 1), 10 + kTrailer, "ends inside a user key");
}

TEST(TableIndexTest, RejectsEveryTruncation) {
  const std::string whole = Encode({{"b", 9, 0, 10}, {"c", 0, 10 + kTrailer, 300}}, 1, 2);
  ASSERT_TRUE(TableIndex::Parse(whole, "t.sst", 0, 310 + 2 * kTrailer).ok());
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(TableIndex::Parse(whole.substr(0, size), "t.sst", 0, 310 + 2 * kTrailer).ok());
  }
}

TEST(TableIndexTest, RejectsKeysAndSeqnosOverTheirLimits) {
  ExpectRejected(Encode({{std::string(kMaxKeyBytes + 1, 'k'), 0, 0, 10}}, 1, 1), 10 + kTrailer,
                 "bad index entry");
  ExpectRejected(Encode({{"b", kSeqNoLimit, 0, 10}}, 1, 1), 10 + kTrailer, "bad index entry");
}

}  // namespace
}  // namespace varve
