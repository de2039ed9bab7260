// Reclamation by epochs: an object is there as long as a guard could see it, goes soon afterwards,
// and nobody waits for a guard (rule L3).
#include <gtest/gtest.h>

#include <deque>

#include "engine/base/atomic.h"
#include "engine/base/reclaimer.h"
#include "sim/explore/explore.h"
#include "tests/explore/expect_complete.h"

namespace varve {
namespace {

using sim::Execution;
using sim::Exploration;
using sim::Explore;

// A link to an object that writers replace.
class World {
 public:
  explicit World(Execution& execution)
      : execution_(execution),
        hook_(execution.scheduler().hook()),
        reclaimer_(execution.scheduler()) {
    link_.Store(NewObject(), std::memory_order_seq_cst);
  }

  // Looks at what is linked, twice; nested in a second guard where asked to.
  void Read(bool nested = false) {
    const Reclaimer::Guard guard(reclaimer_);
    if (nested) {
      const Reclaimer::Guard inner(reclaimer_);
      Visit();
    }
    const Object* const object = Visit();
    execution_.Expect(!object->destroyed, "an object outlives the guards that can see it (V5)");
  }

  // Writers take turns, as those of a version do.
  void Replace() {
    Object* const old = link_.Load(std::memory_order_seq_cst);
    link_.Publish(hook_, NewObject(), std::memory_order_seq_cst);
    reclaimer_.Retire(old, &Destroy);
  }

  // A guard that is left may just miss what was retired in that instant; nothing misses a
  // collection.
  void CheckAllCollected() {
    reclaimer_.Collect();
    execution_.Expect(reclaimer_.waiting() == 0, "without guards nothing waits");
    for (const Object& object : objects_) {
      execution_.Expect(object.destroyed == (&object != link_.Load(std::memory_order_relaxed)),
                        "what was retired is destroyed, and nothing else");
    }
  }

  Reclaimer& reclaimer() { return reclaimer_; }

 private:
  struct Object {
    Execution* execution;
    bool destroyed = false;
  };

  Object* NewObject() {
    objects_.push_back({&execution_});
    return &objects_.back();
  }

  static void Destroy(void* object) {
    auto* const self = static_cast<Object*>(object);
    self->execution->Expect(!self->destroyed, "an object is destroyed once");
    self->destroyed = true;
  }

  const Object* Visit() {
    const Object* const object =
        link_.Load(hook_, SchedulePoint::kValidate, std::memory_order_seq_cst);
    for (int i = 0; i < 2; ++i) {
      execution_.Expect(!object->destroyed, "a guard keeps what can be reached (V5)");
      hook_->Yield(SchedulePoint::kNodeVisit);
    }
    return object;
  }

  Execution& execution_;
  ScheduleHook* const hook_;
  std::deque<Object> objects_;  // never freed before the end, so that a late look is seen
  Atomic<Object*> link_{nullptr};
  Reclaimer reclaimer_;
};

TEST(ReclaimerExploreTest, AReaderBesideAWriter) {
  const Exploration all = Explore({}, [](Execution& execution) {
    World world(execution);
    execution.Task("reader", [&] { world.Read(); });
    execution.Task("writer", [&] { world.Replace(); });
    execution.RunTasks();
    world.CheckAllCollected();
  });
  ExpectComplete(all, 1000);
}

TEST(ReclaimerExploreTest, TwoReplacementsBesideAReaderThatComesAgain) {
  const Exploration all = Explore({.max_preemptions = 4}, [](Execution& execution) {
    World world(execution);
    execution.Task("reader", [&] {
      world.Read();
      world.Read(/*nested=*/true);
    });
    execution.Task("writer", [&] {
      world.Replace();
      world.Replace();
    });
    execution.RunTasks();
    world.CheckAllCollected();
  });
  ExpectComplete(all, 1000);
}

TEST(ReclaimerExploreTest, TwoReadersAndAWriter) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution);
    execution.Task("reader", [&] { world.Read(); });
    execution.Task("other reader", [&] { world.Read(/*nested=*/true); });
    execution.Task("writer", [&] { world.Replace(); });
    execution.RunTasks();
    world.CheckAllCollected();
  });
  ExpectComplete(all, 1000);
}

// Two tasks retire and collect at once: each object goes once.
TEST(ReclaimerExploreTest, TwoCollectorsBesideAReader) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution);
    execution.Task("reader", [&] { world.Read(); });
    execution.Task("writer", [&] { world.Replace(); });
    execution.Task("collector", [&] { world.reclaimer().Collect(); });
    execution.RunTasks();
    world.CheckAllCollected();
  });
  ExpectComplete(all, 1000);
}

// A slot that an ended task has given up is taken over by the next.
TEST(ReclaimerExploreTest, SlotsAreTakenOver) {
  const Exploration all = Explore({.max_preemptions = 2}, [](Execution& execution) {
    World world(execution);
    execution.Task("early reader", [&] { world.Read(); });
    execution.RunTasks();
    execution.Task("reader", [&] { world.Read(); });
    execution.Task("other reader", [&] { world.Read(); });
    execution.Task("writer", [&] { world.Replace(); });
    execution.RunTasks();
    world.CheckAllCollected();
  });
  ExpectComplete(all, 1000);
}

// Wherever a reader stops on the way into its guard or within, writers go on and other readers too.
TEST(ReclaimerExploreTest, AFrozenReaderHoldsNobodyUp) {
  const Exploration all =
      Explore({.max_preemptions = 2, .freeze = "reader"}, [](Execution& execution) {
        World world(execution);
        execution.Task("reader", [&] {
          const Reclaimer::Guard guard(world.reclaimer());
          world.Read();
          execution.FreezeNoMore();  // leaving may collect, and collecting takes a lock
        });
        execution.Task("writer", [&] {
          world.Replace();
          world.Replace();
        });
        execution.Task("other reader", [&] { world.Read(); });
        execution.RunTasks();
        world.CheckAllCollected();
      });
  ExpectComplete(all, 1000);
  EXPECT_GT(all.frozen, 1000u);
}

// What was retired before a guard was taken does not wait for it.
TEST(ReclaimerExploreTest, AGuardKeepsOnlyWhatItCouldSee) {
  const Exploration all = Explore({}, [](Execution& execution) {
    World world(execution);
    execution.Task("writer", [&] {
      world.Replace();
      const Reclaimer::Guard guard(world.reclaimer());
      world.Replace();
      execution.Expect(world.reclaimer().waiting() == 1,
                       "the newer object waits, the older is gone");
    });
    execution.Task("collector", [&] { world.reclaimer().Collect(); });
    execution.RunTasks();
    world.CheckAllCollected();
  });
  ExpectComplete(all, 100);
}

}  // namespace
}  // namespace varve
