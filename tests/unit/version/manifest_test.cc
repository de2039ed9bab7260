#include "engine/version/manifest.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "engine/base/coding.h"
#include "engine/base/hash.h"
#include "engine/format/file_names.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/db/test_directory.h"

namespace varve {
namespace {

using ::testing::HasSubstr;

class ManifestTest : public ::testing::Test {
 protected:
  ManifestTest() {
    std::filesystem::create_directory(directory_.path());
    state_.first_log = 1;
    state_.next_file_number = 9;
    writer_ = std::make_unique<ManifestWriter>(posix_.platform(), directory_.path());
  }
  static VersionEdit Flushed(SeqNo through) {
    VersionEdit edit;
    edit.flushed_through = through;
    return edit;
  }
  absl::StatusOr<LoadedManifest> Load() {
    return LoadManifest(posix_.platform(), directory_.path());
  }
  std::string Path(uint64_t number) const { return directory_.path() + "/" + ManifestName(number); }
  std::string Bytes(const std::string& path) const {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  void Overwrite(const std::string& path, const std::string& bytes) const {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }

  TestDirectory directory_;
  PosixPlatform posix_;
  VersionEdit state_;
  std::unique_ptr<ManifestWriter> writer_;
};

TEST_F(ManifestTest, NoCurrentIsNotFound) { EXPECT_TRUE(absl::IsNotFound(Load().status())); }

TEST_F(ManifestTest, EditsComeBackInOrder) {
  ASSERT_TRUE(writer_->Switch(2, state_).ok());
  ASSERT_TRUE(writer_->Append(Flushed(10)).ok());
  ASSERT_TRUE(writer_->Append(Flushed(20)).ok());
  const auto loaded = Load();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->number, 2u);
  EXPECT_EQ(loaded->edits, (std::vector<VersionEdit>{state_, Flushed(10), Flushed(20)}));
}

TEST_F(ManifestTest, SwitchPutsTheNewOneInForce) {
  ASSERT_TRUE(writer_->Switch(2, state_).ok());
  ASSERT_TRUE(writer_->Append(Flushed(10)).ok());
  ASSERT_TRUE(writer_->Switch(5, Flushed(30)).ok());
  ASSERT_TRUE(writer_->Append(Flushed(40)).ok());
  const auto loaded = Load();
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->number, 5u);
  EXPECT_EQ(loaded->edits, (std::vector<VersionEdit>{Flushed(30), Flushed(40)}));
}

TEST_F(ManifestTest, TornTailEndsTheEditsAtEveryLength) {
  ASSERT_TRUE(writer_->Switch(2, state_).ok());
  ASSERT_TRUE(writer_->Append(Flushed(10)).ok());
  const size_t before = writer_->bytes();
  ASSERT_TRUE(writer_->Append(Flushed(20)).ok());
  const std::string whole = Bytes(Path(2));
  for (size_t size = before; size < whole.size(); ++size) {
    Overwrite(Path(2), whole.substr(0, size));
    const auto loaded = Load();
    ASSERT_TRUE(loaded.ok()) << size << ": " << loaded.status();
    EXPECT_EQ(loaded->edits.size(), 2u) << size;
  }
}

TEST_F(ManifestTest, DamageBeforeTheLastRecordIsCorruptionAtEveryByte) {
  ASSERT_TRUE(writer_->Switch(2, state_).ok());
  ASSERT_TRUE(writer_->Append(Flushed(10)).ok());
  const size_t last = writer_->bytes();
  ASSERT_TRUE(writer_->Append(Flushed(20)).ok());
  const std::string whole = Bytes(Path(2));
  for (size_t at = 0; at < last; ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    Overwrite(Path(2), damaged);
    const auto loaded = Load();
    EXPECT_TRUE(absl::IsDataLoss(loaded.status())) << at << ": " << loaded.status();
    EXPECT_THAT(std::string(loaded.status().message()), HasSubstr("offset"));
  }
}

TEST_F(ManifestTest, AnotherFormatVersionIsToldFromDamage) {
  ASSERT_TRUE(writer_->Switch(2, state_).ok());
  std::string bytes = Bytes(Path(2));
  bytes[8] = 7;  // the version
  Overwrite(Path(2), bytes);
  EXPECT_THAT(std::string(Load().status().message()), HasSubstr("not the header"));
  StoreFixed64(bytes.data() + 24, Hash64(std::string_view(bytes).substr(0, 24)));
  Overwrite(Path(2), bytes);
  const absl::Status status = Load().status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("MANIFEST-000002"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("manifest format version 7"));
}

TEST_F(ManifestTest, RecordsOfAnotherManifestAreNotTaken) {
  ASSERT_TRUE(writer_->Switch(2, state_).ok());
  ASSERT_TRUE(writer_->Switch(3, state_).ok());
  Overwrite(Path(3), Bytes(Path(2)));
  EXPECT_TRUE(absl::IsDataLoss(Load().status()));
}

TEST_F(ManifestTest, DamagedCurrentIsCorruptionAtEveryByte) {
  ASSERT_TRUE(writer_->Switch(2, state_).ok());
  const std::string path = directory_.path() + "/CURRENT";
  const std::string whole = Bytes(path);
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    Overwrite(path, damaged);
    EXPECT_TRUE(absl::IsDataLoss(Load().status())) << at;
  }
  Overwrite(path, whole + "x");
  EXPECT_TRUE(absl::IsDataLoss(Load().status()));
}

TEST_F(ManifestTest, MissingManifestIsCorruptionThatNamesIt) {
  ASSERT_TRUE(writer_->Switch(2, state_).ok());
  std::filesystem::remove(Path(2));
  const absl::Status status = Load().status();
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("MANIFEST-000002"));
}

}  // namespace
}  // namespace varve
