// Every observable sentence about log windows of varve/platform/file_system.h.
#include <cstring>

#include "engine/base/atomic.h"
#include "tests/conformance/file_helpers.h"
#include "tests/conformance/platform_factory.h"

namespace varve::conformance {
namespace {

constexpr uint64_t kCapacity = 16384;

TEST_P(LogWindowConformance, NewWindowIsEmptyAndZero) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto window = platform.file_system.CreateLogWindow(directory + "/w", kCapacity);
    ASSERT_TRUE(window.ok()) << window.status();
    EXPECT_EQ((*window)->capacity(), kCapacity);
    EXPECT_EQ((*window)->committed(), 0u);
    EXPECT_EQ(Contents(platform.file_system, directory + "/w").value(),
              std::string(kCapacity, '\0'));
  });
}

TEST_P(LogWindowConformance, CapacityNeedNotBeAWholeNumberOfPages) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto window = platform.file_system.CreateLogWindow(directory + "/w", 5001);
    ASSERT_TRUE(window.ok()) << window.status();
    EXPECT_EQ((*window)->capacity(), 5001u);
    ASSERT_TRUE(CommitBytes(**window, std::string(5001, 'x')).ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/w").value(), std::string(5001, 'x'));
  });
}

TEST_P(LogWindowConformance, CreateRefusesAnExistingFileAndLeavesItAlone) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/w", "mine").ok());
    EXPECT_EQ(CodeOf(platform.file_system.CreateLogWindow(directory + "/w", kCapacity).status()),
              "ALREADY_EXISTS");
    EXPECT_EQ(Contents(platform.file_system, directory + "/w").value(), "mine");
  });
}

TEST_P(LogWindowConformance, CreateWithoutRoomLeavesNoFileBehind) {
  Run([](const Platform& platform, const std::string& directory) {
    const uint64_t too_much = platform.file_system.FreeSpace(directory).value() + (1ULL << 42);
    EXPECT_EQ(CodeOf(platform.file_system.CreateLogWindow(directory + "/w", too_much).status()),
              "RESOURCE_EXHAUSTED");
    EXPECT_FALSE(platform.file_system.Exists(directory + "/w").value());
  });
}

TEST_P(LogWindowConformance, ReserveGivesWritableZerosOfTheSizeAskedFor) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto window = platform.file_system.CreateLogWindow(directory + "/w", kCapacity);
    ASSERT_TRUE(window.ok()) << window.status();
    const auto reserved = (*window)->Reserve(kCapacity);
    ASSERT_TRUE(reserved.ok()) << reserved.status();
    ASSERT_EQ(reserved->size(), kCapacity);
    for (const char byte : *reserved) ASSERT_EQ(byte, '\0');
    std::memset(reserved->data(), 'x', reserved->size());
    EXPECT_EQ((*window)->committed(), 0u);
  });
}

TEST_P(LogWindowConformance, ReserveOfNothingSucceeds) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto window = platform.file_system.CreateLogWindow(directory + "/w", kCapacity);
    ASSERT_TRUE(window.ok()) << window.status();
    EXPECT_TRUE(CommitBytes(**window, "").ok());
    EXPECT_EQ((*window)->committed(), 0u);
  });
}

TEST_P(LogWindowConformance, ReserveBeyondTheEndIsRefusedAndChangesNothing) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto window = platform.file_system.CreateLogWindow(directory + "/w", kCapacity);
    ASSERT_TRUE(window.ok()) << window.status();
    ASSERT_TRUE(CommitBytes(**window, "abc").ok());
    EXPECT_EQ(CodeOf((*window)->Reserve(kCapacity - 2).status()), "RESOURCE_EXHAUSTED");
    EXPECT_EQ(CodeOf((*window)->Reserve(~size_t{0}).status()), "RESOURCE_EXHAUSTED");
    EXPECT_EQ((*window)->committed(), 3u);
    EXPECT_TRUE(CommitBytes(**window, std::string(kCapacity - 3, 'x')).ok());
    EXPECT_EQ((*window)->committed(), kCapacity);
  });
}

TEST_P(LogWindowConformance, FullWindowRefusesOneMoreByte) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto window = platform.file_system.CreateLogWindow(directory + "/w", kCapacity);
    ASSERT_TRUE(window.ok()) << window.status();
    ASSERT_TRUE(CommitBytes(**window, std::string(kCapacity, 'x')).ok());
    EXPECT_EQ(CodeOf((*window)->Reserve(1).status()), "RESOURCE_EXHAUSTED");
    EXPECT_EQ((*window)->Sync().value(), kCapacity);
  });
}

TEST_P(LogWindowConformance, CommittedBytesHaveLeftTheProcessOnReturn) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto window = platform.file_system.CreateLogWindow(directory + "/w", kCapacity);
    ASSERT_TRUE(window.ok()) << window.status();
    std::string expected;
    for (int i = 0; i < 100; ++i) {
      const std::string record(static_cast<size_t>(i % 7) + 90, static_cast<char>('a' + i % 26));
      ASSERT_TRUE(CommitBytes(**window, record).ok());
      expected += record;
      EXPECT_EQ((*window)->committed(), expected.size());
    }
    const std::string found = Contents(platform.file_system, directory + "/w").value();
    EXPECT_EQ(found, expected + std::string(kCapacity - expected.size(), '\0'));
  });
}

TEST_P(LogWindowConformance, CommitMayTakeLessThanWasReserved) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto window = platform.file_system.CreateLogWindow(directory + "/w", kCapacity);
    ASSERT_TRUE(window.ok()) << window.status();
    const auto reserved = (*window)->Reserve(100);
    ASSERT_TRUE(reserved.ok()) << reserved.status();
    std::memcpy(reserved->data(), "abcdef", 6);
    ASSERT_TRUE((*window)->Commit(3).ok());
    EXPECT_EQ((*window)->committed(), 3u);
    ASSERT_TRUE(CommitBytes(**window, "XYZ").ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/w").value().substr(0, 6), "abcXYZ");
  });
}

TEST_P(LogWindowConformance, ReservationGivenUpIsHandedOutAgain) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto window = platform.file_system.CreateLogWindow(directory + "/w", kCapacity);
    ASSERT_TRUE(window.ok()) << window.status();
    ASSERT_TRUE((*window)->Reserve(10).ok());
    EXPECT_EQ((*window)->committed(), 0u);
    ASSERT_TRUE(CommitBytes(**window, "abc").ok());
    EXPECT_EQ((*window)->committed(), 3u);
    EXPECT_EQ(Contents(platform.file_system, directory + "/w").value().substr(0, 3), "abc");
  });
}

TEST_P(LogWindowConformance, SyncCoversWhatWasCommittedBefore) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto window = platform.file_system.CreateLogWindow(directory + "/w", kCapacity);
    ASSERT_TRUE(window.ok()) << window.status();
    EXPECT_EQ((*window)->Sync().value(), 0u);
    ASSERT_TRUE(CommitBytes(**window, "abc").ok());
    EXPECT_EQ((*window)->Sync().value(), 3u);
    ASSERT_TRUE(CommitBytes(**window, "de").ok());
    EXPECT_EQ((*window)->Sync().value(), 5u);
    EXPECT_EQ((*window)->Sync().value(), 5u);
  });
}

TEST_P(LogWindowConformance, SyncRunsBesideCommits) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto window = platform.file_system.CreateLogWindow(directory + "/w", kCapacity);
    ASSERT_TRUE(window.ok()) << window.status();
    const auto committer = platform.scheduler.Spawn("committer", [&] {
      for (uint64_t i = 0; i < kCapacity / 128; ++i) {
        EXPECT_TRUE(CommitBytes(**window, std::string(128, 'x')).ok());
      }
    });
    for (int i = 0; i < 20; ++i) {
      const uint64_t before = (*window)->committed();
      const auto synced = (*window)->Sync();
      ASSERT_TRUE(synced.ok()) << synced.status();
      EXPECT_GE(*synced, before);
      EXPECT_LE(*synced, (*window)->committed());
    }
    committer->Join();
    EXPECT_EQ((*window)->Sync().value(), kCapacity);
  });
}

TEST_P(LogWindowConformance, BytesStayWhenTheWindowIsGone) {
  Run([](const Platform& platform, const std::string& directory) {
    {
      const auto window = platform.file_system.CreateLogWindow(directory + "/w", kCapacity);
      ASSERT_TRUE(window.ok()) << window.status();
      ASSERT_TRUE(CommitBytes(**window, "abc").ok());
    }
    EXPECT_EQ(Contents(platform.file_system, directory + "/w").value(),
              "abc" + std::string(kCapacity - 3, '\0'));
  });
}

TEST_P(LogWindowConformance, WindowOutlivesItsName) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto window = platform.file_system.CreateLogWindow(directory + "/w", kCapacity);
    ASSERT_TRUE(window.ok()) << window.status();
    ASSERT_TRUE(platform.file_system.Remove(directory + "/w").ok());
    EXPECT_TRUE(CommitBytes(**window, "abc").ok());
    EXPECT_EQ((*window)->Sync().value(), 3u);
  });
}

}  // namespace
}  // namespace varve::conformance
