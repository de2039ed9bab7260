#include "engine/table/block_io.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/coding.h"
#include "tests/unit/table/fakes.h"

namespace varve {
namespace {

class BlockIoTest : public testing::Test {
 protected:
  /// What `ReadBlock` says of `bytes` as the whole content of a file.
  absl::StatusOr<std::string> Read(const std::string& bytes, uint64_t number, BlockHandle handle) {
    files_.files["t.sst"] = bytes;
    auto file = files_.OpenRandomAccess("t.sst");
    return ReadBlock(**file, "t.sst", number, handle);
  }

  MemoryFileSystem files_;
};

TEST_F(BlockIoTest, ReadsWhatItAppends) {
  std::string bytes = "before";
  AppendBlock(bytes, 7, 6, "payload");
  EXPECT_EQ(bytes.size(), 6 + 7 + kBlockTrailerBytes);
  const auto read = Read(bytes, 7, {6, 7});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, "payload");
}

TEST_F(BlockIoTest, RejectsEveryFlippedBit) {
  std::string bytes;
  AppendBlock(bytes, 7, 0, "payload");
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_EQ(Read(flipped, 7, {0, 7}).status().code(), absl::StatusCode::kDataLoss) << bit;
  }
}

TEST_F(BlockIoTest, RejectsABlockOfAnotherTable) {
  std::string bytes;
  AppendBlock(bytes, 7, 0, "payload");
  EXPECT_EQ(Read(bytes, 8, {0, 7}).status().message(), "t.sst: offset 0: block checksum mismatch");
}

TEST_F(BlockIoTest, RejectsABlockOfAnotherPlace) {
  std::string bytes = "x";
  AppendBlock(bytes, 7, 0, "payload");
  EXPECT_EQ(Read(bytes, 7, {1, 7}).status().message(), "t.sst: offset 1: block checksum mismatch");
}

TEST_F(BlockIoTest, RejectsAnUnknownCompressionWithASoundChecksum) {
  std::string bytes = "payload\x03";
  PutFixed64(bytes, TableChecksum(7, 0, bytes));
  EXPECT_EQ(Read(bytes, 7, {0, 7}).status().message(),
            "t.sst: offset 7: unknown compression of a block");
}

TEST_F(BlockIoTest, RejectsReservedCompressions) {
  for (const char id : {'\x01', '\x02'}) {
    std::string bytes = "payload" + std::string(1, id);
    PutFixed64(bytes, TableChecksum(7, 0, bytes));
    EXPECT_EQ(Read(bytes, 7, {0, 7}).status().message(),
              "t.sst: offset 7: compressed blocks are not supported");
  }
}

TEST_F(BlockIoTest, RejectsABlockThatTheFileDoesNotHoldWhole) {
  std::string bytes;
  AppendBlock(bytes, 7, 0, "payload");
  bytes.pop_back();
  EXPECT_EQ(Read(bytes, 7, {0, 7}).status().message(),
            "t.sst: offset 15: the file ends inside the table");
}

TEST_F(BlockIoTest, PassesErrorsOfTheFileOn) {
  files_.read_error = absl::UnavailableError("t.sst: I/O error");
  EXPECT_EQ(Read("", 7, {0, 7}).status(), files_.read_error);
}

TEST(BlockHandleTest, FitsBelowDoesNotOverflow) {
  EXPECT_TRUE((BlockHandle{0, 1}.FitsBelow(10)));
  EXPECT_FALSE((BlockHandle{0, 2}.FitsBelow(10)));
  EXPECT_FALSE((BlockHandle{11, 0}.FitsBelow(10)));
  EXPECT_FALSE((BlockHandle{10, 0}.FitsBelow(10)));
  EXPECT_FALSE((BlockHandle{5, ~uint64_t{0}}.FitsBelow(~uint64_t{0})));
  EXPECT_FALSE((BlockHandle{~uint64_t{0}, ~uint64_t{0}}.FitsBelow(~uint64_t{0})));
}

}  // namespace
}  // namespace varve
