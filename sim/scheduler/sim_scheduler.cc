#include "sim/scheduler/sim_scheduler.h"

#include <utility>

#include "sim/scheduler/sim_cond_var.h"
#include "sim/scheduler/sim_mutex.h"
#include "sim/scheduler/sim_shared_mutex.h"

namespace varve::sim {
namespace {

class SimTask final : public Task {
 public:
  SimTask(Kernel& kernel, FiberId fiber) : kernel_(kernel), fiber_(fiber) {}
  ~SimTask() override {
    if (!joined_) kernel_.Fail("L1", "a task is destroyed without having been joined");
  }

  void Join() override {
    if (joined_) kernel_.Fail("L1", "a task is joined twice");
    kernel_.SchedulingPoint();
    kernel_.Join(fiber_);
    joined_ = true;
  }

 private:
  Kernel& kernel_;
  const FiberId fiber_;
  bool joined_ = false;
};

class SimTaskLocal final : public TaskLocal {
 public:
  SimTaskLocal(Kernel& kernel, void (*destroy)(void*))
      : kernel_(kernel), key_(kernel.NewLocalKey()), destroy_(destroy) {}
  ~SimTaskLocal() override { kernel_.ForgetLocal(key_); }

  [[nodiscard]] void* Get() const override { return kernel_.GetLocal(key_); }
  void Set(void* value) override { kernel_.SetLocal(key_, value, destroy_); }

 private:
  Kernel& kernel_;
  const uint64_t key_;
  void (*const destroy_)(void*);
};

}  // namespace

std::unique_ptr<Task> SimScheduler::Spawn(std::string_view name, std::function<void()> body) {
  kernel_.SchedulingPoint();
  return std::make_unique<SimTask>(kernel_, kernel_.Spawn(name, std::move(body)));
}

std::unique_ptr<ControlledMutex> SimScheduler::NewMutex(std::string_view name) {
  return std::make_unique<SimMutex>(kernel_, name);
}

std::unique_ptr<ControlledSharedMutex> SimScheduler::NewSharedMutex(std::string_view name) {
  return std::make_unique<SimSharedMutex>(kernel_, name);
}

std::unique_ptr<ControlledCondVar> SimScheduler::NewCondVar(std::string_view name) {
  return std::make_unique<SimCondVar>(kernel_, name, options_.spurious_wakeup_one_in);
}

std::unique_ptr<TaskLocal> SimScheduler::NewTaskLocal(void (*destroy)(void*)) {
  return std::make_unique<SimTaskLocal>(kernel_, destroy);
}

}  // namespace varve::sim
