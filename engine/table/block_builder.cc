#include "engine/table/block_builder.h"

#include <algorithm>
#include <limits>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/table/block_entry.h"
#include "engine/table/key_word.h"

namespace varve {
namespace {

void StoreLongFields(char* out, size_t shared, size_t suffix_bytes, size_t value_bytes) {
  StoreFixed16(out, static_cast<uint16_t>(shared));
  out[2] = static_cast<char>(suffix_bytes >> 8);
  StoreFixed16(out + 3, static_cast<uint16_t>(value_bytes >> 16));
}

/// Size of an entry that holds all of its key.
size_t WholeBytes(const InternalKey& key, std::string_view value) {
  const bool long_form = key.user_key.size() > 0xff || value.size() > 0xffff;
  return (long_form ? kLongHeaderBytes : kShortHeaderBytes) + SeqNoBytes(key.seqno) +
         key.user_key.size() + value.size();
}

}  // namespace

BlockBuilder::BlockBuilder(size_t restart_interval)
    : restart_interval_(static_cast<uint8_t>(std::clamp<size_t>(restart_interval, 1, 255))) {}

size_t BlockBuilder::PrefixWith(std::string_view user_key) const {
  if (empty()) return user_key.size();
  return CommonPrefix(std::string_view(raw_).substr(0, prefix_bytes_), user_key);
}

size_t BlockBuilder::BytesWith(const InternalKey& key, std::string_view value) const {
  return Bytes(PrefixWith(key.user_key), whole_bytes_ + WholeBytes(key, value),
               entries_.size() + 1);
}

void BlockBuilder::Add(const InternalKey& key, std::string_view value) {
  prefix_bytes_ = PrefixWith(key.user_key);
  entries_.push_back({raw_.size(), key.seqno, key.kind, key.user_key.size(), value.size()});
  raw_.append(key.user_key);
  raw_.append(value);
  whole_bytes_ += WholeBytes(key, value);
}

void BlockBuilder::AppendEntry(const Pending& entry, std::string_view restart_suffix) {
  const std::string_view rest =
      std::string_view(raw_).substr(entry.at + prefix_bytes_, entry.key_bytes - prefix_bytes_);
  size_t shared = CommonPrefix(restart_suffix, rest);
  if (shared < kLeastShared) shared = 0;
  const size_t suffix_bytes = rest.size() - shared;
  const uint32_t seqno_bytes = SeqNoBytes(entry.seqno);
  const bool long_form = shared > 0 || suffix_bytes > 0xff || entry.value_bytes > 0xffff;

  char header[kLongHeaderBytes + 8];
  const uint32_t head = static_cast<uint32_t>(entry.kind) | seqno_bytes << 3 |
                        (long_form ? kLongForm : 0) |
                        static_cast<uint32_t>(suffix_bytes & 0xff) << 8 |
                        static_cast<uint32_t>(entry.value_bytes & 0xffff) << 16;
  StoreFixed32(header, head);
  if (long_form) {
    StoreLongFields(header + kShortHeaderBytes, shared, suffix_bytes, entry.value_bytes);
  }
  const size_t header_bytes = long_form ? kLongHeaderBytes : kShortHeaderBytes;
  StoreFixed64(header + header_bytes, entry.seqno);
  payload_.append(header, header_bytes + seqno_bytes);
  payload_.append(rest.substr(shared));
  payload_.append(raw_, entry.at + entry.key_bytes, entry.value_bytes);
}

std::string_view BlockBuilder::Finish() {
  VARVE_CHECK(!empty(), "a block has an entry");
  payload_.reserve(bytes());
  payload_.push_back(0);
  payload_.push_back(static_cast<char>(restart_interval_));
  char fields[6];
  StoreFixed16(fields, static_cast<uint16_t>(prefix_bytes_));
  StoreFixed32(fields + 2, static_cast<uint32_t>(entries_.size()));
  payload_.append(fields, sizeof fields);
  payload_.append(raw_, 0, prefix_bytes_);
  std::string_view restart_suffix;
  for (size_t i = 0; i < entries_.size(); ++i) {
    VARVE_CHECK(payload_.size() <= std::numeric_limits<uint32_t>::max(), "an offset has 32 bits");
    const Pending& entry = entries_[i];
    const bool restart = i % restart_interval_ == 0;
    AppendEntry(entry, restart ? std::string_view() : restart_suffix);
    if (restart) {
      restart_suffix =
          std::string_view(raw_).substr(entry.at + prefix_bytes_, entry.key_bytes - prefix_bytes_);
    }
  }
  return payload_;
}

void BlockBuilder::Clear() {
  raw_.clear();
  entries_.clear();
  prefix_bytes_ = 0;
  whole_bytes_ = 0;
  payload_.clear();
}

}  // namespace varve
