#include "engine/version/version_history.h"

#include <memory>
#include <vector>

#include "gtest/gtest.h"

namespace varve {
namespace {

class VersionHistoryTest : public ::testing::Test {
 protected:
  VersionHistoryTest() : history_(posix_.platform()) {
    history_.BeginEpoch(0, Make(), [] {});
  }

  SuperVersionPtr Make() {
    return std::make_shared<const SuperVersion>(
        SuperVersion{nullptr, {}, Version::Empty(posix_.platform().instrumentation)});
  }
  void BeginEpoch(SeqNo start) {
    history_.BeginEpoch(start, Make(), [] {});
  }
  size_t Collect(std::vector<SeqNo> snapshots) {
    return history_.Collect([&] { return snapshots; }).size();
  }

  PosixPlatform posix_;
  VersionHistory history_;
};

TEST_F(VersionHistoryTest, InstallReplacesWithinAnEpoch) {
  const SuperVersionPtr first = history_.Current();
  const SuperVersionPtr second = Make();
  EXPECT_EQ(history_.Install([&](const SuperVersion&) { return second; }, [] {}), first);
  EXPECT_EQ(history_.Current(), second);
  EXPECT_EQ(history_.GetVersionForSnapshot(1), second);
}

TEST_F(VersionHistoryTest, SnapshotIsServedByItsOwnEpoch) {
  const SuperVersionPtr before = history_.Current();
  BeginEpoch(10);
  const SuperVersionPtr after = history_.Current();
  EXPECT_EQ(history_.GetVersionForSnapshot(10), before);  // does not see the drop at 10
  EXPECT_EQ(history_.GetVersionForSnapshot(11), after);
}

TEST_F(VersionHistoryTest, EpochWithoutSnapshotIsCollected) {
  BeginEpoch(10);
  EXPECT_EQ(Collect({}), 1u);
  EXPECT_EQ(history_.Held().size(), 1u);
}

TEST_F(VersionHistoryTest, EpochsAreKeptExactlyForTheirSnapshots) {
  BeginEpoch(10);
  BeginEpoch(20);
  BeginEpoch(30);
  EXPECT_EQ(Collect({10, 25}), 1u);  // the epoch of 11..20 goes
  EXPECT_EQ(history_.Held().size(), 3u);
  EXPECT_EQ(Collect({21}), 1u);
  EXPECT_EQ(Collect({31}), 1u);
  EXPECT_EQ(history_.Held().size(), 1u);
}

TEST_F(VersionHistoryTest, CollectionReleasesVersions) {
  const std::weak_ptr<const Version> old = history_.Current()->version;
  BeginEpoch(10);
  EXPECT_EQ(Collect({5}), 0u);
  EXPECT_FALSE(old.expired());
  EXPECT_EQ(Collect({11}), 1u);
  EXPECT_TRUE(old.expired());
}

TEST_F(VersionHistoryTest, CurrentComesWithAnInstant) {
  const auto view = history_.Current([]() -> SeqNo { return 7; });
  EXPECT_EQ(view.instant, 7u);
  EXPECT_EQ(view.super_version, history_.Current());
}

TEST_F(VersionHistoryTest, LostEpochIsACheckFailure) {
  BeginEpoch(10);
  ASSERT_EQ(Collect({}), 1u);
  EXPECT_DEATH((void)history_.GetVersionForSnapshot(5), "H1");
}

}  // namespace
}  // namespace varve
