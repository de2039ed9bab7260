#include "engine/table/block_entry.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/table/block_builder.h"

namespace varve {
namespace {

using namespace std::string_literals;

TEST(BlockEntryTest, DecodesWhatTheBuilderEncodes) {
  BlockBuilder builder(16);
  builder.Add({"key", kSeqNoLimit - 1, EntryKind::kWeakTombstone}, "value");
  BlockEntry entry;
  ASSERT_TRUE(DecodeEntry(builder.Finish(), 0, &entry));
  EXPECT_EQ(entry.shared, 0U);
  EXPECT_EQ(entry.suffix, "key");
  EXPECT_EQ(entry.seqno, kSeqNoLimit - 1);
  EXPECT_EQ(entry.kind, EntryKind::kWeakTombstone);
  EXPECT_EQ(entry.value, "value");
  EXPECT_EQ(entry.end, 1U + 1 + 1 + 9 + 1 + 3 + 5);
}

TEST(BlockEntryTest, RejectsEveryTruncation) {
  const std::string whole =
      "\x00\x03\x01\x07\x02"s
      "key"
      "va";
  BlockEntry entry;
  ASSERT_TRUE(DecodeEntry(whole, 0, &entry));
  for (size_t size = 0; size < whole.size(); ++size) {
    const std::string cut =
        whole.substr(0, size);  // its own memory, so that a sanitizer sees reads behind
    EXPECT_FALSE(DecodeEntry(cut, 0, &entry)) << size;
  }
}

TEST(BlockEntryTest, RejectsAnUnknownKind) {
  BlockEntry entry;
  EXPECT_FALSE(DecodeEntry("\x00\x01\x05\x07\x00k"s, 0, &entry));
}

TEST(BlockEntryTest, RejectsASeqnoAtTheLimit) {
  std::string bytes = "\x00\x01\x01"s;
  PutVarint(bytes, kSeqNoLimit);
  bytes += "\x00k"s;
  BlockEntry entry;
  EXPECT_FALSE(DecodeEntry(bytes, 0, &entry));
}

TEST(BlockEntryTest, RejectsAVarintThatIsNotTheShortest) {
  BlockEntry entry;
  EXPECT_FALSE(DecodeEntry("\x80\x00\x01\x01\x07\x00k"s, 0, &entry));
}

TEST(BlockEntryTest, RejectsLengthsNearTheLimitsOfIntegers) {
  for (const uint64_t length : {uint64_t{65536}, uint64_t{1} << 31, uint64_t{1} << 32,
                                (uint64_t{1} << 63) + 1, ~uint64_t{0}, ~uint64_t{0} - 2}) {
    BlockEntry entry;
    std::string shared;
    PutVarint(shared, length);
    EXPECT_FALSE(DecodeEntry(shared + "\x01\x01\x07\x00k"s, 0, &entry)) << length;
    std::string unshared = "\x02"s;
    PutVarint(unshared, length);
    EXPECT_FALSE(DecodeEntry(unshared + "\x01\x07\x00k"s, 0, &entry)) << length;
    std::string value = "\x00\x01\x01\x07"s;
    PutVarint(value, length);
    EXPECT_FALSE(DecodeEntry(value + "kv", 0, &entry)) << length;
  }
}

}  // namespace
}  // namespace varve
