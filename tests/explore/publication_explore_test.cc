// Batches that leave in any order become visible in commit order, whole, and before their writers
// return (rules S2, S3).
#include <gtest/gtest.h>

#include <deque>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/db/publication.h"
#include "sim/explore/explore.h"
#include "tests/explore/expect_complete.h"
#include "tests/explore/explored_platform.h"

namespace varve {
namespace {

using sim::Execution;
using sim::Exploration;
using sim::Explore;

// Knows which batches are applied, and judges each rise of the visible seqno.
class World : public Instrumentation {
 public:
  explicit World(Execution& execution, size_t places = 3)
      : execution_(execution),
        platform_(execution),
        publication_(platform_.platform(*this), places),
        commit_(execution.scheduler(), "commit") {
    publication_.Raise(1);
  }

  // Takes the next place with a batch of `operations`.
  size_t Enter(SeqNo operations) {
    const MutexLock lock(commit_);
    next_ += operations;
    batches_.push_back({.ticket = {.end = next_}});
    publication_.Enter(batches_.back().ticket);
    return batches_.size() - 1;
  }

  void Leave(size_t index) {
    Batch& batch = batches_[index];
    batch.applied = true;
    publication_.Leave(batch.ticket);
    execution_.Expect(publication_.visible() >= batch.ticket.end,
                      "a writer returns when its batch is visible (S3)");
  }

  // Reads as a reader would, `times` times.
  void Watch(int times) {
    SeqNo last = 1;
    for (int i = 0; i < times; ++i) {
      const SeqNo visible = publication_.visible();
      execution_.Expect(visible >= last, "the visible seqno is monotone (S2)");
      CheckInstant(visible);
      last = visible;
    }
  }

  void WaitUntilIdle() {
    const MutexLock lock(commit_);
    publication_.WaitUntilIdle();
    execution_.Expect(publication_.visible() == next_, "idle means that everything is visible");
  }

  // Takes `seqnos` without a batch, and raises the visible seqno behind them.
  void Drop(SeqNo seqnos) {
    const MutexLock lock(commit_);
    publication_.WaitUntilIdle();
    next_ += seqnos;
    batches_.push_back({.ticket = {.end = next_}, .applied = true});
    publication_.Raise(next_);
  }

  void CheckAllVisible() {
    execution_.Expect(publication_.visible() == next_, "everything is visible in the end");
    execution_.Expect(risen_to_ == next_, "and was reported");
  }

  void OnVisible(SeqNo visible) override {
    execution_.Expect(visible > risen_to_ || risen_to_ == 0, "the visible seqno rises (S2)");
    risen_to_ = visible;
    CheckInstant(visible);
  }

 private:
  struct Batch {
    Publication::Ticket ticket;
    bool applied = false;
  };

  // Stands at a batch's end, and everything below is applied.
  void CheckInstant(SeqNo visible) {
    bool at_end = visible == 1;
    for (const Batch& batch : batches_) {
      at_end = at_end || batch.ticket.end == visible;
      execution_.Expect(batch.ticket.end > visible || batch.applied,
                        "the visible seqno covers applied batches only (S2)");
    }
    execution_.Expect(at_end, "the visible seqno stands at a batch's end (S2)");
  }

  Execution& execution_;
  ExploredPlatform platform_;
  Publication publication_;
  Mutex commit_;
  std::deque<Batch> batches_;
  SeqNo next_ = 1;
  SeqNo risen_to_ = 0;
};

TEST(PublicationExploreTest, ThreeBatchesLeaveInAnyOrder) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution);
    for (const SeqNo operations : {SeqNo{2}, SeqNo{1}, SeqNo{3}}) {
      const size_t batch = world.Enter(operations);
      execution.Task("writer", [&world, batch] { world.Leave(batch); });
    }
    execution.RunTasks();
    world.CheckAllVisible();
  });
  ExpectComplete(all, 100);
}

TEST(PublicationExploreTest, TwoBatchesLeaveBesideAReader) {
  const Exploration all = Explore({.max_preemptions = 4}, [](Execution& execution) {
    World world(execution);
    for (const SeqNo operations : {SeqNo{2}, SeqNo{3}}) {
      const size_t batch = world.Enter(operations);
      execution.Task("writer", [&world, batch] { world.Leave(batch); });
    }
    execution.Task("reader", [&world] { world.Watch(3); });
    execution.RunTasks();
    world.CheckAllVisible();
  });
  ExpectComplete(all, 100);
}

TEST(PublicationExploreTest, WritersEnterAndLeave) {
  const Exploration all = Explore({.max_preemptions = 2}, [](Execution& execution) {
    World world(execution);
    for (const SeqNo operations : {SeqNo{2}, SeqNo{1}, SeqNo{3}}) {
      execution.Task("writer", [&world, operations] { world.Leave(world.Enter(operations)); });
    }
    execution.RunTasks();
    world.CheckAllVisible();
  });
  ExpectComplete(all, 1000);
}

TEST(PublicationExploreTest, WritersShareThePlacesOfTheRing) {
  for (const size_t places : {size_t{1}, size_t{2}}) {
    const Exploration all = Explore({.max_preemptions = 2}, [places](Execution& execution) {
      World world(execution, places);
      for (const SeqNo operations : {SeqNo{2}, SeqNo{1}, SeqNo{3}}) {
        execution.Task("writer", [&world, operations] { world.Leave(world.Enter(operations)); });
      }
      execution.RunTasks();
      world.CheckAllVisible();
    });
    ExpectComplete(all, 1000);
  }
}

TEST(PublicationExploreTest, ARotationWaitsForThoseInFlight) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution);
    for (const SeqNo operations : {SeqNo{1}, SeqNo{2}}) {
      execution.Task("writer", [&world, operations] { world.Leave(world.Enter(operations)); });
    }
    execution.Task("rotation", [&world] { world.WaitUntilIdle(); });
    execution.RunTasks();
    world.CheckAllVisible();
  });
  ExpectComplete(all, 1000);
}

// A wholesale drop raises the visible seqno as soon as nothing is in flight, when the publisher of
// the last batch may still be looking for a successor; the next batch then takes the place that it
// looks at, with the seqnos that the drop took missing in between.
TEST(PublicationExploreTest, ADropComesRightBehindABatch) {
  for (const size_t places : {size_t{1}, size_t{2}}) {
    const Exploration all = Explore({.max_preemptions = 4}, [places](Execution& execution) {
      World world(execution, places);
      execution.Task("writer", [&world] { world.Leave(world.Enter(2)); });
      execution.Task("drop", [&world] {
        world.Drop(3);
        world.Leave(world.Enter(1));
      });
      execution.Task("reader", [&world] { world.Watch(2); });
      execution.RunTasks();
      world.CheckAllVisible();
    });
    ExpectComplete(all, 1000);
  }
}

// `visible` is wait-free: a writer that is stopped anywhere holds no reader up.
TEST(PublicationExploreTest, AFrozenWriterHoldsNoReaderUp) {
  const Exploration all = Explore({.freeze = "writer"}, [](Execution& execution) {
    World world(execution);
    execution.Task("writer", [&world] { world.Leave(world.Enter(2)); });
    execution.Task("reader", [&world] { world.Watch(2); });
    execution.RunTasks();
    world.CheckAllVisible();
  });
  ExpectComplete(all, 10);
  EXPECT_GT(all.frozen, 3u);
}

}  // namespace
}  // namespace varve
