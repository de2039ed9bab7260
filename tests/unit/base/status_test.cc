#include "engine/base/status.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/strings.h"

namespace varve {
namespace {

TEST(StatusTest, CorruptionNamesFileAndOffset) {
  const absl::Status status = Corruption("/db/000007.log", 4096, "checksum differs");
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(FromAbsl(status.message()), "/db/000007.log: offset 4096: checksum differs");
}

TEST(StatusTest, CorruptionTakesTheLargestOffset) {
  EXPECT_EQ(FromAbsl(Corruption("f", ~uint64_t{0}, "w").message()),
            "f: offset 18446744073709551615: w");
}

TEST(StatusTest, ReturnIfErrorReturnsTheError) {
  bool went_on = false;
  const auto function = [&]() -> absl::Status {
    VARVE_RETURN_IF_ERROR(absl::NotFoundError("gone"));
    went_on = true;
    return absl::OkStatus();
  };
  EXPECT_EQ(function(), absl::NotFoundError("gone"));
  EXPECT_FALSE(went_on);
}

TEST(StatusTest, ReturnIfErrorGoesOnAfterSuccess) {
  const auto function = [&]() -> absl::Status {
    VARVE_RETURN_IF_ERROR(absl::OkStatus());
    return absl::AbortedError("went on");
  };
  EXPECT_EQ(function(), absl::AbortedError("went on"));
}

TEST(StatusTest, ReturnIfErrorEvaluatesOnce) {
  int evaluations = 0;
  const auto function = [&]() -> absl::Status {
    VARVE_RETURN_IF_ERROR((++evaluations, absl::NotFoundError("gone")));
    return absl::OkStatus();
  };
  EXPECT_FALSE(function().ok());
  EXPECT_EQ(evaluations, 1);
}

TEST(StatusTest, ReturnIfErrorIsOneStatement) {
  const auto function = [](bool fail) -> absl::Status {
    if (fail)
      VARVE_RETURN_IF_ERROR(absl::NotFoundError("gone"));
    else
      return absl::AbortedError("else of the if that stands there");
    return absl::OkStatus();
  };
  EXPECT_EQ(function(true), absl::NotFoundError("gone"));
  EXPECT_EQ(function(false), absl::AbortedError("else of the if that stands there"));
}

TEST(StatusTest, AssignOrReturnAssignsTheValue) {
  const auto function = []() -> absl::StatusOr<int> {
    VARVE_ASSIGN_OR_RETURN(const int one, absl::StatusOr<int>(1));
    int two = 0;
    VARVE_ASSIGN_OR_RETURN(two, absl::StatusOr<int>(2));
    return one + two;
  };
  EXPECT_EQ(function().value(), 3);
}

TEST(StatusTest, AssignOrReturnMovesTheValue) {
  const auto function = []() -> absl::StatusOr<std::unique_ptr<int>> {
    VARVE_ASSIGN_OR_RETURN(auto owned,
                           absl::StatusOr<std::unique_ptr<int>>(std::make_unique<int>(5)));
    return owned;
  };
  EXPECT_EQ(*function().value(), 5);
}

TEST(StatusTest, AssignOrReturnReturnsTheError) {
  bool went_on = false;
  const auto function = [&]() -> absl::Status {
    VARVE_ASSIGN_OR_RETURN([[maybe_unused]] const int value,
                           absl::StatusOr<int>(absl::NotFoundError("gone")));
    went_on = true;
    return absl::OkStatus();
  };
  EXPECT_EQ(function(), absl::NotFoundError("gone"));
  EXPECT_FALSE(went_on);
}

TEST(StatusTest, StringsConvertBothWays) {
  const std::string_view text("a\0b", 3);
  EXPECT_EQ(FromAbsl(ToAbsl(text)), text);
  EXPECT_EQ(ToAbsl(text).data(), text.data());
}

TEST(CheckDeathTest, FailedCheckNamesConditionAndRuleAndAborts) {
  EXPECT_DEATH(VARVE_CHECK(1 + 1 == 3, "V6"),
               "varve: CHECK failed at .*status_test.cc:[0-9]+: 1 \\+ 1 == 3 \\[V6\\]");
}

TEST(CheckTest, PassedCheckEvaluatesItsConditionOnce) {
  int evaluations = 0;
  VARVE_CHECK(++evaluations == 1, "V6");
  EXPECT_EQ(evaluations, 1);
}

}  // namespace
}  // namespace varve
