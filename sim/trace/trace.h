// A trace in memory: everything a replay needs, and what its first run came to. traces/README.md
// holds the grammar of the file.
//
// Thread safety: plain values.
#ifndef VARVE_SIM_TRACE_TRACE_H_
#define VARVE_SIM_TRACE_TRACE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sim/choice/record.h"

namespace varve::sim {

/// How a run failed; both empty for a run that did not.
struct Signature {
  std::string rule;
  std::string message;

  friend bool operator==(const Signature&, const Signature&) = default;
};

struct TraceHeader {
  std::string engine;            // version of the engine, "0.1.0"
  std::string build;             // `BuildId()` of the program that recorded the trace; may be empty
  std::optional<uint64_t> seed;  // for people only; a replay ignores it
  std::string profile;           // as asked for; empty: chosen by the world
  std::string strategy;          // as asked for; empty: chosen by the world
  std::string knobs = "{}";      // one JSON object, for people only
  Signature signature;
  std::optional<uint64_t> digest;  // of the whole run; absent when the run was killed from outside
  std::optional<uint64_t> sum;     // `Checksum` when written: differs once the trace was edited
};

struct Trace {
  TraceHeader header;
  std::vector<Record> records;

  /// The choices among the records, in order.
  [[nodiscard]] std::vector<RecordedPick> Picks() const;
};

/// A checksum of everything in a trace that a replay depends on. It tells an edited trace from one
/// that is as it was recorded.
[[nodiscard]] uint64_t Checksum(const Trace& trace);

/// The trace as text, `header.sum` brought up to date. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string FormatTrace(const Trace& trace);

/// One record as a line of a trace, its newline included.
[[nodiscard]] std::string FormatRecord(const Record& record);

/// Reads text that may be hostile. Errors are `kInvalidArgument` and begin "line N: ".
[[nodiscard]] absl::StatusOr<Trace> ParseTrace(std::string_view text);

/// As above, for files. Errors name the path. A trace is written whole, then renamed.
[[nodiscard]] absl::StatusOr<Trace> ReadTraceFile(const std::string& path);
[[nodiscard]] absl::Status WriteTraceFile(const Trace& trace, const std::string& path);

/// Version of the engine this program was built with.
[[nodiscard]] std::string_view EngineVersion();
/// 16 hex digits that differ between any two programs: a hash of the running executable's file.
/// Empty when that file cannot be read.
[[nodiscard]] std::string BuildId();

}  // namespace varve::sim

#endif  // VARVE_SIM_TRACE_TRACE_H_
