// What the kernel knows of one fiber. Internal to sim/scheduler; others name fibers by `FiberId`.
#ifndef VARVE_SIM_SCHEDULER_FIBER_RECORD_H_
#define VARVE_SIM_SCHEDULER_FIBER_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/heap/heap.h"
#include "sim/scheduler/fiber.h"
#include "sim/scheduler/stack_pool.h"

namespace varve::sim {

/// Names a fiber of one kernel; ascending in order of spawn, never given out twice.
using FiberId = uint32_t;
inline constexpr FiberId kNoFiber = 0;

/// What a blocked fiber waits for, for the report of a deadlock.
struct WaitReason {
  const char* kind = "";            // "mutex", "condition variable", "join", "sleep"
  std::string_view name = {};       // borrowed for as long as the fiber waits
  const FiberId* holder = nullptr;  // who has to act first, where that is known; borrowed too
};

enum class FiberState : uint8_t { kRunnable, kBlocked, kEnded };

struct FiberRecord {
  /// Numbers the names of a parent's children, so that paths are unique.
  using NameCounts = std::vector<std::pair<std::string, uint32_t>>;
  struct Local {
    uint64_t key;
    void* value;
    void (*destroy)(void*);
  };

  FiberId id = kNoFiber;
  std::string path;
  NameCounts child_names;

  FiberState state = FiberState::kRunnable;
  bool frozen = false;  // never a candidate, whatever its state
  bool has_timer = false;
  bool woken = false;    // by `Wake`, not by its timer
  WaitReason wait;       // while blocked
  int64_t deadline = 0;  // while `has_timer`

  FiberContext context;
  FiberStack stack;
  LifetimeHeap* heap = nullptr;  // current when the body starts: the creator's
  // The body was allocated by the creator. In a lifetime's heap it dies with that heap, so it must
  // not be destroyed when the fiber is abandoned; hence raw storage.
  alignas(std::function<void()>) std::byte body_storage[sizeof(std::function<void()>)];
  bool has_body = false;

  std::vector<FiberId> joiners;
  std::vector<Local> locals;
  void* user = nullptr;

  [[nodiscard]] std::function<void()>& body() {
    return *reinterpret_cast<std::function<void()>*>(body_storage);
  }
};

}  // namespace varve::sim

#endif  // VARVE_SIM_SCHEDULER_FIBER_RECORD_H_
