#include "sim/scheduler/sim_mutex.h"

namespace varve::sim {

SimMutex::~SimMutex() {
  if (owner_ != kNoFiber || !waiters_.empty()) {
    kernel_.Fail("L1", {"mutex ", name_, " is destroyed while in use"});
  }
}

void SimMutex::Lock() {
  kernel_.SchedulingPoint();
  Acquire();
}

bool SimMutex::TryLock() {
  kernel_.SchedulingPoint();
  if (owner_ != kNoFiber) return false;
  owner_ = kernel_.CurrentFiberId();
  return true;
}

void SimMutex::Unlock() {
  Release();
  kernel_.SchedulingPoint();
}

void SimMutex::Acquire() {
  const FiberId self = kernel_.CurrentFiberId();
  if (owner_ == self) {
    kernel_.Fail("L1", {"deadlock: task ", kernel_.CurrentPath(), " locks mutex ", name_,
                        ", which it holds already"});
  }
  while (owner_ != kNoFiber) {
    WaitNode node{.fiber = self};
    waiters_.PushBack(node);
    kernel_.Block({.kind = "mutex", .name = name_, .holder = &owner_});
  }
  owner_ = self;
}

void SimMutex::Release() {
  if (!HeldByCaller()) {
    kernel_.Fail("L1", {"task ", kernel_.CurrentPath(), " unlocks mutex ", name_,
                        ", which it does not hold"});
  }
  owner_ = kNoFiber;
  if (waiters_.empty()) return;
  HeapScope world(nullptr);
  kernel_.Wake(waiters_.Take(kernel_.choices().Pick("mutex.wake", waiters_.size())));
}

}  // namespace varve::sim
