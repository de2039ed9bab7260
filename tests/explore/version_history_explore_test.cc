// Readers get a super version together with an instant that it serves, never an older one than
// somebody got before, and it stays while their guard does, whatever is installed, begun or dropped
// meanwhile (rules H1, V2, V5).
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <vector>

#include "engine/base/reclaimer.h"
#include "engine/db/publication.h"
#include "engine/db/snapshot_list.h"
#include "engine/version/version_history.h"
#include "sim/explore/explore.h"
#include "tests/explore/expect_complete.h"
#include "tests/explore/explored_platform.h"

namespace varve {
namespace {

using sim::Execution;
using sim::Exploration;
using sim::Explore;

// A history with what its owner has beside it, and a record of every super version made.
class World {
 public:
  explicit World(Execution& execution)
      : execution_(execution),
        hook_(execution.scheduler().hook()),
        platform_(execution),
        reclaimer_(execution.scheduler()),
        publication_(platform_.platform(), /*places=*/1),
        snapshots_(platform_.platform(), publication_),
        history_(platform_.platform(), reclaimer_) {
    history_.BeginEpoch(Make(0, kFirstInstant), [this] { publication_.Raise(kFirstInstant); });
  }

  // A write, or a wholesale drop. Writers take turns.
  void Write() { publication_.Raise(publication_.visible() + 1); }
  void Clear() {
    cleared_at_ = publication_.visible();
    const SuperVersionPtr first = Make(cleared_at_, cleared_at_ + 1);
    // Readers may come between the two publications: the second one is a scheduling point.
    history_.BeginEpoch(first, [this] { publication_.Raise(cleared_at_ + 1); });
    Saw(*first);
  }

  // As a flush or a compaction does, which keep what is read at the present instant and later.
  void Install() {
    SuperVersionPtr next;
    {
      VersionHistory::Replaced replaced(history_);
      history_.Install(
          [&](const SuperVersion& current) {
            next = Make(current.epoch_start, publication_.visible());
            return next;
          },
          [] {}, replaced);
    }
    Saw(*next);
  }

  void Collect() {
    (void)history_.Collect([this] { return snapshots_.Instants(); });
  }

  void ReadNewest() {
    const Seen before = seen_;
    const SeqNo visible_before = visible_seen_;
    const Reclaimer::Guard guard(reclaimer_);
    const VersionHistory::View view = history_.Newest([this] { return publication_.visible(); });
    const Made& made = Saw(*view.super_version, before);
    execution_.Expect(made.epoch_start >= std::prev(before.end())->first,
                      "an epoch that was read is not left again");
    execution_.Expect(view.instant > made.epoch_start,
                      "an epoch is not read before it is visible (H1)");
    execution_.Expect(view.instant >= made.serves_from && view.instant >= visible_before,
                      "the instant is not older than the super version (V2)");
    visible_seen_ = std::max(visible_seen_, view.instant);
    CheckStays(made);
  }

  void ReadCurrent() {
    const Seen before = seen_;
    const SuperVersionPtr current = history_.Current();
    execution_.Expect(Saw(*current, before).epoch_start >= std::prev(before.end())->first,
                      "the current epoch is the newest");
  }

  [[nodiscard]] SeqNo TakeSnapshot() {
    const SeqNo newest_epoch = std::prev(seen_.end())->first;
    const SeqNo instant = snapshots_.Acquire();
    execution_.Expect(instant > newest_epoch, "what was read as dropped does not come back (H1)");
    return instant;
  }

  // Gives the snapshot back before it leaves its guard.
  void ReadSnapshot(SeqNo instant) {
    const Seen before = seen_;
    const Reclaimer::Guard guard(reclaimer_);
    const Made& made = Saw(history_.GetVersionForSnapshot(instant), before);
    execution_.Expect(made.epoch_start == (instant > cleared_at_ ? cleared_at_ : 0),
                      "a snapshot is read in its own epoch (H1)");
    CheckStays(made);
    snapshots_.Release(instant);
    CheckStays(made);
  }

  // Nobody holds a guard or a snapshot.
  void CheckOnlyTheNewestStays() {
    Collect();
    reclaimer_.Collect();
    execution_.Expect(reclaimer_.waiting() == 0, "without guards nothing waits");
    const SuperVersion* const newest = history_.Held().back().get();
    for (const auto& made : made_) {
      execution_.Expect(made->super_version.expired() == (made->address != newest),
                        "what was replaced or dropped goes, and nothing else");
    }
  }

 private:
  static constexpr SeqNo kFirstInstant = 10;

  struct Made {
    size_t number;
    // Keeps the address from being used again.
    std::weak_ptr<const SuperVersion> super_version;
    const SuperVersion* address;
    SeqNo epoch_start;
    SeqNo serves_from;
  };

  // The newest super version of each epoch that somebody got.
  using Seen = std::map<SeqNo, size_t>;

  SuperVersionPtr Make(SeqNo epoch_start, SeqNo serves_from) {
    auto made = std::make_shared<const SuperVersion>(nullptr, version_, epoch_start);
    made_.push_back(std::make_unique<const Made>(
        Made{made_.size(), made, made.get(), epoch_start, serves_from}));
    if (seen_.empty()) seen_.emplace(epoch_start, 0);
    return made;
  }

  const Made& Saw(const SuperVersion& super_version, const Seen& before = {}) {
    const Made* found = nullptr;
    for (const auto& made : made_) {
      if (made->address == &super_version) found = made.get();
    }
    execution_.Expect(found != nullptr, "there is such a super version");
    execution_.Expect(!found->super_version.expired(), "a reader gets what is there (V5)");
    const auto known = before.find(found->epoch_start);
    execution_.Expect(known == before.end() || known->second <= found->number,
                      "an epoch's super versions follow each other");
    size_t& newest = seen_[found->epoch_start];
    newest = std::max(newest, found->number);
    return *found;
  }

  void CheckStays(const Made& made) {
    hook_->Yield(SchedulePoint::kNodeVisit);
    execution_.Expect(!made.super_version.expired(), "a guard keeps what was got under it (V5)");
  }

  Execution& execution_;
  ScheduleHook* const hook_;
  ExploredPlatform platform_;
  Instrumentation instrumentation_;
  const std::shared_ptr<const Version> version_ = Version::Empty(instrumentation_);
  std::vector<std::unique_ptr<const Made>> made_;
  Seen seen_;
  SeqNo visible_seen_ = 0;
  SeqNo cleared_at_ = 0;
  Reclaimer reclaimer_;
  Publication publication_;
  SnapshotList snapshots_;
  VersionHistory history_;
};

TEST(VersionHistoryExploreTest, ReadersBesideABeginningEpoch) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution);
    execution.Task("reader", [&] { world.ReadNewest(); });
    execution.Task("other reader", [&] {
      world.ReadNewest();
      world.ReadNewest();
    });
    execution.Task("writer", [&] { world.Clear(); });
    execution.RunTasks();
    world.CheckOnlyTheNewestStays();
  });
  ExpectComplete(all, 1000);
}

TEST(VersionHistoryExploreTest, AReaderBesideWritesAndInstalls) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution);
    execution.Task("reader", [&] {
      world.ReadNewest();
      world.ReadNewest();
    });
    execution.Task("writer", [&] { world.Write(); });
    execution.Task("flusher", [&] {
      world.Install();
      world.Install();
    });
    execution.RunTasks();
    world.CheckOnlyTheNewestStays();
  });
  ExpectComplete(all, 1000);
}

TEST(VersionHistoryExploreTest, AReaderBesideAnInstallAndABeginningEpoch) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution);
    execution.Task("reader", [&] { world.ReadNewest(); });
    execution.Task("writer", [&] { world.Clear(); });
    execution.Task("flusher", [&] {
      world.Install();
      world.Collect();
    });
    execution.RunTasks();
    world.CheckOnlyTheNewestStays();
  });
  ExpectComplete(all, 1000);
}

TEST(VersionHistoryExploreTest, CurrentIsPinnedBesideInstalls) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution);
    execution.Task("compactor", [&] { world.ReadCurrent(); });
    execution.Task("flusher", [&] {
      world.Install();
      world.ReadCurrent();
    });
    execution.Task("writer", [&] { world.Clear(); });
    execution.RunTasks();
    world.CheckOnlyTheNewestStays();
  });
  ExpectComplete(all, 1000);
}

// The snapshot is of the epoch before or of the one after, and finds it either way, though a
// collection that knows of no snapshot yet may begin at any moment.
TEST(VersionHistoryExploreTest, ASnapshotIsTakenBesideABeginningEpoch) {
  const Exploration all = Explore({.max_preemptions = 4}, [](Execution& execution) {
    World world(execution);
    execution.Task("reader", [&] { world.ReadSnapshot(world.TakeSnapshot()); });
    execution.Task("writer", [&] { world.Clear(); });
    execution.Task("collector", [&] { world.Collect(); });
    execution.RunTasks();
    world.CheckOnlyTheNewestStays();
  });
  ExpectComplete(all, 1000);
}

// What the newest read has seen dropped, no snapshot taken after it brings back.
TEST(VersionHistoryExploreTest, ASnapshotBehindANewestReadIsNotOlder) {
  const Exploration all = Explore({.max_preemptions = 6}, [](Execution& execution) {
    World world(execution);
    execution.Task("reader", [&] {
      world.ReadNewest();
      world.ReadSnapshot(world.TakeSnapshot());
    });
    execution.Task("writer", [&] { world.Clear(); });
    execution.RunTasks();
    world.CheckOnlyTheNewestStays();
  });
  ExpectComplete(all, 1000);
}

// An old epoch is dropped when its last snapshot goes, beside the reader that still uses it.
TEST(VersionHistoryExploreTest, AnOldEpochIsDroppedBesideItsReader) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution);
    const SeqNo snapshot = world.TakeSnapshot();
    execution.Task("reader", [&world, snapshot] { world.ReadSnapshot(snapshot); });
    execution.Task("writer", [&] {
      world.Clear();
      world.Collect();
    });
    execution.Task("flusher", [&] {
      world.Install();
      world.Collect();
    });
    execution.RunTasks();
    world.CheckOnlyTheNewestStays();
  });
  ExpectComplete(all, 1000);
}

// Within an epoch readers are wait-free: who stops in the middle of an installation holds none up.
TEST(VersionHistoryExploreTest, AFrozenInstallationHoldsNoReaderUp) {
  const Exploration all =
      Explore({.max_preemptions = 4, .freeze = "flusher"}, [](Execution& execution) {
        World world(execution);
        execution.Task("flusher", [&] { world.Install(); });
        execution.Task("reader", [&] {
          world.ReadNewest();
          world.ReadCurrent();
        });
        execution.RunTasks();
        world.CheckOnlyTheNewestStays();
      });
  ExpectComplete(all, 1000);
  EXPECT_GT(all.frozen, 100u);
}

}  // namespace
}  // namespace varve
