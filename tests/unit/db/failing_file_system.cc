#include "tests/unit/db/failing_file_system.h"

#include "engine/base/status.h"

namespace varve {
namespace {

class Reader final : public RandomAccessFile {
 public:
  Reader(const FailingFileSystem& files, std::string path, std::unique_ptr<RandomAccessFile> base)
      : files_(files), path_(std::move(path)), base_(std::move(base)) {}
  absl::StatusOr<size_t> Read(uint64_t offset, std::span<char> out) const override {
    VARVE_RETURN_IF_ERROR(files_.Check("read", path_));
    return base_->Read(offset, out);
  }
  absl::StatusOr<uint64_t> Size() const override { return base_->Size(); }

 private:
  const FailingFileSystem& files_;
  const std::string path_;
  const std::unique_ptr<RandomAccessFile> base_;
};

class Appender final : public AppendFile {
 public:
  Appender(const FailingFileSystem& files, std::string path, std::unique_ptr<AppendFile> base)
      : files_(files), path_(std::move(path)), base_(std::move(base)) {}
  absl::Status Append(std::string_view data) override {
    VARVE_RETURN_IF_ERROR(files_.Check("append", path_));
    return base_->Append(data);
  }
  absl::Status Sync() override {
    VARVE_RETURN_IF_ERROR(files_.Check("sync", path_));
    return base_->Sync();
  }

 private:
  const FailingFileSystem& files_;
  const std::string path_;
  const std::unique_ptr<AppendFile> base_;
};

class FailingWindow final : public LogWindow {
 public:
  FailingWindow(const FailingFileSystem& files, std::string path, std::unique_ptr<LogWindow> base)
      : files_(files), path_(std::move(path)), base_(std::move(base)) {}
  uint64_t capacity() const override { return base_->capacity(); }
  uint64_t committed() const override { return base_->committed(); }
  absl::StatusOr<std::span<char>> Reserve(size_t size) override { return base_->Reserve(size); }
  absl::Status Commit(size_t size) override {
    VARVE_RETURN_IF_ERROR(files_.Check("commit", path_));
    return base_->Commit(size);
  }
  absl::StatusOr<uint64_t> Sync() override {
    VARVE_RETURN_IF_ERROR(files_.Check("sync-window", path_));
    return base_->Sync();
  }

 private:
  const FailingFileSystem& files_;
  const std::string path_;
  const std::unique_ptr<LogWindow> base_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RandomAccessFile>> FailingFileSystem::OpenRandomAccess(
    const std::string& path) {
  VARVE_RETURN_IF_ERROR(Check("open", path));
  VARVE_ASSIGN_OR_RETURN(auto base, base_.OpenRandomAccess(path));
  return std::make_unique<Reader>(*this, path, std::move(base));
}

absl::StatusOr<std::unique_ptr<AppendFile>> FailingFileSystem::CreateAppend(
    const std::string& path) {
  VARVE_RETURN_IF_ERROR(Check("create", path));
  VARVE_ASSIGN_OR_RETURN(auto base, base_.CreateAppend(path));
  return std::make_unique<Appender>(*this, path, std::move(base));
}

absl::StatusOr<std::unique_ptr<LogWindow>> FailingFileSystem::CreateLogWindow(
    const std::string& path, uint64_t capacity) {
  VARVE_RETURN_IF_ERROR(Check("create", path));
  VARVE_ASSIGN_OR_RETURN(auto base, base_.CreateLogWindow(path, capacity));
  return std::make_unique<FailingWindow>(*this, path, std::move(base));
}

absl::StatusOr<std::unique_ptr<PositionalFile>> FailingFileSystem::OpenPositional(
    const std::string& path) {
  VARVE_RETURN_IF_ERROR(Check("open", path));
  return base_.OpenPositional(path);
}

absl::Status FailingFileSystem::Rename(const std::string& from, const std::string& to) {
  VARVE_RETURN_IF_ERROR(Check("rename", to));
  return base_.Rename(from, to);
}

absl::Status FailingFileSystem::HardLink(const std::string& existing, const std::string& link) {
  return base_.HardLink(existing, link);
}

absl::Status FailingFileSystem::Remove(const std::string& path) {
  VARVE_RETURN_IF_ERROR(Check("remove", path));
  return base_.Remove(path);
}

absl::StatusOr<std::vector<std::string>> FailingFileSystem::List(const std::string& directory) {
  VARVE_RETURN_IF_ERROR(Check("list", directory));
  return base_.List(directory);
}

absl::Status FailingFileSystem::CreateDirectory(const std::string& path) {
  return base_.CreateDirectory(path);
}

absl::Status FailingFileSystem::SyncDirectory(const std::string& path) {
  VARVE_RETURN_IF_ERROR(Check("sync-directory", path));
  return base_.SyncDirectory(path);
}

absl::StatusOr<std::unique_ptr<FileLock>> FailingFileSystem::LockFile(const std::string& path) {
  return base_.LockFile(path);
}

absl::StatusOr<bool> FailingFileSystem::Exists(const std::string& path) {
  return base_.Exists(path);
}

absl::StatusOr<uint64_t> FailingFileSystem::FreeSpace(const std::string& path) {
  return base_.FreeSpace(path);
}

}  // namespace varve
