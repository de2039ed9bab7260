#include "engine/version/version_edit.h"

#include <string>

#include "gtest/gtest.h"

namespace varve {
namespace {

VersionEdit Full() {
  VersionEdit edit;
  edit.new_epoch = 3;
  edit.removed = {{0, 5}, {2, 6}};
  edit.added = {{1, {9, 4096, 10, "a", "m", 3, 40}}, {6, {10, 1, 1, "", "", 1, 1}}};
  edit.flushed_through = 40;
  edit.first_log = 8;
  edit.next_file_number = 11;
  return edit;
}

TEST(VersionEditTest, RoundTripsAllFieldsAndNone) {
  for (const VersionEdit& edit : {Full(), VersionEdit{}}) {
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

}  // namespace
}  // namespace varve
