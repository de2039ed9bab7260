// A platform whose scheduling points run code of the test's choice: what another task would do at
// that very moment, done by the same thread, so that a race happens every time.
#ifndef VARVE_TESTS_UNIT_MEMTABLE_HOOKED_PLATFORM_H_
#define VARVE_TESTS_UNIT_MEMTABLE_HOOKED_PLATFORM_H_

#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "varve/platform/platform.h"

namespace varve {

class HookedPlatform {
 public:
  HookedPlatform() : scheduler_(hook_) {}

  /// `action` runs at the `nth` next point of this kind (1 is the next), with the hook disarmed.
  void Arm(SchedulePoint point, int nth, std::function<void()> action) {
    hook_.point = point;
    hook_.countdown = nth;
    hook_.action = std::move(action);
  }
  [[nodiscard]] bool armed() const { return hook_.action != nullptr; }
  [[nodiscard]] int insert_races() const { return counter_.insert_races; }
  [[nodiscard]] int spins() const { return hook_.spins; }

  [[nodiscard]] Platform platform() {
    const Platform native = posix_.platform();
    return {native.clock, native.file_system, scheduler_, counter_};
  }

 private:
  struct Hook : ScheduleHook {
    void Yield(SchedulePoint at) override {
      if (at == SchedulePoint::kSpin) ++spins;
      if (action == nullptr || at != point || --countdown > 0) return;
      std::exchange(action, nullptr)();
    }

    SchedulePoint point = SchedulePoint::kSpin;
    int countdown = 0;
    int spins = 0;
    std::function<void()> action;
  };

  struct Counter : Instrumentation {
    void Hit(Probe probe) override {
      if (probe == Probe::kMemtableInsertRaced) ++insert_races;
    }

    int insert_races = 0;
  };

  // Locks are the standard library's.
  class HookedScheduler : public Scheduler {
   public:
    explicit HookedScheduler(Hook& hook) : hook_(hook) {}
    std::unique_ptr<Task> Spawn(std::string_view, std::function<void()>) override {
      return nullptr;
    }
    std::unique_ptr<ControlledMutex> NewMutex(std::string_view) override { return nullptr; }
    std::unique_ptr<ControlledSharedMutex> NewSharedMutex(std::string_view) override {
      return nullptr;
    }
    std::unique_ptr<ControlledCondVar> NewCondVar(std::string_view) override { return nullptr; }
    std::unique_ptr<TaskLocal> NewTaskLocal(void (*)(void*)) override { return nullptr; }
    ScheduleHook* hook() override { return &hook_; }
    void Yield(SchedulePoint at) override { hook_.Yield(at); }

   private:
    Hook& hook_;
  };

  PosixPlatform posix_;
  Hook hook_;
  Counter counter_;
  HookedScheduler scheduler_;
};

}  // namespace varve

#endif  // VARVE_TESTS_UNIT_MEMTABLE_HOOKED_PLATFORM_H_
