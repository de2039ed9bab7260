#include "engine/table/key_buffer.h"

#include <gtest/gtest.h>

#include <string>

namespace varve {
namespace {

TEST(KeyBufferTest, JoinsForeignParts) {
  KeyBuffer buffer;
  EXPECT_EQ(buffer.Join("abc", "def"), "abcdef");
  EXPECT_EQ(buffer.Join("", ""), "");
}

TEST(KeyBufferTest, KeepsAPrefixOfTheLastResult) {
  KeyBuffer buffer;
  const std::string_view first = buffer.Join("abc", "def");
  EXPECT_EQ(buffer.Join(first.substr(0, 2), "xyz"), "abxyz");
}

TEST(KeyBufferTest, KeepsThePrefixWhenItGrows) {
  KeyBuffer buffer;
  std::string expected;
  std::string_view last;
  for (int i = 0; i < 2000; ++i) {
    const std::string suffix = std::to_string(i);
    last = buffer.Join(last, suffix);
    expected += suffix;
    ASSERT_EQ(last, expected);
  }
}

TEST(KeyBufferTest, ShrinksAndGrowsAgain) {
  KeyBuffer buffer;
  const std::string large(1000, 'l');
  EXPECT_EQ(buffer.Join(large, "1"), large + "1");
  EXPECT_EQ(buffer.Join("short", ""), "short");
  EXPECT_EQ(buffer.Join(large, "2"), large + "2");
}

}  // namespace
}  // namespace varve
