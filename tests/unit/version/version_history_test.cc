#include "engine/version/version_history.h"

#include <memory>
#include <vector>

#include "gtest/gtest.h"

namespace varve {
namespace {

class VersionHistoryTest : public ::testing::Test {
 protected:
  VersionHistoryTest()
      : reclaimer_(posix_.platform().scheduler), history_(posix_.platform(), reclaimer_) {
    BeginEpoch(0);
  }

  SuperVersionPtr Make(SeqNo start = 0) {
    return std::make_shared<const SuperVersion>(
        nullptr, Version::Empty(posix_.platform().instrumentation), start);
  }
  void BeginEpoch(SeqNo start) {
    history_.BeginEpoch(Make(start), [] {});
  }
  const SuperVersion* At(SeqNo instant) {
    const Reclaimer::Guard guard(reclaimer_);
    return &history_.GetVersionForSnapshot(instant);
  }
  size_t Collect(std::vector<SeqNo> snapshots) {
    return history_.Collect([&] { return snapshots; });
  }

  PosixPlatform posix_;
  Reclaimer reclaimer_;
  VersionHistory history_;
};

TEST_F(VersionHistoryTest, InstallReplacesWithinAnEpoch) {
  const SuperVersionPtr first = history_.Current();
  const SuperVersionPtr second = Make();
  {
    VersionHistory::Replaced replaced(history_);
    history_.Install([&](const SuperVersion&) { return second; }, [] {}, replaced);
  }
  EXPECT_EQ(history_.Current(), second);
  EXPECT_EQ(At(1), second.get());
  EXPECT_EQ(first.use_count(), 1);  // nobody else has it any more
}

TEST_F(VersionHistoryTest, SnapshotIsServedByItsOwnEpoch) {
  const SuperVersionPtr before = history_.Current();
  BeginEpoch(10);
  const SuperVersionPtr after = history_.Current();
  EXPECT_EQ(At(10), before.get());  // does not see the drop at 10
  EXPECT_EQ(At(11), after.get());
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
  const Reclaimer::Guard guard(reclaimer_);
  const auto view = history_.Newest([]() -> SeqNo { return 7; });
  EXPECT_EQ(view.instant, 7u);
  EXPECT_EQ(view.super_version, history_.Current().get());
}

TEST_F(VersionHistoryTest, AnEpochThatIsNotVisibleYetIsNotRead) {
  BeginEpoch(10);
  const Reclaimer::Guard guard(reclaimer_);
  std::vector<SeqNo> visible = {11, 10};  // it becomes visible behind the first look
  const auto view = history_.Newest([&] {
    const SeqNo instant = visible.back();
    visible.pop_back();
    return instant;
  });
  EXPECT_EQ(view.instant, 11u);
  EXPECT_EQ(view.super_version, history_.Current().get());
}

TEST_F(VersionHistoryTest, WhatWasReplacedStaysWhileAGuardMayUseIt) {
  std::weak_ptr<const SuperVersion> first = history_.Current();
  {
    const Reclaimer::Guard guard(reclaimer_);
    VersionHistory::Replaced replaced(history_);
    history_.Install([&](const SuperVersion&) { return Make(); }, [] {}, replaced);
  }
  EXPECT_TRUE(first.expired());
  first = history_.Current();
  {
    const Reclaimer::Guard guard(reclaimer_);
    {
      VersionHistory::Replaced replaced(history_);
      history_.Install([&](const SuperVersion&) { return Make(); }, [] {}, replaced);
    }
    EXPECT_FALSE(first.expired());
  }
  EXPECT_TRUE(first.expired());
}

TEST_F(VersionHistoryTest, LostEpochIsACheckFailure) {
  BeginEpoch(10);
  ASSERT_EQ(Collect({}), 1u);
  EXPECT_DEATH((void)At(5), "H1");
}

}  // namespace
}  // namespace varve
