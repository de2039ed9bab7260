#include "engine/table/footer.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/coding.h"
#include "engine/table/block_io.h"

namespace varve {
namespace {

constexpr uint64_t kNumber = 12;
constexpr uint64_t kOffset = 1000;

Footer Sound() {
  Footer footer;
  footer.table_number = kNumber;
  footer.filter = BlockHandle{800, 65};
  footer.properties = BlockHandle{874, 17};
  footer.index = BlockHandle{900, 91};
  return footer;
}

absl::Status Decode(const std::string& bytes) {
  return DecodeFooter(bytes, "t.sst", kNumber, kOffset).status();
}

void ExpectMisfit(const Footer& footer) {
  EXPECT_EQ(Decode(EncodeFooter(footer, kOffset)).message(),
            "t.sst: offset 1000: impossible places in the footer");
}

TEST(FooterTest, ComesBackAsItWas) {
  const auto footer = DecodeFooter(EncodeFooter(Sound(), kOffset), "t.sst", kNumber, kOffset);
  ASSERT_TRUE(footer.ok()) << footer.status();
  EXPECT_EQ(footer->table_number, kNumber);
  EXPECT_EQ(footer->filter, Sound().filter);
  EXPECT_EQ(footer->properties, Sound().properties);
  EXPECT_EQ(footer->index, Sound().index);
  EXPECT_EQ(footer->data_end(), 800U);
}

TEST(FooterTest, MayHaveNoFilter) {
  Footer footer = Sound();
  footer.filter.reset();
  const auto decoded = DecodeFooter(EncodeFooter(footer, kOffset), "t.sst", kNumber, kOffset);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_FALSE(decoded->filter.has_value());
  EXPECT_EQ(decoded->data_end(), 874U);
}

TEST(FooterTest, LiesAtTheDocumentedOffsets) {
  const std::string bytes = EncodeFooter(Sound(), kOffset);
  ASSERT_EQ(bytes.size(), kFooterBytes);
  EXPECT_EQ(bytes.substr(0, 8), "varvesst");
  EXPECT_EQ(LoadFixed32(bytes.data() + 8), 1U);
  EXPECT_EQ(LoadFixed64(bytes.data() + 16), kNumber);
  EXPECT_EQ(LoadFixed64(bytes.data() + 24), 800U);
  EXPECT_EQ(LoadFixed64(bytes.data() + 64), 17U);
  EXPECT_EQ(LoadFixed64(bytes.data() + 72), 900U);
}

TEST(FooterTest, RejectsEveryFlippedBit) {
  const std::string bytes = EncodeFooter(Sound(), kOffset);
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_EQ(Decode(flipped).code(), absl::StatusCode::kDataLoss) << bit;
  }
}

TEST(FooterTest, RejectsEveryTruncation) {
  const std::string bytes = EncodeFooter(Sound(), kOffset);
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(Decode(bytes.substr(0, size)).ok());
}

TEST(FooterTest, RejectsAFooterOfAnotherTable) {
  Footer other = Sound();
  other.table_number = kNumber + 1;
  EXPECT_EQ(Decode(EncodeFooter(other, kOffset)).message(),
            "t.sst: offset 1000: footer of another table");
}

TEST(FooterTest, RejectsAFooterOfAnotherPlace) {
  EXPECT_EQ(Decode(EncodeFooter(Sound(), kOffset + 1)).message(),
            "t.sst: offset 1000: footer checksum mismatch");
}

/// A sound footer but for the field of 32 bits at `at`.
std::string WithField(size_t at, uint32_t value) {
  std::string bytes = EncodeFooter(Sound(), kOffset);
  StoreFixed32(bytes.data() + at, value);
  StoreFixed64(bytes.data() + 88, TableChecksum(kNumber, kOffset, bytes.substr(0, 88)));
  return bytes;
}

TEST(FooterTest, RejectsAnotherFormatVersionWithASoundChecksum) {
  EXPECT_EQ(Decode(WithField(8, 2)).message(), "t.sst: offset 1000: unknown table format version");
}

TEST(FooterTest, RejectsWhatIsReservedWithASoundChecksum) {
  EXPECT_EQ(Decode(WithField(12, 1)).message(),
            "t.sst: offset 1000: the table has features that this version does not read");
  for (const size_t at : {40, 48}) {
    EXPECT_EQ(Decode(WithField(at, 1)).message(),
              "t.sst: offset 1000: the table has range tombstones, which are not supported");
  }
}

TEST(FooterTest, RejectsAnIndexThatDoesNotEndAtTheFooter) {
  Footer footer = Sound();
  footer.index.size -= 1;
  ExpectMisfit(footer);
  footer.index.size += 2;
  ExpectMisfit(footer);
}

TEST(FooterTest, RejectsPartsWithGapsOrOverlaps) {
  Footer footer = Sound();
  footer.properties.size -= 1;
  ExpectMisfit(footer);
  footer = Sound();
  footer.filter->offset += 1;
  ExpectMisfit(footer);
}

TEST(FooterTest, RejectsPlacesThatWouldWrapAround) {
  Footer footer = Sound();
  footer.index = BlockHandle{~uint64_t{0}, 1000 - 8};  // the sum is right modulo 2^64
  ExpectMisfit(footer);
  footer = Sound();
  footer.filter = BlockHandle{~uint64_t{0} - 100, 874 + 92};
  ExpectMisfit(footer);
}

}  // namespace
}  // namespace varve
