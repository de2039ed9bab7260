#include "sim/world/foreign_files.h"

#include <gtest/gtest.h>

#include "sim/choice/seeded_choices.h"
#include "sim/world/machine.h"

namespace varve::sim {
namespace {

std::string Inside(const std::string& name) { return std::string(kDatabasePath) + "/" + name; }

TEST(ForeignFilesTest, AreWholeWhenPlanted) {
  Disk disk;
  PlantForeignFiles(disk);
  EXPECT_EQ(ForeignFilesDamage(disk), "");
}

TEST(ForeignFilesTest, SurviveEveryMachineCrash) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    Disk disk;
    PlantForeignFiles(disk);
    Digest digest;
    SeededChoices choices(seed, nullptr, digest);
    disk.MachineCrash(choices);
    EXPECT_EQ(ForeignFilesDamage(disk), "");
  }
}

TEST(ForeignFilesTest, ARemovedOneIsNoticed) {
  Disk disk;
  PlantForeignFiles(disk);
  ASSERT_EQ(disk.Remove(Inside("MANIFEST-1")), DiskError::kNone);
  EXPECT_EQ(ForeignFilesDamage(disk), "MANIFEST-1 is gone");
}

TEST(ForeignFilesTest, AChangedOneIsNoticed) {
  Disk disk;
  PlantForeignFiles(disk);
  InodeId file = 0;
  ASSERT_EQ(disk.LookupFile(Inside("notes.txt"), &file), DiskError::kNone);
  disk.Write(file, 0, "x");
  EXPECT_EQ(ForeignFilesDamage(disk), "notes.txt was changed");
}

TEST(ForeignFilesTest, AreLeftOutOfTheDatabasesFiles) {
  Disk disk;
  PlantForeignFiles(disk);
  InodeId file = 0;
  ASSERT_EQ(disk.CreateFile(Inside("CURRENT"), &file), DiskError::kNone);
  EXPECT_EQ(DatabaseFiles(disk), std::vector<std::string>{"CURRENT"});
}

}  // namespace
}  // namespace varve::sim
