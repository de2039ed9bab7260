#include "sim/file_system/inode.h"

#include <gtest/gtest.h>

#include <cstring>

namespace varve::sim {
namespace {

void Commit(Inode& inode, std::string_view bytes) {
  std::memcpy(inode.Reserve(bytes.size()).data(), bytes.data(), bytes.size());
  inode.Commit(bytes.size());
}

TEST(Inode, AnAppendIsADataAndASizeEffect) {
  Inode inode;
  inode.Write(1, 0, "abc");
  ASSERT_EQ(inode.pending().size(), 2u);
  EXPECT_EQ(inode.pending()[0].kind, FileEffect::Kind::kData);
  EXPECT_EQ(*inode.pending()[0].payload, "abc");
  EXPECT_EQ(inode.pending()[1].kind, FileEffect::Kind::kSize);
  EXPECT_EQ(inode.pending()[1].size, 3u);
  EXPECT_EQ(inode.durable().size(), 0u);
}

TEST(Inode, AnOverwriteHasNoSizeEffect) {
  Inode inode;
  inode.Write(1, 0, "abc");
  inode.Write(2, 1, "x");
  EXPECT_EQ(inode.pending().size(), 3u);
  EXPECT_EQ(inode.running().ToString(), "axc");
}

TEST(Inode, SyncMakesEarlierEffectsDurableAndKeepsLaterOnesPending) {
  Inode inode;
  inode.Write(1, 0, "abc");
  inode.Write(2, 3, "de");
  inode.SyncThrough(1);
  EXPECT_EQ(inode.durable().ToString(), "abc");
  EXPECT_EQ(inode.pending().size(), 2u);
  inode.SyncThrough(2);
  EXPECT_EQ(inode.durable(), inode.running());
}

TEST(Inode, SyncAppliesTruncations) {
  Inode inode;
  inode.Write(1, 0, "abcdef");
  inode.Truncate(2, 2);
  inode.Truncate(3, 4);
  inode.SyncThrough(3);
  EXPECT_EQ(inode.durable().ToString(), std::string_view("ab\0\0", 4));
}

TEST(Inode, TruncatingToTheSameSizeIsNoEffect) {
  Inode inode;
  inode.Write(1, 0, "ab");
  inode.Truncate(2, 2);
  EXPECT_EQ(inode.pending().size(), 2u);
}

TEST(Inode, WindowSyncMakesExactlyTheBytesBelowTheOffsetDurable) {
  Inode inode;
  inode.OpenWindow(1, 16);
  Commit(inode, "abcd");
  Commit(inode, "efgh");
  inode.SyncWindow(1, 4);
  EXPECT_EQ(inode.durable().ToString(), "abcd" + std::string(12, '\0'));
  inode.SyncWindow(1, 8);
  EXPECT_EQ(inode.durable().ToString(), "abcdefgh" + std::string(8, '\0'));
}

TEST(Inode, WindowMemoryIsTheRunningContent) {
  Inode inode;
  inode.OpenWindow(1, 8);
  const std::span<char> memory = inode.Reserve(4);
  memory[0] = 'x';
  EXPECT_EQ(inode.running().ToString().substr(0, 1), "x");
  EXPECT_EQ(inode.window()->committed, 0u);
}

TEST(Inode, ClosingAWindowLeavesOnePendingEffectPerDirtyPage) {
  Inode inode;
  inode.OpenWindow(1, 4 * kPageBytes);
  inode.SyncThrough(1);
  Commit(inode, std::string(100, 'a'));
  inode.SyncWindow(1, 100);
  Commit(inode, std::string(kPageBytes, 'b'));
  (void)inode.Reserve(10);  // never committed
  inode.CloseWindow(2);
  EXPECT_FALSE(inode.window().has_value());
  ASSERT_EQ(inode.pending().size(), 2u);
  EXPECT_EQ(inode.pending()[0].kind, FileEffect::Kind::kPage);
  EXPECT_EQ(inode.pending()[0].offset, 100u);
  EXPECT_EQ(inode.pending()[0].payload->size(), kPageBytes - 100);
  EXPECT_EQ(inode.pending()[1].offset, kPageBytes);
  EXPECT_EQ(inode.pending()[1].payload->size(), 110u);
}

TEST(Inode, SyncOfAClosedWindowMakesItsPagesDurable) {
  Inode inode;
  inode.OpenWindow(1, 8);
  Commit(inode, "abc");
  inode.CloseWindow(2);
  inode.SyncThrough(2);
  EXPECT_EQ(inode.durable(), inode.running());
}

TEST(Inode, CommitBeyondTheReservationFailsACheck) {
  Inode inode;
  inode.OpenWindow(1, 8);
  (void)inode.Reserve(2);
  EXPECT_DEATH(inode.Commit(3), "a commit covers reserved bytes only");
}

TEST(Inode, PositionalWriteIntoALiveWindowFailsACheck) {
  Inode inode;
  inode.OpenWindow(1, 8);
  EXPECT_DEATH(inode.Write(2, 0, "x"), "live log window");
}

}  // namespace
}  // namespace varve::sim
