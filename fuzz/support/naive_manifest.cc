#include "fuzz/support/naive_manifest.h"

#include <cstdio>

#include "engine/base/hash.h"
#include "fuzz/support/naive_coding.h"

namespace varve::fuzz {
namespace {

constexpr size_t kHeader = 32;
constexpr size_t kRecordHeader = 16;
constexpr uint64_t kLongestKey = 65535;
constexpr uint64_t kNumbersEnd = uint64_t{1} << 62;

bool IsTableNumber(uint64_t number) { return number != 0 && number < kNumbersEnd; }

bool ReadRemoved(NaiveReader& in, VersionEdit& edit) {
  const uint64_t level = in.Varint();
  const uint64_t number = in.Varint();
  if (level > 6 || !IsTableNumber(number)) return false;
  edit.removed.push_back({static_cast<uint32_t>(level), number});
  return true;
}

bool ReadAdded(NaiveReader& in, VersionEdit& edit) {
  const uint64_t level = in.Varint();
  TableShape table;
  table.number = in.Varint();
  table.bytes = in.Varint();
  table.entries = in.Varint();
  table.smallest_key = in.String();
  table.largest_key = in.String();
  table.smallest_seqno = in.Varint();
  table.largest_seqno = in.Varint();
  const bool sound = level <= 6 && IsTableNumber(table.number) && table.entries > 0 &&
                     table.smallest_key <= table.largest_key &&
                     table.smallest_key.size() <= kLongestKey &&
                     table.largest_key.size() <= kLongestKey &&
                     table.smallest_seqno <= table.largest_seqno && table.largest_seqno >> 63 == 0;
  if (!sound) return false;
  for (const auto& earlier : edit.added) {
    if (earlier.table.number == table.number) return false;
  }
  edit.added.push_back({static_cast<uint32_t>(level), table});
  return true;
}

uint64_t RecordChecksum(uint64_t number, uint64_t at, std::string_view covered) {
  std::string place;
  NaivePutFixed(place, number, 8);
  NaivePutFixed(place, at, 8);
  return Hash64(covered, Hash64(place));
}

/// Bytes of what begins like a record at `at` and ends within the file.
std::optional<uint64_t> SizeAt(std::string_view file, uint64_t at) {
  if (at + kRecordHeader > file.size()) return std::nullopt;
  NaiveReader in(file.substr(at + 8));
  const bool magic = in.Take(4) == "EDIT";
  const uint64_t size = kRecordHeader + in.Fixed(4);
  if (!magic || at + size > file.size()) return std::nullopt;
  return size;
}

std::optional<std::string_view> PayloadAt(std::string_view file, uint64_t number, uint64_t at) {
  const std::optional<uint64_t> size = SizeAt(file, at);
  if (!size.has_value()) return std::nullopt;
  const uint64_t expected = RecordChecksum(number, at, file.substr(at + 8, *size - 8));
  if (NaiveReader(file.substr(at)).Fixed(8) != expected) return std::nullopt;
  return file.substr(at + kRecordHeader, *size - kRecordHeader);
}

std::string HeaderOf(uint64_t number) {
  std::string header = "varveMAN";
  NaivePutFixed(header, 1, 4);
  NaivePutFixed(header, 0, 4);
  NaivePutFixed(header, number, 8);
  NaivePutFixed(header, Hash64(header), 8);
  return header;
}

}  // namespace

std::optional<VersionEdit> DecodeEditNaively(std::string_view payload) {
  VersionEdit edit;
  NaiveReader in(payload);
  uint64_t last = 0;
  while (in.ok() && !in.done()) {
    const uint64_t tag = in.Fixed(1);
    const bool repeated = tag == last && tag != 3 && tag != 4;
    if (tag < last || repeated || (last == 0 && tag != 1) || tag > 7) return std::nullopt;
    last = tag;
    if (tag == 3 || tag == 4) {
      // A wholesale drop has removed all tables already.
      if (tag == 3 && edit.new_epoch.has_value()) return std::nullopt;
      if (!(tag == 3 ? ReadRemoved(in, edit) : ReadAdded(in, edit))) return std::nullopt;
      continue;
    }
    const uint64_t value = in.Varint();
    if (tag == 1 && value >> 32 != 0) return std::nullopt;
    if (tag == 5 && value >> 63 != 0) return std::nullopt;
    if ((tag == 6 || tag == 7) && value >= kNumbersEnd) return std::nullopt;
    if (tag == 1) edit.keyspace = {static_cast<uint32_t>(value)};
    if (tag == 2) edit.new_epoch = value;
    if (tag == 5) edit.flushed_through = value;
    if (tag == 6) edit.first_log = value;
    if (tag == 7) edit.next_file_number = value;
  }
  if (!in.ok() || last == 0) return std::nullopt;
  return edit;
}

std::string CurrentOf(uint64_t number) {
  char name[32];
  std::snprintf(name, sizeof name, "MANIFEST-%06llu", static_cast<unsigned long long>(number));
  char content[64];
  std::snprintf(content, sizeof content, "%s %016llx\n", name,
                static_cast<unsigned long long>(Hash64(name)));
  return content;
}

std::string EncodeManifestNaively(uint64_t number, const std::vector<std::string>& payloads) {
  std::string file = HeaderOf(number);
  for (const std::string& payload : payloads) {
    std::string body = "EDIT";
    NaivePutFixed(body, payload.size(), 4);
    body += payload;
    NaivePutFixed(file, RecordChecksum(number, file.size(), body), 8);
    file += body;
  }
  return file;
}

NaiveManifest DecodeManifestNaively(std::string_view file, uint64_t number) {
  NaiveManifest manifest;
  if (!file.starts_with(HeaderOf(number))) return manifest;
  uint64_t at = kHeader;
  while (const auto payload = PayloadAt(file, number, at)) {
    std::optional<VersionEdit> edit = DecodeEditNaively(*payload);
    if (!edit.has_value()) return manifest;
    manifest.edits.push_back(*std::move(edit));
    at += kRecordHeader + payload->size();
  }
  bool valid_behind = false;
  for (uint64_t behind = at + 1; behind < file.size(); ++behind) {
    valid_behind = valid_behind || PayloadAt(file, number, behind).has_value();
  }
  manifest.corrupt = manifest.edits.empty() || valid_behind;
  return manifest;
}

void RepairManifest(std::span<char> file, uint64_t number) {
  const std::string_view bytes(file.data(), file.size());
  const auto set = [&](uint64_t at, uint64_t checksum) {
    std::string encoded;
    NaivePutFixed(encoded, checksum, 8);
    encoded.copy(file.data() + at, encoded.size());
  };
  if (file.size() < kHeader) return;
  set(kHeader - 8, Hash64(bytes.substr(0, kHeader - 8)));
  for (uint64_t at = kHeader; at < file.size();) {
    const std::optional<uint64_t> size = SizeAt(bytes, at);
    if (size.has_value()) set(at, RecordChecksum(number, at, bytes.substr(at + 8, *size - 8)));
    at += size.value_or(1);
  }
}

}  // namespace varve::fuzz
