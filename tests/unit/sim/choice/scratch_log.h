// A choice log in a temporary file.
#ifndef VARVE_TESTS_UNIT_SIM_CHOICE_SCRATCH_LOG_H_
#define VARVE_TESTS_UNIT_SIM_CHOICE_SCRATCH_LOG_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "sim/choice/choice_log.h"
#include "sim/choice/log_reader.h"

namespace varve::sim {

class ScratchLog {
 public:
  explicit ScratchLog(uint64_t capacity = uint64_t{1} << 20)
      : path_(testing::TempDir() + "choices-" + std::to_string(getpid())) {
    log_ = *ChoiceLog::Create(path_, capacity);
  }
  ~ScratchLog() { std::remove(path_.c_str()); }
  ScratchLog(const ScratchLog&) = delete;
  ScratchLog& operator=(const ScratchLog&) = delete;

  ChoiceLog& operator*() { return *log_; }
  ChoiceLog* operator->() { return log_.get(); }
  ChoiceLog* get() { return log_.get(); }
  [[nodiscard]] const std::string& path() const { return path_; }

  [[nodiscard]] LogContents Read() const { return ReadChoiceLog(path_).value(); }

  /// The choices it holds.
  [[nodiscard]] std::vector<RecordedPick> Picks() const {
    std::vector<RecordedPick> picks;
    for (const Record& record : Read().records) {
      if (const auto* pick = std::get_if<RecordedPick>(&record)) picks.push_back(*pick);
    }
    return picks;
  }

 private:
  const std::string path_;
  std::unique_ptr<ChoiceLog> log_;
};

}  // namespace varve::sim

#endif  // VARVE_TESTS_UNIT_SIM_CHOICE_SCRATCH_LOG_H_
