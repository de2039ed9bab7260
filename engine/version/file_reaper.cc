#include "engine/version/file_reaper.h"

#include <utility>

#include "engine/base/check.h"
#include "engine/format/file_names.h"

namespace varve {

FileReaper::FileReaper(const Platform& platform, std::string directory)
    : platform_(platform),
      directory_(std::move(directory)),
      mutex_(platform.scheduler, "reaper"),
      changed_(platform.scheduler, "reaper.changed") {}

FileReaper::~FileReaper() { VARVE_CHECK(task_ == nullptr, "stopped before it is destroyed"); }

void FileReaper::Start() {
  {
    MutexLock lock(mutex_);
    running_ = true;
  }
  task_ = platform_.scheduler.Spawn("reaper", [this] { Run(); });
}

void FileReaper::Stop() {
  {
    MutexLock lock(mutex_);
    running_ = false;
    changed_.NotifyAll();
  }
  if (task_ == nullptr) return;
  task_->Join();
  task_ = nullptr;
}

void FileReaper::Remove(uint64_t number) {
  MutexLock lock(mutex_);
  if (!running_) return;
  waiting_.push_back(number);
  changed_.NotifyAll();
}

void FileReaper::WaitUntilIdle() {
  MutexLock lock(mutex_);
  while (running_ && (removing_ || !waiting_.empty())) changed_.Wait(mutex_);
}

void FileReaper::Run() {
  std::vector<uint64_t> failed;
  mutex_.Lock();
  while (running_ || !waiting_.empty()) {
    if (waiting_.empty()) {
      changed_.Wait(mutex_);
      continue;
    }
    std::vector<uint64_t> batch = std::exchange(waiting_, {});
    batch.insert(batch.end(), failed.begin(), failed.end());
    failed.clear();
    removing_ = true;
    mutex_.Unlock();
    for (const uint64_t number : batch) {
      const std::string path = PathOf(directory_, TableName(number));
      platform_.instrumentation.OnFileRemoved(path);
      // A failure is not an error of the database.
      const absl::Status removed = platform_.file_system.Remove(path);
      if (!removed.ok() && !absl::IsNotFound(removed)) failed.push_back(number);
    }
    mutex_.Lock();
    removing_ = false;
    changed_.NotifyAll();
  }
  mutex_.Unlock();
}

}  // namespace varve
