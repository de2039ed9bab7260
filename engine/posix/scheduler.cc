#include "engine/posix/scheduler.h"

#include <pthread.h>

#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "engine/base/check.h"
#include "engine/posix/task_local.h"

namespace varve::posix {
namespace {

constexpr size_t kMaxThreadName = 15;

std::thread StartThread(std::string_view name, std::function<void()> body) {
  auto run = [shown = std::string(name.substr(0, kMaxThreadName)), body = std::move(body)] {
    ::pthread_setname_np(::pthread_self(), shown.c_str());  // cosmetic: a failure changes nothing
    body();
  };
  try {
    return std::thread(std::move(run));
  } catch (const std::system_error&) {
    CheckFailed(__FILE__, __LINE__, "a thread starts", "the system can start another thread");
  }
}

class PosixTask final : public Task {
 public:
  explicit PosixTask(std::thread thread) : thread_(std::move(thread)) {}
  ~PosixTask() override { VARVE_CHECK(!thread_.joinable(), "a task is joined before it is gone"); }

  void Join() override {
    VARVE_CHECK(thread_.joinable(), "a task is joined once");
    thread_.join();
  }

 private:
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Task> PosixScheduler::Spawn(std::string_view name, std::function<void()> body) {
  return std::make_unique<PosixTask>(StartThread(name, std::move(body)));
}

std::unique_ptr<ControlledMutex> PosixScheduler::NewMutex(std::string_view) { return nullptr; }

std::unique_ptr<ControlledSharedMutex> PosixScheduler::NewSharedMutex(std::string_view) {
  return nullptr;
}

std::unique_ptr<ControlledCondVar> PosixScheduler::NewCondVar(std::string_view) { return nullptr; }

std::unique_ptr<TaskLocal> PosixScheduler::NewTaskLocal(void (*destroy)(void*)) {
  return std::make_unique<PosixTaskLocal>(destroy);
}

void PosixScheduler::Yield(SchedulePoint) { std::this_thread::yield(); }

}  // namespace varve::posix
