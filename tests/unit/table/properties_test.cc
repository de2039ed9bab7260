#include "engine/table/properties.h"

#include <gtest/gtest.h>

#include <string>

namespace varve {
namespace {

TableProperties Sound() {
  TableProperties properties;
  properties.entries = 300;
  properties.tombstones = 7;
  properties.raw_bytes = uint64_t{1} << 40;
  properties.smallest_seqno = 5;
  properties.largest_seqno = kSeqNoLimit - 1;
  properties.smallest_key = std::string("\0a", 2);
  properties.largest_key = "zz";
  return properties;
}

void ExpectRejected(const TableProperties& properties) {
  const auto decoded = DecodeProperties(EncodeProperties(properties), "t.sst", 0);
  EXPECT_EQ(decoded.status().code(), absl::StatusCode::kDataLoss);
}

TEST(PropertiesTest, ComeBackAsTheyWere) {
  const auto decoded = DecodeProperties(EncodeProperties(Sound()), "t.sst", 0);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, Sound());
}

TEST(PropertiesTest, RejectEveryTruncationAndMore) {
  const std::string whole = EncodeProperties(Sound());
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(DecodeProperties(whole.substr(0, size), "t.sst", 0).ok()) << size;
  }
  EXPECT_FALSE(DecodeProperties(whole + "x", "t.sst", 0).ok());
}

TEST(PropertiesTest, RejectAnotherVersion) {
  std::string contents = EncodeProperties(Sound());
  contents[0] = '\x02';
  EXPECT_EQ(DecodeProperties(contents, "t.sst", 9).status().message(),
            "t.sst: offset 9: unknown version of table properties");
}

TEST(PropertiesTest, KeepOptionalFieldsAndRefuseOthers) {
  TableProperties properties = Sound();
  properties.others = {{kFirstOptionalTag, "x"}, {kFirstOptionalTag + 7, ""}};
  const auto decoded = DecodeProperties(EncodeProperties(properties), "t.sst", 0);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, properties);
  properties.others = {{kFirstOptionalTag - 1, "x"}};
  ExpectRejected(properties);
  properties.others = {{kFirstOptionalTag, "x"}, {kFirstOptionalTag, "x"}};
  ExpectRejected(properties);
}

TEST(PropertiesTest, RejectNoEntries) {
  TableProperties properties = Sound();
  properties.entries = 0;
  properties.tombstones = 0;
  ExpectRejected(properties);
}

TEST(PropertiesTest, RejectMoreTombstonesThanEntries) {
  TableProperties properties = Sound();
  properties.tombstones = 301;
  ExpectRejected(properties);
}

TEST(PropertiesTest, RejectSeqnosThatCannotBe) {
  TableProperties properties = Sound();
  properties.smallest_seqno = 6;
  properties.largest_seqno = 5;
  ExpectRejected(properties);
  properties.largest_seqno = kSeqNoLimit;
  ExpectRejected(properties);
}

TEST(PropertiesTest, RejectKeysTheWrongWayRound) {
  TableProperties properties = Sound();
  properties.smallest_key = "zzz";
  ExpectRejected(properties);
}

TEST(PropertiesTest, RejectAKeyOverTheLimit) {
  TableProperties properties = Sound();
  properties.largest_key.assign(kMaxKeyBytes + 1, 'z');
  ExpectRejected(properties);
}

}  // namespace
}  // namespace varve
