// Stand-ins for the platform in the tests of tables: files in memory, and a scheduler that makes no
// controlled locks.
#ifndef VARVE_TESTS_UNIT_TABLE_FAKES_H_
#define VARVE_TESTS_UNIT_TABLE_FAKES_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/reclaimer.h"
#include "engine/table/block_cache.h"
#include "varve/platform/file_system.h"
#include "varve/platform/scheduler.h"

namespace varve {

/// Files that the test may look into and change. One task. Only what tables use is there.
class MemoryFileSystem final : public FileSystem {
 public:
  std::map<std::string, std::string> files;
  /// Answered by file calls of the kind, while not OK.
  absl::Status append_error;
  absl::Status sync_error;
  absl::Status read_error;
  int reads = 0;
  int syncs = 0;

  absl::StatusOr<std::unique_ptr<RandomAccessFile>> OpenRandomAccess(
      const std::string& path) override {
    if (files.find(path) == files.end()) return absl::NotFoundError(path);
    return std::make_unique<Reader>(*this, path);
  }
  absl::StatusOr<std::unique_ptr<AppendFile>> CreateAppend(const std::string& path) override {
    if (!files.emplace(path, "").second) return absl::AlreadyExistsError(path);
    return std::make_unique<Writer>(*this, path);
  }

  absl::StatusOr<std::unique_ptr<LogWindow>> CreateLogWindow(const std::string&,
                                                             uint64_t) override {
    return Absent();
  }
  absl::StatusOr<std::unique_ptr<PositionalFile>> OpenPositional(const std::string&) override {
    return Absent();
  }
  absl::Status Rename(const std::string&, const std::string&) override { return Absent(); }
  absl::Status HardLink(const std::string&, const std::string&) override { return Absent(); }
  absl::Status Remove(const std::string&) override { return Absent(); }
  absl::StatusOr<std::vector<std::string>> List(const std::string&) override { return Absent(); }
  absl::Status CreateDirectory(const std::string&) override { return Absent(); }
  absl::Status SyncDirectory(const std::string&) override { return Absent(); }
  absl::StatusOr<std::unique_ptr<FileLock>> LockFile(const std::string&) override {
    return Absent();
  }
  absl::StatusOr<bool> Exists(const std::string&) override { return Absent(); }
  absl::StatusOr<uint64_t> FreeSpace(const std::string&) override { return Absent(); }

 private:
  static absl::Status Absent() { return absl::UnimplementedError("not in this fake"); }

  class Reader final : public RandomAccessFile {
   public:
    Reader(MemoryFileSystem& owner, std::string path) : owner_(owner), path_(std::move(path)) {}
    absl::StatusOr<size_t> Read(uint64_t offset, std::span<char> out) const override {
      ++owner_.reads;
      if (!owner_.read_error.ok()) return owner_.read_error;
      const std::string& bytes = owner_.files[path_];
      if (offset >= bytes.size()) return 0;
      const size_t size = std::min(out.size(), bytes.size() - offset);
      std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), size, out.begin());
      return size;
    }
    absl::StatusOr<uint64_t> Size() const override { return owner_.files[path_].size(); }

   private:
    MemoryFileSystem& owner_;
    const std::string path_;
  };

  class Writer final : public AppendFile {
   public:
    Writer(MemoryFileSystem& owner, std::string path) : owner_(owner), path_(std::move(path)) {}
    absl::Status Append(std::string_view data) override {
      if (owner_.append_error.ok()) owner_.files[path_] += data;
      return owner_.append_error;
    }
    absl::Status Sync() override {
      ++owner_.syncs;
      return owner_.sync_error;
    }

   private:
    MemoryFileSystem& owner_;
    const std::string path_;
  };
};

/// As a production scheduler in that the engine uses the standard library's locks. Starts no tasks,
/// and takes all callers for one.
class NativeLocks final : public Scheduler {
 public:
  std::unique_ptr<Task> Spawn(std::string_view, std::function<void()>) override { return nullptr; }
  std::unique_ptr<ControlledMutex> NewMutex(std::string_view) override { return nullptr; }
  std::unique_ptr<ControlledSharedMutex> NewSharedMutex(std::string_view) override {
    return nullptr;
  }
  std::unique_ptr<ControlledCondVar> NewCondVar(std::string_view) override { return nullptr; }
  std::unique_ptr<TaskLocal> NewTaskLocal(void (*)(void*)) override {
    return std::make_unique<Value>();
  }
  ScheduleHook* hook() override { return nullptr; }
  void Yield(SchedulePoint) override {}

 private:
  class Value final : public TaskLocal {
   public:
    [[nodiscard]] void* Get() const override { return value_; }
    void Set(void* value) override { value_ = value; }

   private:
    void* value_ = nullptr;
  };
};

/// What a cache borrows.
struct CacheParts {
  NativeLocks locks;
  Reclaimer grace{locks};
};

/// A cache for tests of one task. What it drops and nobody pinned is gone at once, since no guard
/// is held longer than a call.
class TestCache : public CacheParts, public BlockCache {
 public:
  explicit TestCache(size_t capacity_bytes) : BlockCache(locks, grace, capacity_bytes) {}
};

}  // namespace varve

#endif  // VARVE_TESTS_UNIT_TABLE_FAKES_H_
