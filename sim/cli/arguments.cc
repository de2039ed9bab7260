#include "sim/cli/arguments.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace varve::sim {
namespace {

constexpr uint64_t kMaxJobs = 256;

constexpr std::array<FlagSpec, 10> kRunFlags = {{{"--seeds", true},
                                                 {"--jobs", true},
                                                 {"--profile", true},
                                                 {"--faults", true},
                                                 {"--strategy", true},
                                                 {"--out", true},
                                                 {"--digest", false},
                                                 {"--fail-fast", false},
                                                 {"--traces", false},
                                                 {"--heap-fill", true}}};
constexpr std::array<FlagSpec, 1> kReplayFlags = {{{"--digest", false}}};
constexpr std::array<FlagSpec, 3> kShrinkFlags = {
    {{"--out", true}, {"--jobs", true}, {"--budget-seconds", true}}};
constexpr std::array<FlagSpec, 3> kExplainFlags = {
    {{"--width", true}, {"--last", true}, {"--fiber", true}}};

constexpr uint64_t kMaxBudgetSeconds = 86'400;
constexpr uint64_t kLeastWidth = 40;
constexpr uint64_t kMaxWidth = 1000;

absl::Status Wrong(const std::string& argument, const std::string& what) {
  return absl::InvalidArgumentError(argument + ": " + what);
}

std::string Quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

/// OK when `name` is empty or one of `known`.
absl::Status CheckName(const std::string& flag, const std::string& name,
                       std::span<const NamedThing> known) {
  if (name.empty()) return absl::OkStatus();
  std::string all;
  for (const NamedThing& thing : known) {
    if (thing.name == name) return absl::OkStatus();
    all += (all.empty() ? "" : ", ") + std::string(thing.name);
  }
  return Wrong(flag, Quoted(name) + " is not one of " + all);
}

absl::Status CheckFaults(const std::string& faults) {
  if (faults.empty() || faults == "on" || faults == "off") return absl::OkStatus();
  return Wrong("--faults", Quoted(faults) + " is not one of on, off");
}

/// The one argument beside the flags.
absl::StatusOr<std::string> TheTrace(const Arguments& arguments, const std::string& verb) {
  if (arguments.positional().empty()) return Wrong("TRACE", "is required");
  if (arguments.positional().size() == 1) return arguments.positional().front();
  return Wrong(arguments.positional()[1], verb + " takes one trace");
}

absl::StatusOr<uint64_t> Jobs(const Arguments& arguments, int processors) {
  const auto otherwise = static_cast<uint64_t>(std::max(processors, 1));
  return arguments.Number("--jobs", 1, kMaxJobs, std::min(otherwise, kMaxJobs));
}

/// Sets the seeds from "A..B", both inclusive, or from "A".
absl::Status SetSeeds(const std::string& text, RunArguments& run) {
  const size_t dots = text.find("..");
  const std::string_view view = text;
  const std::optional<uint64_t> first = ParseNumber(view.substr(0, dots));
  const std::optional<uint64_t> last =
      dots == std::string::npos ? first : ParseNumber(view.substr(dots + 2));
  if (!first || !last || *last < *first) {
    return Wrong("--seeds", Quoted(text) + " is not a range A..B with A <= B");
  }
  if (*last - *first == UINT64_MAX) return Wrong("--seeds", "that is more than can be counted");
  run.first_seed = *first;
  run.last_seed = *last;
  return absl::OkStatus();
}

}  // namespace

std::optional<uint64_t> ParseNumber(std::string_view text) {
  uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

absl::StatusOr<Arguments> Arguments::Parse(std::span<const std::string> words,
                                           std::span<const FlagSpec> flags) {
  Arguments arguments;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!word.starts_with("-") || word == "-") {
      arguments.positional_.push_back(word);
      continue;
    }
    const size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const auto flag = std::find_if(flags.begin(), flags.end(),
                                   [&](const FlagSpec& spec) { return spec.name == name; });
    if (flag == flags.end()) return Wrong(name, "there is no such flag");
    std::string value;
    if (equals != std::string::npos) {
      if (!flag->takes_value) return Wrong(name, "takes no value");
      value = word.substr(equals + 1);
    } else if (flag->takes_value) {
      if (++i == words.size()) return Wrong(name, "needs a value");
      value = words[i];
    }
    if (flag->takes_value && value.empty()) return Wrong(name, "its value is empty");
    if (!arguments.values_.emplace(name, value).second) return Wrong(name, "is given twice");
  }
  return arguments;
}

std::string Arguments::Text(const std::string& flag, const std::string& otherwise) const {
  const auto found = values_.find(flag);
  return found == values_.end() ? otherwise : found->second;
}

absl::StatusOr<uint64_t> Arguments::Number(const std::string& flag, uint64_t least, uint64_t most,
                                           uint64_t otherwise) const {
  const auto found = values_.find(flag);
  if (found == values_.end()) return otherwise;
  const std::optional<uint64_t> number = ParseNumber(found->second);
  if (number && *number >= least && *number <= most) return *number;
  return Wrong(flag, Quoted(found->second) + " is not a number between " + std::to_string(least) +
                         " and " + std::to_string(most));
}

absl::StatusOr<RunArguments> ParseRunArguments(std::span<const std::string> words,
                                               const WorldDescription& world, int processors) {
  const absl::StatusOr<Arguments> arguments = Arguments::Parse(words, kRunFlags);
  if (!arguments.ok()) return arguments.status();
  if (!arguments->positional().empty()) {
    return Wrong(arguments->positional().front(), "run takes no argument beside its flags");
  }
  if (!arguments->Has("--seeds")) return Wrong("--seeds", "is required");
  const absl::StatusOr<uint64_t> jobs = Jobs(*arguments, processors);
  if (!jobs.ok()) return jobs.status();
  RunArguments run;
  run.jobs = static_cast<int>(*jobs);
  run.profile = arguments->Text("--profile", "");
  run.faults = arguments->Text("--faults", "");
  run.strategy = arguments->Text("--strategy", "");
  run.out = arguments->Text("--out", run.out);
  run.digest = arguments->Has("--digest");
  run.fail_fast = arguments->Has("--fail-fast");
  run.traces = arguments->Has("--traces");
  if (arguments->Has("--heap-fill")) {
    const absl::StatusOr<uint64_t> fill = arguments->Number("--heap-fill", 0, UINT8_MAX, 0);
    if (!fill.ok()) return fill.status();
    run.heap_fill = static_cast<uint8_t>(*fill);
  }
  for (const absl::Status& status :
       {SetSeeds(arguments->Text("--seeds", ""), run),
        CheckName("--profile", run.profile, world.profiles), CheckFaults(run.faults),
        CheckName("--strategy", run.strategy, world.strategies)}) {
    if (!status.ok()) return status;
  }
  return run;
}

absl::StatusOr<ReplayArguments> ParseReplayArguments(std::span<const std::string> words) {
  const absl::StatusOr<Arguments> arguments = Arguments::Parse(words, kReplayFlags);
  if (!arguments.ok()) return arguments.status();
  const absl::StatusOr<std::string> trace = TheTrace(*arguments, "replay");
  if (!trace.ok()) return trace.status();
  return ReplayArguments{.trace = *trace, .digest = arguments->Has("--digest")};
}

absl::StatusOr<ShrinkArguments> ParseShrinkArguments(std::span<const std::string> words,
                                                     int processors) {
  const absl::StatusOr<Arguments> arguments = Arguments::Parse(words, kShrinkFlags);
  if (!arguments.ok()) return arguments.status();
  const absl::StatusOr<std::string> trace = TheTrace(*arguments, "shrink");
  const absl::StatusOr<uint64_t> jobs = Jobs(*arguments, processors);
  const absl::StatusOr<uint64_t> budget =
      arguments->Number("--budget-seconds", 1, kMaxBudgetSeconds, 60);
  for (const absl::Status& status : {trace.status(), jobs.status(), budget.status()}) {
    if (!status.ok()) return status;
  }
  if (!arguments->Has("--out")) return Wrong("--out", "is required");
  return ShrinkArguments{.trace = *trace,
                         .out = arguments->Text("--out", ""),
                         .jobs = static_cast<int>(*jobs),
                         .budget_seconds = static_cast<int64_t>(*budget)};
}

absl::StatusOr<ExplainArguments> ParseExplainArguments(std::span<const std::string> words) {
  const absl::StatusOr<Arguments> arguments = Arguments::Parse(words, kExplainFlags);
  if (!arguments.ok()) return arguments.status();
  const absl::StatusOr<std::string> trace = TheTrace(*arguments, "explain");
  const absl::StatusOr<uint64_t> width = arguments->Number("--width", kLeastWidth, kMaxWidth, 0);
  const absl::StatusOr<uint64_t> last = arguments->Number("--last", 1, UINT64_MAX, UINT64_MAX);
  for (const absl::Status& status : {trace.status(), width.status(), last.status()}) {
    if (!status.ok()) return status;
  }
  ExplainArguments explain;
  explain.trace = *trace;
  explain.width = static_cast<int>(*width);
  explain.last = *last;
  std::string fibers = arguments->Text("--fiber", "");
  for (size_t end = 0; !fibers.empty(); fibers.erase(0, end)) {
    end = std::min(fibers.find(','), fibers.size());
    if (end == 0) return Wrong("--fiber", "a name between its commas is empty");
    explain.fibers.push_back(fibers.substr(0, end));
    if (end < fibers.size()) ++end;
  }
  return explain;
}

}  // namespace varve::sim
