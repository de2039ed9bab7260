#include "sim/faults/fault_table.h"

#include <gtest/gtest.h>

#include <set>

namespace varve::sim {
namespace {

TEST(FaultTable, NamesAreComplete) {
  std::set<std::string_view> names;
  for (const FaultRow& row : FaultTable()) {
    names.insert(row.name);
    EXPECT_FALSE(row.meaning.empty());
    EXPECT_GT(row.weight, 0u);
    EXPECT_GE(row.latest, 1u);
    if (row.on != FaultClass::kSpace) {
      EXPECT_TRUE(row.name.ends_with(Name(row.effect))) << row.name;
    }
  }
  EXPECT_EQ(names.size(), kFaultKindCount);
  EXPECT_TRUE(names.contains("sync.partial"));
  EXPECT_TRUE(names.contains("space.exhausted"));
}

TEST(FaultTable, EveryRowStrikesSomeOperation) {
  for (const FaultRow& row : FaultTable()) {
    if (row.on == FaultClass::kSpace) continue;
    bool strikes = false;
    for (int i = 0; i < kFileOperationCount; ++i) {
      const auto operation = static_cast<FileOperation>(i);
      strikes = strikes || (ClassOf(operation) == row.on &&
                            (row.effect != Fault::kPartial || HasParts(operation)));
    }
    EXPECT_TRUE(strikes) << row.name;
  }
}

TEST(FaultTable, NoOperationIsOfTheClassOfFullDisks) {
  for (int i = 0; i < kFileOperationCount; ++i) {
    EXPECT_NE(ClassOf(static_cast<FileOperation>(i)), FaultClass::kSpace);
  }
}

TEST(FaultTable, TargetsAreToldByTheLastComponent) {
  struct Case {
    const char* path;
    FaultTarget target;
  };
  const Case cases[] = {
      {"/db/000007.log", FaultTarget::kLog},           {"/db/000008.sst", FaultTarget::kTable},
      {"/db/MANIFEST-000005", FaultTarget::kManifest}, {"/db/CURRENT", FaultTarget::kCurrent},
      {"CURRENT.tmp", FaultTarget::kCurrent},          {"/CURRENT/x.log", FaultTarget::kLog}};
  for (const Case& one : cases) {
    EXPECT_TRUE(Matches(FaultTarget::kAny, one.path));
    for (const FaultTarget target :
         {FaultTarget::kLog, FaultTarget::kTable, FaultTarget::kManifest, FaultTarget::kCurrent}) {
      EXPECT_EQ(Matches(target, one.path), target == one.target)
          << one.path << " as " << Name(target);
    }
  }
  EXPECT_FALSE(Matches(FaultTarget::kCurrent, "/db"));
}

}  // namespace
}  // namespace varve::sim
