#include "sim/workload/key_universe.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace varve::sim {
namespace {

using std::string_view_literals::operator""sv;

std::string Decimal(size_t i, int width) {
  std::string text(static_cast<size_t>(width), '0');
  for (size_t at = text.size(); at-- > 0; i /= 10) text[at] = static_cast<char>('0' + i % 10);
  return text;
}

// Two families behind one long prefix; every fifth key is a prefix of the key after it.
std::string SharedPrefixKey(size_t i) {
  std::string key = "varve/simulation/a-rather-long-common-prefix/";
  key += i % 2 == 0 ? "left/" : "right/";
  key += Decimal(i / 2, 2);
  if (i % 5 == 4) key += "/child";
  return key;
}

// All strings over bytes that are hard to step over, the shortest first: the empty key, runs of
// 0x00 and of 0xff, and keys that are prefixes of others.
std::string EdgeKey(size_t i) {
  constexpr std::string_view kBytes = "\x00\xff\x01\xfe"sv;
  std::string key;
  for (; i > 0; i = (i - 1) / kBytes.size()) key += kBytes[(i - 1) % kBytes.size()];
  return key;
}

// Bytes without a pattern (a round of splitmix64), in several lengths.
std::string BinaryKey(size_t i) {
  uint64_t x = (i + 1) * 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  x ^= x >> 31;
  std::string key;
  for (size_t at = 0; at < 4 + i % 13; ++at) key += static_cast<char>(x >> (8 * (at % 8)));
  return key;
}

std::string KeyOf(KeyShape shape, size_t i) {
  switch (shape) {
    case KeyShape::kShort:
      return "k" + Decimal(i, 2);
    case KeyShape::kSharedPrefix:
      return SharedPrefixKey(i);
    case KeyShape::kEdges:
      return EdgeKey(i);
    case KeyShape::kBinary:
      return BinaryKey(i);
  }
  return {};
}

}  // namespace

KeyUniverse::KeyUniverse(KeyShape shape, size_t size) {
  for (size_t i = 0; i < size; ++i) keys_.push_back(KeyOf(shape, i));
  std::sort(keys_.begin(), keys_.end());
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());

  const size_t step = std::max<size_t>(1, keys_.size() / 6);
  for (size_t i = 0; i < keys_.size(); i += step) {
    missing_.push_back(keys_[i] + "\x01~");  // just behind a key
    if (!keys_[i].empty()) missing_.push_back(keys_[i].substr(0, keys_[i].size() - 1) + "\x7f");
  }
  missing_.push_back(std::string(3, '\x02'));
  missing_.push_back(std::string(9, '\xff'));
  std::sort(missing_.begin(), missing_.end());
  missing_.erase(std::unique(missing_.begin(), missing_.end()), missing_.end());
  std::erase_if(missing_, [this](const std::string& key) {
    return std::binary_search(keys_.begin(), keys_.end(), key);
  });
}

const std::string& KeyUniverse::PickKey(Choices& choices) const {
  return keys_[choices.Pick("key", static_cast<uint32_t>(keys_.size()))];
}

const std::string& KeyUniverse::PickAnyKey(Choices& choices) const {
  if (!choices.OneIn("key.missing", 8)) return PickKey(choices);
  return missing_[choices.Pick("key.which_missing", static_cast<uint32_t>(missing_.size()))];
}

}  // namespace varve::sim
