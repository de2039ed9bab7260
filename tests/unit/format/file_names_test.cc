#include "engine/format/file_names.h"

#include <gtest/gtest.h>

#include <limits>

namespace varve {
namespace {

constexpr uint64_t kMax64 = std::numeric_limits<uint64_t>::max();

bool Means(std::string_view name, FileKind kind, uint64_t number) {
  const std::optional<FileName> parsed = ParseFileName(name);
  return parsed.has_value() && parsed->kind == kind && parsed->number == number;
}

bool IsForeign(std::string_view name) { return !ParseFileName(name).has_value(); }

TEST(FileNamesTest, NamesAreAsDocumented) {
  EXPECT_EQ(CurrentName(), "CURRENT");
  EXPECT_EQ(CurrentTemporaryName(), "CURRENT.tmp");
  EXPECT_EQ(LockName(), "LOCK");
  EXPECT_EQ(ManifestName(5), "MANIFEST-000005");
  EXPECT_EQ(LogName(7), "000007.log");
  EXPECT_EQ(TableName(8), "000008.sst");
}

TEST(FileNamesTest, NumbersGrowBeyondSixDigits) {
  EXPECT_EQ(LogName(999999), "999999.log");
  EXPECT_EQ(LogName(1000000), "1000000.log");
  EXPECT_EQ(TableName(kMax64), "18446744073709551615.sst");
}

TEST(FileNamesTest, NumbersThatCouldWrapTheCounterAreForeign) {
  EXPECT_FALSE(ParseFileName(TableName(kFileNumberLimit)).has_value());
  EXPECT_FALSE(ParseFileName(LogName(kMax64)).has_value());
}

TEST(FileNamesTest, EveryNameMeansWhatItWasMadeFrom) {
  EXPECT_TRUE(Means(CurrentName(), FileKind::kCurrent, 0));
  EXPECT_TRUE(Means(CurrentTemporaryName(), FileKind::kCurrentTemporary, 0));
  EXPECT_TRUE(Means(LockName(), FileKind::kLock, 0));
  for (const uint64_t number : {uint64_t{1}, uint64_t{9}, uint64_t{999999}, uint64_t{1000000},
                                uint64_t{1} << 32, kFileNumberLimit - 1}) {
    EXPECT_TRUE(Means(ManifestName(number), FileKind::kManifest, number)) << number;
    EXPECT_TRUE(Means(LogName(number), FileKind::kLog, number)) << number;
    EXPECT_TRUE(Means(TableName(number), FileKind::kTable, number)) << number;
  }
}

TEST(FileNamesTest, OtherNamesAreForeign) {
  for (const char* name : {"", ".", "..", "current", "CURRENT ", "CURRENT.tmp2", "LOCK.log", "lock",
                           "README", ".log", ".sst", "MANIFEST", "MANIFEST-", "000007", "000007.",
                           "000007.ldb", "000007.log.bak", "000007.LOG", "x000007.log"}) {
    EXPECT_TRUE(IsForeign(name)) << name;
  }
}

TEST(FileNamesTest, NumbersWrittenInAnotherWayAreForeign) {
  for (const char* name :
       {"7.log", "00007.log", "0000007.log", "+00007.log", "-00007.log", " 00007.log", "00007 .log",
        "0x0007.log", "00000a.log", "7.sst", "MANIFEST-5", "MANIFEST-0000005",
        "MANIFEST-000005.log", "MANIFEST--00005", "MANIFEST-000005 "}) {
    EXPECT_TRUE(IsForeign(name)) << name;
  }
}

TEST(FileNamesTest, NumberZeroIsForeign) {
  EXPECT_TRUE(IsForeign("000000.log"));
  EXPECT_TRUE(IsForeign("000000.sst"));
  EXPECT_TRUE(IsForeign("MANIFEST-000000"));
}

TEST(FileNamesTest, NumbersOverSixtyFourBitsAreForeign) {
  EXPECT_TRUE(IsForeign("18446744073709551616.log"));
  EXPECT_TRUE(IsForeign("100000000000000000000.sst"));
  EXPECT_TRUE(IsForeign("MANIFEST-99999999999999999999999"));
}

TEST(FileNamesTest, NamesWithANulByteAreForeign) {
  EXPECT_TRUE(IsForeign(std::string_view("LOCK\0", 5)));
  EXPECT_TRUE(IsForeign(std::string_view("00000\0.log", 10)));
}

TEST(FileNamesTest, PathJoinsWithASlash) {
  EXPECT_EQ(PathOf("/data/db", LogName(7)), "/data/db/000007.log");
  EXPECT_EQ(PathOf("db", CurrentName()), "db/CURRENT");
}

}  // namespace
}  // namespace varve
