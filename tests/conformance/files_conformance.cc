// Every observable sentence about the file objects of varve/platform/file_system.h, log windows
// apart.
#include <gmock/gmock.h>

#include <vector>

#include "tests/conformance/file_helpers.h"
#include "tests/conformance/platform_factory.h"

namespace varve::conformance {
namespace {

TEST_P(FilesConformance, ReadFillsTheBufferFromTheOffset) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "0123456789").ok());
    const auto file = platform.file_system.OpenRandomAccess(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    std::string bytes(4, '?');
    EXPECT_EQ((*file)->Read(3, bytes).value(), 4u);
    EXPECT_EQ(bytes, "3456");
  });
}

TEST_P(FilesConformance, ReadIsShortOnlyWhereTheFileEnds) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "0123456789").ok());
    const auto file = platform.file_system.OpenRandomAccess(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    std::string bytes(8, '?');
    EXPECT_EQ((*file)->Read(7, bytes).value(), 3u);
    EXPECT_EQ(bytes.substr(0, 3), "789");
    EXPECT_EQ((*file)->Read(10, bytes).value(), 0u);
    EXPECT_EQ((*file)->Read(1'000'000, bytes).value(), 0u);
  });
}

TEST_P(FilesConformance, ReadAtTheLargestOffsetsFindsTheEnd) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "0123456789").ok());
    const auto file = platform.file_system.OpenRandomAccess(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    std::string bytes(8, '?');
    for (const uint64_t offset :
         {uint64_t{1} << 62, (uint64_t{1} << 63) - 1, uint64_t{1} << 63, ~uint64_t{0}}) {
      const auto read = (*file)->Read(offset, bytes);
      ASSERT_TRUE(read.ok()) << read.status();
      EXPECT_EQ(*read, 0u) << offset;
    }
  });
}

TEST_P(FilesConformance, ReadOfNothingReadsNothing) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "0123456789").ok());
    const auto file = platform.file_system.OpenRandomAccess(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ((*file)->Read(3, {}).value(), 0u);
  });
}

TEST_P(FilesConformance, ManyTasksReadOneFileAtOnce) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "aaaabbbbccccdddd").ok());
    const auto file = platform.file_system.OpenRandomAccess(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    std::vector<std::unique_ptr<Task>> tasks;
    for (size_t i = 0; i < 4; ++i) {
      tasks.push_back(platform.scheduler.Spawn("reader", [&, i] {
        for (int round = 0; round < 50; ++round) {
          std::string bytes(4, '?');
          EXPECT_EQ((*file)->Read(4 * i, bytes).value(), 4u);
          EXPECT_EQ(bytes, std::string(4, static_cast<char>('a' + i)));
        }
      }));
    }
    for (auto& task : tasks) task->Join();
  });
}

TEST_P(FilesConformance, ContentIsReadableAfterTheNameIsRemoved) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "kept").ok());
    const auto file = platform.file_system.OpenRandomAccess(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE(platform.file_system.Remove(directory + "/f").ok());
    EXPECT_EQ(Contents(**file).value(), "kept");
  });
}

TEST_P(FilesConformance, ContentIsReadableAfterTheNameIsGivenAway) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "old").ok());
    ASSERT_TRUE(Create(platform.file_system, directory + "/g", "newer").ok());
    const auto file = platform.file_system.OpenRandomAccess(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE(platform.file_system.Rename(directory + "/g", directory + "/f").ok());
    EXPECT_EQ(Contents(**file).value(), "old");
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "newer");
  });
}

TEST_P(FilesConformance, SizeIsThatOfTheMoment) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto writer = platform.file_system.CreateAppend(directory + "/f");
    ASSERT_TRUE(writer.ok()) << writer.status();
    const auto reader = platform.file_system.OpenRandomAccess(directory + "/f");
    ASSERT_TRUE(reader.ok()) << reader.status();
    EXPECT_EQ((*reader)->Size().value(), 0u);
    ASSERT_TRUE((*writer)->Append("12345").ok());
    EXPECT_EQ((*reader)->Size().value(), 5u);
  });
}

TEST_P(FilesConformance, AppendAddsAtTheEnd) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto file = platform.file_system.CreateAppend(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Append("one,").ok());
    ASSERT_TRUE((*file)->Append("").ok());
    ASSERT_TRUE((*file)->Append(std::string_view("t\0wo", 4)).ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(),
              std::string_view("one,t\0wo", 8));
  });
}

TEST_P(FilesConformance, AppendedBytesHaveLeftTheProcessOnReturn) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto file = platform.file_system.CreateAppend(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    for (size_t i = 1; i <= 20; ++i) {  // whoever opens the file by its name finds them all
      ASSERT_TRUE((*file)->Append("x").ok());
      EXPECT_EQ(Contents(platform.file_system, directory + "/f").value().size(), i);
    }
  });
}

TEST_P(FilesConformance, AppendTakesMegabytes) {
  Run([](const Platform& platform, const std::string& directory) {
    std::string bytes(3'000'001, '\0');
    for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 >> 8);
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", bytes).ok());
    EXPECT_TRUE(Contents(platform.file_system, directory + "/f").value() == bytes);
  });
}

TEST_P(FilesConformance, AppendFollowsTheFileToItsNewName) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto file = platform.file_system.CreateAppend(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Append("a").ok());
    ASSERT_TRUE(platform.file_system.Rename(directory + "/f", directory + "/g").ok());
    ASSERT_TRUE((*file)->Append("b").ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/g").value(), "ab");
  });
}

TEST_P(FilesConformance, SyncKeepsWhatWasAppendedAndAllowsMore) {
  Run([](const Platform& platform, const std::string& directory) {
    const auto file = platform.file_system.CreateAppend(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_TRUE((*file)->Sync().ok());
    ASSERT_TRUE((*file)->Append("a").ok());
    EXPECT_TRUE((*file)->Sync().ok());
    ASSERT_TRUE((*file)->Append("b").ok());
    EXPECT_TRUE((*file)->Sync().ok());
    EXPECT_TRUE((*file)->Sync().ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "ab");
  });
}

TEST_P(FilesConformance, ClosingWithoutASyncLosesNothingToThisProcess) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "bytes").ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "bytes");
  });
}

TEST_P(FilesConformance, PositionalWriteOverwritesInPlace) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "0123456789").ok());
    const auto file = platform.file_system.OpenPositional(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Write(4, "ab").ok());
    ASSERT_TRUE((*file)->Write(0, "Z").ok());
    ASSERT_TRUE((*file)->Write(9, "").ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "Z123ab6789");
  });
}

TEST_P(FilesConformance, PositionalWriteExtendsTheFile) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "0123").ok());
    const auto file = platform.file_system.OpenPositional(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Write(2, "abcd").ok());
    ASSERT_TRUE((*file)->Write(6, "e").ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "01abcde");
  });
}

TEST_P(FilesConformance, OpeningForChangesChangesNothing) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "0123").ok());
    ASSERT_TRUE(platform.file_system.OpenPositional(directory + "/f").ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "0123");
  });
}

TEST_P(FilesConformance, TruncateCutsTheFile) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "0123456789").ok());
    const auto file = platform.file_system.OpenPositional(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Truncate(3).ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "012");
    ASSERT_TRUE((*file)->Truncate(0).ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "");
  });
}

TEST_P(FilesConformance, TruncateExtendsTheFileWithZeros) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "0123456789").ok());
    const auto file = platform.file_system.OpenPositional(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Truncate(2).ok());
    ASSERT_TRUE((*file)->Truncate(5).ok());  // what was cut off does not come back
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(),
              std::string_view("01\0\0\0", 5));
  });
}

TEST_P(FilesConformance, PositionalSyncKeepsWhatWasWrittenAndTruncated) {
  Run([](const Platform& platform, const std::string& directory) {
    ASSERT_TRUE(Create(platform.file_system, directory + "/f", "0123456789").ok());
    const auto file = platform.file_system.OpenPositional(directory + "/f");
    ASSERT_TRUE(file.ok()) << file.status();
    ASSERT_TRUE((*file)->Write(1, "x").ok());
    ASSERT_TRUE((*file)->Truncate(4).ok());
    EXPECT_TRUE((*file)->Sync().ok());
    EXPECT_EQ(Contents(platform.file_system, directory + "/f").value(), "0x23");
  });
}

}  // namespace
}  // namespace varve::conformance
