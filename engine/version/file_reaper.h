// Removes table files that no version names any more (rule H4), away from the readers that may have
// dropped the last pin.
//
// A file is handed over only after an edit that removes it is durable. A removal that failed is
// tried again with the next one. Files handed over after `Stop`, and those whose removal failed to
// the end, are left to the next opening, which removes every table of ours that the manifest does
// not name.
#ifndef VARVE_ENGINE_VERSION_FILE_REAPER_H_
#define VARVE_ENGINE_VERSION_FILE_REAPER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/mutex.h"
#include "varve/platform/platform.h"

namespace varve {

/// Thread safety: all methods may be called from any task. Blocking.
class FileReaper {
 public:
  FileReaper(const Platform& platform, std::string directory);
  ~FileReaper();
  FileReaper(const FileReaper&) = delete;
  FileReaper& operator=(const FileReaper&) = delete;

  /// Starts the task that removes files.
  void Start();
  /// Removes what was handed over so far, then stops. Idempotent.
  void Stop();

  /// Hands over the table `number`. Takes only the reaper's own lock, so that a pin may be dropped
  /// under any other.
  void Remove(uint64_t number);

  /// Returns when everything handed over before the call has been tried.
  void WaitUntilIdle();

 private:
  void Run();

  const Platform platform_;
  const std::string directory_;
  Mutex mutex_;
  CondVar changed_;
  std::vector<uint64_t> waiting_ ABSL_GUARDED_BY(mutex_);
  bool running_ ABSL_GUARDED_BY(mutex_) = false;  // Start was called, Stop was not
  bool removing_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<Task> task_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_VERSION_FILE_REAPER_H_
