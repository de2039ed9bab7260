// Who has to give way to whom because it spins.
//
// A retry loop makes the tree of interleavings infinite: the spinner could be picked for ever. The
// fair scheduler of Musuvathi and Qadeer ("Fair stateless model checking", PLDI 2008, algorithm 1)
// cuts it: a task that spins twice gives way to every task that could run in between and did not,
// until that one has had a turn. What is lost are turns in which a loop goes round and nobody else
// moves. Two tasks that wait for each other go on to spin, in turns: the bound of steps finds them.
//
// A first spin costs nothing, since a retry after a lost compare-and-swap mostly succeeds, whoever
// else stands still. Tasks are sets of bits. The part of the algorithm about tasks that a spinner
// itself disables is left out: in the engine no loop that spins blocks others by locks.
#ifndef VARVE_SIM_EXPLORE_FAIR_TURNS_H_
#define VARVE_SIM_EXPLORE_FAIR_TURNS_H_

#include <array>
#include <cstdint>

namespace varve::sim {

/// Thread safety: one operating system thread.
class FairTurns {
 public:
  static constexpr uint32_t kMaxTasks = 8;
  using TaskSet = uint32_t;
  static constexpr TaskSet Only(uint32_t task) { return TaskSet{1} << task; }

  /// A new execution: nobody has spun.
  void Reset() {
    if (spun_) *this = FairTurns();
  }

  /// `task` is about to retry; `enabled` can run, itself included.
  void Spin(uint32_t task, TaskSet enabled) {
    spun_ = true;
    State& state = states_[task];
    if (state.spun) state.gives_way_to |= state.enabled & enabled & ~state.ran & ~Only(task);
    state = {.spun = true, .gives_way_to = state.gives_way_to, .enabled = enabled, .ran = 0};
  }

  /// The tasks of `enabled` whose turn it may be: never none, unless `enabled` is empty.
  [[nodiscard]] TaskSet Eligible(TaskSet enabled) {
    if (!spun_) return enabled;
    TaskSet eligible = 0;
    for (uint32_t task = 0; task < kMaxTasks; ++task) {
      State& state = states_[task];
      state.enabled &= enabled;
      if ((enabled & Only(task)) != 0 && (state.gives_way_to & enabled) == 0) {
        eligible |= Only(task);
      }
    }
    return eligible != 0 ? eligible : enabled;
  }

  /// `task` has its turn.
  void Chose(uint32_t task) {
    if (!spun_) return;
    for (State& state : states_) {
      state.gives_way_to &= ~Only(task);
      state.ran |= Only(task);
    }
  }

 private:
  struct State {
    bool spun = false;
    TaskSet gives_way_to = 0;
    TaskSet enabled = 0;  // could run at every decision since the last spin
    TaskSet ran = 0;      // had a turn since the last spin
  };

  bool spun_ = false;  // whether anybody has: nothing is kept before
  std::array<State, kMaxTasks> states_{};
};

}  // namespace varve::sim

#endif  // VARVE_SIM_EXPLORE_FAIR_TURNS_H_
