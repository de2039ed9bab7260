#include "sim/scheduler/sim_cond_var.h"

namespace varve::sim {

SimCondVar::~SimCondVar() {
  if (!waiters_.empty()) {
    kernel_.Fail("L1", {"condition variable ", name_, " is destroyed while a task waits on it"});
  }
}

void SimCondVar::Wait(ControlledMutex& mutex) { WaitFor(static_cast<SimMutex&>(mutex), nullptr); }

bool SimCondVar::WaitUntil(ControlledMutex& mutex, Instant deadline) {
  return WaitFor(static_cast<SimMutex&>(mutex), &deadline);
}

bool SimCondVar::WaitFor(SimMutex& mutex, const Instant* deadline) {
  if (!mutex.HeldByCaller()) {
    kernel_.Fail("L1", {"task ", kernel_.CurrentPath(), " waits on condition variable ", name_,
                        " without holding mutex ", mutex.name()});
  }
  // A notification sent without the mutex can still come too early here.
  kernel_.SchedulingPoint();
  if (spurious_one_in_ != 0) {
    HeapScope world(nullptr);
    if (kernel_.choices().OneIn("condvar.spurious", spurious_one_in_)) {
      mutex.Release();
      kernel_.SchedulingPoint();
      mutex.Acquire();
      return true;
    }
  }
  WaitNode node{.fiber = kernel_.CurrentFiberId()};
  waiters_.PushBack(node);
  mutex.Release();
  const WaitReason wait{.kind = "condition variable", .name = name_};
  if (deadline == nullptr) {
    kernel_.Block(wait);
  } else {
    kernel_.BlockUntil(wait, *deadline);
  }
  const bool notified = node.woken;
  if (!notified) waiters_.Remove(node);
  mutex.Acquire();
  return notified;
}

void SimCondVar::NotifyOne() {
  kernel_.SchedulingPoint();
  if (waiters_.empty()) return;
  HeapScope world(nullptr);
  kernel_.Wake(waiters_.Take(kernel_.choices().Pick("condvar.wake", waiters_.size())));
}

void SimCondVar::NotifyAll() {
  kernel_.SchedulingPoint();
  while (!waiters_.empty()) kernel_.Wake(waiters_.Take(0));
}

}  // namespace varve::sim
