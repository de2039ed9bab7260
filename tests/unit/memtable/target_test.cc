#include "engine/memtable/target.h"

#include <string>
#include <vector>

#include "engine/memtable/arena.h"
#include "gtest/gtest.h"
#include "varve/platform/platform.h"

namespace varve {
namespace {

class TargetTest : public ::testing::Test {
 protected:
  const Entry& EntryOf(std::string_view key, SeqNo seqno) {
    return *Entry::Create(arena_, {key, seqno, EntryKind::kValue}, "v");
  }
  static bool Reaches(const Target& target, const Entry& entry) {
    return target.Reaches(KeyWords::Of(entry.user_key()), entry);
  }

  PosixPlatform posix_;
  Arena arena_{posix_.platform().scheduler};
};

TEST_F(TargetTest, WordsAreTheFirstSixteenBytesInOrder) {
  EXPECT_EQ(KeyWords::Of(""), (KeyWords{0, 0}));
  EXPECT_EQ(KeyWords::Of("a"), (KeyWords{0x6100000000000000, 0}));
  EXPECT_EQ(KeyWords::Of("abcdefgh"), (KeyWords{0x6162636465666768, 0}));
  EXPECT_EQ(KeyWords::Of("abcdefghi"), (KeyWords{0x6162636465666768, 0x6900000000000000}));
  EXPECT_EQ(KeyWords::Of("abcdefghijklmnopq"), (KeyWords{0x6162636465666768, 0x696a6b6c6d6e6f70}));
}

TEST_F(TargetTest, ReachesWhatIsAtOrBeforeIt) {
  const InternalKey key{"b", 5, EntryKind::kValue};
  EXPECT_TRUE(Reaches(Target(key), EntryOf("a", 9)));
  EXPECT_TRUE(Reaches(Target(key), EntryOf("b", 6)));
  EXPECT_TRUE(Reaches(Target(key), EntryOf("b", 5)));
  EXPECT_FALSE(Reaches(Target(key), EntryOf("b", 4)));
  EXPECT_FALSE(Reaches(Target(key), EntryOf("c", 9)));
}

TEST_F(TargetTest, BeforeAKeyReachesAllButTheKey) {
  const Target target = Target::Before({"b", 5, EntryKind::kValue});
  EXPECT_TRUE(Reaches(target, EntryOf("a", 1)));
  EXPECT_TRUE(Reaches(target, EntryOf("b", 6)));
  EXPECT_FALSE(Reaches(target, EntryOf("b", 5)));
}

TEST_F(TargetTest, TheEndReachesEverything) {
  EXPECT_TRUE(Reaches(Target::End(), EntryOf("", 1)));
  EXPECT_TRUE(Reaches(Target::End(), EntryOf(std::string(40, '\xff'), 1)));
  EXPECT_TRUE(Reaches(Target::End(), EntryOf(std::string(16, '\xff'), kSeqNoLimit - 1)));
}

// All pairs of keys that words tell apart badly: prefixes of each other, zeros, long common parts.
TEST_F(TargetTest, AgreesWithTheOrderOfKeysWhereWordsSayNothing) {
  std::vector<std::string> keys;
  for (const std::string& stem :
       {std::string(), std::string("a"), std::string(7, '\0'), std::string(15, 'x'),
        std::string(16, 'x'), std::string(16, '\xff'), std::string(24, '\0')}) {
    for (const std::string& tail : {std::string(), std::string(1, '\0'), std::string(2, '\0'),
                                    std::string("\x01"), std::string("y")}) {
      keys.push_back(stem + tail);
    }
  }
  for (const std::string& a : keys) {
    for (const std::string& b : keys) {
      const Entry& entry = EntryOf(b, 3);
      const int order = Compare({a, 3, EntryKind::kValue}, entry.key());
      EXPECT_EQ(Reaches(Target({a, 3, EntryKind::kValue}), entry), order >= 0);
      EXPECT_EQ(Reaches(Target::Before({a, 3, EntryKind::kValue}), entry), order > 0);
      const Entry& other = EntryOf(a, 3);
      EXPECT_EQ(ComesBefore(KeyWords::Of(a), other, KeyWords::Of(b), entry), order < 0);
    }
  }
}

}  // namespace
}  // namespace varve
