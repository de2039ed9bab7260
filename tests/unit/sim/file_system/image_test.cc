#include "sim/file_system/image.h"

#include <gtest/gtest.h>

#include <set>

#include "sim/file_system/gate.h"

namespace varve::sim {
namespace {

TEST(Image, ClassesHaveDistinctNames) {
  std::set<std::string_view> names;
  for (int i = 0; i < kImageClassCount; ++i) names.insert(Name(static_cast<ImageClass>(i)));
  EXPECT_EQ(names.size(), static_cast<size_t>(kImageClassCount));
  EXPECT_FALSE(names.contains("unknown"));
}

TEST(Image, ReportCountsByClass) {
  ImageReport report;
  report.Count(ImageClass::kHole);
  report.Count(ImageClass::kHole);
  EXPECT_TRUE(report.Has(ImageClass::kHole));
  EXPECT_FALSE(report.Has(ImageClass::kTorn));
  EXPECT_EQ(report.counts[static_cast<size_t>(ImageClass::kHole)], 2u);
}

TEST(Gate, OperationsHaveDistinctNames) {
  std::set<std::string_view> names;
  for (int i = 0; i < kFileOperationCount; ++i) names.insert(Name(static_cast<FileOperation>(i)));
  EXPECT_EQ(names.size(), static_cast<size_t>(kFileOperationCount));
  EXPECT_FALSE(names.contains("unknown"));
}

}  // namespace
}  // namespace varve::sim
