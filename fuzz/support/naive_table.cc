#include "fuzz/support/naive_table.h"

#include <optional>

#include "engine/base/hash.h"
#include "fuzz/support/naive_coding.h"

namespace varve::fuzz {
namespace {

constexpr size_t kFooter = 96;
constexpr size_t kTrailer = 9;
constexpr uint64_t kLongestKey = 65535;

struct Handle {
  uint64_t offset = 0;
  uint64_t size = 0;
};

struct IndexEntry {
  NaiveEntry separator;
  Handle block;
};

uint64_t ChecksumAt(uint64_t number, uint64_t offset, std::string_view covered) {
  std::string place;
  NaivePutFixed(place, number, 8);
  NaivePutFixed(place, offset, 8);
  return Hash64(covered, Hash64(place));
}

bool Fits(std::string_view file, const Handle& handle) {
  const auto end = static_cast<Wide>(handle.offset) + handle.size + kTrailer;
  return end <= file.size();
}

std::optional<std::string_view> PayloadOf(std::string_view file, uint64_t number,
                                          const Handle& handle) {
  if (!Fits(file, handle)) return std::nullopt;
  const std::string_view covered = file.substr(handle.offset, handle.size + 1);
  const uint64_t checksum = NaiveReader(file.substr(handle.offset + handle.size + 1)).Fixed(8);
  if (checksum != ChecksumAt(number, handle.offset, covered)) return std::nullopt;
  if (covered.back() != 0) return std::nullopt;
  return covered.substr(0, handle.size);
}

struct Parts {
  uint64_t features = 0;
  uint64_t number = 0;
  Handle filter, range_tombstones, properties, index;
  uint64_t checksum = 0;
};

std::optional<Parts> FooterOf(std::string_view file) {
  if (file.size() < kFooter) return std::nullopt;
  NaiveReader in(file.substr(file.size() - kFooter));
  if (in.Take(8) != "varvesst" || in.Fixed(4) != 1) return std::nullopt;
  Parts parts;
  parts.features = in.Fixed(4);
  parts.number = in.Fixed(8);
  for (Handle* handle : {&parts.filter, &parts.range_tombstones, &parts.properties, &parts.index}) {
    handle->offset = in.Fixed(8);
    handle->size = in.Fixed(8);
  }
  parts.checksum = in.Fixed(8);
  return parts;
}

bool HasFilter(const Parts& parts) { return parts.filter.offset != 0 || parts.filter.size != 0; }

/// Whether the parts follow each other without gaps up to the footer, and none is of a kind that is
/// only reserved.
bool Contiguous(std::string_view file, const Parts& parts) {
  const auto touches = [](const Handle& handle, uint64_t next) {
    return static_cast<Wide>(handle.offset) + handle.size + kTrailer == next;
  };
  const bool reserved =
      parts.features != 0 || parts.range_tombstones.offset != 0 || parts.range_tombstones.size != 0;
  return !reserved && touches(parts.index, file.size() - kFooter) &&
         touches(parts.properties, parts.index.offset) &&
         (!HasFilter(parts) || touches(parts.filter, parts.properties.offset));
}

/// The content of the field `tag` of the properties, which has to come next.
std::string Field(NaiveReader& in, uint64_t tag, bool* sound) {
  *sound = in.Varint() == tag && *sound;
  return std::string(in.String());
}

uint64_t NumberField(NaiveReader& in, uint64_t tag, bool* sound) {
  const std::string content = Field(in, tag, sound);
  NaiveReader number(content);
  const uint64_t value = number.Varint();
  *sound = *sound && number.ok() && number.done();
  return value;
}

/// The largest user key, where the properties are sound.
std::optional<std::string> LargestKey(std::string_view properties) {
  NaiveReader in(properties);
  bool sound = in.Varint() == 1;
  const uint64_t entries = NumberField(in, 1, &sound);
  const uint64_t tombstones = NumberField(in, 2, &sound);
  NumberField(in, 3, &sound);
  const uint64_t smallest_seqno = NumberField(in, 4, &sound);
  const uint64_t largest_seqno = NumberField(in, 5, &sound);
  const std::string smallest = Field(in, 6, &sound);
  const std::string largest = Field(in, 7, &sound);
  uint64_t last = 63;
  while (sound && in.ok() && !in.done()) {
    const uint64_t tag = in.Varint();
    in.String();
    sound = tag > last;
    last = tag;
  }
  sound = sound && in.ok() && entries > 0 && tombstones <= entries &&
          smallest_seqno <= largest_seqno && largest_seqno >> 63 == 0 && smallest <= largest &&
          smallest.size() <= kLongestKey && largest.size() <= kLongestKey;
  if (!sound) return std::nullopt;
  return largest;
}

/// The index as far as it is sound; `*whole` says whether that is all of it.
std::vector<IndexEntry> IndexOf(std::string_view index, uint64_t data_end, bool* whole) {
  *whole = false;
  std::vector<IndexEntry> entries;
  NaiveReader in(index);
  const uint64_t version = in.Varint();
  const uint64_t count = in.Varint();
  uint64_t expected = 0;
  for (uint64_t i = 0; in.ok() && i < count; ++i) {
    IndexEntry entry;
    entry.separator.user_key = in.String();
    entry.separator.seqno = in.Varint();
    entry.block.offset = in.Varint();
    entry.block.size = in.Varint();
    const auto end = static_cast<Wide>(entry.block.offset) + entry.block.size + kTrailer;
    const bool sound = in.ok() && entry.separator.user_key.size() <= kLongestKey &&
                       entry.separator.seqno >> 63 == 0 && entry.block.offset == expected &&
                       end <= data_end;
    if (!sound) return entries;
    if (!entries.empty() && !NaivelyBefore(entries.back().separator, entry.separator)) {
      return entries;
    }
    expected = static_cast<uint64_t>(end);
    entries.push_back(std::move(entry));
  }
  *whole = in.ok() && in.done() && version == 1 && count > 0 && expected == data_end;
  return entries;
}

uint64_t DataEnd(const Parts& parts) {
  return HasFilter(parts) ? parts.filter.offset : parts.properties.offset;
}

/// Adds the entries of the data blocks in order, and says whether all were sound and in place.
bool DecodeBlocks(std::string_view file, uint64_t number, const std::vector<IndexEntry>& index,
                  std::vector<NaiveEntry>& out) {
  for (size_t i = 0; i < index.size(); ++i) {
    const auto payload = PayloadOf(file, number, index[i].block);
    if (!payload.has_value()) return false;
    const NaiveBlock block = DecodeBlockNaively(*payload);
    if (!block.sound) return false;
    if (i > 0 && !NaivelyBefore(index[i - 1].separator, block.entries.front())) return false;
    if (NaivelyBefore(index[i].separator, block.entries.back())) return false;
    out.insert(out.end(), block.entries.begin(), block.entries.end());
  }
  return true;
}

void SetChecksum(std::span<char> file, uint64_t number, size_t from, size_t size) {
  const std::string_view covered(file.data() + from, size);
  std::string checksum;
  NaivePutFixed(checksum, ChecksumAt(number, from, covered), 8);
  checksum.copy(file.data() + from + size, checksum.size());
}

}  // namespace

NaiveTable DecodeTableNaively(std::string_view file, uint64_t number) {
  NaiveTable table;
  const std::optional<Parts> parts = FooterOf(file);
  if (!parts.has_value() || parts->number != number || !Contiguous(file, *parts)) return table;
  const size_t footer_at = file.size() - kFooter;
  const std::string_view covered = file.substr(footer_at, kFooter - 8);
  if (parts->checksum != ChecksumAt(number, footer_at, covered)) return table;
  const auto properties = PayloadOf(file, number, parts->properties);
  const auto index_payload = PayloadOf(file, number, parts->index);
  if (!properties.has_value() || !index_payload.has_value()) return table;
  if (HasFilter(*parts)) {
    const auto filter = PayloadOf(file, number, parts->filter);
    if (!filter.has_value() || !IsFilterNaively(*filter)) return table;
    table.filter = *filter;
  }
  bool whole = false;
  const std::vector<IndexEntry> index = IndexOf(*index_payload, DataEnd(*parts), &whole);
  const std::optional<std::string> largest = LargestKey(*properties);
  if (!whole || !largest.has_value()) return table;
  const NaiveEntry& last = index.back().separator;
  table.frame_sound = last.user_key == *largest && last.seqno == 0;
  if (!table.frame_sound) return table;
  table.entries_sound = DecodeBlocks(file, number, index, table.entries);
  return table;
}

bool IsFilterNaively(std::string_view filter) {
  if (filter.size() < 65 || (filter.size() - 1) % 64 != 0) return false;
  const auto probes = static_cast<uint8_t>(filter.back());
  return probes >= 1 && probes <= 32;
}

bool NaiveMayContain(std::string_view filter, std::string_view user_key) {
  const uint64_t lines = (filter.size() - 1) / 64;
  const auto hash = Hash64(user_key);
  const uint64_t line = (hash >> 32) * lines >> 32;
  uint64_t state = hash;
  for (int i = static_cast<uint8_t>(filter.back()); i > 0; --i) {
    state *= 0x9e3779b97f4a7c15;
    const uint64_t bit = state >> 55;
    const auto byte = static_cast<uint8_t>(filter[line * 64 + bit / 8]);
    if ((byte & 1 << bit % 8) == 0) return false;
  }
  return true;
}

void RepairTable(std::span<char> file, uint64_t number) {
  const std::string_view bytes(file.data(), file.size());
  const std::optional<Parts> parts = FooterOf(bytes);
  if (!parts.has_value()) return;
  const auto repair_block = [&](const Handle& handle) {
    if (Fits(bytes, handle)) SetChecksum(file, number, handle.offset, handle.size + 1);
  };
  if (Fits(bytes, parts->index)) {
    bool whole = false;
    const std::string_view index = bytes.substr(parts->index.offset, parts->index.size);
    for (const IndexEntry& entry : IndexOf(index, file.size(), &whole)) repair_block(entry.block);
  }
  for (const Handle& handle : {parts->filter, parts->properties, parts->index}) {
    repair_block(handle);
  }
  SetChecksum(file, number, file.size() - kFooter, kFooter - 8);
}

}  // namespace varve::fuzz
