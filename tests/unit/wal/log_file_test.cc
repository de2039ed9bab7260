#include "engine/wal/log_file.h"

#include <memory>
#include <string>

#include "tests/unit/wal/log_world.h"

namespace varve {
namespace {

class LogFileTest : public ::testing::Test {
 protected:
  LogFile& Open(std::string content) {
    file_system_.Put(LogPath(1), std::move(content));
    file_ = *LogFile::Open(file_system_, kDirectory, 1);
    return *file_;
  }

  MemoryFileSystem file_system_;
  std::unique_ptr<LogFile> file_;
};

TEST_F(LogFileTest, ReadsAnywhereInAnyOrder) {
  std::string content(200000, '\0');
  for (size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 7 + i / 256);
  LogFile& file = Open(content);
  for (const uint64_t offset : {0, 65500, 8, 199990, 100000, 65536}) {
    for (const size_t size : {0, 1, 10}) {
      EXPECT_EQ(*file.Read(offset, size), content.substr(offset, size)) << offset;
    }
  }
  EXPECT_EQ(*file.Read(5, 150000), content.substr(5, 150000));
}

TEST_F(LogFileTest, AMissingFileIsNotFound) {
  EXPECT_TRUE(absl::IsNotFound(LogFile::Open(file_system_, kDirectory, 1).status()));
}

TEST_F(LogFileTest, AHeaderUnderAnotherNameIsNone) {
  std::string header(kLogHeaderBytes, '\0');
  EncodeLogHeader({.version = 1, .number = 2, .previous = {}, .proven = {}},
                  std::span(header).first<kLogHeaderBytes>());
  EXPECT_FALSE(Open(header).ReadHeader()->has_value());
}

TEST_F(LogFileTest, ARecordThatWouldEndBehindTheFileIsNone) {
  std::string record(40, '\0');
  SealRecord({1, 0}, {}, 8, record.data());
  EXPECT_TRUE(Open(record).PeekRecord(0)->has_value());
  EXPECT_FALSE(Open(record.substr(0, 39)).PeekRecord(0)->has_value());
  EXPECT_FALSE(Open(record.substr(0, 31)).PeekRecord(0)->has_value());
  EXPECT_FALSE(Open(record).PeekRecord(1000)->has_value());
}

TEST_F(LogFileTest, VerifiesARecordLongerThanAPiece) {
  const size_t payload_bytes = 3 * LogFile::kPieceBytes;
  std::string record(RecordBytes(payload_bytes), 'p');
  SealRecord({1, 0}, {}, payload_bytes, record.data());
  LogFile& good = Open(record);
  EXPECT_TRUE(*good.VerifyRecord(0, **good.PeekRecord(0)));
  record[2 * LogFile::kPieceBytes] = 'q';
  LogFile& bad = Open(record);
  EXPECT_FALSE(*bad.VerifyRecord(0, **bad.PeekRecord(0)));
}

}  // namespace
}  // namespace varve
