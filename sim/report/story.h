// A trace as a story: lifetimes, and in each what happened in which lane, a row each.
#ifndef VARVE_SIM_REPORT_STORY_H_
#define VARVE_SIM_REPORT_STORY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/trace/trace.h"

namespace varve::sim {

enum class RowKind : uint8_t {
  kStep,    // a client's call or its answer, a step of the engine
  kFile,    // an operation on a file: told in the lane of the disk
  kSwitch,  // the scheduler chose otherwise than the simplest: a preemption, who is woken
  kFault,   // something was made to go wrong
};

/// Something that happened, or several such things that were put together (`records` says how
/// many).
struct Row {
  RowKind kind = RowKind::kStep;
  int64_t nanos = 0;   // virtual time of its beginning
  std::string fiber;   // path, "life2/writer0"; of the main fiber "life2"
  std::string lane;    // what the path is called within its section: "writer0", "main"
  std::string name;    // "write", "done", "append"
  std::string detail;  // "put "k"="v" sync"; of a file operation the file's name without its folder
  std::string note;    // what was left out: "(3 steps, 1 file operation)"; mostly empty
  uint64_t records = 1;
  bool chosen = false;  // its fiber chose otherwise than the simplest right before it
};

/// One lifetime of the engine's process, or what stands before the first.
struct Section {
  std::string title;  // "life 2: machine crash at file operation 3 of flush"
  std::vector<Row> rows;
  std::string end;  // "crash.machine in flush before sync; image: crash.mood 2/6"; empty: none
};

struct Story {
  std::vector<Section> sections;
  std::vector<std::string> lanes;  // of all sections, in the order in which they first act
};

/// State digests are left out. A choice of the workload shows in the row that it led to: `chosen`.
[[nodiscard]] Story StoryOf(const Trace& trace);

/// Whether `asked` means the fiber: its path, an ancestor of it, the last part of it, or its lane.
[[nodiscard]] bool IsMeant(const Row& row, std::string_view asked);

}  // namespace varve::sim

#endif  // VARVE_SIM_REPORT_STORY_H_
