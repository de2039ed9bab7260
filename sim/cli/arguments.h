// Command-line arguments: flags in any order between positional arguments, `--name value` or
// `--name=value`.
#ifndef VARVE_SIM_CLI_ARGUMENTS_H_
#define VARVE_SIM_CLI_ARGUMENTS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "sim/campaign/runner.h"

namespace varve::sim {

struct FlagSpec {
  std::string_view name;  // "--jobs"
  bool takes_value;
};

/// Arguments by name, not yet understood. Errors of all functions are sentences for the user that
/// begin with the argument's name: "--jobs: 'x' is not a number between 1 and 256".
class Arguments {
 public:
  [[nodiscard]] static absl::StatusOr<Arguments> Parse(std::span<const std::string> words,
                                                       std::span<const FlagSpec> flags);

  [[nodiscard]] bool Has(const std::string& flag) const { return values_.count(flag) != 0; }
  [[nodiscard]] std::string Text(const std::string& flag, const std::string& otherwise) const;
  [[nodiscard]] absl::StatusOr<uint64_t> Number(const std::string& flag, uint64_t least,
                                                uint64_t most, uint64_t otherwise) const;
  [[nodiscard]] const std::vector<std::string>& positional() const { return positional_; }

 private:
  std::map<std::string, std::string> values_;
  std::vector<std::string> positional_;
};

/// A decimal number without sign or anything else, or nothing.
[[nodiscard]] std::optional<uint64_t> ParseNumber(std::string_view text);

/// What `run` was asked to do.
struct RunArguments {
  uint64_t first_seed = 0;
  uint64_t last_seed = 0;
  int jobs = 1;
  std::string profile;
  std::string faults;  // "on", "off" or empty
  std::string strategy;
  std::string out = "out";
  bool digest = false;
  bool fail_fast = false;
  bool traces = false;
  std::optional<uint8_t> heap_fill;
};
[[nodiscard]] absl::StatusOr<RunArguments> ParseRunArguments(std::span<const std::string> words,
                                                             const WorldDescription& world,
                                                             int processors);

struct ReplayArguments {
  std::string trace;
  bool digest = false;
};
[[nodiscard]] absl::StatusOr<ReplayArguments> ParseReplayArguments(
    std::span<const std::string> words);

struct ShrinkArguments {
  std::string trace;
  std::string out;
  int jobs = 1;
  int64_t budget_seconds = 60;
};
[[nodiscard]] absl::StatusOr<ShrinkArguments> ParseShrinkArguments(
    std::span<const std::string> words, int processors);

struct ExplainArguments {
  std::string trace;
  int width = 0;                    // columns; 0: as wide as the terminal
  uint64_t last = UINT64_MAX;       // rows to be shown, counted from the end
  std::vector<std::string> fibers;  // to be shown; empty: all
};
[[nodiscard]] absl::StatusOr<ExplainArguments> ParseExplainArguments(
    std::span<const std::string> words);

}  // namespace varve::sim

#endif  // VARVE_SIM_CLI_ARGUMENTS_H_
