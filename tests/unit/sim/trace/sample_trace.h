// A small trace with one record of each kind, and its text.
#ifndef VARVE_TESTS_UNIT_SIM_TRACE_SAMPLE_TRACE_H_
#define VARVE_TESTS_UNIT_SIM_TRACE_SAMPLE_TRACE_H_

#include <string>

#include "sim/trace/trace.h"

namespace varve::sim {

inline Trace SampleTrace() {
  Trace trace;
  trace.header.engine = "0.1.0";
  trace.header.build = "00000000000000aa";
  trace.header.seed = 17;
  trace.header.profile = "strict";
  trace.header.strategy = "pct";
  trace.header.knobs = R"({"memtable_bytes":"2048","keys":"7"})";
  trace.header.signature = {"V4", "read of \"k\" changed"};
  trace.header.digest = 0x0123456789abcdefULL;
  trace.records = {
      RecordedPick{.fiber = "life1/client2",
                   .label = "sched.next",
                   .ordinal = 3,
                   .candidates = 4,
                   .pick = 2},
      RecordedEvent{
          .name = "crash.machine", .nanos = 1500, .fiber = "world", .detail = "at rename"},
      RecordedDigest{.digest = 0xff, .nanos = 1600},
  };
  return trace;
}

/// Lines of a trace, for tests that break one of them.
inline std::string SampleHeader() {
  const std::string text = FormatTrace(SampleTrace());
  return text.substr(0, text.find('\n') + 1);
}

}  // namespace varve::sim

#endif  // VARVE_TESTS_UNIT_SIM_TRACE_SAMPLE_TRACE_H_
