#include <cerrno>
#include <cstdio>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sim/trace/json_line.h"
#include "sim/trace/trace.h"

namespace varve::sim {
namespace {

constexpr uint64_t kMaxFileBytes = uint64_t{1} << 30;

absl::StatusOr<TraceHeader> ParseHeader(std::string_view text) {
  absl::StatusOr<JsonLine> line = JsonLine::Parse(text);
  if (!line.ok()) return line.status();
  if (!line->Has("varve_trace")) return absl::InvalidArgumentError("not the header of a trace");
  const uint64_t version = line->TakeUnsigned("varve_trace", UINT64_MAX);
  if (version != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("the trace has version ", version, "; this program reads version 1"));
  }
  TraceHeader header;
  header.engine = line->TakeString("engine");
  if (line->Has("build")) header.build = line->TakeString("build");
  if (line->Has("seed")) header.seed = line->TakeUnsigned("seed", UINT64_MAX);
  header.profile = line->TakeString("profile");
  header.strategy = line->TakeString("strategy");
  header.knobs = line->TakeObjectText("knobs");
  JsonLine signature = line->TakeObject("signature");
  if (line->Has("digest")) header.digest = line->TakeHex("digest");
  if (line->Has("sum")) header.sum = line->TakeHex("sum");
  if (absl::Status finished = line->Finish(); !finished.ok()) return finished;
  header.signature.rule = signature.TakeString("rule");
  header.signature.message = signature.TakeString("message");
  if (absl::Status finished = signature.Finish(); !finished.ok()) return finished;
  return header;
}

/// Reads the lines behind the header.
class RecordParser {
 public:
  absl::StatusOr<Record> Parse(std::string_view text, uint64_t number) {
    absl::StatusOr<JsonLine> line = JsonLine::Parse(text);
    if (!line.ok()) return line.status();
    if (line->Has("c")) return ParsePick(*line, number);
    if (line->Has("e")) return ParseEvent(*line);
    if (line->Has("d")) return ParseDigest(*line);
    return absl::InvalidArgumentError(
        "neither a choice (\"c\") nor an event (\"e\") nor a state digest (\"d\")");
  }

 private:
  absl::StatusOr<Record> ParsePick(JsonLine& line, uint64_t number) {
    RecordedPick pick;
    pick.label = line.TakeString("c");
    pick.fiber = line.TakeString("f");
    pick.ordinal = line.TakeUnsigned("n", UINT64_MAX);
    pick.candidates = static_cast<uint32_t>(line.TakeUnsigned("of", UINT32_MAX));
    pick.pick = static_cast<uint32_t>(line.TakeUnsigned("pick", UINT32_MAX));
    pick.line = number;
    if (absl::Status finished = line.Finish(); !finished.ok()) return finished;
    if (pick.pick >= pick.candidates) {
      return absl::InvalidArgumentError(absl::StrCat(
          "\"pick\" is ", pick.pick, ", which is not below \"of\", ", pick.candidates));
    }
    const auto [first, inserted] =
        lines_.emplace(std::tuple(pick.fiber, pick.label, pick.ordinal), number);
    if (inserted) return pick;
    return absl::InvalidArgumentError(
        absl::StrCat("this choice is given a second time; the first is on line ", first->second));
  }

  static absl::StatusOr<Record> ParseEvent(JsonLine& line) {
    RecordedEvent event;
    event.name = line.TakeString("e");
    event.nanos = static_cast<int64_t>(line.TakeUnsigned("t", INT64_MAX));
    event.fiber = line.TakeString("f");
    if (line.Has("x")) event.detail = line.TakeString("x");
    if (absl::Status finished = line.Finish(); !finished.ok()) return finished;
    return event;
  }

  static absl::StatusOr<Record> ParseDigest(JsonLine& line) {
    RecordedDigest digest;
    digest.digest = line.TakeHex("d");
    digest.nanos = static_cast<int64_t>(line.TakeUnsigned("t", INT64_MAX));
    if (absl::Status finished = line.Finish(); !finished.ok()) return finished;
    return digest;
  }

  std::map<std::tuple<std::string, std::string, uint64_t>, uint64_t> lines_;  // of each choice
};

absl::Status AtLine(uint64_t number, const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat("line ", number, ": ", status.message()));
}

}  // namespace

absl::StatusOr<Trace> ParseTrace(std::string_view text) {
  if (text.empty()) return absl::InvalidArgumentError("line 1: the file is empty");
  Trace trace;
  RecordParser parser;
  for (uint64_t number = 1; !text.empty(); ++number) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (number == 1) {
      absl::StatusOr<TraceHeader> header = ParseHeader(line);
      if (!header.ok()) return AtLine(number, header.status());
      trace.header = *std::move(header);
      continue;
    }
    absl::StatusOr<Record> record = parser.Parse(line, number);
    if (!record.ok()) return AtLine(number, record.status());
    trace.records.push_back(*std::move(record));
  }
  return trace;
}

absl::StatusOr<Trace> ReadTraceFile(const std::string& path) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"),
                                                       &std::fclose);
  if (file == nullptr) return absl::ErrnoToStatus(errno, path);
  std::string text;
  std::string chunk(size_t{1} << 16, '\0');
  while (const size_t count = std::fread(chunk.data(), 1, chunk.size(), file.get())) {
    text.append(chunk, 0, count);
    if (text.size() > kMaxFileBytes) return absl::InvalidArgumentError(path + ": too large");
  }
  if (std::ferror(file.get()) != 0) return absl::ErrnoToStatus(errno, path + ": cannot read");
  absl::StatusOr<Trace> trace = ParseTrace(text);
  if (trace.ok()) return trace;
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", trace.status().message()));
}

}  // namespace varve::sim
