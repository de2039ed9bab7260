#include "tests/bench/goals.h"

#include <algorithm>
#include <span>

namespace varve::bench {
namespace {

/// At least these factors over the peers (0: not measured by that one), and this many a second.
struct Wanted {
  std::string_view workload;
  double over_leveldb = 0;
  double over_lmdb = 0;
  double over_rocksdb = 0;
  double per_second = 0;
};

constexpr Wanted kFloors[] = {
    {"fillseq", 2, 2},
    {"fillrandom", 2, 2},
    {"fillbatch", 2, 2},
    {"fillsync", 1, 1, 1},
    {"fillsync8", 1, 1, 1},
    {"readrandom", 0, 1},
    {"readmemtable", 3},
    {"readmissing", 0, 0, 2},
    {"seekrandom", 0, 1},
    {"seekrandomnew", 0, 1},
    {"readseq", 2},
    {"fillseqnolog10", 0, 0, 0, 4e6},
    {"fillrandomnolog", 0, 0, 0, 0.9e6},
};

// Over the RocksDB package 1.4 times the factor on rows that write: its assertions are compiled in.
constexpr double kPackage = 1.4;
constexpr Wanted kGoals[] = {
    {"fillseq", 3, 3, 3 * kPackage},
    {"fillrandom", 3, 3, 3 * kPackage},
    {"fillbatch", 3, 3, 3 * kPackage},
    {"overwrite", 3, 3, 3 * kPackage},
    {"fillrandom2", 4, 4, 4 * kPackage},
    {"fillsync", 1.1, 1.1, 1.1 * kPackage},
    {"fillsync8", 1.3, 1.3, 1.3 * kPackage},
    {"readrandom", 2.5, 1.1, 2.5},
    {"readrandom2", 2.5, 1.1, 2.5},
    {"readmemtable", 4, 0, 4},
    {"readmissing", 2, 2, 2},
    {"seekrandom", 0, 1.1},
    {"seekrandomnew", 0, 1.1},
    {"readseq", 0, 0, 0, 25e6},
    {"readreverse", 0, 0, 0, 20e6},
    {"snapshot", 1.2, 1.2, 1.2},
    {"readwhilewriting", 0, 0, 0, 0.7e6},
    {"recovery", 5, 0, 5 * kPackage},
    {"compact", 2, 0, 2 * kPackage},
    {"fillseqnolog", 0, 0, 0, 5e6},
    {"fillseqnolog10", 0, 0, 0, 5e6},
    {"fillrandomnolog", 0, 0, 0, 1.3e6},
    {"fillrandomnolog10", 0, 0, 0, 2.5e6},
};

std::optional<Reached> Look(std::span<const Wanted> wants, std::string_view workload, double varve,
                            const PeerFigure& peer) {
  const auto* want = std::find_if(wants.data(), wants.data() + wants.size(),
                                  [&](const Wanted& w) { return w.workload == workload; });
  if (want == wants.data() + wants.size()) return std::nullopt;
  const double wanted =
      std::max({want->over_leveldb * peer("leveldb"), want->over_lmdb * peer("lmdb"),
                want->over_rocksdb * peer("rocksdb"), want->per_second});
  if (wanted <= 0 || varve <= 0) return std::nullopt;
  return Reached{wanted, varve / wanted};
}

}  // namespace

std::optional<Reached> ReachedFloor(std::string_view workload, double varve,
                                    const PeerFigure& peer) {
  return Look(kFloors, workload, varve, peer);
}

std::optional<Reached> ReachedGoal(std::string_view workload, double varve,
                                   const PeerFigure& peer) {
  return Look(kGoals, workload, varve, peer);
}

}  // namespace varve::bench
