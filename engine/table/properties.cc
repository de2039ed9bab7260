#include "engine/table/properties.h"

#include "engine/base/coding.h"
#include "engine/base/status.h"

namespace varve {
namespace {

bool Consistent(const TableProperties& properties) {
  return properties.entries > 0 && properties.tombstones <= properties.entries &&
         properties.smallest_seqno <= properties.largest_seqno &&
         properties.largest_seqno < kSeqNoLimit &&
         properties.smallest_key <= properties.largest_key &&
         properties.largest_key.size() <= kMaxKeyBytes &&
         properties.smallest_key.size() <= kMaxKeyBytes;
}

enum Tag : uint64_t {
  kEntries = 1,
  kTombstones,
  kRawBytes,
  kSmallestSeqNo,
  kLargestSeqNo,
  kSmallestKey,
  kLargestKey,
};

void PutField(std::string& out, uint64_t tag, std::string_view content) {
  PutVarint(out, tag);
  PutLengthPrefixed(out, content);
}

void PutNumber(std::string& out, uint64_t tag, uint64_t number) {
  std::string content;
  PutVarint(content, number);
  PutField(out, tag, content);
}

/// Reads the field `tag`, which has to come next.
bool GetField(std::string_view* in, uint64_t tag, std::string_view* content) {
  uint64_t found = 0;
  return GetVarint64(in, &found) && found == tag && GetLengthPrefixed(in, content);
}

bool GetNumber(std::string_view* in, uint64_t tag, uint64_t* number) {
  std::string_view content;
  return GetField(in, tag, &content) && GetVarint64(&content, number) && content.empty();
}

/// Reads the fields that need not be there. The first one that has to be understood ends it.
bool GetOthers(std::string_view* in, TableProperties& properties) {
  uint64_t last = kFirstOptionalTag - 1;
  while (!in->empty()) {
    std::string_view rest = *in;
    uint64_t tag = 0;
    std::string_view content;
    if (!GetVarint64(&rest, &tag) || tag <= last || !GetLengthPrefixed(&rest, &content)) {
      return false;
    }
    properties.others.emplace_back(tag, content);
    last = tag;
    *in = rest;
  }
  return true;
}

}  // namespace

std::string EncodeProperties(const TableProperties& properties) {
  std::string contents;
  PutVarint(contents, kPropertiesVersion);
  PutNumber(contents, kEntries, properties.entries);
  PutNumber(contents, kTombstones, properties.tombstones);
  PutNumber(contents, kRawBytes, properties.raw_bytes);
  PutNumber(contents, kSmallestSeqNo, properties.smallest_seqno);
  PutNumber(contents, kLargestSeqNo, properties.largest_seqno);
  PutField(contents, kSmallestKey, properties.smallest_key);
  PutField(contents, kLargestKey, properties.largest_key);
  for (const auto& [tag, content] : properties.others) PutField(contents, tag, content);
  return contents;
}

absl::StatusOr<TableProperties> DecodeProperties(std::string_view contents, std::string_view path,
                                                 uint64_t file_offset) {
  std::string_view in = contents;
  uint64_t version = 0;
  if (!GetVarint64(&in, &version) || version != kPropertiesVersion) {
    return Corruption(path, file_offset, "unknown version of table properties");
  }
  TableProperties properties;
  std::string_view smallest_key;
  std::string_view largest_key;
  const bool whole = GetNumber(&in, kEntries, &properties.entries) &&
                     GetNumber(&in, kTombstones, &properties.tombstones) &&
                     GetNumber(&in, kRawBytes, &properties.raw_bytes) &&
                     GetNumber(&in, kSmallestSeqNo, &properties.smallest_seqno) &&
                     GetNumber(&in, kLargestSeqNo, &properties.largest_seqno) &&
                     GetField(&in, kSmallestKey, &smallest_key) &&
                     GetField(&in, kLargestKey, &largest_key);
  properties.smallest_key = smallest_key;
  properties.largest_key = largest_key;
  if (!whole || !Consistent(properties)) {
    return Corruption(path, file_offset + (contents.size() - in.size()), "bad table properties");
  }
  if (!GetOthers(&in, properties)) {
    return Corruption(path, file_offset + (contents.size() - in.size()),
                      "a table property that this version does not read");
  }
  return properties;
}

}  // namespace varve
