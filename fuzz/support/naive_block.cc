#include "fuzz/support/naive_block.h"

#include <algorithm>
#include <optional>

#include "fuzz/support/naive_coding.h"

namespace varve::fuzz {
namespace {

constexpr uint64_t kLongestKey = 65535;
constexpr uint8_t kHighestKind = 4;

bool IsRestart(const NaiveBlock& block, size_t offset) {
  return std::find(block.restarts.begin(), block.restarts.end(), offset) != block.restarts.end();
}

size_t CommonPrefix(std::string_view a, std::string_view b) {
  size_t common = 0;
  while (common < a.size() && common < b.size() && a[common] == b[common]) ++common;
  return common;
}

/// The entry at the reader's place, unless it is not sound.
std::optional<NaiveEntry> DecodeEntry(const NaiveBlock& block, NaiveReader& reader) {
  const bool restart = IsRestart(block, reader.at());
  const uint64_t shared = reader.Varint();
  const uint64_t unshared = reader.Varint();
  NaiveEntry entry;
  entry.kind = static_cast<uint8_t>(reader.Fixed(1));
  entry.seqno = reader.Varint();
  const uint64_t value_bytes = reader.Varint();
  const std::string_view suffix = reader.Take(unshared);
  entry.value = reader.Take(value_bytes);
  if (!reader.ok() || entry.kind > kHighestKind || entry.seqno >> 63 != 0) return std::nullopt;
  const std::string last = block.entries.empty() ? "" : block.entries.back().user_key;
  if (shared > last.size() || unshared > kLongestKey || shared + unshared > kLongestKey) {
    return std::nullopt;
  }
  entry.user_key = last.substr(0, shared) + std::string(suffix);
  if (shared != (restart ? 0 : CommonPrefix(last, entry.user_key))) return std::nullopt;
  if (!block.entries.empty() && !NaivelyBefore(block.entries.back(), entry)) return std::nullopt;
  return entry;
}

}  // namespace

bool NaivelyBefore(const NaiveEntry& a, const NaiveEntry& b) {
  const size_t common = CommonPrefix(a.user_key, b.user_key);
  if (common < a.user_key.size() && common < b.user_key.size()) {
    return static_cast<uint8_t>(a.user_key[common]) < static_cast<uint8_t>(b.user_key[common]);
  }
  if (a.user_key.size() != b.user_key.size()) return a.user_key.size() < b.user_key.size();
  return a.seqno > b.seqno;
}

NaiveBlock DecodeBlockNaively(std::string_view payload) {
  NaiveBlock block;
  if (payload.size() < 4) return block;
  const uint64_t count = NaiveReader(payload.substr(payload.size() - 4)).Fixed(4);
  const uint64_t array_bytes = 4 * count + 4;
  if (count == 0 || array_bytes > payload.size()) return block;
  const std::string_view entries = payload.substr(0, payload.size() - array_bytes);
  NaiveReader array(payload.substr(entries.size()));
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t restart = array.Fixed(4);
    const bool ascends = i == 0 ? restart == 0 : restart > block.restarts.back();
    if (!ascends || restart >= entries.size()) return block;
    block.restarts.push_back(static_cast<uint32_t>(restart));
  }
  block.restarts_sound = true;

  NaiveReader reader(entries);
  size_t restarts_met = 0;
  while (!reader.done()) {
    restarts_met += IsRestart(block, reader.at()) ? 1 : 0;
    std::optional<NaiveEntry> entry = DecodeEntry(block, reader);
    if (!entry.has_value()) return block;
    // An entry that runs over a restart point leaves that in its middle.
    const bool over = restarts_met < count && reader.at() > block.restarts[restarts_met];
    if (over) return block;
    block.entries.push_back(*std::move(entry));
  }
  block.entries_sound = true;
  return block;
}

std::string EncodeBlockNaively(const NaiveBlock& block) {
  std::string payload;
  std::string_view last;
  for (const NaiveEntry& entry : block.entries) {
    const size_t shared = IsRestart(block, payload.size()) ? 0 : CommonPrefix(last, entry.user_key);
    NaivePutVarint(payload, shared);
    NaivePutVarint(payload, entry.user_key.size() - shared);
    payload.push_back(static_cast<char>(entry.kind));
    NaivePutVarint(payload, entry.seqno);
    NaivePutVarint(payload, entry.value.size());
    payload += entry.user_key.substr(shared);
    payload += entry.value;
    last = entry.user_key;
  }
  for (const uint32_t restart : block.restarts) NaivePutFixed(payload, restart, 4);
  NaivePutFixed(payload, block.restarts.size(), 4);
  return payload;
}

}  // namespace varve::fuzz
