// Reads a choice log, of a run that is over or that died.
#ifndef VARVE_SIM_CHOICE_LOG_READER_H_
#define VARVE_SIM_CHOICE_LOG_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "sim/choice/record.h"

namespace varve::sim {

struct LogContents {
  uint64_t seed = 0;
  uint64_t digest = 0;  // of the run, as far as it got
  std::vector<Record> records;
  std::string knobs_json;      // empty when the run did not get as far
  std::string signature_rule;  // both empty when the run found no failure itself
  std::string signature_message;
  std::string divergence;  // where a replay first left its trace; empty when it did not
};

/// Errors name the path and, for bytes that no writer makes, the offset within the records.
[[nodiscard]] absl::StatusOr<LogContents> ReadChoiceLog(const std::string& path);

/// As above, for the bytes of a file.
[[nodiscard]] absl::StatusOr<LogContents> ParseChoiceLog(std::string_view file);

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_LOG_READER_H_
