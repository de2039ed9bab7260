#include "engine/memtable/entry.h"

#include <string>

#include "engine/memtable/arena.h"
#include "gtest/gtest.h"
#include "varve/platform/platform.h"

namespace varve {
namespace {

class EntryTest : public ::testing::Test {
 protected:
  PosixPlatform posix_;
  Arena arena_{posix_.platform().scheduler};
};

TEST_F(EntryTest, HoldsWhatItWasMadeOf) {
  const std::string key("k\0\xff", 3);
  const std::string value(100000, 'v');
  const Entry* const entry = Entry::Create(arena_, {key, 7, EntryKind::kWeakTombstone}, value);
  EXPECT_EQ(entry->user_key(), key);
  EXPECT_EQ(entry->seqno(), 7u);
  EXPECT_EQ(entry->kind(), EntryKind::kWeakTombstone);
  EXPECT_EQ(entry->value(), value);
  EXPECT_EQ(Compare(entry->key(), {key, 7, EntryKind::kValue}), 0);
  EXPECT_EQ(arena_.bytes(), 16u + 3 + 100000 + 5);
}

TEST_F(EntryTest, RefusesAKeyOverItsLimit) {
  const std::string longest(kMaxKeyBytes, 'k');
  EXPECT_EQ(Entry::Create(arena_, {longest, 1, EntryKind::kValue}, "")->user_key(), longest);
  EXPECT_DEATH(Entry::Create(arena_, {longest + "k", 1, EntryKind::kValue}, ""), "key's length");
}

TEST_F(EntryTest, ATagIsTheHighBitsOfTheHash) {
  const Entry* const entry = Entry::Create(arena_, {"a", 1, EntryKind::kValue}, "");
  const TaggedEntry tagged(*entry, 0xabcd'1234'5678'9abc);
  EXPECT_EQ(tagged.entry(), entry);
  EXPECT_TRUE(tagged.Matches(0xabcd'1234'5678'9abc));
  EXPECT_TRUE(tagged.Matches(0xabcd'0000'0000'0000));
  EXPECT_FALSE(tagged.Matches(0xabcc'1234'5678'9abc));
  EXPECT_EQ(TaggedEntry(tagged.bits()).entry(), entry);
}

}  // namespace
}  // namespace varve
