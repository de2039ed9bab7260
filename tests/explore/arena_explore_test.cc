// Tasks that race for the end of an arena's chunk get pieces that are apart, aligned and counted.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/memtable/arena.h"
#include "sim/explore/explore.h"
#include "tests/explore/expect_complete.h"

namespace varve {
namespace {

using sim::Execution;
using sim::Exploration;
using sim::Explore;

class Pieces {
 public:
  explicit Pieces(Execution& execution) : execution_(execution), arena_(execution.scheduler()) {}

  void Allocate(size_t bytes) {
    char* const piece = arena_.Allocate(bytes);
    execution_.Expect(piece != nullptr, "a piece is never missing");
    execution_.Expect(reinterpret_cast<uintptr_t>(piece) % 8 == 0, "a piece is aligned to 8");
    // Marked at both ends: that the rest is apart follows from where pieces begin.
    const char mark = static_cast<char>('a' + pieces_.size());
    piece[0] = piece[bytes - 1] = mark;
    pieces_.push_back({piece, bytes, mark});
    counted_ += (bytes + 7) / 8 * 8;
  }

  /// Leaves `left` bytes (at most 512) of the first chunk, which has 4096.
  void FillChunkBut(size_t left) {
    for (int i = 0; i < 7; ++i) Allocate(512);
    if (left < 512) Allocate(512 - left);
  }

  void Check() {
    for (const Piece& piece : pieces_) {
      execution_.Expect(piece.begin[0] == piece.mark && piece.begin[piece.bytes - 1] == piece.mark,
                        "nobody else wrote into a piece");
    }
    std::sort(pieces_.begin(), pieces_.end(),
              [](const Piece& a, const Piece& b) { return a.begin < b.begin; });
    for (size_t i = 1; i < pieces_.size(); ++i) {
      execution_.Expect(pieces_[i - 1].begin + pieces_[i - 1].bytes <= pieces_[i].begin,
                        "pieces do not overlap");
    }
    execution_.Expect(arena_.bytes() == counted_, "every piece is counted, rounded up to 8");
  }

 private:
  struct Piece {
    char* begin;
    size_t bytes;
    char mark;
  };

  Execution& execution_;
  Arena arena_;
  std::vector<Piece> pieces_;
  size_t counted_ = 0;
};

void ExploreRace(std::optional<size_t> left, const std::vector<size_t>& sizes, uint64_t at_least) {
  const Exploration all = Explore({}, [&](Execution& execution) {
    Pieces pieces(execution);
    if (left.has_value()) pieces.FillChunkBut(*left);
    for (const size_t bytes : sizes) {
      execution.Task("task", [&pieces, bytes] { pieces.Allocate(bytes); });
    }
    execution.RunTasks();
    pieces.Check();
  });
  ExpectComplete(all, at_least);
}

TEST(ArenaExploreTest, TheFirstChunk) { ExploreRace(std::nullopt, {1, 24, 40}, 100); }

TEST(ArenaExploreTest, TheEndOfAChunk) {
  for (const size_t left : {0, 8, 24, 32, 48, 64}) ExploreRace(left, {24, 17, 40}, 6);
}

TEST(ArenaExploreTest, NobodyFitsAndEachBringsAChunkOrFindsOne) {
  // Each is too large for what the one before leaves of the next chunk, or is not.
  ExploreRace(16, {5000, 5000, 5000}, 100);
  ExploreRace(16, {200, 2040, 6000}, 100);
}

TEST(ArenaExploreTest, LargePiecesBesideSmallOnes) {
  ExploreRace(16, {300 << 10, 24, 300 << 10}, 100);
}

}  // namespace
}  // namespace varve
