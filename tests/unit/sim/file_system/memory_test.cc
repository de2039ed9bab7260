// Whose memory is whose: the disk's belongs to the world, what the engine is given to the caller.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "sim/file_system/sim_file_system.h"
#include "sim/heap/heap.h"
#include "sim/heap/warm_up.h"
#include "tests/unit/sim/file_system/disk_fixture.h"
#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

// Takes no memory of its own, whoever calls.
class SilentGate final : public OperationGate {
 public:
  void Before(FileOperation, std::string_view, std::string_view, uint64_t, uint64_t) override {}
  void After(FileOperation, absl::StatusCode, std::string_view, uint64_t) override {}
};

// Every operation that has parts fails after one, once it is told to.
class FailingGate final : public OperationGate {
 public:
  void Before(FileOperation, std::string_view, std::string_view, uint64_t, uint64_t) override {}
  Fault Decide(FileOperation operation, std::string_view, uint64_t) override {
    return failing && HasParts(operation) ? Fault::kPartial : Fault::kNone;
  }
  void After(FileOperation, absl::StatusCode, std::string_view, uint64_t) override {}

  bool failing = false;
};

// What an engine does with its files, each object kept in `kept` or destroyed at once.
struct Objects {
  std::vector<std::unique_ptr<RandomAccessFile>> readers;
  std::vector<std::unique_ptr<AppendFile>> appenders;
  std::vector<std::unique_ptr<PositionalFile>> writers;
  std::vector<std::unique_ptr<LogWindow>> windows;
  std::vector<std::unique_ptr<FileLock>> locks;
};

bool UseEverything(FileSystem& files, Objects& kept) {
  bool good = files.CreateDirectory("/a directory with a name too long for a small string").ok();
  kept.appenders.push_back(*files.CreateAppend("/a file with a name too long for a small string"));
  good = good && kept.appenders.back()->Append(std::string(1000, 'x')).ok();
  good = good && kept.appenders.back()->Sync().ok();
  good = good && kept.appenders.back()->Append(std::string(1000, 'y')).ok();
  good = good && files.HardLink("/a file with a name too long for a small string", "/f").ok();
  kept.readers.push_back(*files.OpenRandomAccess("/f"));
  kept.writers.push_back(*files.OpenPositional("/f"));
  good = good && kept.writers.back()->Write(10, std::string(100, 'z')).ok();
  good = good && kept.writers.back()->Truncate(1500).ok();
  kept.windows.push_back(
      *files.CreateLogWindow("/a log with a name too long for a small string", 9000));
  for (int i = 0; i < 3; ++i) {
    const auto memory = kept.windows.back()->Reserve(2000);
    std::memset(memory->data(), 'w', memory->size());
    good = good && kept.windows.back()->Commit(i == 2 ? 1000 : 2000).ok();
    good = good && (i > 0 || kept.windows.back()->Sync().ok());
  }
  kept.locks.push_back(*files.LockFile("/a lock with a name too long for a small string"));
  good = good && !files.LockFile("/a lock with a name too long for a small string").ok();
  good = good && files.Rename("/f", "/a directory with a name too long for a small string/f").ok();
  good = good && !files.Remove("/a file that does not exist, with a message to match").ok();
  good = good && files.Remove("/a file with a name too long for a small string").ok();
  good = good && files.List("/")->size() == 3;
  return good && files.SyncDirectory("/").ok();
}

class MemoryTest : public testing::Test {
 protected:
  MemoryTest() { WarmUpLibraries(); }

  Disk disk;
  SilentGate gate;
  ZeroChoices choices;
  SimFileSystem files{disk, gate, choices};
};

TEST_F(MemoryTest, NothingOfTheDiskIsChargedToTheLifetime) {
  LifetimeHeap heap;
  bool good = false;
  {
    const HeapScope process(&heap);
    Objects objects;
    good = UseEverything(files, objects);
  }
  EXPECT_TRUE(good);
  EXPECT_EQ(heap.live_blocks(), 0u);
  EXPECT_EQ(disk.open_files(), 0u);
}

TEST_F(MemoryTest, NothingThatFailsIsChargedToTheLifetime) {
  FailingGate failing_gate;
  SimFileSystem failing(disk, failing_gate, choices);
  LifetimeHeap heap;
  bool failed = true;
  {
    const HeapScope process(&heap);
    const auto file = *failing.CreateAppend("/a file with a name too long for a small string");
    const auto window = *failing.CreateLogWindow("/w", 9000);
    std::memset(window->Reserve(2000)->data(), 'w', 2000);
    failed = window->Commit(2000).ok();
    failing_gate.failing = true;
    failed = failed && !file->Append(std::string(1000, 'x')).ok() && !file->Sync().ok();
    failed = failed && !window->Sync().ok() && !failing.SyncDirectory("/").ok();
    failed = failed && !failing.CreateLogWindow("/a log with a name too long for it", 9).ok();
    failing_gate.failing = false;
    failed = failed && failing.OpenRandomAccess("/w").ok();
    disk.SetCapacity(0);
    failed = failed && !file->Append("x").ok() && !failing.CreateDirectory("/d").ok();
  }
  EXPECT_TRUE(failed);
  EXPECT_EQ(heap.live_blocks(), 0u);
  EXPECT_EQ(disk.open_files(), 0u);
}

TEST_F(MemoryTest, FileObjectsAreChargedToTheLifetime) {
  LifetimeHeap heap;
  {
    const HeapScope process(&heap);
    const auto file = files.CreateAppend("/f");
    (void)file;
  }
  EXPECT_GT(heap.allocations(), 0u);
}

TEST_F(MemoryTest, TheDiskOutlivesAnAbandonedLifetime) {
  LifetimeHeap heap(HeapFill{.fresh = 0xaa, .freed = 0xdd});
  {
    const HeapScope process(&heap);
    auto* const objects = new Objects;  // dies with the heap, its destructor never runs
    (void)UseEverything(files, *objects);
  }
  const std::string before = TreeOf(disk);
  disk.ProcessCrash(choices);
  heap.FreeAll();
  EXPECT_EQ(TreeOf(disk), before);
  EXPECT_TRUE(files.LockFile("/a lock with a name too long for a small string").ok());
  disk.MachineCrash(choices);
  EXPECT_EQ(TreeOf(disk), before);
}

}  // namespace
}  // namespace varve::sim
