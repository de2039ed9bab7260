#include "engine/base/reclaimer.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/schedule_point.h"

namespace varve {

Reclaimer::Reclaimer(Scheduler& scheduler)
    : hook_(scheduler.hook()), local_(scheduler.NewTaskLocal(&GiveUp)) {}

Reclaimer::~Reclaimer() {
  local_ = nullptr;  // from here on no ending task touches its slot
  Collect();
  VARVE_CHECK(waiting() == 0, "V5: nobody reads from what is being destroyed");
  for (Slot* slot = slots_.Load(std::memory_order_acquire); slot != nullptr;) {
    delete std::exchange(slot, slot->next);
  }
}

Reclaimer::Slot& Reclaimer::NewSlot() {
  for (Slot* slot = slots_.Load(std::memory_order_acquire); slot != nullptr; slot = slot->next) {
    bool taken = false;
    if (slot->taken.CompareExchange(hook_, taken, true, std::memory_order_acquire,
                                    std::memory_order_relaxed)) {
      local_->Set(slot);
      return *slot;
    }
  }
  auto* slot = new Slot;
  slot->next = slots_.Load(std::memory_order_acquire);
  while (!slots_.CompareExchange(hook_, slot->next, slot, std::memory_order_seq_cst,
                                 std::memory_order_acquire)) {
    OfferYield(hook_, SchedulePoint::kSpin);
  }
  local_->Set(slot);
  return *slot;
}

void Reclaimer::GiveUp(void* slot) {
  static_cast<Slot*>(slot)->taken.Store(false, std::memory_order_release);
}

uint64_t Reclaimer::Add(void* object, void (*destroy)(void*)) {
  // Counted before it can be found, so that the count never falls below zero.
  waiting_.FetchAdd(1, std::memory_order_relaxed);
  const uint64_t tag = epoch_.FetchAdd(1, std::memory_order_seq_cst);
  auto* retired = new Retired{tag, object, destroy, nullptr};
  Push(retired, retired);
  return tag;
}

void Reclaimer::Retire(void* object, void (*destroy)(void*)) {
  const uint64_t tag = Add(object, destroy);
  // With a guard in the way there is nothing to do here: whoever leaves it collects.
  if (tag < OldestGuard()) Collect();
}

void Reclaimer::CollectBehind(uint64_t left) {
  // A fence: the slot is empty before the others are looked at. So of two guards that are left at
  // once, at least one sees that it was the last of its age.
  waiting_.FetchAdd(0, std::memory_order_seq_cst);
  if (OldestGuard() > left) Collect();
}

void Reclaimer::Push(Retired* first, Retired* last) {
  last->next = retired_.Load(std::memory_order_relaxed);
  while (!retired_.CompareExchange(hook_, last->next, first, std::memory_order_seq_cst,
                                   std::memory_order_relaxed)) {
    OfferYield(hook_, SchedulePoint::kSpin);
  }
}

uint64_t Reclaimer::OldestGuard() const {
  uint64_t oldest = std::numeric_limits<uint64_t>::max();
  for (Slot* slot = slots_.Load(std::memory_order_seq_cst); slot != nullptr; slot = slot->next) {
    const uint64_t epoch =
        slot->epoch.Load(hook_, SchedulePoint::kValidate, std::memory_order_seq_cst);
    if (epoch != 0) oldest = std::min(oldest, epoch);
  }
  return oldest;
}

void Reclaimer::Collect() {
  for (;;) {
    Retired* taken = retired_.Exchange(hook_, nullptr, std::memory_order_seq_cst);
    if (taken == nullptr) return;
    const uint64_t oldest_guard = OldestGuard();
    Retired* kept = nullptr;
    Retired* last_kept = nullptr;
    while (taken != nullptr) {
      Retired* const retired = std::exchange(taken, taken->next);
      if (retired->tag >= oldest_guard) {
        if (kept == nullptr) last_kept = retired;
        retired->next = std::exchange(kept, retired);
        continue;
      }
      retired->destroy(retired->object);
      delete retired;
      waiting_.FetchAdd(~size_t{0}, std::memory_order_release);
    }
    if (kept == nullptr) return;
    Push(kept, last_kept);
    if (OldestGuard() == oldest_guard) return;
  }
}

}  // namespace varve
