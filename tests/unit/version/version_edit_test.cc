#include "engine/version/version_edit.h"

#include <string>

#include "gtest/gtest.h"

namespace varve {
namespace {

VersionEdit Full() {
  VersionEdit edit;
  edit.removed = {{0, 5}, {2, 6}};
  edit.added = {{1, {9, 4096, 10, "a", "m", 3, 40}}, {6, {10, 1, 1, "", "", 1, 1}}};
  edit.flushed_through = 40;
  edit.first_log = 8;
  edit.next_file_number = 11;
  return edit;
}

/// A wholesale drop, which names no removed table.
VersionEdit Drop() {
  VersionEdit edit = Full();
  edit.new_epoch = 3;
  edit.removed.clear();
  return edit;
}

TEST(VersionEditTest, RoundTripsAllFieldsAndNone) {
  for (const VersionEdit& edit : {Full(), Drop(), VersionEdit{}}) {
    const auto decoded = VersionEdit::Decode(edit.Encode());
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(*decoded, edit);
  }
}

TEST(VersionEditTest, DecodingIsCanonicalForEveryTruncationAndBitFlip) {
  const std::string bytes = Full().Encode();
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::string_view cut = std::string_view(bytes).substr(0, size);
    const auto decoded = VersionEdit::Decode(cut);
    if (decoded.ok()) {
      EXPECT_EQ(decoded->Encode(), cut);
    }
  }
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const auto decoded = VersionEdit::Decode(flipped);
    if (decoded.ok()) {
      EXPECT_EQ(decoded->Encode(), flipped);
    }
  }
}

TEST(VersionEditTest, EmptyBytesAreNoEdit) { EXPECT_FALSE(VersionEdit::Decode("").ok()); }

TEST(VersionEditTest, LevelsBeyondTheDeepestAreRejected) {
  VersionEdit edit;
  edit.removed = {{kMaxLevels, 5}};
  EXPECT_FALSE(VersionEdit::Decode(edit.Encode()).ok());
}

TEST(VersionEditTest, InvertedRangesAreRejected) {
  VersionEdit keys;
  keys.added = {{1, {9, 1, 1, "b", "a", 1, 2}}};
  EXPECT_FALSE(VersionEdit::Decode(keys.Encode()).ok());
  VersionEdit seqnos;
  seqnos.added = {{1, {9, 1, 1, "a", "b", 3, 2}}};
  EXPECT_FALSE(VersionEdit::Decode(seqnos.Encode()).ok());
}

void ExpectRejected(const VersionEdit& edit) {
  EXPECT_FALSE(VersionEdit::Decode(edit.Encode()).ok());
}

TEST(VersionEditTest, NumbersThatNameNoFileAreRejected) {
  for (const uint64_t number : {uint64_t{0}, uint64_t{1} << 62, ~uint64_t{0}}) {
    VersionEdit added;
    added.added = {{1, {number, 1, 1, "a", "b", 1, 2}}};
    ExpectRejected(added);
    VersionEdit removed;
    removed.removed = {{1, number}};
    ExpectRejected(removed);
  }
  VersionEdit log;
  log.first_log = uint64_t{1} << 62;
  ExpectRejected(log);
}

TEST(VersionEditTest, TablesWithoutEntriesOrWithKeysOverTheLimitAreRejected) {
  VersionEdit empty;
  empty.added = {{1, {9, 1, 0, "a", "b", 1, 2}}};
  ExpectRejected(empty);
  VersionEdit long_key;
  long_key.added = {{1, {9, 1, 1, "a", std::string(kMaxKeyBytes + 1, 'b'), 1, 2}}};
  ExpectRejected(long_key);
}

TEST(VersionEditTest, ATableAddedTwiceIsRejected) {
  VersionEdit edit;
  edit.added = {{1, {9, 1, 1, "a", "b", 1, 2}}, {2, {9, 1, 1, "a", "b", 1, 2}}};
  ExpectRejected(edit);
}

TEST(VersionEditTest, ADropThatRemovesTablesByNameIsRejected) {
  VersionEdit edit = Drop();
  edit.removed = {{0, 5}};
  ExpectRejected(edit);
}

}  // namespace
}  // namespace varve
