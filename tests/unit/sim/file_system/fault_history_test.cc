// Random histories of operations, faults and crashes: what the seam promised without an error holds
// whatever else went wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "sim/file_system/sim_file_system.h"
#include "tests/unit/sim/file_system/disk_fixture.h"
#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

// One operation in six fails, in any way.
class RandomFaults final : public OperationGate {
 public:
  explicit RandomFaults(Choices& choices) : choices_(choices) {}
  void Before(FileOperation, std::string_view, std::string_view, uint64_t, uint64_t) override {}
  Fault Decide(FileOperation, std::string_view, uint64_t) override {
    if (choices_.Pick("faulty", 6) > 0) return Fault::kNone;
    return static_cast<Fault>(choices_.Pick("fault", kFaultCount));
  }
  void After(FileOperation, absl::StatusCode, std::string_view, uint64_t) override {}

 private:
  Choices& choices_;
};

// A file that grows at its end, and what is known of it.
struct Growing {
  std::string path;
  std::unique_ptr<AppendFile> file;
  std::string handed_over;  // before the first error
  size_t synced = 0;        // of `handed_over`
  bool good = true;         // no error yet
  bool sync_failed = false;
  bool named = false;  // its directory was synced since it was made
};

class History {
 public:
  History(uint64_t seed, Profile profile)
      : choices_(seed), disk_({.profile = profile}), gate_(choices_) {}

  void Run() {
    for (size_t i = 0; i < growing_.size(); ++i) {
      growing_[i].path = "/" + std::to_string(i);
      auto created = files_.CreateAppend(growing_[i].path);
      if (created.ok()) growing_[i].file = *std::move(created);
    }
    for (int step = 0; step < 30; ++step) Step();
  }

  void CrashAndCheck(bool machine) {
    if (machine) {
      disk_.MachineCrash(choices_);
    } else {
      disk_.ProcessCrash(choices_);
    }
    for (const Growing& one : growing_) {
      if (one.file != nullptr) Check(one, machine);
    }
  }

 private:
  void Step() {
    Growing& one = growing_[choices_.Pick("which", growing_.size())];
    switch (choices_.Pick("what", 8)) {
      case 0:
        if (files_.SyncDirectory("/").ok()) {
          for (Growing& each : growing_) each.named = true;
        }
        return;
      case 1:
        (void)files_.OpenRandomAccess(one.path);
        return;
      case 2:
      case 3:
        if (one.file != nullptr) Sync(one);
        return;
      default:
        if (one.file != nullptr) Append(one);
    }
  }

  void Append(Growing& one) {
    const std::string bytes(1 + choices_.Pick("length", 900),
                            static_cast<char>('a' + choices_.Pick("letter", 26)));
    const bool done = one.file->Append(bytes).ok();
    one.good = one.good && done;
    if (one.good) one.handed_over += bytes;
  }

  void Sync(Growing& one) {
    const bool done = one.file->Sync().ok();
    one.sync_failed = one.sync_failed || !done;
    one.good = one.good && done;
    if (!one.good) return;
    one.synced = one.handed_over.size();
    if (FileSyncCoversItsNames(disk_.profile())) one.named = true;
  }

  void Check(const Growing& one, bool machine) const {
    InodeId id = 0;
    const bool exists = disk_.Lookup(one.path, &id) == DiskError::kNone;
    if (!machine || one.named) {
      ASSERT_TRUE(exists) << one.path;
    }
    if (!exists) return;
    const std::string content = disk_.file(id).running().ToString();
    const bool cache_lost = machine || one.sync_failed;
    const std::string promised =
        one.handed_over.substr(0, cache_lost ? one.synced : std::string::npos);
    EXPECT_EQ(content.substr(0, promised.size()), promised) << one.path;
    // Of a file that only grew, where data comes before size, no byte was never written.
    if (!machine || !DataBeforeSize(disk_.profile()) || one.sync_failed) return;
    EXPECT_TRUE(std::all_of(content.begin(), content.end(), [](char c) {
      return c >= 'a' && c <= 'z';
    })) << one.path;
  }

  RandomChoices choices_;
  Disk disk_;
  RandomFaults gate_;
  SimFileSystem files_{disk_, gate_, choices_};
  std::array<Growing, 3> growing_;
};

TEST(FaultHistory, WhatWasPromisedSurvivesEveryCrash) {
  for (const Profile profile : {Profile::kStrict, Profile::kOrdered, Profile::kWriteback}) {
    for (uint64_t seed = 1; seed <= 1500 && !testing::Test::HasFailure(); ++seed) {
      SCOPED_TRACE(std::string(Name(profile)) + " seed " + std::to_string(seed));
      History history(seed, profile);
      history.Run();
      history.CrashAndCheck(/*machine=*/seed % 3 != 0);
      // And once more: what a crash left is durable.
      history.CrashAndCheck(/*machine=*/true);
    }
  }
}

}  // namespace
}  // namespace varve::sim
