#include "sim/file_system/file_image.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/check.h"
#include "sim/file_system/byte_ranges.h"

namespace varve::sim {
namespace {

// How an effect ends. The first two are the outcomes kSurvives and kLost of fate.h.
enum class Ending : uint8_t { kWhole, kNothing, kPrefix, kSuffix, kSectors };

// What became of some bytes of one effect.
struct Piece {
  size_t effect = 0;
  uint64_t begin = 0;
  uint64_t end = 0;
  bool survived = false;
  bool filler = false;  // lost, and there was nothing below
};

// A byte that looks like anything but is the same in every run.
char NoiseAt(uint64_t offset) {
  uint64_t x = (offset + 1) * 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  return static_cast<char>(x >> 56);
}

uint64_t SectorEnd(uint64_t offset) { return (offset / kSectorBytes + 1) * kSectorBytes; }

class FileImageDraw {
 public:
  FileImageDraw(const Inode& inode, const Content& stale, Choices& choices, Mood mood,
                Profile profile)
      : profile_(profile),
        inode_(inode),
        stale_(stale),
        choices_(choices),
        fate_(choices, mood, inode.pending().size()),
        buffer_(inode.durable()),
        size_(inode.durable().size()) {}

  Content Draw() {
    const std::vector<FileEffect>& effects = inode_.pending();
    for (size_t i = 0; i < effects.size(); ++i) {
      if (effects[i].kind == FileEffect::Kind::kSize) {
        DrawSize(effects[i]);
      } else {
        DrawData(i, effects[i]);
      }
    }
    buffer_.Resize(size_);
    return buffer_;
  }

  void Classify(ImageReport& report) const;

 private:
  [[nodiscard]] std::vector<Ending> EndingsOf(const FileEffect& effect) const;
  void DrawSize(const FileEffect& effect);
  [[nodiscard]] uint64_t MostOf(const FileEffect& effect) const;
  void DrawData(size_t index, const FileEffect& effect);
  void DrawSectors(size_t index, const FileEffect& effect);
  void Keep(size_t index, const FileEffect& effect, uint64_t begin, uint64_t end);
  void Lose(size_t index, uint64_t begin, uint64_t end);
  void Fill(uint64_t begin, uint64_t end);

  const Profile profile_;
  const Inode& inode_;
  const Content& stale_;
  Choices& choices_;
  LogFate fate_;
  // The bytes that lie where the file does, up to where anything was ever written; `size_` says how
  // many of them the file has.
  Content buffer_;
  uint64_t size_;
  std::vector<Piece> pieces_;
  ByteRanges missing_;            // bytes whose data was lost and which lay above `size_`
  std::optional<uint32_t> tail_;  // what lost bytes with nothing below them hold
  bool torn_ = false;
  bool truncation_lost_ = false;
};

// How long the effect may make the file.
uint64_t FileImageDraw::MostOf(const FileEffect& effect) const {
  if (!DataBeforeSize(profile_)) return effect.size;
  if (truncation_lost_) return size_;
  if (effect.size <= size_) return effect.size;
  const uint64_t reach = std::min(effect.size, missing_.FirstFrom(size_).value_or(effect.size));
  return effect.elastic || reach == effect.size ? reach : size_;
}

void FileImageDraw::DrawSize(const FileEffect& effect) {
  const uint64_t most = MostOf(effect);
  const bool possible = most == effect.size || most > size_;
  const bool stretches = effect.elastic && most > size_ + 1;
  if (!possible) fate_.Skip();
  switch (possible ? fate_.Next("crash.size", stretches ? 3 : 2) : kLost) {
    case kSurvives:
      if (most == effect.size) buffer_.Resize(effect.size);
      if (most < size_) missing_.Remove(most, UINT64_MAX);  // cut off: nothing waits for them
      size_ = most;
      return;
    case kLost:
      truncation_lost_ = truncation_lost_ || !effect.elastic;
      // What is written there later still finds zeros below it.
      if (effect.size > buffer_.size()) buffer_.Resize(effect.size);
      return;
    default:
      size_ = most - choices_.Range("crash.length", 1, most - size_ - 1);
      return;
  }
}

std::vector<Ending> FileImageDraw::EndingsOf(const FileEffect& effect) const {
  std::vector<Ending> endings = {Ending::kWhole, Ending::kNothing};
  const uint64_t end = effect.offset + effect.payload->size();
  if (effect.payload->size() < 2) return endings;
  if (effect.kind == FileEffect::Kind::kPage) {
    endings.insert(endings.end(), {Ending::kPrefix, Ending::kSuffix});
    return endings;
  }
  if (effect.offset >= buffer_.size()) endings.push_back(Ending::kPrefix);
  if (end > SectorEnd(effect.offset)) endings.push_back(Ending::kSectors);
  return endings;
}

void FileImageDraw::DrawData(size_t index, const FileEffect& effect) {
  const uint64_t begin = effect.offset;
  const uint64_t length = effect.payload->size();
  const std::vector<Ending> endings = EndingsOf(effect);
  const std::string_view label =
      effect.kind == FileEffect::Kind::kPage ? "crash.page" : "crash.write";
  const Ending ending = endings[fate_.Next(label, static_cast<uint32_t>(endings.size()))];
  // A torn effect loses as little as possible in the simplest case.
  const bool cut = ending == Ending::kPrefix || ending == Ending::kSuffix;
  const uint64_t lost = cut ? choices_.Range("crash.tear", 1, length - 1) : 0;
  torn_ = torn_ || ending == Ending::kSectors || (cut && effect.kind == FileEffect::Kind::kPage);
  switch (ending) {
    case Ending::kWhole:
      Keep(index, effect, begin, begin + length);
      return;
    case Ending::kNothing:
      Lose(index, begin, begin + length);
      return;
    case Ending::kPrefix:
      Keep(index, effect, begin, begin + length - lost);
      Lose(index, begin + length - lost, begin + length);
      return;
    case Ending::kSuffix:
      Lose(index, begin, begin + lost);
      Keep(index, effect, begin + lost, begin + length);
      return;
    case Ending::kSectors:
      DrawSectors(index, effect);
      return;
  }
}

void FileImageDraw::DrawSectors(size_t index, const FileEffect& effect) {
  // Long writes are cut into this many groups of sectors, which bounds the number of choices.
  constexpr uint64_t kMostGroups = 64;
  const uint64_t end = effect.offset + effect.payload->size();
  const uint64_t sectors = (end - 1) / kSectorBytes - effect.offset / kSectorBytes + 1;
  const uint64_t group = (sectors + kMostGroups - 1) / kMostGroups;
  for (uint64_t begin = effect.offset; begin < end;) {
    const uint64_t group_end = std::min(end, SectorEnd(begin) + (group - 1) * kSectorBytes);
    if (choices_.Pick("crash.sector", 2) == kSurvives) {
      Keep(index, effect, begin, group_end);
    } else {
      Lose(index, begin, group_end);
    }
    begin = group_end;
  }
}

void FileImageDraw::Keep(size_t index, const FileEffect& effect, uint64_t begin, uint64_t end) {
  buffer_.Write(begin,
                std::string_view(*effect.payload).substr(begin - effect.offset, end - begin));
  missing_.Remove(begin, end);
  pieces_.push_back({index, begin, end, true, false});
}

void FileImageDraw::Lose(size_t index, uint64_t begin, uint64_t end) {
  const bool filler = end > buffer_.size();
  if (DataBeforeSize(profile_)) missing_.Add(std::max(begin, size_), end);
  if (filler) Fill(std::max(begin, buffer_.size()), end);
  pieces_.push_back({index, begin, end, false, filler && !DataBeforeSize(profile_)});
}

void FileImageDraw::Fill(uint64_t begin, uint64_t end) {
  constexpr uint32_t kZeros = 0;
  constexpr uint32_t kNoise = 1;  // and after it: what a freed file left behind
  // Bytes that no size will cover need not be drawn.
  if (DataBeforeSize(profile_)) tail_ = kZeros;
  if (!tail_.has_value()) tail_ = choices_.Pick("crash.tail", stale_.size() > 0 ? 3 : 2);
  buffer_.Resize(end);
  if (*tail_ == kZeros) return;
  std::string filler(end - begin, '\0');
  if (*tail_ == kNoise) {
    for (uint64_t i = 0; i < filler.size(); ++i) filler[i] = NoiseAt(begin + i);
  } else {
    stale_.Read(begin, filler);
  }
  buffer_.Write(begin, filler);
}

void FileImageDraw::Classify(ImageReport& report) const {
  if (buffer_ == inode_.running()) return;
  bool hole = false;
  bool garbage_tail = false;
  bool suffix_lost = size_ != inode_.running().size();
  std::optional<Piece> survivor;  // the last visible piece that survived
  for (auto piece = pieces_.rbegin(); piece != pieces_.rend(); ++piece) {
    if (piece->begin >= std::min(piece->end, size_)) continue;  // not visible
    if (piece->survived) {
      if (!survivor.has_value()) survivor = *piece;
    } else if (survivor.has_value()) {
      hole = hole || survivor->effect != piece->effect;
    } else if (piece->filler) {
      garbage_tail = true;
    } else {
      suffix_lost = true;
    }
  }
  if (hole) report.Count(ImageClass::kHole);
  if (garbage_tail) report.Count(ImageClass::kGarbageTail);
  if (suffix_lost) report.Count(ImageClass::kSuffixLost);
  if (torn_) report.Count(ImageClass::kTorn);
}

}  // namespace

Content DrawFileImage(const Inode& inode, const Content& stale, Choices& choices, Mood mood,
                      ImageReport& report, Profile profile) {
  VARVE_SIM_CHECK(!inode.window().has_value(), "a crash closes log windows first");
  FileImageDraw draw(inode, stale, choices, mood, profile);
  Content image = draw.Draw();
  draw.Classify(report);
  return image;
}

}  // namespace varve::sim
