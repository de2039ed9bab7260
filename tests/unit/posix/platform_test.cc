#include "varve/platform/platform.h"

#include <gtest/gtest.h>

namespace varve {
namespace {

TEST(PosixPlatformTest, BundleRefersToThePartsOfItsObject) {
  PosixPlatform posix;
  const Platform one = posix.platform();
  const Platform two = posix.platform();
  EXPECT_EQ(&one.clock, &two.clock);
  EXPECT_EQ(&one.file_system, &two.file_system);
  EXPECT_EQ(&one.scheduler, &two.scheduler);
  EXPECT_EQ(&one.instrumentation, &two.instrumentation);
}

TEST(PosixPlatformTest, ObjectsShareNothing) {
  PosixPlatform first, second;
  EXPECT_NE(&first.platform().clock, &second.platform().clock);
  EXPECT_NE(&first.platform().file_system, &second.platform().file_system);
  EXPECT_NE(&first.platform().scheduler, &second.platform().scheduler);
  EXPECT_NE(&first.platform().instrumentation, &second.platform().instrumentation);
}

TEST(PosixPlatformTest, InstrumentationTakesEverythingAndDoesNothing) {
  PosixPlatform posix;
  Instrumentation& instrumentation = posix.platform().instrumentation;
  instrumentation.Hit(Probe::kLogRotated);
  const PhaseScope phase(instrumentation, Phase::kFlush);
  instrumentation.OnFailure(absl::UnavailableError("gone"));
}

}  // namespace
}  // namespace varve
