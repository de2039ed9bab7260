// The digest notices the smallest difference between two runs: one pick, one byte.
#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <string_view>

#include "tests/unit/sim/world/run_seed.h"

namespace varve::sim {
namespace {

// Passes choices on and alters the pick of one ordinal within one label, without the choices
// beneath, whose digest folds are those of the original pick, knowing of it.
class AlteringChoices final : public Choices {
 public:
  AlteringChoices(Choices& base, std::string_view label, uint64_t ordinal)
      : base_(base), label_(label), ordinal_(ordinal) {}

  void SetFiber(std::string_view path) override { base_.SetFiber(path); }
  uint32_t Pick(std::string_view label, uint32_t candidates) override {
    return Alter(label, candidates, base_.Pick(label, candidates));
  }
  uint32_t PickWeighted(std::string_view label, std::span<const uint32_t> weights) override {
    return base_.PickWeighted(label, weights);
  }
  uint32_t Decide(std::string_view label, uint32_t candidates, uint32_t pick) override {
    return Alter(label, candidates, base_.Decide(label, candidates, pick));
  }

  [[nodiscard]] bool altered() const { return altered_; }

 private:
  uint32_t Alter(std::string_view label, uint32_t candidates, uint32_t pick) {
    if (altered_ || label != label_ || candidates < 2 || seen_++ < ordinal_) return pick;
    altered_ = true;
    return (pick + 1) % candidates;
  }

  Choices& base_;
  const std::string_view label_;
  const uint64_t ordinal_;
  uint64_t seen_ = 0;
  bool altered_ = false;
};

uint64_t DigestWith(std::string_view label, uint64_t ordinal, bool* altered) {
  const std::unique_ptr<ChoiceLog> log = TestLog("altered");
  log->Reset(5);
  SeededChoices seeded(5, log.get(), log->digest());
  AlteringChoices choices(seeded, label, ordinal);
  const RunResult result = RunWorld(RunRequest(), choices, *log, log->digest());
  *altered = choices.altered();
  return result.digest;
}

uint64_t DigestAsItIs() {
  const std::unique_ptr<ChoiceLog> log = TestLog("as_it_is");
  return RunSeed(5, *log).digest;
}

// What is altered here is hidden from the fold of choices, so that only its effects can show.
TEST(DigestTest, OneOperationMoreInABatchChangesIt) {
  bool altered = false;
  EXPECT_NE(DigestWith("write.operations", 3, &altered), DigestAsItIs());
  EXPECT_TRUE(altered);
}

TEST(DigestTest, OneAlteredSchedulingDecisionChangesIt) {
  bool altered = false;
  EXPECT_NE(DigestWith("sched", 100, &altered), DigestAsItIs());
  EXPECT_TRUE(altered);
}

// The last byte of one value reaches a file operation and nothing else does.
TEST(DigestTest, OneMoreByteInOneValueChangesIt) {
  bool altered = false;
  EXPECT_NE(DigestWith("value.padding", 3, &altered), DigestAsItIs());
  EXPECT_TRUE(altered);
}

TEST(DigestTest, ChoicesPassedOnUnalteredDoNot) {
  bool altered = false;
  EXPECT_EQ(DigestWith("no such label", 0, &altered), DigestAsItIs());
  EXPECT_FALSE(altered);
}

}  // namespace
}  // namespace varve::sim
