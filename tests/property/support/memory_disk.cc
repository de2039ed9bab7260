#include "tests/property/support/memory_disk.h"

#include <algorithm>
#include <utility>

namespace varve {
namespace {

using Guard = std::lock_guard<std::mutex>;

}  // namespace

class MemoryDisk::Reader final : public RandomAccessFile {
 public:
  Reader(const MemoryDisk& disk, FilePtr file) : disk_(disk), file_(std::move(file)) {}

  absl::StatusOr<size_t> Read(uint64_t offset, std::span<char> out) const override {
    const Guard guard(disk_.mutex_);
    if (offset >= file_->bytes.size()) return size_t{0};
    const size_t size = std::min<size_t>(out.size(), file_->bytes.size() - offset);
    const uint64_t shown = std::max(file_->visible, offset) - offset;
    const size_t copied = file_->bytes.copy(out.data(), std::min<size_t>(size, shown), offset);
    std::fill(out.begin() + static_cast<ptrdiff_t>(copied),
              out.begin() + static_cast<ptrdiff_t>(size), '\0');
    return size;
  }
  absl::StatusOr<uint64_t> Size() const override {
    const Guard guard(disk_.mutex_);
    return file_->bytes.size();
  }

 private:
  const MemoryDisk& disk_;
  const FilePtr file_;
};

class MemoryDisk::Appender final : public AppendFile {
 public:
  Appender(const MemoryDisk& disk, FilePtr file) : disk_(disk), file_(std::move(file)) {}

  absl::Status Append(std::string_view data) override {
    const Guard guard(disk_.mutex_);
    file_->bytes += data;
    return absl::OkStatus();
  }
  absl::Status Sync() override { return absl::OkStatus(); }

 private:
  const MemoryDisk& disk_;
  const FilePtr file_;
};

class MemoryDisk::Window final : public LogWindow {
 public:
  Window(const MemoryDisk& disk, FilePtr file, uint64_t capacity)
      : disk_(disk), file_(std::move(file)), capacity_(capacity) {}

  uint64_t capacity() const override { return capacity_; }
  uint64_t committed() const override {
    const Guard guard(disk_.mutex_);
    return file_->visible;
  }
  absl::StatusOr<std::span<char>> Reserve(size_t size) override {
    const uint64_t from = committed();
    if (size > capacity_ - from) return absl::ResourceExhaustedError("the window is full");
    return std::span<char>(file_->bytes.data() + from, size);
  }
  absl::Status Commit(size_t size) override {
    const Guard guard(disk_.mutex_);
    file_->visible += size;
    return absl::OkStatus();
  }
  absl::StatusOr<uint64_t> Sync() override { return committed(); }

 private:
  const MemoryDisk& disk_;
  const FilePtr file_;
  const uint64_t capacity_;
};

class MemoryDisk::Lock final : public FileLock {
 public:
  Lock(MemoryDisk& disk, std::string path) : disk_(disk), path_(std::move(path)) {}
  ~Lock() override {
    const Guard guard(disk_.mutex_);
    disk_.locked_.erase(path_);
  }

 private:
  MemoryDisk& disk_;
  const std::string path_;
};

MemoryDisk::MemoryDisk(const Picture& picture) {
  for (const auto& [path, bytes] : picture) Put(path, bytes);
}

MemoryDisk::Picture MemoryDisk::Take() const {
  const Guard guard(mutex_);
  Picture picture;
  for (const auto& [path, file] : files_) {
    const size_t shown = static_cast<size_t>(std::min<uint64_t>(file->visible, file->bytes.size()));
    std::string bytes = file->bytes.substr(0, shown);
    bytes.resize(file->bytes.size());
    picture.emplace(path, std::move(bytes));
  }
  return picture;
}

void MemoryDisk::Put(const std::string& path, std::string bytes) {
  const Guard guard(mutex_);
  auto file = std::make_shared<File>();
  file->bytes = std::move(bytes);
  files_[path] = std::move(file);
}

absl::StatusOr<MemoryDisk::FilePtr> MemoryDisk::Find(const std::string& path) const {
  const Guard guard(mutex_);
  const auto found = files_.find(path);
  if (found == files_.end()) return absl::NotFoundError(path);
  return found->second;
}

absl::StatusOr<MemoryDisk::FilePtr> MemoryDisk::Create(const std::string& path) {
  const Guard guard(mutex_);
  const auto [at, made] = files_.emplace(path, nullptr);
  if (!made) return absl::AlreadyExistsError(path);
  at->second = std::make_shared<File>();
  return at->second;
}

absl::StatusOr<std::unique_ptr<RandomAccessFile>> MemoryDisk::OpenRandomAccess(
    const std::string& path) {
  absl::StatusOr<FilePtr> file = Find(path);
  if (!file.ok()) return file.status();
  return std::make_unique<Reader>(*this, *std::move(file));
}

absl::StatusOr<std::unique_ptr<AppendFile>> MemoryDisk::CreateAppend(const std::string& path) {
  absl::StatusOr<FilePtr> file = Create(path);
  if (!file.ok()) return file.status();
  return std::make_unique<Appender>(*this, *std::move(file));
}

absl::StatusOr<std::unique_ptr<LogWindow>> MemoryDisk::CreateLogWindow(const std::string& path,
                                                                       uint64_t capacity) {
  absl::StatusOr<FilePtr> file = Create(path);
  if (!file.ok()) return file.status();
  const Guard guard(mutex_);
  (*file)->bytes.resize(capacity);
  (*file)->visible = 0;
  return std::make_unique<Window>(*this, *std::move(file), capacity);
}

absl::StatusOr<std::unique_ptr<PositionalFile>> MemoryDisk::OpenPositional(const std::string&) {
  return absl::UnimplementedError("nothing tested on this disk changes files in place");
}

absl::Status MemoryDisk::Rename(const std::string& from, const std::string& to) {
  const Guard guard(mutex_);
  auto file = files_.extract(from);
  if (file.empty()) return absl::NotFoundError(from);
  files_[to] = std::move(file.mapped());
  return absl::OkStatus();
}

absl::Status MemoryDisk::HardLink(const std::string& existing, const std::string& link) {
  const Guard guard(mutex_);
  const auto file = files_.find(existing);
  if (file == files_.end()) return absl::NotFoundError(existing);
  if (!files_.emplace(link, file->second).second) return absl::AlreadyExistsError(link);
  return absl::OkStatus();
}

absl::Status MemoryDisk::Remove(const std::string& path) {
  const Guard guard(mutex_);
  return files_.erase(path) == 0 ? absl::NotFoundError(path) : absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> MemoryDisk::List(const std::string& directory) {
  const Guard guard(mutex_);
  std::vector<std::string> names;
  for (const auto& [path, file] : files_) {
    if (path.starts_with(directory + "/")) names.push_back(path.substr(directory.size() + 1));
  }
  return names;
}

absl::Status MemoryDisk::CreateDirectory(const std::string&) { return absl::OkStatus(); }

absl::Status MemoryDisk::SyncDirectory(const std::string&) { return absl::OkStatus(); }

absl::StatusOr<std::unique_ptr<FileLock>> MemoryDisk::LockFile(const std::string& path) {
  const Guard guard(mutex_);
  if (!locked_.insert(path).second) return absl::FailedPreconditionError(path);
  files_.emplace(path, std::make_shared<File>());
  return std::make_unique<Lock>(*this, path);
}

absl::StatusOr<bool> MemoryDisk::Exists(const std::string& path) {
  const Guard guard(mutex_);
  return files_.contains(path);
}

absl::StatusOr<uint64_t> MemoryDisk::FreeSpace(const std::string&) { return uint64_t{1} << 40; }

}  // namespace varve
