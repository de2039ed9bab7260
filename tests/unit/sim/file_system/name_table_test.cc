#include "sim/file_system/name_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

constexpr InodeId kRoot = kRootDirectory;
constexpr InodeId kOther = 2;

Slot In(InodeId directory, const std::string& name) { return Slot{directory, name}; }

// "/a=5 /d/ /d/b=6"
std::string Show(const NameTable& names, View view) {
  std::string out;
  for (const NamedInode& entry : names.Walk(view)) {
    if (!out.empty()) out += " ";
    out += entry.path + (entry.is_directory ? "/" : "=" + std::to_string(entry.inode));
  }
  return out;
}

// Every tree that a machine crash may leave.
std::set<std::string> Images(const NameTable& names) {
  std::set<std::string> images;
  EnumeratingChoices::ForEach([&](Choices& choices) {
    NameTable copy = names;
    ImageReport report;
    copy.BecomeImage(choices, DrawMood(choices), report);
    EXPECT_EQ(Show(copy, View::kRunning), Show(copy, View::kDurable));
    images.insert(Show(copy, View::kRunning));
  });
  return images;
}

// A table whose root durably holds the directory /d.
NameTable WithDirectory() {
  NameTable names;
  names.AddDirectory(kOther);
  names.Link(1, In(kRoot, "d"), kOther);
  names.Sync(kRoot, 1);
  return names;
}

TEST(NameTable, LinkIsSeenAtOnceAndDurableAfterSync) {
  NameTable names;
  names.Link(1, In(kRoot, "a"), 5);
  EXPECT_EQ(names.Find(kRoot, "a"), 5u);
  EXPECT_EQ(Show(names, View::kDurable), "");
  names.Sync(kRoot, 1);
  EXPECT_EQ(Show(names, View::kDurable), "/a=5");
  EXPECT_TRUE(names.pending().empty());
}

TEST(NameTable, SyncCoversOnlyEffectsUpToItsStart) {
  NameTable names;
  names.Link(1, In(kRoot, "a"), 5);
  names.Link(2, In(kRoot, "b"), 6);
  names.Sync(kRoot, 1);
  EXPECT_EQ(Show(names, View::kDurable), "/a=5");
}

TEST(NameTable, SyncCoversOnlyItsDirectory) {
  NameTable names = WithDirectory();
  names.Link(2, In(kOther, "a"), 5);
  names.Sync(kRoot, 2);
  EXPECT_EQ(Show(names, View::kDurable), "/d/");
  names.Sync(kOther, 2);
  EXPECT_EQ(Show(names, View::kDurable), "/d/ /d/a=5");
}

TEST(NameTable, UnsyncedNamesSurviveInAnySubset) {
  NameTable names;
  names.Link(1, In(kRoot, "a"), 5);
  names.Link(2, In(kRoot, "b"), 6);
  EXPECT_EQ(Images(names), (std::set<std::string>{"", "/a=5", "/b=6", "/a=5 /b=6"}));
}

TEST(NameTable, AnUnsyncedUnlinkMayComeBack) {
  NameTable names;
  names.Link(1, In(kRoot, "a"), 5);
  names.Sync(kRoot, 1);
  names.Unlink(2, In(kRoot, "a"));
  EXPECT_EQ(Images(names), (std::set<std::string>{"", "/a=5"}));
  names.Sync(kRoot, 2);
  EXPECT_EQ(Images(names), (std::set<std::string>{""}));
}

TEST(NameTable, RenameOverAFileIsAtomic) {
  NameTable names;
  names.Link(1, In(kRoot, "a"), 5);
  names.Link(2, In(kRoot, "b"), 6);
  names.Sync(kRoot, 2);
  names.Rename(3, In(kRoot, "b"), In(kRoot, "a"));
  EXPECT_EQ(Show(names, View::kRunning), "/a=6");
  EXPECT_EQ(Images(names), (std::set<std::string>{"/a=5 /b=6", "/a=6"}));
}

TEST(NameTable, RenameOfANewFileNeedsNoNameOfItsOwn) {
  NameTable names;
  names.Link(1, In(kRoot, "t"), 5);
  names.Rename(2, In(kRoot, "t"), In(kRoot, "a"));
  EXPECT_EQ(Images(names), (std::set<std::string>{"", "/t=5", "/a=5"}));
}

TEST(NameTable, RenameStaysAtomicWhenTheOldNameIsTakenAgain) {
  NameTable names;
  names.Link(1, In(kRoot, "a"), 5);
  names.Sync(kRoot, 1);
  names.Rename(2, In(kRoot, "a"), In(kRoot, "b"));
  names.Link(3, In(kRoot, "a"), 6);
  // Never "/a=6" alone, which would leave 5 without a name.
  EXPECT_EQ(Images(names), (std::set<std::string>{"/a=5", "/b=5", "/a=6 /b=5"}));
}

TEST(NameTable, RenameBetweenDirectoriesIsDurableAfterBothWereSynced) {
  for (const bool root_first : {true, false}) {
    NameTable names = WithDirectory();
    names.Link(2, In(kRoot, "a"), 5);
    names.Sync(kRoot, 2);
    names.Rename(3, In(kRoot, "a"), In(kOther, "b"));
    names.Sync(root_first ? kRoot : kOther, 3);
    EXPECT_EQ(Images(names), (std::set<std::string>{"/a=5 /d/", "/d/ /d/b=5"}));
    names.Sync(root_first ? kOther : kRoot, 3);
    EXPECT_EQ(Images(names), (std::set<std::string>{"/d/ /d/b=5"}));
  }
}

TEST(NameTable, SyncTakesAlongWhatADurableNameDependsOn) {
  NameTable names = WithDirectory();
  names.Link(2, In(kRoot, "a"), 5);
  names.Sync(kRoot, 2);
  names.Rename(3, In(kRoot, "a"), In(kOther, "b"));
  names.Link(4, In(kRoot, "a"), 6);
  names.Sync(kRoot, 4);  // the new "a" is certain, so the rename has to be
  EXPECT_EQ(Images(names), (std::set<std::string>{"/a=6 /d/ /d/b=5"}));
}

TEST(NameTable, ALostDirectoryTakesItsEntriesAlong) {
  NameTable names;
  names.AddDirectory(kOther);
  names.Link(1, In(kRoot, "d"), kOther);
  names.Link(2, In(kOther, "a"), 5);
  names.Sync(kOther, 2);  // the entry, not the directory it is in
  EXPECT_EQ(Images(names), (std::set<std::string>{"", "/d/ /d/a=5"}));
  ScriptedChoices lose({{"crash.mood", {1}}});
  ImageReport report;
  names.BecomeImage(lose, DrawMood(lose), report);
  names.DropUnreachable();
  EXPECT_FALSE(names.IsDirectory(kOther));
}

TEST(NameTable, LossesAreReportedByKind) {
  NameTable names;
  names.Link(1, In(kRoot, "a"), 5);
  names.Link(2, In(kRoot, "b"), 6);
  names.Sync(kRoot, 2);
  names.Link(3, In(kRoot, "c"), 7);
  names.Unlink(4, In(kRoot, "a"));
  names.Rename(5, In(kRoot, "b"), In(kRoot, "e"));
  ZeroChoices choices;
  ImageReport report;
  names.BecomeImage(choices, Mood::kLoseAll, report);
  EXPECT_TRUE(report.Has(ImageClass::kDirectoryEntryLost));
  EXPECT_TRUE(report.Has(ImageClass::kUnlinkUndone));
  EXPECT_TRUE(report.Has(ImageClass::kRenameLost));
}

TEST(NameTable, LossesThatCannotBeSeenAreNotReported) {
  NameTable names;
  names.Link(1, In(kRoot, "a"), 5);
  names.Unlink(2, In(kRoot, "a"));
  ZeroChoices choices;
  ImageReport report;
  names.BecomeImage(choices, Mood::kLoseAll, report);
  EXPECT_EQ(report.counts, ImageReport().counts);
}

TEST(NameTable, PendingUnlinksKeepTheirInodeReferenced) {
  NameTable names;
  names.Link(1, In(kRoot, "a"), 5);
  names.Sync(kRoot, 1);
  names.Unlink(2, In(kRoot, "a"));
  EXPECT_TRUE(names.Referenced().contains(5));
  names.Sync(kRoot, 2);
  EXPECT_FALSE(names.Referenced().contains(5));
}

// The names that are durable after a sync of `directory` that failed halfway.
std::set<std::string> PartsOf(const NameTable& names, InodeId directory, EffectSequence through) {
  std::set<std::string> images;
  EnumeratingChoices::ForEach([&](Choices& choices) {
    NameTable copy = names;
    copy.SyncPartly(directory, through, choices);
    EXPECT_EQ(Show(copy, View::kRunning), Show(names, View::kRunning));
    images.insert(Show(copy, View::kDurable));
  });
  return images;
}

TEST(NameTable, APartialSyncKeepsAnyEffectsThatItCoversWithWhatTheyDependOn) {
  NameTable names;
  names.Link(1, In(kRoot, "a"), 5);
  names.Link(2, In(kRoot, "b"), 6);
  names.Unlink(3, In(kRoot, "a"));
  names.Link(4, In(kRoot, "late"), 7);
  EXPECT_EQ(PartsOf(names, kRoot, 3), (std::set<std::string>{"", "/a=5", "/b=6", "/a=5 /b=6"}));
}

TEST(NameTable, APartialSyncOfAnotherDirectoryKeepsNothing) {
  NameTable names = WithDirectory();
  names.Link(2, In(kRoot, "a"), 5);
  EXPECT_EQ(PartsOf(names, kOther, 2), (std::set<std::string>{"/d/"}));
}

TEST(NameTable, SyncNamesOfFollowsRenamesAndDirectories) {
  NameTable names;
  names.AddDirectory(kOther);
  names.Link(1, In(kRoot, "d"), kOther);
  names.Link(2, In(kRoot, "a"), 5);
  names.Link(3, In(kRoot, "b"), 6);
  names.Rename(4, In(kRoot, "a"), In(kOther, "c"));
  names.SyncNamesOf(5, 4);
  EXPECT_EQ(Show(names, View::kDurable), "/d/ /d/c=5");
  EXPECT_EQ(names.pending().size(), 1u);
}

TEST(NameTable, SyncNamesOfCoversNoLaterNameAndNoneThatIsGone) {
  NameTable names;
  names.Link(1, In(kRoot, "a"), 5);
  names.Link(2, In(kRoot, "b"), 5);
  names.Unlink(3, In(kRoot, "a"));
  names.Link(4, In(kRoot, "c"), 5);
  names.SyncNamesOf(5, 3);
  EXPECT_EQ(Show(names, View::kDurable), "/b=5");
}

TEST(NameTable, NamedLeavesOutWhatOnlyACrashBringsBack) {
  NameTable names;
  names.Link(1, In(kRoot, "a"), 5);
  names.Sync(kRoot, 1);
  names.Unlink(2, In(kRoot, "a"));
  names.Link(3, In(kRoot, "b"), 6);
  EXPECT_EQ(names.Named(), std::set<InodeId>{6});
  EXPECT_EQ(names.Referenced(), (std::set<InodeId>{5, 6}));
}

}  // namespace
}  // namespace varve::sim
