#include "model/violation.h"

#include <gtest/gtest.h>

#include <string>

namespace varve::model {
namespace {

TEST(Violation, QuotesBytesThatDoNotPrint) {
  EXPECT_EQ(Quoted(std::string("a\0\"\xff", 4)), "\"a\\x00\\x22\\xff\"");
}

TEST(Violation, CutsLongValues) {
  const std::string shown = Quoted(std::string(1000, 'x'));
  EXPECT_LT(shown.size(), 80u);
  EXPECT_NE(shown.find("1000 bytes"), std::string::npos);
}

TEST(Violation, TellsAbsentFromEmpty) {
  EXPECT_EQ(ShownValue(std::nullopt), "absent");
  EXPECT_EQ(ShownValue(std::string()), "\"\"");
}

TEST(Violation, JoinsStringsAndNumbers) {
  const Verdict verdict = Violated("V2", "key ", std::string("k"), " at ", uint64_t{7});
  ASSERT_TRUE(verdict.has_value());
  EXPECT_EQ(verdict->rule, "V2");
  EXPECT_EQ(verdict->message, "key k at 7");
}

}  // namespace
}  // namespace varve::model
