#include "sim/world/phase_stack.h"

#include <gtest/gtest.h>

namespace varve::sim {
namespace {

TEST(PhaseStackTest, StartsEmpty) {
  const PhaseStack phases(nullptr);
  EXPECT_TRUE(phases.empty());
  EXPECT_FALSE(phases.Contains(Phase::kFlush));
}

TEST(PhaseStackTest, TheLastPhaseEnteredIsTheInnermost) {
  PhaseStack phases;
  phases.Push(Phase::kFlush);
  phases.Push(Phase::kManifestSwitch);
  EXPECT_EQ(phases.innermost(), Phase::kManifestSwitch);
  EXPECT_TRUE(phases.Contains(Phase::kFlush));
  phases.Pop();
  EXPECT_EQ(phases.innermost(), Phase::kFlush);
  EXPECT_FALSE(phases.Contains(Phase::kManifestSwitch));
}

TEST(PhaseStackTest, TheWordCarriesTheWholeStack) {
  PhaseStack phases;
  for (int i = 0; i < kPhaseCount; ++i) phases.Push(static_cast<Phase>(i));
  PhaseStack copy(phases.word());
  for (int i = kPhaseCount; i-- > 0;) {
    EXPECT_EQ(copy.innermost(), static_cast<Phase>(i));
    copy.Pop();
  }
  EXPECT_TRUE(copy.empty());
  EXPECT_EQ(copy.word(), nullptr);
}

}  // namespace
}  // namespace varve::sim
