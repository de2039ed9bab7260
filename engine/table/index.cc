#include "engine/table/index.h"

#include <utility>

#include "engine/base/coding.h"
#include "engine/base/status.h"

namespace varve {

absl::StatusOr<TableIndex> TableIndex::Parse(std::string contents, std::string_view path,
                                             uint64_t file_offset, uint64_t data_end) {
  TableIndex index;
  index.contents_ = std::move(contents);
  const std::string_view all = index.contents_;
  std::string_view in = all;
  const auto corrupt = [&](std::string_view what) {
    return Corruption(path, file_offset + (all.size() - in.size()), what);
  };

  uint64_t version = 0;
  uint64_t count = 0;
  if (!GetVarint64(&in, &version) || version != kIndexVersion) {
    return corrupt("unknown version of an index");
  }
  constexpr size_t kLeastEntryBytes = 4;  // bounds what is reserved by what is there
  if (!GetVarint64(&in, &count) || count == 0 || count > in.size() / kLeastEntryBytes) {
    return corrupt("impossible number of index entries");
  }
  index.entries_.reserve(count);
  uint64_t expected_offset = 0;
  for (uint64_t i = 0; i < count; ++i) {
    std::string_view user_key;
    Entry entry;
    if (!GetLengthPrefixed(&in, &user_key) || user_key.size() > kMaxKeyBytes ||
        !GetVarint64(&in, &entry.seqno) || entry.seqno >= kSeqNoLimit ||
        !GetVarint64(&in, &entry.handle.offset) || !GetVarint64(&in, &entry.handle.size)) {
      return corrupt("bad index entry");
    }
    entry.key_offset = static_cast<size_t>(user_key.data() - all.data());
    entry.key_bytes = user_key.size();
    if (entry.handle.offset != expected_offset || !entry.handle.FitsBelow(data_end)) {
      return corrupt("index entry with an impossible block");
    }
    expected_offset = entry.handle.end();
    index.entries_.push_back(entry);
    if (i > 0 && Compare(index.separator(i - 1), index.separator(i)) >= 0) {
      return corrupt("index entries out of order");
    }
  }
  if (!in.empty() || expected_offset != data_end) return corrupt("index does not fill its place");
  // Behind every version of the largest user key: else `Find` would answer "none" for some of them.
  if (index.entries_.back().seqno != 0) return corrupt("index ends inside a user key");
  return index;
}

size_t TableIndex::Find(const InternalKey& target) const {
  size_t low = 0;
  size_t high = entries_.size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (Compare(separator(middle), target) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace varve
