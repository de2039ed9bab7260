#include "sim/trace/registry.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sim/trace/trace.h"

namespace varve::sim {
namespace {

constexpr std::string_view kRegistryName = "registry.txt";

absl::Status BadLine(uint64_t number, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("line ", number, ": ", what));
}

/// Fills the field that `word`, "key=value", names. Returns what is wrong, or nothing.
std::string SetField(const std::string& word, RegisteredTrace& trace, std::set<std::string>& seen) {
  const size_t equals = word.find('=');
  const std::string key = word.substr(0, equals);
  if (equals == std::string::npos) return "'" + word + "' is not key=value";
  const std::string value = word.substr(equals + 1);
  if (value.empty()) return "'" + key + "' has no value";
  if (!seen.insert(key).second) return "'" + key + "' is given twice";
  if (key == "signature") {
    trace.signature = value;
  } else if (key == "event") {
    trace.event = value;
  } else if (key == "bug") {
    trace.bug = value;
  } else if (key == "divergences") {
    const char* const end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, trace.divergences);
    if (error != std::errc() || stop != end) return "'" + value + "' is not a number";
  } else {
    return "unknown key '" + key + "'";
  }
  return {};
}

/// Names of the *.trace files in a directory, ascending.
absl::StatusOr<std::set<std::string>> TracesIn(const std::string& directory) {
  std::set<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() == ".trace") names.insert(it->path().filename().string());
  }
  if (error) return absl::InvalidArgumentError(directory + ": " + error.message());
  return names;
}

/// What is wrong with the file of a registered trace, or nothing.
std::string ProblemOf(const std::string& directory, const RegisteredTrace& registered) {
  const absl::StatusOr<Trace> trace = ReadTraceFile(directory + "/" + registered.file);
  if (!trace.ok()) return std::string(trace.status().message());
  if (trace->header.signature.rule == registered.signature) return {};
  return registered.file + ": its header says signature '" + trace->header.signature.rule +
         "', the registry '" + registered.signature + "'";
}

}  // namespace

absl::StatusOr<std::vector<RegisteredTrace>> ParseRegistry(std::string_view text) {
  std::vector<RegisteredTrace> traces;
  std::set<std::string> files;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (uint64_t number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    RegisteredTrace trace;
    words >> trace.file;
    if (!trace.file.ends_with(".trace") || trace.file.find('/') != std::string::npos) {
      return BadLine(number, "'" + trace.file + "' is not the name of a .trace file");
    }
    if (!files.insert(trace.file).second) return BadLine(number, trace.file + " is given twice");
    std::set<std::string> seen;
    for (std::string word; words >> word;) {
      const std::string problem = SetField(word, trace, seen);
      if (!problem.empty()) return BadLine(number, problem);
    }
    if (seen.size() != 4) {
      return BadLine(number, "needs signature=, event=, divergences= and bug=");
    }
    traces.push_back(std::move(trace));
  }
  return traces;
}

absl::StatusOr<std::vector<RegisteredTrace>> ReadRegistry(const std::string& directory) {
  const std::string path = directory + "/" + std::string(kRegistryName);
  std::ifstream file(path);
  if (!file) return absl::InvalidArgumentError(path + ": cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  absl::StatusOr<std::vector<RegisteredTrace>> traces = ParseRegistry(text.str());
  if (!traces.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", traces.status().message()));
  }
  absl::StatusOr<std::set<std::string>> present = TracesIn(directory);
  if (!present.ok()) return present.status();
  std::string problems;
  for (const RegisteredTrace& trace : *traces) {
    present->erase(trace.file);
    const std::string problem = ProblemOf(directory, trace);
    if (!problem.empty()) problems += problem + "\n";
  }
  for (const std::string& name : *present) {
    problems += name + ": not registered in " + path + "\n";
  }
  if (!problems.empty()) {
    problems.pop_back();
    return absl::InvalidArgumentError(problems);
  }
  return traces;
}

}  // namespace varve::sim
