#include "model/progress.h"

#include "tests/unit/model/support.h"

namespace varve::model {
namespace {

TEST(Progress, L1_CallsEnd_Violated) {
  Progress progress;
  progress.Begin(1, "write", 100);
  EXPECT_THAT(progress.Check(151, 50), Breaks("L1", "write"));
}

TEST(Progress, L1_CallsEnd_Legal) {
  Progress progress;
  progress.Begin(1, "write", 100);
  EXPECT_THAT(progress.Check(150, 50), IsLegal());
  progress.End(1);
  EXPECT_THAT(progress.Check(1000, 50), IsLegal());
  EXPECT_TRUE(progress.idle());
}

TEST(Progress, L1_ACallEndsLate_Violated) {
  Progress progress;
  progress.Begin(1, "write", 100);
  progress.Begin(2, "read", 140);
  EXPECT_THAT(progress.CheckCall(1, 151, 50), Breaks("L1", "write"));
}

TEST(Progress, L1_ACallEndsLate_Legal) {
  Progress progress;
  progress.Begin(1, "write", 0);
  progress.Begin(2, "read", 100);
  EXPECT_THAT(progress.CheckCall(2, 150, 50), IsLegal());
  EXPECT_THAT(progress.CheckCall(3, 150, 50), IsLegal());
}

TEST(Progress, ACrashEndsAllCalls) {
  Progress progress;
  progress.Begin(1, "write", 0);
  progress.Restart();
  EXPECT_THAT(progress.Check(1000, 0), IsLegal());
}

}  // namespace
}  // namespace varve::model
