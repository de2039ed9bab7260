#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <cstdio>
#include <memory>

#include "sim/trace/json_line.h"
#include "sim/trace/trace.h"

namespace varve::sim {
namespace {

void AppendField(std::string& out, std::string_view key, std::string_view value) {
  out += out.ends_with('{') ? "\"" : ",\"";
  out += key;
  out += "\":";
  out += value;
}

std::string HexString(uint64_t value) { return "\"" + Hex16(value) + "\""; }

std::string FormatHeader(const TraceHeader& header, uint64_t sum) {
  std::string signature = "{";
  AppendField(signature, "rule", JsonString(header.signature.rule));
  AppendField(signature, "message", JsonString(header.signature.message));
  signature += '}';
  std::string line = "{";
  AppendField(line, "varve_trace", "1");
  AppendField(line, "engine", JsonString(header.engine));
  if (!header.build.empty()) AppendField(line, "build", JsonString(header.build));
  if (header.seed) AppendField(line, "seed", std::to_string(*header.seed));
  AppendField(line, "profile", JsonString(header.profile));
  AppendField(line, "strategy", JsonString(header.strategy));
  // What is no JSON object would make the whole trace unreadable.
  const bool readable =
      JsonLine::Parse(header.knobs).ok() && header.knobs.find('\n') == std::string::npos;
  AppendField(line, "knobs", readable ? header.knobs : "{}");
  AppendField(line, "signature", signature);
  if (header.digest) AppendField(line, "digest", HexString(*header.digest));
  AppendField(line, "sum", HexString(sum));
  return line + "}\n";
}

std::string Format(const RecordedPick& pick) {
  std::string line = "{";
  AppendField(line, "c", JsonString(pick.label));
  AppendField(line, "f", JsonString(pick.fiber));
  AppendField(line, "n", std::to_string(pick.ordinal));
  AppendField(line, "of", std::to_string(pick.candidates));
  AppendField(line, "pick", std::to_string(pick.pick));
  return line + "}\n";
}

std::string Format(const RecordedEvent& event) {
  std::string line = "{";
  AppendField(line, "e", JsonString(event.name));
  AppendField(line, "t", std::to_string(event.nanos));
  AppendField(line, "f", JsonString(event.fiber));
  if (!event.detail.empty()) AppendField(line, "x", JsonString(event.detail));
  return line + "}\n";
}

std::string Format(const RecordedDigest& digest) {
  std::string line = "{";
  AppendField(line, "d", HexString(digest.digest));
  AppendField(line, "t", std::to_string(digest.nanos));
  return line + "}\n";
}

absl::Status FileError(const std::string& path, int error, const std::string& what) {
  return absl::ErrnoToStatus(error == 0 ? EIO : error, path + ": " + what);
}

}  // namespace

std::vector<RecordedPick> Trace::Picks() const {
  std::vector<RecordedPick> picks;
  for (const Record& record : records) {
    if (const auto* pick = std::get_if<RecordedPick>(&record)) picks.push_back(*pick);
  }
  return picks;
}

uint64_t Checksum(const Trace& trace) {
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                 XXH3_freeState);
  XXH3_64bits_reset(state.get());
  const auto add = [&state](const std::string& text) {
    // With its final NUL, so that no two lists of texts run together into the same bytes.
    XXH3_64bits_update(state.get(), text.c_str(), text.size() + 1);
  };
  add(trace.header.profile);
  add(trace.header.strategy);
  for (const Record& record : trace.records) {
    if (const auto* pick = std::get_if<RecordedPick>(&record)) add(Format(*pick));
  }
  return XXH3_64bits_digest(state.get());
}

std::string FormatTrace(const Trace& trace) {
  std::string text = FormatHeader(trace.header, Checksum(trace));
  for (const Record& record : trace.records) text += FormatRecord(record);
  return text;
}

std::string FormatRecord(const Record& record) {
  return std::visit([](const auto& value) { return Format(value); }, record);
}

absl::Status WriteTraceFile(const Trace& trace, const std::string& path) {
  const std::string text = FormatTrace(trace);
  const std::string temporary = path + ".tmp";
  std::FILE* const file = std::fopen(temporary.c_str(), "we");
  if (file == nullptr) return FileError(temporary, errno, "cannot create");
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool flushed = std::fflush(file) == 0;
  const int error = errno;
  if (std::fclose(file) != 0 || !written || !flushed) {
    std::remove(temporary.c_str());
    return FileError(temporary, error, "cannot write");
  }
  if (std::rename(temporary.c_str(), path.c_str()) == 0) return absl::OkStatus();
  return FileError(path, errno, "cannot rename to this name");
}

}  // namespace varve::sim
