// Each ordering edge of the profiles: which images it forbids and which it leaves.
#include "sim/file_system/profile.h"

#include <gtest/gtest.h>

#include <set>

#include "sim/file_system/disk.h"
#include "sim/file_system/file_image.h"
#include "tests/unit/sim/file_system/disk_fixture.h"
#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

using Images = std::set<std::string>;

constexpr Profile kAll[] = {Profile::kStrict, Profile::kOrdered, Profile::kWriteback};

Images TreesOf(const Disk& disk) {
  Images images;
  EnumeratingChoices::ForEach([&](Choices& choices) {
    Disk copy = disk;
    copy.MachineCrash(choices);
    images.insert(TreeOf(copy));
  });
  return images;
}

Images FilesOf(const Inode& inode, Profile profile, ImageReport* report = nullptr) {
  Images images;
  ImageReport all;
  EnumeratingChoices::ForEach([&](Choices& choices) {
    ImageReport one;
    images.insert(
        DrawFileImage(inode, Content(), choices, DrawMood(choices), one, profile).ToString());
    for (int i = 0; i < kImageClassCount; ++i) {
      all.counts[static_cast<size_t>(i)] += one.counts[static_cast<size_t>(i)];
    }
  });
  if (report != nullptr) *report = all;
  return images;
}

// Whether some image ends in bytes nobody wrote: files here are written with letters only.
bool AnyGarbage(const Images& images) {
  for (const std::string& image : images) {
    for (const char c : image) {
      if (c < 'a' || c > 'z') return true;
    }
  }
  return false;
}

// A new file whose own sync succeeded; its directory was not synced.
void CreateSynced(Disk& disk, std::string_view path, std::string_view bytes) {
  const InodeId file = MakeFile(disk, path, bytes);
  disk.SyncFile(file, disk.last_effect());
}

TEST(Profile, NamesAreStable) {
  EXPECT_EQ(Name(Profile::kStrict), "strict");
  EXPECT_EQ(Name(Profile::kOrdered), "ordered");
  EXPECT_EQ(Name(Profile::kWriteback), "writeback");
}

TEST(Profile, SyncOfANewFileKeepsItsNameExceptUnderStrict) {
  for (const Profile profile : kAll) {
    Disk disk({.profile = profile});
    CreateSynced(disk, "/f", "a");
    const Images expected = profile == Profile::kStrict ? Images{"", "/f=a"} : Images{"/f=a"};
    EXPECT_EQ(TreesOf(disk), expected) << Name(profile);
  }
}

TEST(Profile, SyncOfANewWindowKeepsItsNameExceptUnderStrict) {
  for (const Profile profile : kAll) {
    Disk disk({.profile = profile});
    const InodeId window = MakeFile(disk, "/w");
    disk.OpenWindow(window, 1);
    disk.SyncWindow(window, disk.last_effect(), 0);
    EXPECT_EQ(TreesOf(disk).contains(""), profile == Profile::kStrict) << Name(profile);
  }
}

TEST(Profile, SyncOfARenamedFileKeepsTheRename) {
  for (const Profile profile : kAll) {
    Disk disk({.profile = profile});
    MakeFile(disk, "/f", "a");
    SyncAll(disk, "/f");
    ASSERT_EQ(disk.Rename("/f", "/g"), DiskError::kNone);
    disk.SyncFile(IdOf(disk, "/g"), disk.last_effect());
    const Images expected = profile == Profile::kStrict ? Images{"/f=a", "/g=a"} : Images{"/g=a"};
    EXPECT_EQ(TreesOf(disk), expected) << Name(profile);
  }
}

TEST(Profile, SyncOfAFileKeepsTheDirectoryItIsIn) {
  Disk disk({.profile = Profile::kOrdered});
  ASSERT_EQ(disk.CreateDirectory("/d"), DiskError::kNone);
  CreateSynced(disk, "/d/f", "a");
  EXPECT_EQ(TreesOf(disk), Images{"/d/ /d/f=a"});
}

TEST(Profile, SyncOfAFileKeepsWhatItsNameDependsOn) {
  Disk disk({.profile = Profile::kOrdered});
  MakeFile(disk, "/f", "");
  ASSERT_EQ(disk.Rename("/f", "/g"), DiskError::kNone);
  CreateSynced(disk, "/f", "b");  // a second file of that name
  EXPECT_EQ(TreesOf(disk), Images{"/f=b /g="});
}

TEST(Profile, SyncOfAFileKeepsNoOtherNameAndNoLaterOne) {
  Disk disk({.profile = Profile::kOrdered});
  MakeFile(disk, "/other", "");
  const InodeId file = MakeFile(disk, "/f", "");
  const EffectSequence through = disk.last_effect();
  ASSERT_EQ(disk.HardLink("/f", "/later"), DiskError::kNone);
  disk.SyncFile(file, through);
  EXPECT_EQ(TreesOf(disk), (Images{"/f=", "/f= /later=", "/f= /other=", "/f= /later= /other="}));
}

TEST(Profile, SyncOfAFileDoesNotKeepTheRemovalOfItsName) {
  Disk disk({.profile = Profile::kOrdered});
  const InodeId file = MakeFile(disk, "/f", "");
  ASSERT_EQ(disk.HardLink("/f", "/g"), DiskError::kNone);
  SyncAll(disk, "/f");
  ASSERT_EQ(disk.Remove("/f"), DiskError::kNone);
  disk.SyncFile(file, disk.last_effect());
  EXPECT_EQ(TreesOf(disk), (Images{"/f= /g=", "/g="}));
}

TEST(Profile, AnAppendEndsInGarbageExceptUnderOrdered) {
  Inode inode;
  inode.Write(1, 0, "ab");
  EXPECT_EQ(FilesOf(inode, Profile::kOrdered), (Images{"", "a", "ab"}));
  EXPECT_TRUE(AnyGarbage(FilesOf(inode, Profile::kStrict)));
  EXPECT_EQ(FilesOf(inode, Profile::kWriteback), FilesOf(inode, Profile::kStrict));
}

TEST(Profile, UnderOrderedALaterAppendNeedsTheEarlierOne) {
  Inode inode;
  inode.Write(1, 0, "ab");
  inode.Write(2, 2, "cd");
  ImageReport report;
  EXPECT_EQ(FilesOf(inode, Profile::kOrdered, &report), (Images{"", "a", "ab", "abc", "abcd"}));
  EXPECT_TRUE(report.Has(ImageClass::kSuffixLost));
  EXPECT_FALSE(report.Has(ImageClass::kGarbageTail));
  EXPECT_FALSE(report.Has(ImageClass::kHole));
}

TEST(Profile, UnderOrderedAWriteAcrossTheEndGrowsWithItsDataOnly) {
  Inode inode;
  inode.Write(1, 0, "ab");
  inode.SyncThrough(1);
  inode.Write(2, 1, "xy");
  ImageReport report;
  EXPECT_EQ(FilesOf(inode, Profile::kOrdered, &report), (Images{"ab", "ax", "axy"}));
  EXPECT_FALSE(report.Has(ImageClass::kGarbageTail));
}

TEST(Profile, UnderOrderedOverwritesAreStillLostInAnyOrder) {
  Inode inode;
  inode.Write(1, 0, "ab");
  inode.SyncThrough(1);
  inode.Write(2, 0, "x");
  inode.Write(3, 1, "y");
  inode.Write(4, 2, "z");
  const Images images = FilesOf(inode, Profile::kOrdered);
  EXPECT_EQ(images, (Images{"ab", "xb", "ay", "xy", "abz", "xbz", "ayz", "xyz"}));
}

TEST(Profile, UnderOrderedLostBytesWrittenAgainMayBeReached) {
  Inode inode;
  inode.Write(1, 0, "a");
  inode.Write(2, 0, "b");
  inode.Write(3, 1, "c");
  const Images images = FilesOf(inode, Profile::kOrdered);
  EXPECT_TRUE(images.contains("bc"));
  EXPECT_FALSE(AnyGarbage(images));
}

TEST(Profile, UnderOrderedAnExtensionByTruncateShowsZerosBehindWhatSurvived) {
  Inode inode;
  inode.Write(1, 0, "a");
  inode.Truncate(2, 2);
  EXPECT_EQ(FilesOf(inode, Profile::kOrdered), (Images{"", "a", std::string("a\0", 2)}));
}

TEST(Profile, UnderOrderedBytesCutOffAreNotWaitedFor) {
  Inode inode;
  inode.Write(1, 0, "abc");
  inode.SyncThrough(1);
  inode.Write(2, 3, "d");
  inode.Truncate(3, 1);
  inode.Write(4, 1, "x");
  const Images images = FilesOf(inode, Profile::kOrdered);
  EXPECT_EQ(images, (Images{"abc", "abcd", "a", "ax", "axc", "axcd"}));
}

TEST(Profile, UnderOrderedTheSpaceOfAWindowIsZerosAndItsPagesAreOverwrites) {
  Inode inode;
  inode.OpenWindow(1, 2);
  inode.Reserve(1)[0] = 'a';
  inode.Commit(1);
  inode.CloseWindow(2);
  EXPECT_EQ(FilesOf(inode, Profile::kOrdered),
            (Images{"", std::string("a\0", 2), std::string("\0\0", 2)}));
}

}  // namespace
}  // namespace varve::sim
