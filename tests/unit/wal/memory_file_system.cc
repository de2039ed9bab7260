#include "tests/unit/wal/memory_file_system.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "engine/base/status.h"

namespace varve {
namespace {

absl::Status Ask(const std::function<absl::Status(const std::string&)>& hook,
                 const std::string& path) {
  return hook ? hook(path) : absl::OkStatus();
}

absl::Status Unused() { return absl::UnimplementedError("the log does not use this"); }

class MemoryReader : public RandomAccessFile {
 public:
  explicit MemoryReader(std::shared_ptr<MemoryFileSystem::File> file) : file_(std::move(file)) {}

  absl::StatusOr<size_t> Read(uint64_t offset, std::span<char> out) const override {
    if (offset >= file_->bytes.size()) return size_t{0};
    return file_->bytes.copy(out.data(), out.size(), offset);
  }
  absl::StatusOr<uint64_t> Size() const override { return file_->bytes.size(); }

 private:
  std::shared_ptr<MemoryFileSystem::File> file_;
};

}  // namespace

class MemoryFileSystem::Window : public LogWindow {
 public:
  Window(MemoryFileSystem& owner, std::string path, std::shared_ptr<File> file)
      : owner_(owner), path_(std::move(path)), file_(std::move(file)) {}

  uint64_t capacity() const override { return file_->bytes.size(); }
  uint64_t committed() const override { return committed_.load(); }
  absl::StatusOr<std::span<char>> Reserve(size_t size) override {
    if (size > capacity() - committed()) return absl::ResourceExhaustedError("the window is full");
    return std::span<char>(file_->bytes).subspan(committed(), size);
  }
  absl::Status Commit(size_t size) override {
    VARVE_RETURN_IF_ERROR(Ask(owner_.on_commit, path_));
    committed_ += size;
    return absl::OkStatus();
  }
  absl::StatusOr<uint64_t> Sync() override {
    const uint64_t covered = committed();
    VARVE_RETURN_IF_ERROR(Ask(owner_.on_sync, path_));
    owner_.Note("sync " + path_);
    const std::lock_guard<std::mutex> lock(owner_.mutex_);
    file_->synced = std::max(file_->synced, covered);
    return covered;
  }

 private:
  MemoryFileSystem& owner_;
  const std::string path_;
  const std::shared_ptr<File> file_;
  std::atomic<uint64_t> committed_{0};
};

void MemoryFileSystem::Put(const std::string& path, std::string bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto file = std::make_shared<File>();
  file->bytes = std::move(bytes);
  files_[path] = file;
}

std::string MemoryFileSystem::Get(const std::string& path) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return files_.at(path)->bytes;
}

bool MemoryFileSystem::Has(const std::string& path) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return files_.contains(path);
}

std::vector<std::string> MemoryFileSystem::operations() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return operations_;
}

int MemoryFileSystem::Count(const std::string& operation) const {
  const std::vector<std::string> all = operations();
  return static_cast<int>(std::count(all.begin(), all.end(), operation));
}

void MemoryFileSystem::CrashMachine() {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::erase_if(files_, [](const auto& entry) { return !entry.second->name_durable; });
  for (auto& [path, file] : files_) {
    std::fill(file->bytes.begin() + static_cast<ptrdiff_t>(file->synced), file->bytes.end(), '\0');
  }
}

absl::StatusOr<std::unique_ptr<RandomAccessFile>> MemoryFileSystem::OpenRandomAccess(
    const std::string& path) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = files_.find(path);
  if (found == files_.end()) return absl::NotFoundError(path);
  return std::make_unique<MemoryReader>(found->second);
}

absl::StatusOr<std::unique_ptr<LogWindow>> MemoryFileSystem::CreateLogWindow(
    const std::string& path, uint64_t capacity) {
  VARVE_RETURN_IF_ERROR(Ask(on_create, path));
  if (Has(path)) return absl::AlreadyExistsError(path);
  Put(path, std::string(capacity, '\0'));
  Note("create " + path);
  const std::lock_guard<std::mutex> lock(mutex_);
  return std::make_unique<Window>(*this, path, files_.at(path));
}

absl::Status MemoryFileSystem::Remove(const std::string& path) {
  VARVE_RETURN_IF_ERROR(Ask(on_remove, path));
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (files_.erase(path) == 0) return absl::NotFoundError(path);
  }
  Note("remove " + path);
  return absl::OkStatus();
}

absl::Status MemoryFileSystem::SyncDirectory(const std::string& path) {
  VARVE_RETURN_IF_ERROR(Ask(on_sync_directory, path));
  Note("sync directory");
  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto& [name, file] : files_) file->name_durable = true;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> MemoryFileSystem::List(const std::string& directory) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [path, file] : files_) names.push_back(path.substr(directory.size() + 1));
  return names;
}

absl::StatusOr<std::unique_ptr<AppendFile>> MemoryFileSystem::CreateAppend(const std::string&) {
  return Unused();
}
absl::StatusOr<std::unique_ptr<PositionalFile>> MemoryFileSystem::OpenPositional(
    const std::string&) {
  return Unused();
}
absl::Status MemoryFileSystem::Rename(const std::string&, const std::string&) { return Unused(); }
absl::Status MemoryFileSystem::HardLink(const std::string&, const std::string&) { return Unused(); }
absl::Status MemoryFileSystem::CreateDirectory(const std::string&) { return Unused(); }
absl::StatusOr<std::unique_ptr<FileLock>> MemoryFileSystem::LockFile(const std::string&) {
  return Unused();
}
absl::StatusOr<bool> MemoryFileSystem::Exists(const std::string&) { return Unused(); }
absl::StatusOr<uint64_t> MemoryFileSystem::FreeSpace(const std::string&) { return Unused(); }

void MemoryFileSystem::Note(std::string operation) {
  const std::lock_guard<std::mutex> lock(mutex_);
  operations_.push_back(std::move(operation));
}

}  // namespace varve
