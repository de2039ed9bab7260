// What replay refuses: the loss of anything that was proven synced (rule D7), and hostile bytes.
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/unit/wal/log_world.h"

namespace varve {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class LogDamageTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(writer_.Start(1).ok()); }

  LogPosition Append(std::string_view payload) { return MustAppend(writer_, payload, ++seqno_); }
  LogPosition AppendSynced(std::string_view payload) {
    const LogPosition end = Append(payload);
    EXPECT_TRUE(writer_.SyncThrough(end).ok());
    return end;
  }
  void Rotate(uint64_t number) { ASSERT_TRUE(writer_.Rotate(number, 0).ok()); }

  // Replay fails with an error that begins by naming this place.
  void ExpectDataLossAt(uint64_t number, uint64_t offset, uint64_t first_log = 1) {
    const absl::Status status = world_.Replay(first_log).status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    EXPECT_THAT(std::string(status.message()),
                StartsWith(LogPath(number) + ": offset " + std::to_string(offset) + ": "));
  }

  LogWorld world_;
  LogWriter writer_{world_.platform(), kDirectory, 4096};
  SeqNo seqno_ = 0;
};

TEST_F(LogDamageTest, ABadRecordThatALaterOneProves) {
  const LogPosition first = Append("a");
  AppendSynced("b");
  Append("c");  // carries the end of "b"
  world_.FlipBit(1, first.offset + kRecordHeaderBytes);
  ExpectDataLossAt(1, first.offset);
}

TEST_F(LogDamageTest, AZeroedRecordThatALaterOneProves) {
  const LogPosition first = Append("a");
  AppendSynced("b");
  Append("c");
  world_.Overwrite(1, first.offset, std::string(40, '\0'));
  ExpectDataLossAt(1, first.offset);
}

// The length of the bad record is lost too: what follows is found all the same.
TEST_F(LogDamageTest, ABadLengthDoesNotHideTheProof) {
  const LogPosition first = Append("a");
  AppendSynced(std::string(100, 'b'));
  Append("c");
  world_.Overwrite(1, first.offset + 8, "\xff\xff\xff\x7f");
  ExpectDataLossAt(1, first.offset);
}

TEST_F(LogDamageTest, AProofFarBehindALongRecord) {
  LogWorld world;
  LogWriter writer(world.platform(), kDirectory, uint64_t{1} << 20);
  ASSERT_TRUE(writer.Start(1).ok());
  MustAppend(writer, std::string(300000, 'a'), 1);
  ASSERT_TRUE(writer.SyncThrough(writer.end()).ok());
  MustAppend(writer, std::string(100000, 'b'), 2);
  world.FlipBit(1, 200000);
  const absl::Status status = world.Replay().status();
  EXPECT_THAT(std::string(status.message()), StartsWith("db/000001.log: offset 64: record "));
}

TEST_F(LogDamageTest, ABadRecordThatTheNextLogsHeaderProves) {
  AppendSynced("a");
  Rotate(2);
  world_.FlipBit(1, 64);
  ExpectDataLossAt(1, 64);
}

TEST_F(LogDamageTest, ABadRecordThatARecordOfALaterLogProves) {
  Append("a");
  Rotate(2);
  AppendSynced("b");
  Append("c");
  world_.FlipBit(1, 64);
  ExpectDataLossAt(1, 64);
}

TEST_F(LogDamageTest, ABadHeaderThatARecordBehindItProves) {
  Append("a");
  Rotate(2);
  AppendSynced("b");
  Append("c");
  world_.FlipBit(2, 30);
  ExpectDataLossAt(2, 0);
}

TEST_F(LogDamageTest, TheFirstLogsBadHeader) {
  AppendSynced("a");
  Append("b");
  world_.FlipBit(1, 8);
  ExpectDataLossAt(1, 0);
}

TEST_F(LogDamageTest, AMissingMiddleLogThatALaterOneProves) {
  Append("a");
  Rotate(2);
  AppendSynced("b");
  Rotate(3);
  ASSERT_TRUE(world_.file_system.Remove(LogPath(2)).ok());
  ExpectDataLossAt(2, 0);
}

TEST_F(LogDamageTest, AMissingFirstLog) {
  Append("a");
  Rotate(2);
  ASSERT_TRUE(world_.file_system.Remove(LogPath(1)).ok());
  ExpectDataLossAt(1, 0);
}

TEST_F(LogDamageTest, NoLogAtAll) {
  ASSERT_TRUE(world_.file_system.Remove(LogPath(1)).ok());
  ExpectDataLossAt(1, 0);
}

TEST_F(LogDamageTest, ATruncatedFileBelowWhatItsSuccessorProves) {
  AppendSynced("a");
  Rotate(2);
  world_.file_system.Put(LogPath(1), world_.file_system.Get(LogPath(1)).substr(0, 80));
  ExpectDataLossAt(1, 64);
}

TEST_F(LogDamageTest, AnUnknownFormatVersion) {
  std::string header(kLogHeaderBytes, '\0');
  EncodeLogHeader({.version = 2, .number = 1, .previous = {}, .proven = {}},
                  std::span(header).first<kLogHeaderBytes>());
  world_.file_system.Put(LogPath(1), header);
  ExpectDataLossAt(1, 0);
  EXPECT_THAT(std::string(world_.Replay().status().message()), HasSubstr("version 2"));
}

// Every eight bytes a record seems to begin that claims a proof and reaches to the end of the file.
TEST_F(LogDamageTest, OverlappingFalseProofsAreGivenUpOn) {
  const uint64_t start = 64;
  std::string content = world_.file_system.Get(LogPath(1)).substr(0, start);
  content.resize(start + (uint64_t{1} << 20), '\0');
  for (uint64_t at = start; at + 64 <= content.size(); at += 32) {
    std::string record(kRecordHeaderBytes, '\0');
    const uint64_t payload = content.size() - at - kRecordHeaderBytes;
    for (size_t i = 0; i < 4; ++i) record[8 + i] = static_cast<char>(payload >> (8 * i));
    record.replace(12, 4, "VREC");
    record[16] = 9;  // log 9
    content.replace(at, record.size(), record);
  }
  world_.file_system.Put(LogPath(1), content);
  EXPECT_THAT(std::string(world_.Replay().status().message()), HasSubstr("too much"));
}

// Whatever is altered, replay gives a prefix of what was written or says what is wrong; and it says
// so whenever something proven is gone.
TEST_F(LogDamageTest, RandomAlterationsNeverLieAboutProvenRecords) {
  std::vector<std::string> written;
  size_t proven_records = 0;
  for (uint64_t log = 1; log <= 3; ++log) {
    if (log > 1) Rotate(log);
    for (int i = 0; i < 6; ++i) {
      written.push_back(std::string(static_cast<size_t>(i) * 9, static_cast<char>('a' + i)));
      if (i == 2) {
        AppendSynced(written.back());
        proven_records = written.size();  // by the records that follow
      } else {
        Append(written.back());
      }
    }
  }
  std::vector<std::string> images;
  for (uint64_t log = 1; log <= 3; ++log) images.push_back(world_.file_system.Get(LogPath(log)));
  std::mt19937 random(1);
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    for (uint64_t log = 1; log <= 3; ++log) world_.file_system.Put(LogPath(log), images[log - 1]);
    const uint64_t damaged = 1 + random() % 3;
    const uint64_t offset = random() % 600;
    const size_t size = 1 + random() % 16;
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    world_.Overwrite(damaged, offset, bytes);
    const absl::StatusOr<Replayed> replayed = world_.Replay();
    if (!replayed.ok()) {
      ASSERT_TRUE(absl::IsDataLoss(replayed.status())) << replayed.status();
      ++refused;
      continue;
    }
    const std::vector<std::string>& got = replayed->payloads;
    ASSERT_GE(got.size(), proven_records) << damaged << ":" << offset;
    ASSERT_LE(got.size(), written.size());
    ASSERT_TRUE(std::equal(got.begin(), got.end(), written.begin())) << damaged << ":" << offset;
  }
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace varve
