// Progress of a campaign on standard error.
#ifndef VARVE_SIM_CLI_PROGRESS_H_
#define VARVE_SIM_CLI_PROGRESS_H_

#include <cstdint>
#include <cstdio>
#include <string>

#include "sim/campaign/campaign.h"

namespace varve::sim {

/// "123/1000 seeds, 45.6/s, 7890 operations, ...": one line without its newline.
[[nodiscard]] std::string ProgressLine(const Progress& progress);

/// On a terminal one line that is rewritten in place; elsewhere a line every ten seconds.
class ProgressPrinter {
 public:
  explicit ProgressPrinter(std::FILE* file);

  void Update(const Progress& progress);
  /// Clears the live line, so that other text can be printed. The next update brings it back.
  void Clear();

 private:
  std::FILE* const file_;
  const bool terminal_;
  int64_t next_ms_;     // of the campaign's time
  bool shown_ = false;  // a live line stands on the terminal
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CLI_PROGRESS_H_
