#include "engine/table/key_word.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/table/entries.h"

namespace varve {
namespace {

TEST(KeyWordTest, CommonPrefixIsWhatItSays) {
  EXPECT_EQ(CommonPrefix("", ""), 0U);
  EXPECT_EQ(CommonPrefix("abc", "abd"), 2U);
  EXPECT_EQ(CommonPrefix("abc", "abcd"), 3U);
  for (size_t at = 0; at < 40; ++at) {
    std::string other(40, 'k');
    other[at] = 'l';
    EXPECT_EQ(CommonPrefix(std::string(40, 'k'), other), at);
  }
}

TEST(KeyWordTest, WordsOrderAsTheKeysDo) {
  Random random(6);
  for (int round = 0; round < 20000; ++round) {
    const std::string stem(random.Below(12), 's');
    const std::string a = stem + random.Key(10);
    const std::string b = stem + random.Key(10);
    const uint64_t word_a = WordBehind(a, stem.size());
    const uint64_t word_b = WordBehind(b, stem.size());
    if (word_a != word_b) {
      ASSERT_EQ(word_a < word_b, a < b) << a << " " << b;
    }
    if (a.size() <= stem.size() + 8) {
      std::string padded = a.substr(stem.size());
      padded.resize(8, '\0');
      ASSERT_EQ(word_a, KeyPrefix(padded));
    }
  }
}

TEST(KeyWordTest, LowerBoundIsTheStandardLibrarys) {
  Random random(7);
  for (int round = 0; round < 2000; ++round) {
    std::vector<uint64_t> words(random.Below(40));
    for (uint64_t& word : words) word = random.Below(20);
    std::sort(words.begin(), words.end());
    for (uint64_t wanted = 0; wanted < 21; ++wanted) {
      const auto expected = std::lower_bound(words.begin(), words.end(), wanted) - words.begin();
      ASSERT_EQ(LowerBoundOfWords(words.data(), words.size(), wanted), size_t(expected));
    }
  }
}

TEST(KeyWordTest, ComparePrefixPlacesKeysAroundAllThatHaveIt) {
  EXPECT_LT(ComparePrefix("a", "ab"), 0);
  EXPECT_LT(ComparePrefix("aaz", "ab"), 0);
  EXPECT_EQ(ComparePrefix("ab", "ab"), 0);
  EXPECT_EQ(ComparePrefix("abz", "ab"), 0);
  EXPECT_GT(ComparePrefix("ac", "ab"), 0);
  EXPECT_EQ(ComparePrefix("x", ""), 0);
}

}  // namespace
}  // namespace varve
