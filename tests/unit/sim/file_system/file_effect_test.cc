#include "sim/file_system/file_effect.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

Content Of(const std::string& bytes) {
  Content content;
  content.Write(0, bytes);
  return content;
}

std::vector<FileEffect> Between(const std::string& from, const std::string& to) {
  return Difference(7, FileEffect::Kind::kData, true, Of(from), Of(to));
}

TEST(FileEffect, EqualFilesDifferByNothing) { EXPECT_TRUE(Between("abc", "abc").empty()); }

TEST(FileEffect, AChangeInsideIsOneEffectOfTheBytesThatDiffer) {
  const std::vector<FileEffect> changes = Between("abcdef", "abXdYf");
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].offset, 2u);
  EXPECT_EQ(*changes[0].payload, "XdY");
  EXPECT_EQ(changes[0].sequence, 7u);
}

TEST(FileEffect, BytesBehindTheEndAreAChangeOfTheirOwnAlsoWhereZero) {
  const std::vector<FileEffect> changes = Between("ab", std::string("aX\0\0", 4));
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(*changes[0].payload, "X");
  EXPECT_EQ(changes[1].offset, 2u);
  EXPECT_EQ(changes[1].payload->size(), 2u);
  EXPECT_EQ(changes[2].kind, FileEffect::Kind::kSize);
  EXPECT_EQ(changes[2].size, 4u);
  EXPECT_TRUE(changes[2].elastic);
}

TEST(FileEffect, EachPageIsAChangeOfItsOwn) {
  const std::string old(3 * kPageBytes, 'o');
  std::string fresh = old;
  fresh[0] = fresh[2 * kPageBytes] = 'n';
  EXPECT_EQ(Between(old, fresh).size(), 2u);
}

TEST(FileEffect, ApplyingTheDifferenceGivesTheOther) {
  RandomChoices choices(3);
  for (int round = 0; round < 200; ++round) {
    std::string texts[2];
    for (std::string& text : texts) {
      text.assign(choices.Pick("size", 3 * kPageBytes), 'a');
      for (int i = 0; i < 3 && !text.empty(); ++i) {
        text[choices.Pick("at", static_cast<uint32_t>(text.size()))] = 'b';
      }
    }
    Content content = Of(texts[0]);
    for (const FileEffect& change : Between(texts[0], texts[1])) Apply(change, content);
    ASSERT_EQ(content.ToString(), texts[1]);
  }
}

}  // namespace
}  // namespace varve::sim
