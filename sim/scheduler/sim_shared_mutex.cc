#include "sim/scheduler/sim_shared_mutex.h"

#include <algorithm>

namespace varve::sim {

SimSharedMutex::~SimSharedMutex() {
  if (writer_ != kNoFiber || !readers_.empty() || !waiting_readers_.empty() ||
      !waiting_writers_.empty()) {
    kernel_.Fail("L1", {"shared mutex ", name_, " is destroyed while in use"});
  }
}

bool SimSharedMutex::CallerReads() const {
  return std::find(readers_.begin(), readers_.end(), kernel_.CurrentFiberId()) != readers_.end();
}

void SimSharedMutex::RefuseRecursion() {
  if (writer_ == kernel_.CurrentFiberId() || CallerReads()) {
    kernel_.Fail("L1", {"deadlock: task ", kernel_.CurrentPath(), " locks shared mutex ", name_,
                        ", which it holds already"});
  }
}

void SimSharedMutex::Lock() {
  kernel_.SchedulingPoint();
  RefuseRecursion();
  while (writer_ != kNoFiber || !readers_.empty()) {
    WaitNode node{.fiber = kernel_.CurrentFiberId()};
    waiting_writers_.PushBack(node);
    kernel_.Block({.kind = "shared mutex",
                   .name = name_,
                   .holder = writer_ != kNoFiber ? &writer_ : nullptr});
  }
  writer_ = kernel_.CurrentFiberId();
}

void SimSharedMutex::Unlock() {
  if (writer_ == kNoFiber || writer_ != kernel_.CurrentFiberId()) {
    kernel_.Fail("L1", {"task ", kernel_.CurrentPath(), " unlocks shared mutex ", name_,
                        ", which it does not hold"});
  }
  writer_ = kNoFiber;
  WakeWaiters();
  kernel_.SchedulingPoint();
}

void SimSharedMutex::LockShared() {
  kernel_.SchedulingPoint();
  RefuseRecursion();
  while (writer_ != kNoFiber) {
    WaitNode node{.fiber = kernel_.CurrentFiberId()};
    waiting_readers_.PushBack(node);
    kernel_.Block({.kind = "shared mutex (to read)", .name = name_, .holder = &writer_});
  }
  readers_.push_back(kernel_.CurrentFiberId());
}

void SimSharedMutex::UnlockShared() {
  if (!CallerReads()) {
    kernel_.Fail("L1", {"task ", kernel_.CurrentPath(), " unlocks shared mutex ", name_,
                        " for reading, which it does not hold so"});
  }
  std::erase(readers_, kernel_.CurrentFiberId());
  if (readers_.empty()) WakeWaiters();
  kernel_.SchedulingPoint();
}

void SimSharedMutex::WakeWaiters() {
  HeapScope world(nullptr);
  while (!waiting_readers_.empty()) kernel_.Wake(waiting_readers_.Take(0));
  if (waiting_writers_.empty()) return;
  const uint32_t pick = kernel_.choices().Pick("shared_mutex.wake", waiting_writers_.size());
  kernel_.Wake(waiting_writers_.Take(pick));
}

}  // namespace varve::sim
