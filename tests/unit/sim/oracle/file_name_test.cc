#include "sim/oracle/file_name.h"

#include <gtest/gtest.h>

namespace varve::sim {
namespace {

TEST(FileName, KnowsTheDatabasesFiles) {
  EXPECT_EQ(TableNumber("/db/000012.sst"), 12u);
  EXPECT_EQ(TableNumber("000012.sst"), 12u);
  EXPECT_EQ(LogNumber("/db/1234567.log"), 1234567u);
  EXPECT_EQ(ManifestNumber("/db/MANIFEST-000005"), 5u);
}

TEST(FileName, TellsKindsApart) {
  EXPECT_FALSE(TableNumber("/db/000012.log").has_value());
  EXPECT_FALSE(LogNumber("/db/000012.sst").has_value());
  EXPECT_FALSE(ManifestNumber("/db/CURRENT").has_value());
}

TEST(FileName, ForeignNamesAreNone) {
  EXPECT_FALSE(TableNumber("/db/12.sst").has_value());       // too few digits
  EXPECT_FALSE(TableNumber("/db/0000012.sst").has_value());  // a digit too many
  EXPECT_FALSE(TableNumber("/db/00001x.sst").has_value());
  EXPECT_FALSE(TableNumber("/db/000012.sst.old").has_value());
  EXPECT_FALSE(TableNumber("/db.sst/000012").has_value());
  EXPECT_FALSE(TableNumber("/db/99999999999999999999.sst").has_value());
  EXPECT_FALSE(TableNumber("").has_value());
}

}  // namespace
}  // namespace varve::sim
