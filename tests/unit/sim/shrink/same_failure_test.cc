#include "sim/shrink/same_failure.h"

#include <gtest/gtest.h>

namespace varve::sim {
namespace {

TEST(SameFailure, RuleStays) {
  EXPECT_FALSE(SameFailure({"V4", "it changed"}, {"V5", "it changed"}));
}

TEST(SameFailure, NumbersAndQuotedTextDoNotMatter) {
  EXPECT_TRUE(SameFailure({"S3", R"(get "k02" answered "v2.0.3:" as at instant 247)"},
                          {"S3", R"(get "a \" b" answered "" as at instant 3)"}));
}

TEST(SameFailure, RulesNeedTheOpeningClauseAlone) {
  EXPECT_TRUE(SameFailure({"D1", "Open failed: DATA_LOSS: /db/000025.sst: offset 0"},
                          {"D1", "Open failed: NOT_FOUND: /db/MANIFEST-000003"}));
  EXPECT_FALSE(SameFailure({"L1", "deadlock: life1/writer0 waits"},
                           {"L1", "no progress within the limit of steps: life1 runs"}));
}

TEST(SameFailure, CheckKeepsFileAndCondition) {
  const Signature check = {"abort", "varve: CHECK failed at x.cc:12: a < 7, b [V6]"};
  EXPECT_TRUE(SameFailure(check, {"abort", "varve: CHECK failed at x.cc:19: a < 7, b [V6]"}));
  EXPECT_FALSE(SameFailure(check, {"abort", "varve: CHECK failed at y.cc:12: a < 7, b [V6]"}));
  EXPECT_FALSE(SameFailure(check, {"abort", "varve: CHECK failed at x.cc:12: a < 7, c [V6]"}));
}

TEST(SameFailure, AddressesDoNotMatter) {
  EXPECT_TRUE(SameFailure({"sanitizer", "ERROR: heap-use-after-free on address 0x60ff of x.cc:3"},
                          {"sanitizer", "ERROR: heap-use-after-free on address 0x? of x.cc:4"}));
}

TEST(SameFailure, QuoteThatNeverEnds) {
  EXPECT_TRUE(SameFailure({"S3", R"(get "abc)"}, {"S3", R"(get "x)"}));
}

}  // namespace
}  // namespace varve::sim
