#include "fuzz/support/naive_block.h"

#include <optional>

#include "fuzz/support/naive_coding.h"

namespace varve::fuzz {
namespace {

constexpr uint64_t kLongestKey = 65535;
constexpr uint64_t kHighestKind = 4;
constexpr size_t kLeastSharedBytes = 8;

size_t CommonPrefix(std::string_view a, std::string_view b) {
  size_t common = 0;
  while (common < a.size() && common < b.size() && a[common] == b[common]) ++common;
  return common;
}

/// What an entry shares with its restart point, whose key's rest is `restart`.
size_t SharedBytes(const std::string& restart, const std::string& rest) {
  const size_t common = CommonPrefix(restart, rest);
  return common < kLeastSharedBytes ? 0 : common;
}

size_t BytesOf(uint64_t seqno) {
  size_t bytes = 0;
  for (; seqno != 0; seqno >>= 8) ++bytes;
  return bytes;
}

/// The entry at the reader's place, with the rest of its key behind the block's prefix, unless it
/// is not sound. `restart`: the rest of its restart point's key; nothing when it is one itself.
std::optional<NaiveEntry> DecodeEntry(const std::optional<std::string>& restart,
                                      NaiveReader& reader) {
  const uint64_t head = reader.Fixed(1);
  uint64_t suffix_bytes = reader.Fixed(1);
  uint64_t value_bytes = reader.Fixed(2);
  uint64_t shared = 0;
  const bool long_form = (head & 0x80) != 0;
  if (long_form) {
    shared = reader.Fixed(2);
    suffix_bytes |= reader.Fixed(1) << 8;
    value_bytes |= reader.Fixed(2) << 16;
  }
  const uint64_t seqno_bytes = head >> 3 & 0xf;
  if (seqno_bytes > 8 || (head & 7) > kHighestKind) return std::nullopt;
  NaiveEntry entry;
  entry.kind = static_cast<uint8_t>(head & 7);
  entry.seqno = reader.Fixed(seqno_bytes);
  const std::string suffix(reader.Take(suffix_bytes));
  entry.value = reader.Take(value_bytes);
  if (!reader.ok() || entry.seqno >> 63 != 0 || BytesOf(entry.seqno) != seqno_bytes) {
    return std::nullopt;
  }
  if (shared > (restart.has_value() ? restart->size() : 0)) return std::nullopt;
  entry.user_key = restart.value_or("").substr(0, shared) + suffix;
  if (restart.has_value() && shared != SharedBytes(*restart, entry.user_key)) return std::nullopt;
  const bool long_needed = shared > 0 || suffix_bytes > 0xff || value_bytes > 0xffff;
  if (long_form != long_needed) return std::nullopt;
  return entry;
}

void EncodeEntry(const NaiveEntry& entry, const std::string& rest, size_t shared,
                 std::string& out) {
  const size_t suffix_bytes = rest.size() - shared;
  const size_t value_bytes = entry.value.size();
  const bool long_form = shared > 0 || suffix_bytes > 0xff || value_bytes > 0xffff;
  NaivePutFixed(out, entry.kind | BytesOf(entry.seqno) << 3 | (long_form ? 0x80 : 0), 1);
  NaivePutFixed(out, suffix_bytes & 0xff, 1);
  NaivePutFixed(out, value_bytes & 0xffff, 2);
  if (long_form) {
    NaivePutFixed(out, shared, 2);
    NaivePutFixed(out, suffix_bytes >> 8, 1);
    NaivePutFixed(out, value_bytes >> 16, 2);
  }
  NaivePutFixed(out, entry.seqno, BytesOf(entry.seqno));
  out += rest.substr(shared) + entry.value;
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
  NaiveReader reader(payload);
  const uint64_t flags = reader.Fixed(1);
  NaiveBlock block;
  block.restart_interval = reader.Fixed(1);
  const uint64_t prefix_bytes = reader.Fixed(2);
  const uint64_t count = reader.Fixed(4);
  const std::string prefix(reader.Take(prefix_bytes));
  if (!reader.ok() || flags != 0 || block.restart_interval == 0 || count == 0) return block;
  std::optional<std::string> restart;
  for (uint64_t i = 0; i < count; ++i) {
    const bool is_restart = i % block.restart_interval == 0;
    if (is_restart) restart.reset();
    std::optional<NaiveEntry> entry = DecodeEntry(restart, reader);
    if (!entry.has_value()) return block;
    if (is_restart) restart = entry->user_key;
    entry->user_key = prefix + entry->user_key;
    if (entry->user_key.size() > kLongestKey) return block;
    if (i > 0 && !NaivelyBefore(block.entries.back(), *entry)) return block;
    block.entries.push_back(*std::move(entry));
  }
  const size_t common = CommonPrefix(block.entries.front().user_key, block.entries.back().user_key);
  block.sound = reader.done() && common == prefix.size();
  return block;
}

std::string EncodeBlockNaively(const NaiveBlock& block) {
  const size_t prefix_bytes =
      CommonPrefix(block.entries.front().user_key, block.entries.back().user_key);
  std::string payload;
  NaivePutFixed(payload, 0, 1);
  NaivePutFixed(payload, block.restart_interval, 1);
  NaivePutFixed(payload, prefix_bytes, 2);
  NaivePutFixed(payload, block.entries.size(), 4);
  payload += block.entries.front().user_key.substr(0, prefix_bytes);
  std::string restart;
  for (size_t i = 0; i < block.entries.size(); ++i) {
    const std::string rest = block.entries[i].user_key.substr(prefix_bytes);
    const bool is_restart = i % block.restart_interval == 0;
    EncodeEntry(block.entries[i], rest, is_restart ? 0 : SharedBytes(restart, rest), payload);
    if (is_restart) restart = rest;
  }
  return payload;
}

}  // namespace varve::fuzz
