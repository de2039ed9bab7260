#include "engine/base/coding.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace varve {
namespace {

constexpr uint64_t kMax64 = std::numeric_limits<uint64_t>::max();

// Values at which an encoding changes its length, and their neighbours.
std::vector<uint64_t> Landmarks() {
  std::vector<uint64_t> values = {0, 1, 2, kMax64 - 1, kMax64};
  for (int bit = 1; bit < 64; ++bit) {
    const uint64_t power = uint64_t{1} << bit;
    values.insert(values.end(), {power - 1, power, power + 1});
  }
  return values;
}

std::string Varint(uint64_t value) {
  std::string bytes;
  PutVarint(bytes, value);
  return bytes;
}

// Whether `bytes` is refused as a varint and left where it is.
bool RefusesVarint64(std::string_view bytes) {
  std::string_view in = bytes;
  uint64_t value = 0;
  return !GetVarint64(&in, &value) && in.data() == bytes.data() && in.size() == bytes.size();
}

bool RefusesVarint32(std::string_view bytes) {
  std::string_view in = bytes;
  uint32_t value = 0;
  return !GetVarint32(&in, &value) && in.data() == bytes.data() && in.size() == bytes.size();
}

TEST(CodingTest, FixedWidthsAreLittleEndian) {
  std::string bytes;
  PutFixed32(bytes, 0x04030201u);
  PutFixed64(bytes, 0x0c0b0a0908070605u);
  EXPECT_EQ(bytes, "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c");
}

TEST(CodingTest, StoredFixedWidthsLoadAgain) {
  char bytes[12];
  for (const uint64_t value : Landmarks()) {
    StoreFixed32(bytes + 1, static_cast<uint32_t>(value));  // at no particular alignment
    EXPECT_EQ(LoadFixed32(bytes + 1), static_cast<uint32_t>(value));
    StoreFixed64(bytes + 3, value);
    EXPECT_EQ(LoadFixed64(bytes + 3), value);
  }
}

TEST(CodingTest, FixedWidthsRoundTripOneAfterTheOther) {
  std::string bytes;
  for (const uint64_t value : Landmarks()) {
    PutFixed32(bytes, static_cast<uint32_t>(value));
    PutFixed64(bytes, value);
  }
  std::string_view in = bytes;
  for (const uint64_t value : Landmarks()) {
    uint32_t narrow = 0;
    uint64_t wide = 0;
    ASSERT_TRUE(GetFixed32(&in, &narrow));
    ASSERT_TRUE(GetFixed64(&in, &wide));
    EXPECT_EQ(narrow, static_cast<uint32_t>(value));
    EXPECT_EQ(wide, value);
  }
  EXPECT_TRUE(in.empty());
}

TEST(CodingTest, TruncatedFixedWidthsAreRefused) {
  const std::string bytes(7, 'x');
  for (size_t size = 0; size < 8; ++size) {
    std::string_view in(bytes.data(), size);
    uint64_t wide = 0;
    EXPECT_FALSE(GetFixed64(&in, &wide));
    EXPECT_EQ(in.size(), size);
    uint32_t narrow = 0;
    EXPECT_EQ(GetFixed32(&in, &narrow), size >= 4);
    EXPECT_EQ(in.size(), size >= 4 ? size - 4 : size);
  }
}

TEST(CodingTest, ByteIsTakenFromTheFront) {
  std::string_view in = "\xff\x01";
  uint8_t value = 0;
  ASSERT_TRUE(GetByte(&in, &value));
  EXPECT_EQ(value, 0xff);
  ASSERT_TRUE(GetByte(&in, &value));
  EXPECT_EQ(value, 1);
  EXPECT_FALSE(GetByte(&in, &value));
}

TEST(CodingTest, VarintsRoundTripOneAfterTheOther) {
  std::string bytes;
  for (const uint64_t value : Landmarks()) PutVarint(bytes, value);
  std::string_view in = bytes;
  for (const uint64_t expected : Landmarks()) {
    uint64_t value = ~expected;
    ASSERT_TRUE(GetVarint64(&in, &value)) << expected;
    EXPECT_EQ(value, expected);
  }
  EXPECT_TRUE(in.empty());
}

TEST(CodingTest, VarintTakesOneByteForEverySevenBits) {
  EXPECT_EQ(Varint(0), std::string(1, '\0'));
  EXPECT_EQ(Varint(127), "\x7f");
  EXPECT_EQ(Varint(128), "\x80\x01");
  EXPECT_EQ(Varint(300), "\xac\x02");
  EXPECT_EQ(Varint(kMax64), "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  for (const uint64_t value : Landmarks()) {
    size_t groups = 1;
    for (uint64_t rest = value >> 7; rest != 0; rest >>= 7) ++groups;
    EXPECT_EQ(Varint(value).size(), groups) << value;
  }
}

TEST(CodingTest, TruncatedVarintsAreRefused) {
  for (const uint64_t value : Landmarks()) {
    const std::string bytes = Varint(value);
    for (size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_TRUE(RefusesVarint64(bytes.substr(0, size))) << value << " cut to " << size;
    }
  }
}

TEST(CodingTest, VarintsWithAShorterFormAreRefused) {
  EXPECT_TRUE(RefusesVarint64(std::string_view("\x80\x00", 2)));
  EXPECT_TRUE(RefusesVarint64(std::string_view("\xff\x00", 2)));
  EXPECT_TRUE(RefusesVarint64(std::string_view("\x81\x80\x00", 3)));
  EXPECT_TRUE(RefusesVarint64(std::string(9, '\x80') + std::string(1, '\0')));
  EXPECT_TRUE(RefusesVarint32(std::string_view("\x80\x00", 2)));
}

TEST(CodingTest, VarintsOverSixtyFourBitsAreRefused) {
  EXPECT_TRUE(RefusesVarint64(std::string(9, '\xff') + "\x02"));
  EXPECT_TRUE(RefusesVarint64(std::string(9, '\xff') + "\x7f"));
  EXPECT_TRUE(RefusesVarint64(std::string(10, '\xff') + "\x01"));
  EXPECT_TRUE(RefusesVarint64(std::string(100, '\x80') + "\x01"));
}

TEST(CodingTest, Varint32TakesAllOfThirtyTwoBitsAndNoMore) {
  const std::string largest = Varint(std::numeric_limits<uint32_t>::max());
  std::string_view in = largest;
  uint32_t value = 0;
  ASSERT_TRUE(GetVarint32(&in, &value));
  EXPECT_EQ(value, std::numeric_limits<uint32_t>::max());
  EXPECT_TRUE(in.empty());
  EXPECT_TRUE(RefusesVarint32(Varint(uint64_t{1} << 32)));
  EXPECT_TRUE(RefusesVarint32(Varint(kMax64)));
}

TEST(CodingTest, EverySequenceOfTwoBytesThatDecodesIsTheOneThatEncodes) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string bytes = {static_cast<char>(first), static_cast<char>(second)};
      std::string_view in = bytes;
      uint64_t value = 0;
      if (!GetVarint64(&in, &value)) continue;
      EXPECT_EQ(Varint(value), bytes.substr(0, bytes.size() - in.size()));
    }
  }
}

TEST(CodingTest, LengthPrefixedBytesRoundTrip) {
  std::string bytes;
  PutLengthPrefixed(bytes, "");
  PutLengthPrefixed(bytes, std::string_view("a\0b", 3));
  PutLengthPrefixed(bytes, std::string(300, 'x'));
  std::string_view in = bytes;
  std::string_view part;
  ASSERT_TRUE(GetLengthPrefixed(&in, &part));
  EXPECT_EQ(part, "");
  ASSERT_TRUE(GetLengthPrefixed(&in, &part));
  EXPECT_EQ(part, std::string_view("a\0b", 3));
  ASSERT_TRUE(GetLengthPrefixed(&in, &part));
  EXPECT_EQ(part, std::string(300, 'x'));
  EXPECT_TRUE(in.empty());
}

TEST(CodingTest, LengthPrefixedBytesAreBorrowed) {
  std::string bytes;
  PutLengthPrefixed(bytes, "abc");
  std::string_view in = bytes;
  std::string_view part;
  ASSERT_TRUE(GetLengthPrefixed(&in, &part));
  EXPECT_EQ(part.data(), bytes.data() + 1);
}

TEST(CodingTest, TruncatedLengthPrefixedBytesAreRefused) {
  std::string bytes;
  PutLengthPrefixed(bytes, std::string(200, 'x'));
  for (size_t size = 0; size < bytes.size(); ++size) {
    std::string_view in(bytes.data(), size);
    std::string_view part;
    EXPECT_FALSE(GetLengthPrefixed(&in, &part));
    EXPECT_EQ(in.size(), size);
  }
}

TEST(CodingTest, LengthBeyondAnyMemoryIsRefused) {
  const std::string bytes = Varint(kMax64) + "abc";
  std::string_view in = bytes;
  std::string_view part;
  EXPECT_FALSE(GetLengthPrefixed(&in, &part));
  EXPECT_EQ(in.size(), bytes.size());
}

}  // namespace
}  // namespace varve
