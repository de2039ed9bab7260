// Recovery of a sequence of logs, done as engine/format/README.md says ("Log", "The sequence").
#ifndef VARVE_FUZZ_SUPPORT_NAIVE_LOG_H_
#define VARVE_FUZZ_SUPPORT_NAIVE_LOG_H_

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace varve::fuzz {

/// Contents by log number.
using Logs = std::map<uint64_t, std::string>;

struct NaiveReplay {
  bool corrupt = false;
  std::vector<std::string> payloads;  // empty when corrupt
  std::pair<uint64_t, uint64_t> end;  // (log number, offset)
};

[[nodiscard]] NaiveReplay ReplayNaively(const Logs& logs, uint64_t first);

/// Sets the checksums of the header of log `number` and of everything in it that begins like a
/// record.
void RepairLog(std::span<char> log, uint64_t number);

}  // namespace varve::fuzz

#endif  // VARVE_FUZZ_SUPPORT_NAIVE_LOG_H_
