#include "sim/shrink/shrinker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "tests/unit/sim/shrink/make_pick.h"

namespace varve::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The pick of a key; 0 when the picks do not mention it.
uint32_t At(const Picks& picks, const std::string& fiber, const std::string& label,
            uint64_t ordinal) {
  for (const RecordedPick& pick : picks) {
    if (pick.fiber == fiber && pick.label == label && pick.ordinal == ordinal) return pick.pick;
  }
  return 0;
}

/// Runs that fail exactly when a predicate over their picks says so.
class SyntheticOracle final : public CandidateOracle {
 public:
  using Fails = std::function<bool(const Picks&)>;

  explicit SyntheticOracle(Fails fails, size_t batch = 1)
      : fails_(std::move(fails)), batch_(batch) {}

  absl::StatusOr<std::optional<Hit>> FirstFailing(std::span<const Picks> candidates) override {
    for (size_t i = 0; i < candidates.size(); ++i) {
      if (++runs_ > most_runs) return absl::DeadlineExceededError("out of budget");
      if (!fails_(candidates[i])) continue;
      Hit hit;
      hit.index = i;
      hit.picks = candidates[i];
      if (record) hit.picks = record(candidates[i]);
      hit.length = length ? length(hit.picks) : 1;
      return hit;
    }
    return std::nullopt;
  }
  size_t batch() const override { return batch_; }

  uint64_t most_runs = UINT64_MAX;
  std::function<Picks(const Picks&)> record;     // what a run asked for
  std::function<uint64_t(const Picks&)> length;  // of a run

 private:
  const Fails fails_;
  const size_t batch_;
  uint64_t runs_ = 0;
};

/// Noise: `count` picks in several fibers and streams.
Picks Noise(size_t count) {
  Picks picks;
  for (size_t i = 0; i < count; ++i) {
    const std::string fiber =
        "life" + std::to_string(1 + i % 3) + "/client" + std::to_string(i % 4);
    picks.push_back(MakePick(fiber, i % 2 == 0 ? "sched" : "key", i, 1 + i % 9));
  }
  return picks;
}

Picks With(Picks picks, const Picks& more) {
  for (size_t i = 0; i < more.size(); ++i) {
    const size_t place = (i + 1) * picks.size() / (more.size() + 1);
    picks.insert(picks.begin() + static_cast<ptrdiff_t>(place), more[i]);
  }
  return picks;
}

bool NeedsThree(const Picks& picks) {
  return At(picks, "world", "A", 0) != 0 && At(picks, "life2/x", "B", 7) != 0 &&
         At(picks, "life3/y", "C", 2) >= 3;
}
const Picks kThree = {MakePick("world", "A", 0, 40), MakePick("life2/x", "B", 7, 1),
                      MakePick("life3/y", "C", 2, 77)};

TEST(Shrinker, FindsTheMinimumAmongNoise) {
  SyntheticOracle oracle(NeedsThree);
  Shrinker shrinker(oracle, With(Noise(1000), kThree), 1);
  EXPECT_TRUE(shrinker.Run().ok());
  EXPECT_THAT(TextsOf(shrinker.picks()),
              ElementsAre("world A #0 = 1", "life2/x B #7 = 1", "life3/y C #2 = 3"));
  EXPECT_LT(shrinker.candidates(), 150U);
}

TEST(Shrinker, FailureThatNeedsNothingTakesOneCandidate) {
  SyntheticOracle oracle([](const Picks&) { return true; });
  Shrinker shrinker(oracle, Noise(100), 1);
  EXPECT_TRUE(shrinker.Run().ok());
  EXPECT_THAT(shrinker.picks(), IsEmpty());
  EXPECT_EQ(shrinker.candidates(), 1U);
}

TEST(Shrinker, MinimalTraceStays) {
  SyntheticOracle oracle(NeedsThree);
  Picks minimal = kThree;
  minimal[0].pick = 1;
  minimal[2].pick = 3;
  Shrinker shrinker(oracle, minimal, 1);
  EXPECT_TRUE(shrinker.Run().ok());
  EXPECT_EQ(TextsOf(shrinker.picks()), TextsOf(minimal));
}

TEST(Shrinker, PreemptionsGoBeforeAnythingElse) {
  // Either the scheduler's pick or the client's makes it fail: the story without preemption is
  // kept.
  SyntheticOracle oracle([](const Picks& picks) {
    return At(picks, "a", "sched", 3) != 0 || At(picks, "a", "key", 3) != 0;
  });
  Shrinker shrinker(oracle, {MakePick("a", "key", 3, 1), MakePick("a", "sched", 3, 1)}, 1);
  EXPECT_TRUE(shrinker.Run().ok());
  EXPECT_THAT(TextsOf(shrinker.picks()), ElementsAre("a key #3 = 1"));
}

TEST(Shrinker, ManyNeededPicksStay) {
  const Picks needed = Noise(24);
  SyntheticOracle oracle([&needed](const Picks& picks) {
    return std::all_of(needed.begin(), needed.end(), [&picks](const RecordedPick& pick) {
      return At(picks, pick.fiber, pick.label, pick.ordinal) != 0;
    });
  });
  Picks start = needed;
  for (size_t i = 0; i < 300; ++i) start.push_back(MakePick("world", "noise", i, 1));
  Shrinker shrinker(oracle, start, 1);
  EXPECT_TRUE(shrinker.Run().ok());
  EXPECT_EQ(shrinker.picks().size(), needed.size());
  for (const RecordedPick& pick : shrinker.picks()) EXPECT_EQ(pick.pick, 1U);
  EXPECT_LT(shrinker.candidates(), 600U);
}

TEST(Shrinker, PicksNeverAskedForVanish) {
  // Without the batch, the run does not ask for its size.
  SyntheticOracle oracle([](const Picks& picks) { return At(picks, "a", "write.delete", 0) != 0; });
  oracle.record = [](const Picks& picks) {
    Picks asked = picks;
    if (At(picks, "a", "write.batch", 0) == 0) {
      std::erase_if(asked, [](const RecordedPick& pick) { return pick.label == "write.size"; });
    }
    return asked;
  };
  Shrinker shrinker(oracle,
                    {MakePick("a", "write.batch", 0, 1), MakePick("a", "write.size", 0, 1),
                     MakePick("a", "write.delete", 0, 1)},
                    1);
  EXPECT_TRUE(shrinker.Run().ok());
  EXPECT_THAT(TextsOf(shrinker.picks()), ElementsAre("a write.delete #0 = 1"));
}

TEST(Shrinker, PickThatComesBackEndsNothing) {
  // As a weighted choice whose simplest alternative has no weight: it is recorded without being
  // asked for. Success without progress must not count.
  SyntheticOracle oracle([](const Picks&) { return true; });
  oracle.record = [](const Picks&) { return Picks{MakePick("world", "knob.x", 0, 2)}; };
  Shrinker shrinker(oracle, {MakePick("world", "knob.x", 0, 2), MakePick("a", "key", 0, 1)}, 1);
  EXPECT_TRUE(shrinker.Run().ok());
  EXPECT_THAT(TextsOf(shrinker.picks()), ElementsAre("world knob.x #0 = 2"));
}

TEST(Shrinker, LowersByBisection) {
  SyntheticOracle oracle([](const Picks& picks) { return At(picks, "a", "key", 0) >= 12'345; });
  Shrinker shrinker(oracle, {MakePick("a", "key", 0, 900'000)}, 1);
  EXPECT_TRUE(shrinker.Run().ok());
  EXPECT_THAT(TextsOf(shrinker.picks()), ElementsAre("a key #0 = 12345"));
  EXPECT_LT(shrinker.candidates(), 60U);
}

TEST(Shrinker, BringsForwardWhatMayComeEarlier) {
  // The stream's first two picks decide, wherever they stand; the run ends behind the second.
  SyntheticOracle oracle(
      [](const Picks& picks) { return picks.size() == 2 && picks[0].ordinal < picks[1].ordinal; });
  oracle.length = [](const Picks& picks) { return picks.back().ordinal; };
  Shrinker shrinker(oracle, {MakePick("a", "key", 40, 1), MakePick("a", "key", 90, 1)}, 90);
  EXPECT_TRUE(shrinker.Run().ok());
  EXPECT_THAT(TextsOf(shrinker.picks()), ElementsAre("a key #0 = 1", "a key #1 = 1"));
}

TEST(Shrinker, LongerRunsAreNoSuccess) {
  SyntheticOracle oracle([](const Picks& picks) { return At(picks, "a", "key", 0) != 0; });
  oracle.length = [](const Picks& picks) { return 100 - At(picks, "a", "key", 0); };
  Shrinker shrinker(oracle, {MakePick("a", "key", 0, 9)}, 91);
  EXPECT_TRUE(shrinker.Run().ok());
  EXPECT_THAT(TextsOf(shrinker.picks()), ElementsAre("a key #0 = 9"));
}

TEST(Shrinker, ResultDoesNotDependOnTheBatch) {
  const Picks start = With(Noise(300), kThree);
  std::vector<std::string> first;
  for (const size_t batch : {1U, 2U, 5U, 64U}) {
    SyntheticOracle oracle(
        [](const Picks& picks) { return NeedsThree(picks) || picks.size() > 290; }, batch);
    Shrinker shrinker(oracle, start, 1);
    EXPECT_TRUE(shrinker.Run().ok());
    if (first.empty()) first = TextsOf(shrinker.picks());
    EXPECT_EQ(TextsOf(shrinker.picks()), first) << batch;
  }
}

TEST(Shrinker, KeepsTheBestWhenTheOracleGivesUp) {
  SyntheticOracle oracle(NeedsThree);
  oracle.most_runs = 12;
  Shrinker shrinker(oracle, With(Noise(500), kThree), 1);
  uint64_t successes = 0;
  shrinker.on_progress = [&successes](size_t, uint64_t) { ++successes; };
  EXPECT_TRUE(absl::IsDeadlineExceeded(shrinker.Run()));
  EXPECT_TRUE(NeedsThree(shrinker.picks()));
  EXPECT_LT(shrinker.picks().size(), 503U);
  EXPECT_GT(successes, 0U);
}

}  // namespace
}  // namespace varve::sim
