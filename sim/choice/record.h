// What a run leaves behind, in the order in which it happened: the choices that were not the
// simplest one, the events, and digests of the world's state. A choice log holds these in binary
// form while the run goes on; a trace file holds them as text.
#ifndef VARVE_SIM_CHOICE_RECORD_H_
#define VARVE_SIM_CHOICE_RECORD_H_

#include <cstdint>
#include <string>
#include <variant>

namespace varve::sim {

/// One choice whose pick was not 0. (fiber, label, ordinal) names it within its run.
struct RecordedPick {
  std::string fiber;        // path of the fiber that chose
  std::string label;        // the component's name for the choice
  uint64_t ordinal = 0;     // counts the choices of this fiber and label, from 0
  uint32_t candidates = 1;  // how many alternatives there were
  uint32_t pick = 0;        // below `candidates`
  uint64_t line = 0;        // where in a trace file it stands, from 1; 0 when it came from no file
};

/// Something that happened, for people and for what a registered trace has to show.
struct RecordedEvent {
  std::string name;    // "crash.machine", stable from version to version
  int64_t nanos = 0;   // virtual time
  std::string fiber;   // path, "world" outside all fibers
  std::string detail;  // free text, may be empty
};

/// The digest of a world's logical state at one moment.
struct RecordedDigest {
  uint64_t digest = 0;
  int64_t nanos = 0;  // virtual time
};

using Record = std::variant<RecordedPick, RecordedEvent, RecordedDigest>;

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_RECORD_H_
