// A directory for files that live as long as a campaign.
#ifndef VARVE_SIM_CAMPAIGN_WORK_DIRECTORY_H_
#define VARVE_SIM_CAMPAIGN_WORK_DIRECTORY_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"

namespace varve::sim {

/// A new, empty directory under $TMPDIR (or /tmp), removed with all it holds in the end.
class WorkDirectory {
 public:
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<WorkDirectory>> Create();
  ~WorkDirectory();
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit WorkDirectory(std::string path) : path_(std::move(path)) {}

  const std::string path_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CAMPAIGN_WORK_DIRECTORY_H_
