#include "sim/file_system/file_image.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <string>

#include "tests/unit/sim/file_system/fake_choices.h"

namespace varve::sim {
namespace {

// Every image of the file; noise and stale bytes shown as they are.
std::set<std::string> Images(const Inode& inode, const Content& stale = Content()) {
  std::set<std::string> images;
  EnumeratingChoices::ForEach([&](Choices& choices) {
    ImageReport report;
    images.insert(DrawFileImage(inode, stale, choices, DrawMood(choices), report).ToString());
  });
  return images;
}

std::string Draw(const Inode& inode, std::map<std::string, std::vector<uint32_t>> script,
                 ImageReport* report, const Content& stale = Content()) {
  ScriptedChoices choices(std::move(script));
  return DrawFileImage(inode, stale, choices, DrawMood(choices), *report).ToString();
}

constexpr uint32_t kEvenMood = static_cast<uint32_t>(Mood::kEven);
const std::string kZeros = std::string(2, '\0');

Inode Synced(std::string_view bytes) {
  Inode inode;
  inode.Write(1, 0, bytes);
  inode.SyncThrough(1);
  return inode;
}

std::string NoiseOf(size_t size) {  // what lost bytes of a file's start hold when they are noise
  Inode inode;
  inode.Write(1, 0, std::string(size, 'x'));
  ImageReport report;
  return Draw(inode, {{"crash.mood", {kEvenMood}}, {"crash.write", {kLost}}, {"crash.tail", {1}}},
              &report);
}

TEST(FileImage, NothingPendingHasOneImage) {
  EXPECT_EQ(Images(Synced("abc")), (std::set<std::string>{"abc"}));
}

TEST(FileImage, AnAppendSurvivesInAnyLengthAndMayEndInZerosOrNoise) {
  Inode inode;
  inode.Write(1, 0, "ab");
  const std::string noise = NoiseOf(2);
  EXPECT_EQ(Images(inode),
            (std::set<std::string>{"ab", "a", "", kZeros, kZeros.substr(1), "a" + kZeros.substr(1),
                                   noise, noise.substr(0, 1), "a" + noise.substr(1)}));
}

TEST(FileImage, LostBytesMayShowWhatAFreedFileLeftBehind) {
  Inode inode;
  inode.Write(1, 0, "ab");
  Content stale;
  stale.Write(0, "OLD");
  EXPECT_TRUE(Images(inode, stale).contains("OL"));
  EXPECT_TRUE(Images(inode, stale).contains("aL"));
}

TEST(FileImage, SyncedBytesAreNeverTouchedByALaterAppend) {
  Inode inode = Synced("ab");
  inode.Write(2, 2, "c");
  const std::string noise = NoiseOf(3).substr(2);
  EXPECT_EQ(Images(inode),
            (std::set<std::string>{"ab", "abc", "ab" + kZeros.substr(1), "ab" + noise}));
}

TEST(FileImage, AnOverwriteInsideASectorIsWholeOrLost) {
  Inode inode = Synced("abcd");
  inode.Write(2, 1, "xy");
  EXPECT_EQ(Images(inode), (std::set<std::string>{"abcd", "axyd"}));
}

TEST(FileImage, AnOverwriteTearsAtSectorsOfTheFile) {
  Inode inode = Synced(std::string(3 * kSectorBytes, 'o'));
  inode.Write(2, 10, std::string(2 * kSectorBytes, 'n'));
  const size_t parts[] = {kSectorBytes - 10, kSectorBytes, 10};
  std::set<std::string> expected;
  for (int kept = 0; kept < 8; ++kept) {
    std::string image(10, 'o');
    for (int part = 0; part < 3; ++part) {
      image.append(parts[part], (kept >> part & 1) != 0 ? 'n' : 'o');
    }
    expected.insert(image + std::string(kSectorBytes - 10, 'o'));
  }
  EXPECT_EQ(Images(inode), expected);
}

TEST(FileImage, AnEarlierAppendMayBeLostUnderALaterOne) {
  Inode inode;
  inode.Write(1, 0, "a");
  inode.Write(2, 1, "b");
  const std::set<std::string> images = Images(inode);
  EXPECT_TRUE(images.contains(std::string("\0b", 2)));
  EXPECT_FALSE(images.contains("b"));
}

TEST(FileImage, ATruncationMayBeLost) {
  Inode inode = Synced("abcd");
  inode.Truncate(2, 1);
  EXPECT_EQ(Images(inode), (std::set<std::string>{"abcd", "a"}));
}

TEST(FileImage, AnExtensionByTruncateShowsZerosOnly) {
  Inode inode = Synced("ab");
  inode.Truncate(2, 4);
  EXPECT_EQ(Images(inode), (std::set<std::string>{"ab", "ab" + kZeros}));
}

TEST(FileImage, BytesCutAndExtendedAgainAreZerosWhenBothSurvive) {
  Inode inode = Synced("abcd");
  inode.Truncate(2, 2);
  inode.Truncate(3, 4);
  EXPECT_EQ(Images(inode), (std::set<std::string>{"abcd", "ab", "ab" + kZeros}));
}

// A window of three pages with one byte committed at the start of each page.
Inode ThreePages() {
  Inode inode;
  inode.OpenWindow(1, 3 * kPageBytes);
  inode.SyncThrough(1);
  for (const char byte : {'a', 'b', 'c'}) {
    const std::span<char> memory = inode.Reserve(byte == 'c' ? 1 : kPageBytes);
    memory[0] = byte;
    inode.Commit(memory.size());
  }
  inode.CloseWindow(2);
  return inode;
}

TEST(FileImage, PagesOfAWindowSurviveInAnyOrder) {
  const Inode inode = ThreePages();
  std::set<std::string> heads;
  for (uint32_t lost = 0; lost < 8; ++lost) {
    ImageReport report;
    const std::string image = Draw(
        inode,
        {{"crash.mood", {kEvenMood}}, {"crash.page", {lost & 1, lost >> 1 & 1, lost >> 2 & 1}}},
        &report);
    ASSERT_EQ(image.size(), 3 * kPageBytes);
    heads.insert({image[0], image[kPageBytes], image[2 * kPageBytes]});
  }
  EXPECT_EQ(heads.size(), 8u);
}

TEST(FileImage, PagesOfAWindowTearAtAnyByteFromEitherSide) {
  Inode inode;
  inode.OpenWindow(1, 4);
  inode.SyncThrough(1);
  std::memcpy(inode.Reserve(3).data(), "abc", 3);
  inode.Commit(3);
  inode.CloseWindow(2);
  std::set<std::string> expected;
  for (const std::string_view image :
       {std::string_view("abc\0", 4), std::string_view("\0\0\0\0", 4),
        std::string_view("a\0\0\0", 4), std::string_view("ab\0\0", 4),
        std::string_view("\0bc\0", 4), std::string_view("\0\0c\0", 4)}) {
    expected.emplace(image);
  }
  EXPECT_EQ(Images(inode), expected);
}

TEST(FileImage, AWindowNeverSyncedMayBeEmpty) {
  Inode inode;
  inode.OpenWindow(1, 2);
  EXPECT_DEATH((void)Images(inode), "closes log windows first");
  inode.CloseWindow(2);
  EXPECT_EQ(Images(inode), (std::set<std::string>{"", kZeros}));
}

TEST(FileImage, ReportsALostSuffix) {
  Inode inode = Synced("ab");
  inode.Write(2, 2, "cd");
  ImageReport report;
  EXPECT_EQ(Draw(inode, {{"crash.mood", {static_cast<uint32_t>(Mood::kLoseAll)}}}, &report), "ab");
  EXPECT_TRUE(report.Has(ImageClass::kSuffixLost));
  EXPECT_FALSE(report.Has(ImageClass::kHole));
  EXPECT_FALSE(report.Has(ImageClass::kGarbageTail));
}

TEST(FileImage, ReportsAHole) {
  Inode inode;
  inode.Write(1, 0, "a");
  inode.Write(2, 1, "b");
  ImageReport report;
  EXPECT_EQ(
      Draw(inode, {{"crash.mood", {kEvenMood}}, {"crash.write", {kLost, kSurvives}}}, &report),
      std::string_view("\0b", 2));
  EXPECT_TRUE(report.Has(ImageClass::kHole));
  EXPECT_FALSE(report.Has(ImageClass::kSuffixLost));
}

TEST(FileImage, ReportsAHoleBetweenPages) {
  ImageReport report;
  (void)Draw(ThreePages(), {{"crash.mood", {kEvenMood}}, {"crash.page", {kLost}}}, &report);
  EXPECT_TRUE(report.Has(ImageClass::kHole));
}

TEST(FileImage, ReportsAGarbageTail) {
  Inode inode = Synced("a");
  inode.Write(2, 1, "bc");
  ImageReport report;
  EXPECT_EQ(Draw(inode, {{"crash.mood", {kEvenMood}}, {"crash.write", {kLost}}}, &report),
            "a" + kZeros);
  EXPECT_TRUE(report.Has(ImageClass::kGarbageTail));
  EXPECT_FALSE(report.Has(ImageClass::kSuffixLost));
}

TEST(FileImage, ReportsTornSectorsAndPages) {
  Inode sectors = Synced(std::string(2 * kSectorBytes, 'o'));
  sectors.Write(2, 0, std::string(2 * kSectorBytes, 'n'));
  ImageReport torn;
  EXPECT_EQ(
      Draw(sectors, {{"crash.mood", {kEvenMood}}, {"crash.write", {2}}, {"crash.sector", {1, 0}}},
           &torn),
      std::string(kSectorBytes, 'o') + std::string(kSectorBytes, 'n'));
  EXPECT_TRUE(torn.Has(ImageClass::kTorn));
  ImageReport page;
  (void)Draw(ThreePages(), {{"crash.mood", {kEvenMood}}, {"crash.page", {3}}}, &page);
  EXPECT_TRUE(page.Has(ImageClass::kTorn));
}

TEST(FileImage, ReportsNothingWhenNothingCanBeSeen) {
  Inode inode = Synced("ab");
  inode.Write(2, 0, "ab");
  ImageReport report;
  EXPECT_EQ(Draw(inode, {{"crash.mood", {static_cast<uint32_t>(Mood::kLoseAll)}}}, &report), "ab");
  EXPECT_EQ(report.counts, ImageReport().counts);
}

TEST(FileImage, LongWritesTearAtABoundedNumberOfPlaces) {
  constexpr size_t kSectors = 1000;
  Inode inode = Synced(std::string(kSectors * kSectorBytes, 'o'));
  inode.Write(2, 0, std::string(kSectors * kSectorBytes, 'n'));
  ScriptedChoices choices({{"crash.mood", {kEvenMood}}, {"crash.write", {2}}});
  ImageReport report;
  const Content image = DrawFileImage(inode, Content(), choices, DrawMood(choices), report);
  EXPECT_EQ(image, inode.running());
  EXPECT_LE(choices.asked().size(), 70u);
}

}  // namespace
}  // namespace varve::sim
