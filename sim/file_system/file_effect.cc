#include "sim/file_system/file_effect.h"

#include <algorithm>
#include <utility>

namespace varve::sim {
namespace {

std::string CopyOf(const Content& content, uint64_t begin, uint64_t end) {
  std::string bytes(end - begin, '\0');
  content.Read(begin, bytes);
  return bytes;
}

}  // namespace

void Apply(const FileEffect& effect, Content& content) {
  if (effect.kind == FileEffect::Kind::kSize) {
    content.Resize(effect.size);
  } else {
    content.Write(effect.offset, *effect.payload);
  }
}

FileEffect SizeEffect(EffectSequence sequence, uint64_t size, bool elastic) {
  FileEffect effect;
  effect.sequence = sequence;
  effect.kind = FileEffect::Kind::kSize;
  effect.size = size;
  effect.elastic = elastic;
  return effect;
}

FileEffect DataEffect(EffectSequence sequence, FileEffect::Kind kind, const Content& content,
                      uint64_t begin, uint64_t end) {
  FileEffect effect;
  effect.sequence = sequence;
  effect.kind = kind;
  effect.offset = begin;
  effect.payload = std::make_shared<const std::string>(CopyOf(content, begin, end));
  return effect;
}

std::vector<FileEffect> Difference(EffectSequence sequence, FileEffect::Kind kind, bool elastic,
                                   const Content& from, const Content& to) {
  std::vector<FileEffect> changes;
  for (uint64_t begin = 0; begin < to.size();) {
    uint64_t end = std::min(to.size(), (begin / kPageBytes + 1) * kPageBytes);
    if (begin < from.size()) {
      end = std::min(end, from.size());
      const std::string before = CopyOf(from, begin, end);
      const std::string after = CopyOf(to, begin, end);
      const auto first = std::mismatch(before.begin(), before.end(), after.begin()).first;
      const auto last = std::mismatch(before.rbegin(), before.rend(), after.rbegin()).first;
      if (first != before.end()) {
        const uint64_t low = begin + static_cast<uint64_t>(first - before.begin());
        const uint64_t high = end - static_cast<uint64_t>(last - before.rbegin());
        changes.push_back(DataEffect(sequence, kind, to, low, high));
      }
    } else {
      changes.push_back(DataEffect(sequence, kind, to, begin, end));
    }
    begin = end;
  }
  if (from.size() != to.size()) changes.push_back(SizeEffect(sequence, to.size(), elastic));
  return changes;
}

}  // namespace varve::sim
