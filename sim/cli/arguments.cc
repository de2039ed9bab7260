#include "sim/cli/arguments.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace varve::sim {
namespace {

constexpr uint64_t kMaxJobs = 256;

constexpr std::array<FlagSpec, 7> kRunFlags = {{{"--seeds", true},
                                                {"--jobs", true},
                                                {"--profile", true},
                                                {"--strategy", true},
                                                {"--out", true},
                                                {"--digest", false},
                                                {"--fail-fast", false}}};
constexpr std::array<FlagSpec, 1> kReplayFlags = {{{"--digest", false}}};

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
  const absl::StatusOr<uint64_t> jobs = arguments->Number(
      "--jobs", 1, kMaxJobs, std::clamp<uint64_t>(static_cast<uint64_t>(processors), 1, kMaxJobs));
  if (!jobs.ok()) return jobs.status();
  RunArguments run;
  run.jobs = static_cast<int>(*jobs);
  run.profile = arguments->Text("--profile", "");
  run.strategy = arguments->Text("--strategy", "");
  run.out = arguments->Text("--out", run.out);
  run.digest = arguments->Has("--digest");
  run.fail_fast = arguments->Has("--fail-fast");
  for (const absl::Status& status : {SetSeeds(arguments->Text("--seeds", ""), run),
                                     CheckName("--profile", run.profile, world.profiles),
                                     CheckName("--strategy", run.strategy, world.strategies)}) {
    if (!status.ok()) return status;
  }
  return run;
}

absl::StatusOr<ReplayArguments> ParseReplayArguments(std::span<const std::string> words) {
  const absl::StatusOr<Arguments> arguments = Arguments::Parse(words, kReplayFlags);
  if (!arguments.ok()) return arguments.status();
  if (arguments->positional().empty()) return Wrong("TRACE", "is required");
  if (arguments->positional().size() > 1) {
    return Wrong(arguments->positional()[1], "replay takes one trace");
  }
  return ReplayArguments{.trace = arguments->positional().front(),
                         .digest = arguments->Has("--digest")};
}

}  // namespace varve::sim
