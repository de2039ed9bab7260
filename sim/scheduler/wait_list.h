// Fibers that wait on one object. The nodes live on the waiters' own stacks, so that waiting
// allocates nothing and an abandoned list needs no cleaning.
#ifndef VARVE_SIM_SCHEDULER_WAIT_LIST_H_
#define VARVE_SIM_SCHEDULER_WAIT_LIST_H_

#include <cstdint>

#include "sim/scheduler/fiber_record.h"

namespace varve::sim {

struct WaitNode {
  FiberId fiber = kNoFiber;
  bool woken = false;  // taken off the list by whoever woke the fiber
  WaitNode* previous = nullptr;
  WaitNode* next = nullptr;
};

/// In order of arrival. Thread safety: one operating system thread.
class WaitList {
 public:
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] uint32_t size() const { return size_; }

  void PushBack(WaitNode& node) {
    node.previous = last_;
    node.next = nullptr;
    (last_ == nullptr ? first_ : last_->next) = &node;
    last_ = &node;
    ++size_;
  }

  /// `node` must be on the list.
  void Remove(WaitNode& node) {
    (node.previous == nullptr ? first_ : node.previous->next) = node.next;
    (node.next == nullptr ? last_ : node.next->previous) = node.previous;
    --size_;
  }

  /// Takes the node at `index` (below `size`) off the list and marks it woken.
  FiberId Take(uint32_t index) {
    WaitNode* node = first_;
    while (index-- > 0) node = node->next;
    Remove(*node);
    node->woken = true;
    return node->fiber;
  }

 private:
  WaitNode* first_ = nullptr;
  WaitNode* last_ = nullptr;
  uint32_t size_ = 0;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_WAIT_LIST_H_
