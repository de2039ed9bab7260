// Merging cursors: a step of a merge of many.
#include <benchmark/benchmark.h>

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/merge/merging_iterator.h"
#include "tests/bench/data.h"

namespace varve::bench {
namespace {

/// A cursor over formatted keys, which do not change.
class OpsIterator final : public InternalIterator {
 public:
  explicit OpsIterator(const Ops& ops) : ops_(ops) {}

  void SeekToFirst() override { Stand(0); }
  void SeekToLast() override { Stand(ops_.size() - 1); }
  void Seek(const InternalKey& target) override {
    size_t at = 0;
    while (at < ops_.size() && ops_[at].key() < target.user_key) ++at;
    Stand(at);
  }
  void Next() override { Stand(at_ + 1); }
  void Prev() override { Stand(at_ - 1); }
  [[nodiscard]] absl::Status status() const override { return absl::OkStatus(); }

 private:
  void Stand(size_t at) {
    at_ = at;
    if (at < ops_.size()) {
      StandOn({ops_[at].key(), 1, EntryKind::kValue}, "value");
    } else {
      StandNowhere();
    }
  }

  const Ops& ops_;
  size_t at_ = 0;
};

/// Keys dealt to `state.range(0)` children in turn, so that each step changes the winner.
void MergeForward(benchmark::State& state) {
  constexpr uint64_t kKeys = 1 << 12;
  const auto children = static_cast<uint64_t>(state.range(0));
  std::vector<Ops> dealt(children);
  for (uint64_t i = 0; i < kKeys; ++i) dealt[i % children].push_back(MakeOp(i));
  std::vector<std::unique_ptr<InternalIterator>> cursors;
  for (const Ops& ops : dealt) cursors.push_back(std::make_unique<OpsIterator>(ops));
  const auto merged = NewMergingIterator(std::move(cursors));
  for (auto _ : state) {
    for (merged->SeekToFirst(); merged->Valid(); merged->Next()) {
      benchmark::DoNotOptimize(merged->key());
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(kKeys));
}
BENCHMARK(MergeForward)->Arg(1)->Arg(2)->Arg(4)->Arg(8)->Arg(20);

}  // namespace
}  // namespace varve::bench
