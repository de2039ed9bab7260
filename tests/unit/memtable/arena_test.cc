#include "engine/memtable/arena.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "varve/platform/platform.h"

namespace varve {
namespace {

class ArenaTest : public ::testing::Test {
 protected:
  PosixPlatform posix_;
  Arena arena_{posix_.platform().scheduler};
};

TEST_F(ArenaTest, CountsWhatItHandsOutRoundedToEight) {
  EXPECT_EQ(arena_.bytes(), 0u);
  (void)arena_.Allocate(1);
  EXPECT_EQ(arena_.bytes(), 8u);
  (void)arena_.Allocate(16);
  EXPECT_EQ(arena_.bytes(), 24u);
  (void)arena_.Allocate(3000001);
  EXPECT_EQ(arena_.bytes(), 24u + 3000008u);
}

TEST_F(ArenaTest, AlignsEveryPiece) {
  for (const size_t bytes : {1, 7, 8, 9, 100, 4095, 300000}) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(arena_.Allocate(bytes)) % 8, 0u) << bytes;
  }
}

TEST_F(ArenaTest, AlignsAsItWasAskedTo) {
  Arena lines(posix_.platform().scheduler, 64);
  for (const size_t bytes : {1, 64, 65, 880, 4095, 300000}) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(lines.Allocate(bytes)) % 64, 0u) << bytes;
  }
  EXPECT_EQ(lines.bytes(), 64u + 64 + 128 + 896 + 4096 + 300032);
}

TEST_F(ArenaTest, PiecesOfAllSizesKeepTheirContent) {
  std::vector<std::pair<char*, size_t>> pieces;
  for (size_t i = 0; i < 3000; ++i) {
    const size_t bytes = i % 500 == 499 ? 400000 : 1 + i * 37 % 5000;
    char* const piece = arena_.Allocate(bytes);
    std::memset(piece, static_cast<int>(i % 251), bytes);
    pieces.emplace_back(piece, bytes);
  }
  for (size_t i = 0; i < pieces.size(); ++i) {
    const auto [piece, bytes] = pieces[i];
    ASSERT_EQ(std::count(piece, piece + bytes, static_cast<char>(i % 251)),
              static_cast<ptrdiff_t>(bytes))
        << i;
  }
}

TEST_F(ArenaTest, ThreadsGetDistinctPieces) {
  constexpr size_t kThreads = 4;
  constexpr size_t kPieces = 5000;
  std::vector<std::vector<char*>> pieces(kThreads);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (size_t i = 0; i < kPieces; ++i) {
        const size_t bytes = 8 + i % 97;
        pieces[t].push_back(arena_.Allocate(bytes));
        std::memset(pieces[t].back(), static_cast<int>(t + 1), bytes);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  size_t counted = 0;
  for (size_t t = 0; t < kThreads; ++t) {
    for (size_t i = 0; i < kPieces; ++i) {
      const size_t bytes = 8 + i % 97;
      counted += (bytes + 7) / 8 * 8;
      ASSERT_EQ(std::count(pieces[t][i], pieces[t][i] + bytes, static_cast<char>(t + 1)),
                static_cast<ptrdiff_t>(bytes));
    }
  }
  EXPECT_EQ(arena_.bytes(), counted);
}

}  // namespace
}  // namespace varve
