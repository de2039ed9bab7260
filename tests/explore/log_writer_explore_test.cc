// Group commit: whoever comes when, a position is acknowledged only when it is proven synced, with
// everything before it (rules D1, D7).
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/mutex.h"
#include "engine/wal/log_writer.h"
#include "sim/explore/explore.h"
#include "tests/explore/expect_complete.h"
#include "tests/explore/explored_platform.h"

namespace varve {
namespace {

using sim::Execution;
using sim::Exploration;
using sim::Explore;

// Windows in memory whose syncs and commits take a while, and which know what is certain.
class SlowWindows : public MemoryFileSystem {
 public:
  explicit SlowWindows(Scheduler& scheduler) : scheduler_(scheduler) {}

  struct State {
    uint64_t committed = 0;
    uint64_t synced = 0;
  };

  absl::StatusOr<std::unique_ptr<LogWindow>> CreateLogWindow(const std::string& path,
                                                             uint64_t capacity) override {
    return std::make_unique<Window>(*this, windows_[path], capacity);
  }

  // In order of their names, which is the order of the logs.
  const std::map<std::string, State>& windows() const { return windows_; }
  void FailNextSync() { fail_next_sync_ = true; }

 private:
  class Window : public LogWindow {
   public:
    Window(SlowWindows& owner, State& state, uint64_t capacity)
        : owner_(owner), state_(state), bytes_(capacity, '\0') {}

    uint64_t capacity() const override { return bytes_.size(); }
    uint64_t committed() const override { return state_.committed; }
    absl::StatusOr<std::span<char>> Reserve(size_t size) override {
      return std::span<char>(bytes_).subspan(state_.committed, size);
    }
    absl::Status Commit(size_t size) override {
      owner_.scheduler_.Yield(SchedulePoint::kPublish);
      state_.committed += size;
      return absl::OkStatus();
    }
    absl::StatusOr<uint64_t> Sync() override {
      const uint64_t covered = state_.committed;
      owner_.scheduler_.Yield(SchedulePoint::kPublish);
      if (std::exchange(owner_.fail_next_sync_, false)) return absl::UnavailableError("planted");
      state_.synced = std::max(state_.synced, covered);
      return covered;
    }

   private:
    SlowWindows& owner_;
    State& state_;
    std::string bytes_;
  };

  Scheduler& scheduler_;
  std::map<std::string, State> windows_;
  bool fail_next_sync_ = false;
};

class World {
 public:
  explicit World(Execution& execution)
      : execution_(execution),
        platform_(execution),
        windows_(execution.scheduler()),
        commit_(execution.scheduler(), "commit"),
        writer_(platform_.platform(windows_, instrumentation_), "db", 1024) {
    execution.Expect(writer_.Start(1).ok(), "the log starts");
  }

  // Appends a record, into a new log where asked to, and syncs it. An acknowledgement is checked
  // against the windows.
  absl::Status Write(bool rotate = false) {
    absl::StatusOr<LogPosition> end;
    std::map<std::string, SlowWindows::State> then;
    {
      const MutexLock lock(commit_);
      if (rotate) execution_.Expect(writer_.Rotate(++last_log_, 8).ok(), "the log rotates");
      const std::string_view parts[] = {"12345678"};
      end = writer_.Append(parts, ++last_seqno_);
      then = windows_.windows();
    }
    if (!end.ok()) return end.status();
    const absl::Status synced = writer_.SyncThrough(*end);
    if (!synced.ok()) return synced;
    for (const auto& [path, state] : then) {
      execution_.Expect(windows_.windows().at(path).synced >= state.committed,
                        "what is acknowledged is synced, and all before it (D1, D7)");
    }
    execution_.Expect(writer_.proven() >= *end, "and known to be");
    return synced;
  }

  LogWriter& writer() { return writer_; }
  SlowWindows& windows() { return windows_; }

 private:
  Execution& execution_;
  ExploredPlatform platform_;
  SlowWindows windows_;
  Instrumentation instrumentation_;
  Mutex commit_;
  LogWriter writer_;
  uint64_t last_log_ = 1;
  SeqNo last_seqno_ = 0;
};

TEST(LogWriterExploreTest, ThreeWritersShareSyncs) {
  const Exploration all = Explore({.max_preemptions = 2}, [](Execution& execution) {
    World world(execution);
    for (int i = 0; i < 3; ++i) {
      execution.Task("writer", [&] { execution.Expect(world.Write().ok(), "the write succeeds"); });
    }
    execution.RunTasks();
  });
  ExpectComplete(all, 1000);
}

TEST(LogWriterExploreTest, ASyncCoversOlderLogsFirst) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution);
    execution.Task("writer", [&] { execution.Expect(world.Write().ok(), "the write succeeds"); });
    execution.Task("rotating writer",
                   [&] { execution.Expect(world.Write(true).ok(), "the write succeeds"); });
    execution.RunTasks();
  });
  ExpectComplete(all, 1000);
}

// Of two writers at least the one that led the failing sync is refused; nobody waits for ever, and
// an acknowledgement is still worth what it says.
TEST(LogWriterExploreTest, AFailedSyncAcknowledgesNobody) {
  const Exploration all = Explore({.max_preemptions = 3}, [](Execution& execution) {
    World world(execution);
    world.windows().FailNextSync();
    int refused = 0;
    for (int i = 0; i < 2; ++i) {
      execution.Task("writer", [&] { refused += world.Write().ok() ? 0 : 1; });
    }
    execution.RunTasks();
    execution.Expect(refused == 2, "nothing is acknowledged behind a failed sync (D2)");
    execution.Expect(!world.writer().status().ok(), "the failure stays");
  });
  ExpectComplete(all, 1000);
}

}  // namespace
}  // namespace varve
