#include "engine/db/publication.h"

#include <mutex>
#include <thread>
#include <vector>

#include "engine/db/snapshot_list.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace varve {
namespace {

using ::testing::ElementsAre;

class VisibleEvents : public Instrumentation {
 public:
  void OnVisible(SeqNo visible) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    seen.push_back(visible);
  }

  std::vector<SeqNo> seen;

 private:
  std::mutex mutex_;
};

class PublicationTest : public ::testing::Test {
 protected:
  PublicationTest()
      : platform_{posix_.platform().clock, posix_.platform().file_system,
                  posix_.platform().scheduler, events_},
        publication_(platform_) {
    publication_.Raise(1);
  }

  PosixPlatform posix_;
  VisibleEvents events_;
  Platform platform_;
  Publication publication_;
};

TEST_F(PublicationTest, BatchIsVisibleWhenItsWriterReturns) {
  Publication::Ticket ticket{.end = 4};
  publication_.Enter(ticket);
  EXPECT_EQ(publication_.visible(), 1u);
  publication_.Leave(ticket);
  EXPECT_EQ(publication_.visible(), 4u);
}

TEST_F(PublicationTest, LaterBatchWaitsForTheEarlierOne) {
  Publication::Ticket first{.end = 3};
  Publication::Ticket second{.end = 5};
  publication_.Enter(first);
  publication_.Enter(second);
  std::thread later([&] { publication_.Leave(second); });
  publication_.Leave(first);
  later.join();
  EXPECT_EQ(publication_.visible(), 5u);
  for (const SeqNo visible : events_.seen) {
    EXPECT_TRUE(visible == 1 || visible == 3 || visible == 5) << "S2: " << visible;
  }
}

TEST_F(PublicationTest, IdleOnceEverythingInFlightIsVisible) {
  Publication::Ticket ticket{.end = 2};
  publication_.Enter(ticket);
  std::thread writer([&] { publication_.Leave(ticket); });
  publication_.WaitUntilIdle();
  EXPECT_EQ(publication_.visible(), 2u);
  writer.join();
}

TEST_F(PublicationTest, RaiseIsReported) {
  publication_.Raise(9);
  EXPECT_THAT(events_.seen, ElementsAre(1u, 9u));
}

TEST_F(PublicationTest, VisibleSeqnoNeverFalls) {
  publication_.Raise(9);
  EXPECT_DEATH(publication_.Raise(8), "S2");
}

TEST_F(PublicationTest, TicketsComeInCommitOrder) {
  Publication::Ticket first{.end = 5};
  Publication::Ticket second{.end = 5};
  publication_.Enter(first);
  EXPECT_DEATH(publication_.Enter(second), "S1");
  publication_.Leave(first);
}

TEST_F(PublicationTest, SnapshotsAreSampledWithTheVisibleSeqno) {
  SnapshotList list(platform_, publication_);
  publication_.Raise(5);
  const SeqNo older = list.Acquire();
  publication_.Raise(8);
  const SeqNo newer = list.Acquire();
  const SeqNo again = list.Acquire();
  EXPECT_THAT(list.Sample().snapshots, ElementsAre(5u, 8u, 8u));
  EXPECT_EQ(list.Sample().visible, 8u);
  list.Release(newer);
  list.Release(older);
  EXPECT_THAT(list.Instants(), ElementsAre(8u));
  EXPECT_DEATH(list.Release(5), "V4");
  list.Release(again);
}

}  // namespace
}  // namespace varve
