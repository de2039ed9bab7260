#include "sim/file_system/content.h"

#include <gtest/gtest.h>

#include <cstring>

namespace varve::sim {
namespace {

TEST(Content, WriteExtendsAndAGapReadsAsZeros) {
  Content content;
  content.Write(2, "ab");
  EXPECT_EQ(content.ToString(), std::string_view("\0\0ab", 4));
}

TEST(Content, WriteInsideKeepsTheSize) {
  Content content;
  content.Write(0, "0123");
  content.Write(1, "xy");
  EXPECT_EQ(content.ToString(), "0xy3");
}

TEST(Content, ReadIsShortAtTheEnd) {
  Content content;
  content.Write(0, "0123");
  std::string out(3, '?');
  EXPECT_EQ(content.Read(2, out), 2u);
  EXPECT_EQ(out.substr(0, 2), "23");
  EXPECT_EQ(content.Read(4, out), 0u);
  EXPECT_EQ(content.Read(~uint64_t{0}, out), 0u);
}

TEST(Content, ReadCrossesIntoBytesNeverWritten) {
  Content content;
  content.Write(0, "ab");
  content.Resize(4);
  std::string out(4, '?');
  EXPECT_EQ(content.Read(0, out), 4u);
  EXPECT_EQ(out, std::string_view("ab\0\0", 4));
}

TEST(Content, CutBytesDoNotComeBack) {
  Content content;
  content.Write(0, "0123");
  content.Resize(2);
  content.Resize(4);
  EXPECT_EQ(content.ToString(), std::string_view("01\0\0", 4));
}

TEST(Content, CopiesAreIndependent) {
  Content content;
  content.Write(0, "old");
  const Content copy = content;
  content.Write(0, "new");
  EXPECT_EQ(copy.ToString(), "old");
  EXPECT_EQ(content.ToString(), "new");
}

TEST(Content, StoresIntoExposedMemoryDoNotReachCopies) {
  Content content;
  content.Resize(4);
  const std::span<char> memory = content.Expose(0, 4);
  std::memcpy(memory.data(), "ab", 2);
  const Content copy = content;
  std::memcpy(memory.data() + 2, "cd", 2);
  EXPECT_EQ(content.ToString(), "abcd");
  EXPECT_EQ(copy.ToString(), std::string_view("ab\0\0", 4));
}

TEST(Content, ViewSeesExposedMemory) {
  Content content;
  content.Resize(4);
  std::memcpy(content.Expose(1, 2).data(), "xy", 2);
  EXPECT_EQ(content.View(1, 2), "xy");
}

TEST(Content, HashFollowsChanges) {
  Content content;
  content.Write(0, "ab");
  const uint64_t before = content.Hash();
  content.Write(1, "c");
  EXPECT_NE(content.Hash(), before);
  content.Write(1, "b");
  EXPECT_EQ(content.Hash(), before);
}

TEST(Content, HashFollowsStoresIntoExposedMemory) {
  Content content;
  content.Resize(4);
  const std::span<char> memory = content.Expose(0, 4);
  const uint64_t before = content.Hash();
  memory[0] = 'x';
  EXPECT_NE(content.Hash(), before);
  const uint64_t after = content.Hash();
  content.Conceal();
  EXPECT_EQ(content.Hash(), after);
}

TEST(Content, WrittenZerosAndUnwrittenBytesAreTheSame) {
  Content written;
  written.Write(0, std::string_view("a\0\0", 3));
  Content extended;
  extended.Write(0, "a");
  extended.Resize(3);
  EXPECT_EQ(written, extended);
  EXPECT_EQ(written.Hash(), extended.Hash());
  extended.Resize(4);
  EXPECT_FALSE(written == extended);
  EXPECT_NE(written.Hash(), extended.Hash());
}

}  // namespace
}  // namespace varve::sim
