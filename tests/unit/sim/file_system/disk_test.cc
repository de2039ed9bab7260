#include "sim/file_system/disk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "tests/unit/sim/file_system/disk_fixture.h"
#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

using testing::HasSubstr;

uint64_t DigestOf(const Disk& disk) {
  Digest digest;
  disk.Fold(digest);
  return digest.value();
}

TEST(Disk, PathsBeginAtTheRootWithOrWithoutASlash) {
  Disk disk;
  ASSERT_EQ(disk.CreateDirectory("d"), DiskError::kNone);
  const InodeId file = MakeFile(disk, "/d/f");
  EXPECT_EQ(IdOf(disk, "d/f"), file);
  EXPECT_EQ(IdOf(disk, "/d//./f"), file);
  EXPECT_EQ(IdOf(disk, "/"), kRootDirectory);
  EXPECT_EQ(IdOf(disk, "."), kRootDirectory);
}

TEST(Disk, PathsThatLeadNowhereAreToldApart) {
  Disk disk;
  MakeFile(disk, "/f");
  InodeId inode = 0;
  EXPECT_EQ(disk.Lookup("/x", &inode), DiskError::kNotFound);
  EXPECT_EQ(disk.Lookup("/x/y", &inode), DiskError::kNotFound);
  EXPECT_EQ(disk.Lookup("/f/y", &inode), DiskError::kNotADirectory);
  EXPECT_EQ(disk.Lookup("", &inode), DiskError::kBadPath);
  EXPECT_EQ(disk.Lookup("/../f", &inode), DiskError::kBadPath);
  EXPECT_EQ(disk.LookupFile("/", &inode), DiskError::kIsADirectory);
  EXPECT_EQ(disk.LookupDirectory("/f", &inode), DiskError::kNotADirectory);
}

TEST(Disk, NewNamesMustBeFree) {
  Disk disk;
  MakeFile(disk, "/f");
  ASSERT_EQ(disk.CreateDirectory("/d"), DiskError::kNone);
  InodeId inode = 0;
  EXPECT_EQ(disk.CreateFile("/f", &inode), DiskError::kAlreadyExists);
  EXPECT_EQ(disk.CreateFile("/d", &inode), DiskError::kAlreadyExists);
  EXPECT_EQ(disk.CreateDirectory("/f"), DiskError::kAlreadyExists);
  EXPECT_EQ(disk.CreateDirectory("/d"), DiskError::kNone);
  EXPECT_EQ(disk.HardLink("/f", "/d"), DiskError::kAlreadyExists);
}

TEST(Disk, DirectoriesAreNeitherRemovedNorRenamedNorReplaced) {
  Disk disk;
  MakeFile(disk, "/f");
  ASSERT_EQ(disk.CreateDirectory("/d"), DiskError::kNone);
  EXPECT_EQ(disk.Remove("/d"), DiskError::kIsADirectory);
  EXPECT_EQ(disk.Rename("/d", "/e"), DiskError::kIsADirectory);
  EXPECT_EQ(disk.Rename("/f", "/d"), DiskError::kIsADirectory);
  EXPECT_EQ(disk.HardLink("/d", "/e"), DiskError::kIsADirectory);
}

TEST(Disk, RenamingAFileToItselfOrItsOtherNameChangesNothing) {
  Disk disk;
  MakeFile(disk, "/f", "x");
  ASSERT_EQ(disk.HardLink("/f", "/g"), DiskError::kNone);
  EXPECT_EQ(disk.Rename("/f", "/f"), DiskError::kNone);
  EXPECT_EQ(disk.Rename("/f", "/g"), DiskError::kNone);
  EXPECT_EQ(TreeOf(disk), "/f=x /g=x");
}

TEST(Disk, BytesAreCountedUntilNoNameAndNoObjectHasTheFile) {
  Disk disk({.capacity_bytes = 100});
  const InodeId file = MakeFile(disk, "/f", "0123456789");
  SyncAll(disk, "/f");
  disk.Open(file);
  EXPECT_EQ(disk.used_bytes(), 10u);
  ASSERT_EQ(disk.Remove("/f"), DiskError::kNone);
  EXPECT_EQ(disk.used_bytes(), 10u);  // it is open
  disk.Close(file);
  EXPECT_EQ(disk.used_bytes(), 0u);
  EXPECT_EQ(disk.free_bytes(), 100u);
}

TEST(Disk, FreeBytesNeverGoBelowZero) {
  Disk disk;
  MakeFile(disk, "/f", "0123456789");
  disk.SetCapacity(4);
  EXPECT_EQ(disk.free_bytes(), 0u);
}

TEST(Disk, OpensAreCounted) {
  Disk disk;
  const InodeId file = MakeFile(disk, "/f");
  disk.Open(file);
  disk.Open(file);
  EXPECT_EQ(disk.open_files(), 2u);
  disk.Close(file);
  EXPECT_EQ(disk.open_files(), 1u);
}

TEST(Disk, ClosingAFileThatIsNotOpenFailsACheck) {
  Disk disk;
  const InodeId file = MakeFile(disk, "/f");
  EXPECT_DEATH(disk.Close(file), "a closed file was open");
}

TEST(Disk, LocksAreExclusive) {
  Disk disk;
  const InodeId file = MakeFile(disk, "/f");
  EXPECT_TRUE(disk.TryLock(file));
  EXPECT_FALSE(disk.TryLock(file));
  disk.Unlock(file);
  EXPECT_TRUE(disk.TryLock(file));
}

TEST(Disk, CopiesAreIndependent) {
  Disk disk;
  const InodeId file = MakeFile(disk, "/f", "old");
  const InodeId window = MakeFile(disk, "/w");
  disk.OpenWindow(window, 2);
  const std::span<char> memory = disk.file(window).Reserve(2);
  Disk copy = disk;
  disk.Write(file, 0, "new");
  memory[0] = 'x';
  MakeFile(disk, "/g");
  EXPECT_EQ(TreeOf(copy), std::string("/f=old /w=") + std::string(2, '\0'));
  ZeroChoices choices;
  copy.MachineCrash(choices);
  EXPECT_TRUE(disk.file(window).window().has_value());
  EXPECT_EQ(disk.lifetime(), 0u);
}

TEST(Disk, DigestIsOfTheLogicalContent) {
  Disk one;
  MakeFile(one, "/a", "x");
  MakeFile(one, "/b", "yz");
  Disk two;  // other inode numbers, other order, other writes
  MakeFile(two, "/t");
  MakeFile(two, "/b", "y");
  two.Write(IdOf(two, "/b"), 1, "z");
  MakeFile(two, "/a", "x");
  ASSERT_EQ(two.Remove("/t"), DiskError::kNone);
  EXPECT_EQ(DigestOf(one), DigestOf(two));
}

TEST(Disk, DigestSeesEveryDifference) {
  std::set<uint64_t> digests;
  Disk disk;
  digests.insert(DigestOf(disk));
  const InodeId file = MakeFile(disk, "/f");
  digests.insert(DigestOf(disk));
  disk.Write(file, 0, "x");
  digests.insert(DigestOf(disk));
  disk.Write(file, 0, "y");
  digests.insert(DigestOf(disk));
  disk.SyncFile(file, disk.last_effect());
  disk.SyncDirectory(kRootDirectory, disk.last_effect());
  digests.insert(DigestOf(disk));  // the same bytes, now durable
  ASSERT_EQ(disk.HardLink("/f", "/g"), DiskError::kNone);
  digests.insert(DigestOf(disk));
  EXPECT_EQ(digests.size(), 6u);
}

TEST(Disk, DigestTellsAHardLinkFromACopy) {
  Disk link;
  MakeFile(link, "/f", "x");
  ASSERT_EQ(link.HardLink("/f", "/g"), DiskError::kNone);
  Disk copy;
  MakeFile(copy, "/f", "x");
  MakeFile(copy, "/g", "x");
  EXPECT_NE(DigestOf(link), DigestOf(copy));
}

TEST(Disk, DumpNamesFilesAndWhatIsPending) {
  Disk disk;
  ASSERT_EQ(disk.CreateDirectory("/d"), DiskError::kNone);
  MakeFile(disk, "/d/f", "abc");
  ASSERT_EQ(disk.Rename("/d/f", "/d/g"), DiskError::kNone);
  const std::string text = disk.Dump();
  EXPECT_THAT(text, HasSubstr("/d [2] directory"));
  EXPECT_THAT(text, HasSubstr("/d/g [3] 3 bytes, 0 durable, 2 effects pending"));
  EXPECT_THAT(text, HasSubstr("pending: link [1]/d -> [2]"));
  EXPECT_THAT(text, HasSubstr("pending: rename [2]/f to [2]/g"));
}

}  // namespace
}  // namespace varve::sim
