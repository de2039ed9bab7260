// What a failed sync leaves of one file.
#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "sim/file_system/inode.h"
#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

// durable + all pending effects
std::string Replayed(const Inode& inode) {
  Content content = inode.durable();
  for (const FileEffect& effect : inode.pending()) Apply(effect, content);
  return content.ToString();
}

void FailSync(Inode& inode, EffectSequence through) {
  inode.Forsake(through, Content(inode.durable()));
}

Inode Synced(std::string_view bytes) {
  Inode inode;
  inode.Write(1, 0, bytes);
  inode.SyncThrough(1);
  return inode;
}

void Commit(Inode& inode, std::string_view bytes) {
  std::memcpy(inode.Reserve(bytes.size()).data(), bytes.data(), bytes.size());
  inode.Commit(bytes.size());
}

TEST(InodeForsaken, AFailedSyncForsakesWhatItCovered) {
  Inode inode;
  inode.Write(1, 0, "ab");
  inode.Write(2, 2, "c");
  FailSync(inode, 1);
  EXPECT_EQ(inode.forsaken(), 2u);  // bytes and size
  EXPECT_EQ(inode.pending().size(), 4u);
  EXPECT_EQ(inode.running().ToString(), "abc");
  EXPECT_EQ(inode.durable().size(), 0u);
  EXPECT_EQ(Replayed(inode), "abc");
}

TEST(InodeForsaken, AFailedSyncOfACleanFileForsakesNothing) {
  Inode inode = Synced("ab");
  FailSync(inode, 1);
  EXPECT_EQ(inode.forsaken(), 0u);
  EXPECT_TRUE(inode.pending().empty());
}

TEST(InodeForsaken, LaterSyncsCoverLaterEffectsOnly) {
  Inode inode = Synced("abcd");
  inode.Write(2, 0, "x");
  FailSync(inode, 2);
  inode.SyncThrough(2);
  EXPECT_EQ(inode.durable().ToString(), "abcd");
  inode.Write(3, 2, "yz12");
  inode.SyncThrough(3);
  EXPECT_EQ(inode.durable().ToString(), "abyz12");
  EXPECT_EQ(Replayed(inode), "xbyz12");
  EXPECT_EQ(inode.forsaken(), inode.pending().size());
}

TEST(InodeForsaken, AnOverwriteOfForsakenBytesIsDurableAfterASync) {
  Inode inode = Synced("abcd");
  inode.Write(2, 0, "xyz");
  FailSync(inode, 2);
  inode.Write(3, 1, "1");
  inode.SyncThrough(3);
  EXPECT_EQ(inode.durable().ToString(), "a1cd");
  EXPECT_EQ(Replayed(inode), "x1zd");
  inode.Write(4, 0, "234");  // all of them
  inode.SyncThrough(4);
  EXPECT_EQ(inode.durable().ToString(), "234d");
  EXPECT_EQ(inode.forsaken(), 0u);
}

TEST(InodeForsaken, ASyncBegunBeforeTheOneThatFailedCoversNoneOfIt) {
  Inode inode = Synced("abcd");
  inode.Write(2, 0, "x");
  inode.Write(3, 1, "y");
  FailSync(inode, 3);
  inode.SyncThrough(2);
  EXPECT_EQ(inode.durable().ToString(), "abcd");
  EXPECT_EQ(Replayed(inode), "xycd");
}

TEST(InodeForsaken, TruncationsAreForsakenToo) {
  Inode inode = Synced("abcd");
  inode.Truncate(2, 1);
  FailSync(inode, 2);
  EXPECT_EQ(inode.durable().ToString(), "abcd");
  EXPECT_EQ(Replayed(inode), "a");
  inode.Write(3, 1, "z");
  inode.SyncThrough(3);
  EXPECT_EQ(Replayed(inode), "az");
  EXPECT_EQ(inode.durable().ToString().substr(0, 2), "az");
}

TEST(InodeForsaken, DroppedPagesShowWhatIsDurable) {
  Inode inode = Synced("abcd");
  inode.Write(2, 2, "xyz");
  FailSync(inode, 2);
  inode.Write(3, 0, "1");
  inode.DropForsaken(/*with_size=*/false);
  EXPECT_EQ(inode.running().ToString(), std::string("1bcd\0", 5));
  EXPECT_EQ(Replayed(inode), inode.running().ToString());
  inode.DropForsaken(/*with_size=*/true);
  EXPECT_EQ(inode.running().ToString(), "1bcd");
  EXPECT_EQ(inode.forsaken(), 0u);
  inode.SyncThrough(3);
  EXPECT_EQ(inode.durable().ToString(), "1bcd");
}

TEST(InodeForsaken, AWindowLosesTheBytesItsFailedSyncCovered) {
  Inode inode;
  inode.OpenWindow(1, 8);
  inode.SyncThrough(1);
  Commit(inode, "ab");
  inode.LogDirty(1, 2);
  FailSync(inode, 1);
  Commit(inode, "cd");
  inode.SyncWindow(1, 4);
  EXPECT_EQ(inode.durable().ToString(), std::string("\0\0cd\0\0\0\0", 8));
  EXPECT_EQ(inode.window()->synced, 4u);
  Commit(inode, "e");
  inode.CloseWindow(2);
  EXPECT_EQ(Replayed(inode), inode.running().ToString());
  ASSERT_EQ(inode.pending().size(), 2u);
  EXPECT_EQ(inode.pending()[0].kind, FileEffect::Kind::kPage);
  EXPECT_EQ(*inode.pending()[0].payload, "ab");
}

TEST(InodeForsaken, AWindowsMemoryStaysWhereItIs) {
  Inode inode;
  inode.OpenWindow(1, 8);
  Commit(inode, "ab");
  const std::span<char> memory = inode.Reserve(2);
  inode.LogDirty(1, 2);
  FailSync(inode, 1);
  memory[0] = 'x';
  EXPECT_EQ(inode.running().ToString().substr(0, 3), "abx");
}

TEST(InodeForsaken, ALiveWindowIsNotDropped) {
  Inode inode;
  inode.OpenWindow(1, 8);
  EXPECT_DEATH(inode.DropForsaken(false), "mapped and stay");
}

TEST(InodeForsaken, AMachineCrashEndsIt) {
  Inode inode = Synced("ab");
  inode.Write(2, 0, "x");
  FailSync(inode, 2);
  inode.BecomeImage(inode.durable());
  EXPECT_EQ(inode.forsaken(), 0u);
  EXPECT_TRUE(inode.pending().empty());
}

// Histories of writes, cuts, syncs of every outcome and drops: what is durable and what is pending
// always make up what the running machine sees, and no sync that succeeds makes forsaken bytes
// durable.
TEST(InodeForsaken, TheRunningContentIsAlwaysWhatIsDurableAndPending) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    RandomChoices choices(seed);
    Inode inode;
    EffectSequence last = 0;
    for (int step = 0; step < 40; ++step) {
      const EffectSequence through = last - choices.Pick("late", last < 3 ? 1 : 3);
      switch (choices.Pick("step", 6)) {
        case 0:
        case 1:
          inode.Write(++last, choices.Pick("offset", 20),
                      std::string(1 + choices.Pick("length", 6),
                                  static_cast<char>('a' + choices.Pick("letter", 26))));
          break;
        case 2:
          inode.Truncate(++last, choices.Pick("size", 20));
          break;
        case 3:
          inode.SyncThrough(through);
          break;
        case 4:
          FailSync(inode, through);
          break;
        default:
          inode.DropForsaken(choices.Pick("with_size", 2) == 1);
          break;
      }
      ASSERT_EQ(Replayed(inode), inode.running().ToString()) << "seed " << seed << " step " << step;
      ASSERT_LE(inode.forsaken(), inode.pending().size());
    }
  }
}

}  // namespace
}  // namespace varve::sim
