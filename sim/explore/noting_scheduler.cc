#include "sim/explore/noting_scheduler.h"

#include <string>
#include <utility>

namespace varve::sim {
namespace {

std::string_view NameOf(SchedulePoint point) {
  switch (point) {
    case SchedulePoint::kSpin:
      return "spin";
    case SchedulePoint::kPublish:
      return "publish";
    case SchedulePoint::kValidate:
      return "validate";
    case SchedulePoint::kNodeVisit:
      return "node visit";
  }
  return "";
}

class NotingMutex final : public ControlledMutex {
 public:
  NotingMutex(std::unique_ptr<ControlledMutex> mutex, std::string_view name, PointNote& note)
      : mutex_(std::move(mutex)), name_(name), note_(note) {}

  void Lock() override {
    note_ = {"lock", name_};
    mutex_->Lock();
  }
  bool TryLock() override {
    note_ = {"try lock", name_};
    return mutex_->TryLock();
  }
  void Unlock() override {
    note_ = {"go on, having unlocked", name_};
    mutex_->Unlock();
  }
  bool HeldByCaller() const override { return mutex_->HeldByCaller(); }

  ControlledMutex& mutex() { return *mutex_; }

 private:
  const std::unique_ptr<ControlledMutex> mutex_;
  const std::string name_;
  PointNote& note_;
};

class NotingSharedMutex final : public ControlledSharedMutex {
 public:
  NotingSharedMutex(std::unique_ptr<ControlledSharedMutex> mutex, std::string_view name,
                    PointNote& note)
      : mutex_(std::move(mutex)), name_(name), note_(note) {}

  void Lock() override {
    note_ = {"lock", name_};
    mutex_->Lock();
  }
  void Unlock() override {
    note_ = {"go on, having unlocked", name_};
    mutex_->Unlock();
  }
  void LockShared() override {
    note_ = {"lock to read", name_};
    mutex_->LockShared();
  }
  void UnlockShared() override {
    note_ = {"go on, having unlocked", name_};
    mutex_->UnlockShared();
  }

 private:
  const std::unique_ptr<ControlledSharedMutex> mutex_;
  const std::string name_;
  PointNote& note_;
};

class NotingCondVar final : public ControlledCondVar {
 public:
  NotingCondVar(std::unique_ptr<ControlledCondVar> condition, std::string_view name,
                PointNote& note)
      : condition_(std::move(condition)), name_(name), note_(note) {}

  void Wait(ControlledMutex& mutex) override {
    note_ = {"wait", name_};
    condition_->Wait(static_cast<NotingMutex&>(mutex).mutex());
  }
  bool WaitUntil(ControlledMutex& mutex, Instant deadline) override {
    note_ = {"wait", name_};
    return condition_->WaitUntil(static_cast<NotingMutex&>(mutex).mutex(), deadline);
  }
  void NotifyOne() override {
    note_ = {"notify one", name_};
    condition_->NotifyOne();
  }
  void NotifyAll() override {
    note_ = {"notify all", name_};
    condition_->NotifyAll();
  }

 private:
  const std::unique_ptr<ControlledCondVar> condition_;
  const std::string name_;
  PointNote& note_;
};

}  // namespace

std::unique_ptr<Task> NotingScheduler::Spawn(std::string_view name, std::function<void()> body) {
  state_.note = {"spawn", {}};
  return scheduler_.Spawn(name, std::move(body));
}

std::unique_ptr<ControlledMutex> NotingScheduler::NewMutex(std::string_view name) {
  return std::make_unique<NotingMutex>(scheduler_.NewMutex(name), name, state_.note);
}

std::unique_ptr<ControlledSharedMutex> NotingScheduler::NewSharedMutex(std::string_view name) {
  return std::make_unique<NotingSharedMutex>(scheduler_.NewSharedMutex(name), name, state_.note);
}

std::unique_ptr<ControlledCondVar> NotingScheduler::NewCondVar(std::string_view name) {
  return std::make_unique<NotingCondVar>(scheduler_.NewCondVar(name), name, state_.note);
}

void NotingScheduler::Yield(SchedulePoint point) {
  // Alone, the scenario's own fiber has nobody to give way to; but what spins then spins for ever.
  if (!state_.tasks_run && point != SchedulePoint::kSpin) return;
  state_.note = {NameOf(point), {}};
  scheduler_.Yield(point);
}

}  // namespace varve::sim
