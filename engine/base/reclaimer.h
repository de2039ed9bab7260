// Epoch-based reclamation: readers use shared objects without locks and without counting
// references; whoever unlinks an object leaves its destruction to the reclaimer.
//
// (Fraser, "Practical lock-freedom", 2004; McKenney's RCU asks the same of its readers. Here each
// retired object has an epoch of its own, so that one is freed as soon as its own readers have
// gone.)
//
//   reader                                   writer
//   Reclaimer::Guard guard(reclaimer);       link.Publish(hook, fresh, seq_cst);   // unlinks `old`
//   Object* object = link.Load(seq_cst);     reclaimer.Retire(old, destroy);
//   ... use *object ...
//
// Protocol. A counter numbers the epochs. A guard writes the present number into its task's slot
// and, leaving, writes 0. `Retire` tags the object with the number and raises it. An object is
// destroyed once every slot holds 0 or a number above its tag.
//
// Why that is safe. Four accesses are sequentially consistent: the unlinking store, the scan's load
// of a slot, the guard's store into it, and the reader's load of the link. Take a reader that still
// gets the old object from the link. Its load comes before the unlinking in the one order of these
// accesses, its guard's store before that, and the scan behind the unlinking: so the scan sees the
// guard's number, or a later state of the slot, by which the guard has been left. The number was
// read before the guard's store, so before the unlinking, so before the tag was taken: it is at
// most the tag, and the object stays. A guard that was left was left by a release store, which the
// scan's load acquires: the reader's last use happens before the destruction.
//
// The simulator interleaves all these steps, but one after the other. What it cannot see is a
// processor that lets the reader's load overtake its guard's store (x86 does, unless the store is
// sequentially consistent): that the store has to be so rests on the argument above.
//
// An object that a guard has kept is destroyed when that guard is left. The check for it is two
// relaxed loads, which a processor may let overtake the store that leaves the guard: an object
// retired in that very instant then stays until the next `Retire` or `Collect`, which background
// tasks call when a job is done.
//
// What is retired lies in a list that only grows at its head (a stack after Treiber, 1986, taken
// whole or not at all, so that no node is ever compared with one that had its address before).
// Whoever collects takes the list, destroys what no guard keeps, and puts back the rest; having put
// it back it looks at the slots again, since a guard that was left meanwhile found no garbage. A
// task that is suspended anywhere in here keeps memory, and blocks nobody (rule L3).
#ifndef VARVE_ENGINE_BASE_RECLAIMER_H_
#define VARVE_ENGINE_BASE_RECLAIMER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "engine/base/atomic.h"
#include "varve/platform/scheduler.h"

namespace varve {

/// Thread safety: all methods from any task. Progress: entering a guard is wait-free, but for a
/// task's first (which may allocate its slot); everything else is lock-free, apart from what the
/// destructions do.
class Reclaimer {
  struct Slot;

 public:
  /// The scheduler must outlive the reclaimer.
  explicit Reclaimer(Scheduler& scheduler);
  /// Destroys what was retired. No guard may be held.
  ~Reclaimer();
  Reclaimer(const Reclaimer&) = delete;
  Reclaimer& operator=(const Reclaimer&) = delete;

  /// While it lives, nothing that its task could reach when it was made, or reaches from then on,
  /// is destroyed. Guards of a task nest. It stays with the task that made it.
  class Guard {
   public:
    explicit Guard(Reclaimer& reclaimer) : reclaimer_(reclaimer), slot_(reclaimer.Enter()) {}
    ~Guard() { reclaimer_.Leave(slot_); }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    Reclaimer& reclaimer_;
    Slot& slot_;
  };

  /// Has `destroy(object)` called, by some task, once no guard can reach the object. It must have
  /// been unlinked by a sequentially consistent store. The caller, who may
  /// come to destroy what others retired, holds no lock that any of the destructions takes; nor
  /// does whoever leaves a guard.
  void Retire(void* object, void (*destroy)(void*));

  /// Keeps `owner` until no guard can reach what it owns.
  template <typename T>
  void Retire(std::shared_ptr<T> owner) {
    Retire(new std::shared_ptr<T>(std::move(owner)),
           [](void* object) { delete static_cast<std::shared_ptr<T>*>(object); });
  }

  /// As `Retire`, but leaves all destroying to a later call: for a caller whose locks must not wait
  /// for it.
  template <typename T>
  void RetireLater(std::shared_ptr<T> owner) {
    Add(new std::shared_ptr<T>(std::move(owner)),
        [](void* object) { delete static_cast<std::shared_ptr<T>*>(object); });
  }

  /// Destroys what no guard keeps.
  void Collect();

  /// Retired and not yet destroyed, at some moment during the call.
  [[nodiscard]] size_t waiting() const { return waiting_.Load(std::memory_order_acquire); }

 private:
  /// A task's, whose owner writes it at every read. As long as two cache lines, so that no two
  /// slots have fields in one. (Not aligned to lines: plain `operator new` is the only one that
  /// every replacement of the allocator covers.)
  struct Slot {
    Atomic<uint64_t> epoch{0};  // 0: no guard
    uint32_t depth = 0;         // of nested guards; the owner's alone
    Atomic<bool> taken{true};   // by a task that lives
    Slot* next = nullptr;       // in the list of all; never changes once it is in
    char padding[104] = {};
  };

  struct Retired {
    uint64_t tag;
    void* object;
    void (*destroy)(void*);
    Retired* next;
  };

  [[nodiscard]] Slot& Enter() {
    auto* slot = static_cast<Slot*>(local_->Get());
    if (slot == nullptr) [[unlikely]]
      slot = &NewSlot();
    if (slot->depth++ == 0) {
      slot->epoch.Publish(hook_, epoch_.Load(std::memory_order_acquire), std::memory_order_seq_cst);
    }
    return *slot;
  }

  void Leave(Slot& slot) {
    if (--slot.depth > 0) return;
    const uint64_t epoch = slot.epoch.Load(std::memory_order_relaxed);
    slot.epoch.Store(0, std::memory_order_release);
    // Something waits, and something was retired since this guard was entered.
    if (waiting_.Load(std::memory_order_relaxed) != 0 &&
        epoch_.Load(std::memory_order_relaxed) != epoch) [[unlikely]] {
      CollectBehind(epoch);
    }
  }

  Slot& NewSlot();
  static void GiveUp(void* slot);

  /// A guard with the number `left` was left: collects where none so old is held any more, so that
  /// a guard that is held for long costs the others nothing.
  void CollectBehind(uint64_t left);
  /// The smallest number in a slot; the largest there is when no guard is held.
  [[nodiscard]] uint64_t OldestGuard() const;
  /// Adds the object to what waits, and returns its tag.
  uint64_t Add(void* object, void (*destroy)(void*));
  /// Adds the list from `first` to `last` to what waits.
  void Push(Retired* first, Retired* last);

  ScheduleHook* const hook_;
  Atomic<uint64_t> epoch_{1};
  Atomic<size_t> waiting_{0};          // retired and not yet destroyed
  Atomic<Retired*> retired_{nullptr};  // but for those that a collecting task has taken
  Atomic<Slot*> slots_{nullptr};       // grows at its head
  std::unique_ptr<TaskLocal> local_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_BASE_RECLAIMER_H_
