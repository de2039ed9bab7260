#include <gtest/gtest.h>

#include "sim/campaign/runner.h"
#include "sim/file_system/image.h"
#include "sim/scheduler/strategy.h"
#include "sim/world/knobs.h"

namespace varve::sim {
namespace {

TEST(DescribeTest, ListsEveryKnobWithItsValues) {
  const WorldDescription world = DescribeWorld();
  ASSERT_EQ(world.knobs.size(), kKnobCount);
  EXPECT_EQ(world.knobs[0].name, "memtable_bytes");
  EXPECT_NE(world.knobs[0].meaning.find("16384, 8192"), std::string_view::npos);
}

TEST(DescribeTest, EveryStrategyListedCanBeAskedFor) {
  for (const NamedThing& strategy : DescribeWorld().strategies) {
    EXPECT_TRUE(ParseStrategy(strategy.name).has_value()) << strategy.name;
  }
}

TEST(DescribeTest, ImageClassesStandInTheOrderOfTheStatistics) {
  const WorldDescription world = DescribeWorld();
  ASSERT_EQ(world.image_classes.size(), static_cast<size_t>(kImageClassCount));
  ASSERT_LE(world.image_classes.size(), kMaxImageClasses);
  EXPECT_EQ(world.image_classes[static_cast<size_t>(ImageClass::kTorn)].name,
            Name(ImageClass::kTorn));
}

}  // namespace
}  // namespace varve::sim
