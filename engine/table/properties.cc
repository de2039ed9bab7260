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

}  // namespace

std::string EncodeProperties(const TableProperties& properties) {
  std::string contents;
  PutVarint(contents, kPropertiesVersion);
  PutVarint(contents, properties.entries);
  PutVarint(contents, properties.tombstones);
  PutVarint(contents, properties.raw_bytes);
  PutVarint(contents, properties.smallest_seqno);
  PutVarint(contents, properties.largest_seqno);
  PutLengthPrefixed(contents, properties.smallest_key);
  PutLengthPrefixed(contents, properties.largest_key);
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
  const bool whole =
      GetVarint64(&in, &properties.entries) && GetVarint64(&in, &properties.tombstones) &&
      GetVarint64(&in, &properties.raw_bytes) && GetVarint64(&in, &properties.smallest_seqno) &&
      GetVarint64(&in, &properties.largest_seqno) && GetLengthPrefixed(&in, &smallest_key) &&
      GetLengthPrefixed(&in, &largest_key) && in.empty();
  properties.smallest_key = smallest_key;
  properties.largest_key = largest_key;
  if (!whole || !Consistent(properties)) {
    return Corruption(path, file_offset + (contents.size() - in.size()), "bad table properties");
  }
  return properties;
}

}  // namespace varve
