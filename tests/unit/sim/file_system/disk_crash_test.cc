// Crashes of whole disks: which images are legal, and that synced things always survive.
#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "sim/file_system/disk.h"
#include "tests/unit/sim/file_system/disk_fixture.h"
#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

std::set<std::string> MachineImages(const Disk& disk) {
  std::set<std::string> images;
  EnumeratingChoices::ForEach([&](Choices& choices) {
    Disk copy = disk;
    copy.MachineCrash(choices);
    images.insert(TreeOf(copy));
  });
  return images;
}

std::set<std::string> ProcessImages(const Disk& disk) {
  std::set<std::string> images;
  EnumeratingChoices::ForEach([&](Choices& choices) {
    Disk copy = disk;
    copy.ProcessCrash(choices);
    images.insert(TreeOf(copy));
  });
  return images;
}

void Store(Disk& disk, InodeId window, std::string_view bytes) {
  std::memcpy(disk.file(window).Reserve(bytes.size()).data(), bytes.data(), bytes.size());
}

void Commit(Disk& disk, InodeId window, std::string_view bytes) {
  Store(disk, window, bytes);
  disk.file(window).Commit(bytes.size());
}

// The protocol that replaces a small file: CURRENT holds "1", a new one with "2" was written,
// renamed over it, and synced as far as `synced` says.
enum class SyncedSoFar { kNothing, kFile, kFileAndDirectory };

Disk ReplacedCurrent(SyncedSoFar synced) {
  Disk disk;
  MakeFile(disk, "/CURRENT", "1");
  SyncAll(disk, "/CURRENT");
  const InodeId fresh = MakeFile(disk, "/T", "2");
  if (synced != SyncedSoFar::kNothing) disk.SyncFile(fresh, disk.last_effect());
  EXPECT_EQ(disk.Rename("/T", "/CURRENT"), DiskError::kNone);
  if (synced == SyncedSoFar::kFileAndDirectory) {
    disk.SyncDirectory(kRootDirectory, disk.last_effect());
  }
  return disk;
}

TEST(DiskCrash, CreateAppendRenameWithoutAnySyncHasExactlyTheseImages) {
  // Without the file's sync the new CURRENT may be empty or hold anything: the well-known mistake.
  const std::string zero(1, '\0');
  ScriptedChoices all_noise({{"crash.mood", {3}}, {"crash.write", {1}}, {"crash.tail", {1}}});
  Disk noisy = ReplacedCurrent(SyncedSoFar::kNothing);
  noisy.MachineCrash(all_noise);
  const std::string noise = noisy.file(IdOf(noisy, "/CURRENT")).running().ToString();
  ASSERT_EQ(noise.size(), 1u);
  ASSERT_NE(noise, "2");
  std::set<std::string> expected = {"/CURRENT=1"};
  for (const std::string& content : {std::string("2"), std::string(), zero, noise}) {
    expected.insert("/CURRENT=1 /T=" + content);
    expected.insert("/CURRENT=" + content);
  }
  EXPECT_EQ(MachineImages(ReplacedCurrent(SyncedSoFar::kNothing)), expected);
}

TEST(DiskCrash, CreateAppendSyncRenameHasExactlyTheseImages) {
  EXPECT_EQ(MachineImages(ReplacedCurrent(SyncedSoFar::kFile)),
            (std::set<std::string>{"/CURRENT=1", "/CURRENT=1 /T=2", "/CURRENT=2"}));
}

TEST(DiskCrash, CreateAppendSyncRenameSyncHasOneImage) {
  EXPECT_EQ(MachineImages(ReplacedCurrent(SyncedSoFar::kFileAndDirectory)),
            (std::set<std::string>{"/CURRENT=2"}));
}

TEST(DiskCrash, ASyncedFileWithoutASyncedNameMayVanish) {
  Disk disk;
  const InodeId file = MakeFile(disk, "/f", "x");
  disk.SyncFile(file, disk.last_effect());
  EXPECT_EQ(MachineImages(disk), (std::set<std::string>{"", "/f=x"}));
}

TEST(DiskCrash, ASyncedNameSaysNothingOfTheContent) {
  Disk disk;
  MakeFile(disk, "/f", "x");
  disk.SyncDirectory(kRootDirectory, disk.last_effect());
  EXPECT_TRUE(MachineImages(disk).contains("/f="));
  EXPECT_FALSE(MachineImages(disk).contains(""));
}

TEST(DiskCrash, ARemovedFileComesBackWithItsContent) {
  Disk disk;
  MakeFile(disk, "/f", "x");
  SyncAll(disk, "/f");
  ASSERT_EQ(disk.Remove("/f"), DiskError::kNone);
  EXPECT_EQ(MachineImages(disk), (std::set<std::string>{"", "/f=x"}));
}

TEST(DiskCrash, WhatSurvivedStays) {
  Disk disk;
  MakeFile(disk, "/f", "abc");
  ZeroChoices keep;
  disk.MachineCrash(keep);
  EXPECT_EQ(MachineImages(disk), (std::set<std::string>{"/f=abc"}));
}

// A disk with one of everything: synced and not, windows, renames, removals, a second directory.
Disk Busy() {
  Disk disk;
  EXPECT_EQ(disk.CreateDirectory("/db"), DiskError::kNone);
  EXPECT_EQ(disk.CreateDirectory("/lost"), DiskError::kNone);
  disk.SyncDirectory(kRootDirectory, disk.last_effect());
  MakeFile(disk, "/db/synced", std::string(2000, 's'));
  MakeFile(disk, "/db/removed", std::string(300, 'r'));
  MakeFile(disk, "/db/moved", "moved");
  const InodeId log = MakeFile(disk, "/db/log");
  disk.OpenWindow(log, 5 * kPageBytes);
  Commit(disk, log, std::string(5000, 'l'));
  disk.SyncWindow(log, disk.last_effect(), 5000);
  for (const char* path : {"/db/synced", "/db/removed", "/db/moved"}) SyncAll(disk, path, "/db");
  Commit(disk, log, std::string(9000, 'm'));
  Store(disk, log, std::string(700, 'u'));
  disk.Write(IdOf(disk, "/db/synced"), 2000, std::string(1500, 't'));
  disk.Write(IdOf(disk, "/db/synced"), 3500, std::string(1500, 'u'));
  const InodeId overwritten = MakeFile(disk, "/db/overwritten", std::string(4000, 'o'));
  SyncAll(disk, "/db/overwritten", "/db");
  disk.Write(overwritten, 100, std::string(3000, 'p'));
  EXPECT_EQ(disk.Remove("/db/removed"), DiskError::kNone);
  EXPECT_EQ(disk.Rename("/db/moved", "/lost/found"), DiskError::kNone);
  MakeFile(disk, "/db/unsynced", "new");
  return disk;
}

TEST(DiskCrash, AlternativeZeroEverywhereKeepsEverything) {
  const Disk before = Busy();
  ZeroChoices choices;
  Disk machine = before;
  EXPECT_EQ(machine.MachineCrash(choices).counts, ImageReport().counts);
  EXPECT_EQ(TreeOf(machine), TreeOf(before));
  Disk process = before;
  const ImageReport report = process.ProcessCrash(choices);
  EXPECT_TRUE(report.Has(ImageClass::kProcessKill));
  EXPECT_EQ(TreeOf(process), TreeOf(before));
}

TEST(DiskCrash, SyncedThingsSurviveEveryImageAndEveryClassOccurs) {
  const Disk before = Busy();
  const InodeId log = IdOf(before, "/db/log");
  ImageReport seen;
  std::set<uint64_t> digests;
  for (uint64_t seed = 0; seed < 10000; ++seed) {
    RandomChoices choices(seed);
    Disk disk = before;
    const ImageReport report = disk.MachineCrash(choices);
    for (size_t i = 0; i < seen.counts.size(); ++i) seen.counts[i] += report.counts[i];
    ASSERT_EQ(disk.file(log).running().ToString().substr(0, 5000), std::string(5000, 'l'));
    ASSERT_EQ(disk.file(log).running().size(), 5 * kPageBytes);
    const std::string synced = disk.file(IdOf(disk, "/db/synced")).running().ToString();
    ASSERT_EQ(synced.substr(0, 2000), std::string(2000, 's'));
    const std::string overwritten = disk.file(IdOf(disk, "/db/overwritten")).running().ToString();
    ASSERT_EQ(overwritten.size(), 4000u);
    ASSERT_EQ(overwritten.find_first_not_of("op"), std::string::npos);
    InodeId found = 0;
    ASSERT_NE(disk.Lookup("/db/moved", &found) == DiskError::kNone,
              disk.Lookup("/lost/found", &found) == DiskError::kNone);
    ASSERT_EQ(disk.file(found).running().ToString(), "moved");
    Digest digest;
    disk.Fold(digest);
    digests.insert(digest.value());
  }
  for (int i = 0; i < kImageClassCount; ++i) {
    const auto image_class = static_cast<ImageClass>(i);
    if (image_class == ImageClass::kProcessKill) continue;
    EXPECT_TRUE(seen.Has(image_class)) << Name(image_class);
  }
  EXPECT_GT(digests.size(), 3000u);
}

TEST(DiskCrash, AProcessCrashKeepsTheCacheAndCommittedBytes) {
  const Disk before = Busy();
  const InodeId log = IdOf(before, "/db/log");
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    RandomChoices choices(seed);
    Disk disk = before;
    const ImageReport report = disk.ProcessCrash(choices);
    ASSERT_TRUE(report.Has(ImageClass::kProcessKill));
    const std::string bytes = disk.file(log).running().ToString();
    ASSERT_EQ(bytes.substr(0, 14000), std::string(5000, 'l') + std::string(9000, 'm'));
    ASSERT_EQ(disk.file(IdOf(disk, "/db/unsynced")).running().ToString(), "new");
  }
}

TEST(DiskCrash, UncommittedWindowBytesTearAtAnyByteInAProcessCrash) {
  Disk disk;
  const InodeId window = MakeFile(disk, "/w");
  disk.OpenWindow(window, 4);
  Commit(disk, window, "A");
  Store(disk, window, "xyz");
  std::set<std::string> expected;
  for (const std::string_view bytes :
       {std::string_view("Axyz"), std::string_view("A\0\0\0", 4), std::string_view("Ax\0\0", 4),
        std::string_view("Axy\0", 4), std::string_view("A\0yz", 4),
        std::string_view("A\0\0z", 4)}) {
    expected.insert("/w=" + std::string(bytes));
  }
  EXPECT_EQ(ProcessImages(disk), expected);
}

TEST(DiskCrash, AProcessCrashLeavesPendingEffectsPending) {
  Disk disk;
  const InodeId window = MakeFile(disk, "/w");
  SyncAll(disk, "/w");
  disk.OpenWindow(window, 1);
  disk.SyncFile(window, disk.last_effect());
  Commit(disk, window, "A");
  ZeroChoices choices;
  disk.ProcessCrash(choices);
  EXPECT_EQ(TreeOf(disk), "/w=A");
  EXPECT_EQ(MachineImages(disk), (std::set<std::string>{"/w=A", std::string("/w=\0", 4)}));
}

TEST(DiskCrash, SyncInTheNextLifetimeMakesTheLastOnesBytesDurable) {
  Disk disk;
  const InodeId window = MakeFile(disk, "/w");
  disk.OpenWindow(window, 2);
  Commit(disk, window, "AB");
  ZeroChoices choices;
  disk.ProcessCrash(choices);
  SyncAll(disk, "/w");
  EXPECT_EQ(MachineImages(disk), (std::set<std::string>{"/w=AB"}));
}

TEST(DiskCrash, ACrashEndsTheLifetime) {
  for (const bool machine : {false, true}) {
    Disk disk;
    const InodeId file = MakeFile(disk, "/f", "x");
    disk.Open(file);
    ASSERT_TRUE(disk.TryLock(file));
    ZeroChoices choices;
    if (machine) {
      disk.MachineCrash(choices);
    } else {
      disk.ProcessCrash(choices);
    }
    EXPECT_EQ(disk.lifetime(), 1u);
    EXPECT_EQ(disk.open_files(), 0u);
    EXPECT_TRUE(disk.TryLock(file));
  }
}

TEST(DiskCrash, AnUnnamedOpenFileGoesWithTheProcess) {
  Disk disk;
  const InodeId file = MakeFile(disk, "/f", "x");
  SyncAll(disk, "/f");
  disk.Open(file);
  ASSERT_EQ(disk.Remove("/f"), DiskError::kNone);
  disk.SyncDirectory(kRootDirectory, disk.last_effect());
  EXPECT_EQ(disk.used_bytes(), 1u);
  ZeroChoices choices;
  disk.ProcessCrash(choices);
  EXPECT_EQ(disk.used_bytes(), 0u);
}

TEST(DiskCrash, LostBytesMayShowAFreedFile) {
  Disk disk;
  MakeFile(disk, "/old", "OLDOLD");
  SyncAll(disk, "/old");
  ASSERT_EQ(disk.Remove("/old"), DiskError::kNone);
  disk.SyncDirectory(kRootDirectory, disk.last_effect());
  MakeFile(disk, "/f", "ab");
  disk.SyncDirectory(kRootDirectory, disk.last_effect());
  EXPECT_TRUE(MachineImages(disk).contains("/f=OL"));
}

}  // namespace
}  // namespace varve::sim
