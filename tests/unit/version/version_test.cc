#include "engine/version/version.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/version/table_fixture.h"

namespace varve {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class VersionTest : public TableFixture {
 protected:
  static SeqNo Read(const Version& version, const std::string& key, SeqNo snapshot) {
    PointResult found;
    const auto any = version.Get(PointLookup(key, snapshot), found);
    EXPECT_TRUE(any.ok()) << any.status();
    return *any ? found.seqno : 0;
  }
};

TEST_F(VersionTest, NewerRunsOfLevel0AreProbedFirst) {
  auto version = Add(Empty(), 0, MakeTable({{"a", 1}, {"b", 2}}));
  version = Add(version, 0, MakeTable({{"a", 5}}));
  EXPECT_EQ(Read(*version, "a", 100), 5u);
  EXPECT_EQ(Read(*version, "a", 5), 1u);
  EXPECT_EQ(Read(*version, "b", 100), 2u);
  EXPECT_EQ(Read(*version, "c", 100), 0u);
}

TEST_F(VersionTest, DeeperLevelsAreProbedByKeyRange) {
  auto version = Add(Empty(), 2, MakeTable({{"a", 1}, {"c", 2}}));
  version = Add(version, 2, MakeTable({{"m", 3}}));
  version = Add(version, 1, MakeTable({{"c", 9}, {"d", 8}}));
  EXPECT_EQ(Read(*version, "c", 100), 9u);
  EXPECT_EQ(Read(*version, "c", 9), 2u);
  EXPECT_EQ(Read(*version, "m", 100), 3u);
  EXPECT_EQ(Read(*version, "l", 100), 0u);
}

TEST_F(VersionTest, RunThatIsNotNewerIsRefusedInLevel0) {
  const auto base = Add(Empty(), 0, MakeTable({{"a", 5}}));
  VersionEdit edit;
  const auto stale = MakeTable({{"z", 4}});
  edit.added.push_back({0, stale->shape()});
  const auto next = base->With(9, edit, {stale});
  EXPECT_TRUE(absl::IsDataLoss(next.status()));
  EXPECT_THAT(std::string(next.status().message()), HasSubstr("V6"));
}

TEST_F(VersionTest, OverlappingTablesAreRefusedBelowLevel0) {
  const auto base = Add(Empty(), 1, MakeTable({{"a", 1}, {"m", 2}}));
  EXPECT_EQ(Add(base, 1, MakeTable({{"m", 3}, {"z", 4}})), nullptr);
  EXPECT_NE(Add(base, 1, MakeTable({{"n", 3}, {"z", 4}})), nullptr);
}

TEST_F(VersionTest, RemovingAnAbsentTableIsRefused) {
  VersionEdit edit;
  edit.removed.push_back({1, 77});
  const auto next = Empty()->With(1, edit, {});
  EXPECT_THAT(std::string(next.status().message()), HasSubstr("77"));
}

TEST_F(VersionTest, OverlappingFindsExactlyTheTouchingTables) {
  auto version = Add(Empty(), 1, MakeTable({{"b", 1}, {"d", 2}}));
  version = Add(version, 1, MakeTable({{"f", 3}, {"h", 4}}));
  EXPECT_EQ(version->Overlapping(1, "a", "b").size(), 1u);
  EXPECT_EQ(version->Overlapping(1, "d", "f").size(), 2u);
  EXPECT_EQ(version->Overlapping(1, "e", "e").size(), 0u);
  EXPECT_EQ(version->Overlapping(1, "i", "z").size(), 0u);
}

TEST_F(VersionTest, AsEditRebuildsTheSameShape) {
  auto version = Add(Empty(), 0, MakeTable({{"a", 5}}));
  version = Add(version, 0, MakeTable({{"a", 9}}));
  version = Add(version, 1, MakeTable({{"a", 2}}));
  const VersionEdit edit = version->AsEdit();
  std::vector<Version::TablePtr> opened;
  for (const auto& added : edit.added) opened.push_back(*store_.Open(added.table.number));
  const auto rebuilt = Empty()->With(50, edit, opened);
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_EQ((*rebuilt)->Shape().levels, version->Shape().levels);
}

TEST_F(VersionTest, ObsoleteTableGoesWithTheLastVersionThatNamesIt) {
  auto table = MakeTable({{"a", 1}});
  const uint64_t number = table->number();
  auto older = Add(Empty(), 1, table);
  auto newer = Add(older, 2, MakeTable({{"b", 2}}));
  table->MarkObsolete();
  table = nullptr;
  newer = nullptr;
  store_.reaper().WaitUntilIdle();
  EXPECT_TRUE(FileExists(number));
  older = nullptr;
  store_.reaper().WaitUntilIdle();
  EXPECT_FALSE(FileExists(number));
  EXPECT_THAT(instrumentation_.released, ElementsAre(2u, 1u));
}

TEST_F(VersionTest, TableThatIsNotObsoleteStaysOnDisk) {
  auto version = Add(Empty(), 1, MakeTable({{"a", 1}}));
  const uint64_t number = version->levels()[1].front().front()->number();
  version = nullptr;
  store_.reaper().WaitUntilIdle();
  EXPECT_TRUE(FileExists(number));
}

TEST_F(VersionTest, AbandonedOutputsAreRemoved) {
  uint64_t number = 0;
  {
    TableOutputs outputs(store_, UINT64_MAX);
    ASSERT_TRUE(outputs.Add({"a", 1, EntryKind::kValue}, "v").ok());
    ASSERT_TRUE(outputs.Finish().ok());
    number = outputs.tables().front()->number();
    EXPECT_TRUE(FileExists(number));
  }
  store_.reaper().WaitUntilIdle();
  EXPECT_FALSE(FileExists(number));
}

TEST_F(VersionTest, OutputsAreCutOnlyBetweenUserKeys) {
  TableOutputs outputs(store_, /*split_bytes=*/1);
  for (SeqNo seqno = 9; seqno >= 1; --seqno) {
    ASSERT_TRUE(outputs.Add({"a", seqno, EntryKind::kValue}, std::string(100, 'v')).ok());
  }
  ASSERT_TRUE(outputs.Add({"b", 10, EntryKind::kValue}, "v").ok());
  ASSERT_TRUE(outputs.Finish().ok());
  ASSERT_EQ(outputs.tables().size(), 2u);
  EXPECT_EQ(outputs.tables()[0]->shape().entries, 9u);
}

}  // namespace
}  // namespace varve
