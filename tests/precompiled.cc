// Carries the precompiled headers that all tests share; gmock_main has the main function.
#include "gtest/gtest.h"

TEST(Precompiled, HeadersAreThoseOfTheLibrary) {
  EXPECT_TRUE(testing::UnitTest::GetInstance() != nullptr);
}
