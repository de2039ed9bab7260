#include "engine/table/index.h"

#include <limits>
#include <new>
#include <utility>

#include "engine/base/coding.h"
#include "engine/base/status.h"
#include "engine/table/key_word.h"

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
  if (all.size() > std::numeric_limits<uint32_t>::max()) return corrupt("index too large");
  if (!GetVarint64(&in, &version) || version != kIndexVersion) {
    return corrupt("unknown version of an index");
  }
  constexpr size_t kLeastEntryBytes = 4;  // bounds what is reserved by what is there
  if (!GetVarint64(&in, &count) || count == 0 || count > in.size() / kLeastEntryBytes) {
    return corrupt("impossible number of index entries");
  }
  index.separators_.reserve(count);
  index.offsets_.reserve(count + 1);
  uint64_t expected_offset = 0;
  for (uint64_t i = 0; i < count; ++i) {
    std::string_view user_key;
    Separator separator;
    BlockHandle handle;
    if (!GetLengthPrefixed(&in, &user_key) || user_key.size() > kMaxKeyBytes ||
        !GetVarint64(&in, &separator.seqno) || separator.seqno >= kSeqNoLimit ||
        !GetVarint64(&in, &handle.offset) || !GetVarint64(&in, &handle.size)) {
      return corrupt("bad index entry");
    }
    separator.key_offset = static_cast<uint32_t>(user_key.data() - all.data());
    separator.key_bytes = static_cast<uint32_t>(user_key.size());
    if (handle.offset != expected_offset || !handle.FitsBelow(data_end)) {
      return corrupt("index entry with an impossible block");
    }
    index.offsets_.push_back(handle.offset);
    expected_offset = handle.end();
    index.separators_.push_back(separator);
    if (i > 0 && Compare(index.separator(i - 1), index.separator(i)) >= 0) {
      return corrupt("index entries out of order");
    }
  }
  if (!in.empty() || expected_offset != data_end) return corrupt("index does not fill its place");
  // Behind every version of the largest user key: else `Find` would answer "none" for some of them.
  if (index.separators_.back().seqno != 0) return corrupt("index ends inside a user key");
  index.offsets_.push_back(expected_offset);
  index.BuildLeaves();
  return index;
}

void TableIndex::BuildLeaves() {
  // Separators ascend, so what the first and the last have in common all have.
  common_bytes_ = CommonPrefix(separator(0).user_key, separator(size() - 1).user_key);
  const size_t leaves = (size() + kLeafBlocks - 1) / kLeafBlocks;
  // Aligned by hand, because plain `operator new` is the only one that every replacement of the
  // allocator covers.
  size_t space = leaves * sizeof(Leaf) + Block::kLineBytes - 1;
  memory_ = std::make_unique<char[]>(space);
  void* aligned = memory_.get();
  std::align(Block::kLineBytes, leaves * sizeof(Leaf), aligned, space);
  leaves_ = static_cast<Leaf*>(aligned);
  last_words_.reserve(leaves);
  for (size_t at = 0; at < leaves; ++at) {
    Leaf& leaf = *new (&leaves_[at]) Leaf;
    for (size_t i = 0; i < kLeafBlocks; ++i) {
      const size_t block = at * kLeafBlocks + i;
      leaf.words[i] = block < size() ? WordBehind(separator(block).user_key, common_bytes_)
                                     : std::numeric_limits<uint64_t>::max();
    }
    last_words_.push_back(leaf.words[kLeafBlocks - 1]);
  }
}

size_t TableIndex::Find(const InternalKey& target) const {
  if (size() == 0) return 0;
  const std::string_view common = separator(0).user_key.substr(0, common_bytes_);
  if (const int order = ComparePrefix(target.user_key, common); order != 0) {
    return order < 0 ? 0 : size();
  }
  const uint64_t wanted = WordBehind(target.user_key, common_bytes_);
  const size_t at = LowerBoundOfWords(last_words_.data(), last_words_.size(), wanted);
  if (at == last_words_.size()) return size();
  const Leaf& leaf = leaves_[at];
  __builtin_prefetch(leaf.slots);
  size_t before = 0;
  for (const uint64_t word : leaf.words) before += word < wanted ? 1 : 0;
  const size_t block = at * kLeafBlocks + before;
  if (block >= size() || leaf.words[before] != wanted) return block;
  return FindAmongEqualWords(block, wanted, target);
}

size_t TableIndex::FindAmongEqualWords(size_t low, uint64_t wanted,
                                       const InternalKey& target) const {
  // Twice as far each time, since nearly always there is one such word: `high` is behind the
  // answer, or behind the equal words.
  size_t high = low;
  for (size_t step = 1; high < size() && word(high) == wanted; step *= 2) {
    if (Compare(separator(high), target) >= 0) break;
    low = high + 1;
    high = low + step - 1;
  }
  if (high > size()) high = size();
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

size_t TableIndex::bytes() const {
  return contents_.size() + size() * (sizeof(Separator) + sizeof(uint64_t)) +
         last_words_.size() * (sizeof(Leaf) + sizeof(uint64_t));
}

}  // namespace varve
