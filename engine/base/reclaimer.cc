#include "engine/base/reclaimer.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/base/check.h"

namespace varve {

Reclaimer::Reclaimer(Scheduler& scheduler)
    : hook_(scheduler.hook()),
      local_(scheduler.NewTaskLocal(&GiveUp)),
      mutex_(scheduler, "reclaimer") {}

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
    if (hook_ != nullptr) hook_->Yield(SchedulePoint::kSpin);
  }
  local_->Set(slot);
  return *slot;
}

void Reclaimer::GiveUp(void* slot) {
  static_cast<Slot*>(slot)->taken.Store(false, std::memory_order_release);
}

void Reclaimer::Retire(void* object, void (*destroy)(void*)) {
  {
    const MutexLock lock(mutex_);
    const uint64_t tag = epoch_.FetchAdd(1, std::memory_order_seq_cst);
    retired_.push_back({tag, object, destroy});
    // Before the scan: a guard that is left behind the scan's look at it has to find garbage.
    oldest_tag_.Store(retired_.front().tag, std::memory_order_relaxed);
  }
  Collect();
}

void Reclaimer::Collect() {
  std::vector<Retired> free;  // destroyed without the lock
  {
    const MutexLock lock(mutex_);
    if (retired_.empty()) return;
    uint64_t oldest_guard = std::numeric_limits<uint64_t>::max();
    for (Slot* slot = slots_.Load(std::memory_order_seq_cst); slot != nullptr; slot = slot->next) {
      const uint64_t epoch =
          slot->epoch.Load(hook_, SchedulePoint::kValidate, std::memory_order_seq_cst);
      if (epoch != 0) oldest_guard = std::min(oldest_guard, epoch);
    }
    const auto kept = std::find_if(retired_.begin(), retired_.end(), [&](const Retired& retired) {
      return retired.tag >= oldest_guard;
    });
    free.assign(retired_.begin(), kept);
    retired_.erase(retired_.begin(), kept);
    oldest_tag_.Store(retired_.empty() ? 0 : retired_.front().tag, std::memory_order_relaxed);
  }
  for (const Retired& retired : free) retired.destroy(retired.object);
}

size_t Reclaimer::waiting() const {
  const MutexLock lock(mutex_);
  return retired_.size();
}

}  // namespace varve
