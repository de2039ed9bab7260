#include "engine/table/block.h"

#include <algorithm>
#include <new>

#include "engine/base/status.h"
#include "engine/table/block_builder.h"
#include "engine/table/key_word.h"

namespace varve {
namespace {

/// A key's rest behind the block's prefix, in the two pieces that it is stored in.
struct Pieces {
  std::string_view first;
  std::string_view second;
};

Pieces PiecesOf(std::string_view restart_suffix, const BlockEntry& entry) {
  return {restart_suffix.substr(0, entry.shared), entry.suffix};
}

int ComparePieces(Pieces a, Pieces b) {
  while (true) {
    if (a.first.empty()) a = {a.second, {}};
    if (b.first.empty()) b = {b.second, {}};
    if (a.first.empty() || b.first.empty()) {
      return static_cast<int>(!a.first.empty()) - static_cast<int>(!b.first.empty());
    }
    const size_t common = std::min(a.first.size(), b.first.size());
    if (const int order = std::memcmp(a.first.data(), b.first.data(), common); order != 0) {
      return order;
    }
    a.first.remove_prefix(common);
    b.first.remove_prefix(common);
  }
}

/// Whether an entry that is no restart point shares with it what it has to.
bool SharesAsItShould(const BlockEntry& entry, std::string_view restart_suffix) {
  if (entry.shared == 0) {
    return std::min(entry.suffix.size(), restart_suffix.size()) < kLeastShared ||
           LoadFixed64(entry.suffix.data()) != LoadFixed64(restart_suffix.data());
  }
  return entry.shared >= kLeastShared && entry.shared <= restart_suffix.size() &&
         (entry.shared == restart_suffix.size() || entry.suffix.empty() ||
          restart_suffix[entry.shared] != entry.suffix.front());
}
static_assert(kLeastShared == 8, "compared as one word");

}  // namespace

Block* Block::Allocate(size_t prefix_bytes, uint32_t size, size_t entries_bytes) {
  const bool narrow = entries_bytes <= 0x10000;
  const size_t directory_bytes =
      (prefix_bytes + 3) / 4 * 4 + size_t{size} * (sizeof(uint32_t) + (narrow ? 2 : 4));
  const size_t bytes = kLineBytes + sizeof(Block) + directory_bytes + entries_bytes + kReadAhead;
  // Aligned by hand, because plain `operator new` is the only one that every replacement of the
  // allocator covers.
  char* const memory = static_cast<char*>(::operator new(bytes));
  const size_t misaligned = -reinterpret_cast<uintptr_t>(memory) % kLineBytes;
  Block* const block = new (memory + misaligned) Block;
  block->size_ = size;
  block->prefix_bytes_ = static_cast<uint16_t>(prefix_bytes);
  block->narrow_ = narrow;
  block->misaligned_ = static_cast<uint8_t>(misaligned);
  block->bytes_ = bytes;
  block->entries_ = block->memory() + directory_bytes;
  std::memset(memory + misaligned + sizeof(Block) + directory_bytes + entries_bytes, 0, kReadAhead);
  return block;
}

void Block::Destroy() {
  char* const memory = reinterpret_cast<char*>(this) - misaligned_;
  this->~Block();
  ::operator delete(memory);
}

/// One call of `Block::Parse`.
class BlockParser {
 public:
  BlockParser(std::string_view payload, std::string_view path, uint64_t file_offset)
      : payload_(payload), path_(path), file_offset_(file_offset) {}

  absl::StatusOr<BlockPtr> Parse() {
    if (payload_.size() < kBlockHeaderBytes) return Fail(0, "block too short");
    const auto flags = static_cast<uint8_t>(payload_[0]);
    const auto restart_interval = static_cast<uint8_t>(payload_[1]);
    const size_t prefix_bytes = LoadFixed16(payload_.data() + 2);
    const uint32_t size = LoadFixed32(payload_.data() + 4);
    if (flags != 0) return Fail(0, "a block of a form that this version does not read");
    if (restart_interval == 0) return Fail(1, "a block without restart points");
    if (prefix_bytes > payload_.size() - kBlockHeaderBytes) return Fail(2, "bad prefix of a block");
    const std::string_view entries = payload_.substr(kBlockHeaderBytes + prefix_bytes);
    // What is allocated is bounded by what is there.
    if (size == 0 || size > entries.size() / kShortHeaderBytes) {
      return Fail(4, "impossible number of entries of a block");
    }
    block_ = BlockPtr(Block::Allocate(prefix_bytes, size, entries.size()));
    Block& block = *Mutable();
    block.restart_interval_ = restart_interval;
    std::memcpy(const_cast<char*>(block.memory()), payload_.data() + kBlockHeaderBytes,
                prefix_bytes);
    std::memcpy(const_cast<char*>(block.entries_), entries.data(), entries.size());
    return ParseEntries({block.entries_, entries.size()});
  }

 private:
  Block* Mutable() { return block_.block_; }

  absl::Status Fail(size_t offset, std::string_view what) const {
    return Corruption(path_, file_offset_ + offset, what);
  }

  absl::StatusOr<BlockPtr> ParseEntries(std::string_view entries) {
    Block& block = *Mutable();
    auto* const heads = const_cast<uint32_t*>(block.heads());
    char* const offsets = reinterpret_cast<char*>(heads + block.size_);
    const size_t entries_at = kBlockHeaderBytes + block.prefix_bytes_;
    size_t offset = 0;
    size_t longest = 0;
    uint32_t to_restart = 0;  // entries until the next restart point
    BlockEntry last;
    std::string_view last_restart;  // the suffix of the restart point of `last`
    std::string_view restart;
    for (uint32_t i = 0; i < block.size_; ++i) {
      BlockEntry entry;
      if (!DecodeEntry(entries.substr(offset), &entry)) {
        return Fail(entries_at + offset, "bad block entry");
      }
      if (to_restart == 0) {
        to_restart = block.restart_interval_;
        restart = entry.suffix;
        if (entry.shared != 0) return Fail(entries_at + offset, "bad restart point of a block");
      } else if (!SharesAsItShould(entry, restart)) [[unlikely]] {
        return Fail(entries_at + offset, "bad shared part of a block entry");
      }
      --to_restart;
      heads[i] = HeadOf(entry.shared == 0 ? entry.suffix : restart);
      block.narrow_ ? StoreFixed16(offsets + size_t{2} * i, static_cast<uint16_t>(offset))
                    : StoreFixed32(offsets + size_t{4} * i, static_cast<uint32_t>(offset));
      longest = std::max(longest, entry.shared + entry.suffix.size());
      if (i > 0 && heads[i] <= heads[i - 1]) {
        const int order = heads[i] < heads[i - 1] ? 1
                                                  : ComparePieces(PiecesOf(last_restart, last),
                                                                  PiecesOf(restart, entry));
        if (order > 0 || (order == 0 && last.seqno <= entry.seqno)) {
          return Fail(entries_at + offset, "block entries out of order");
        }
      }
      last = entry;
      last_restart = restart;
      offset = static_cast<size_t>(entry.end() - entries.data());
      if (offset > UINT32_MAX && i + 1 < block.size_) return Fail(entries_at, "block too long");
    }
    if (offset != entries.size())
      return Fail(entries_at + offset, "bytes behind a block's entries");
    if (block.prefix_bytes_ + longest > kMaxKeyBytes) return Fail(2, "a block's key is too long");
    block.longest_key_ = static_cast<uint16_t>(block.prefix_bytes_ + longest);
    if (!PrefixIsLongest(block.entry(0), PiecesOf(last_restart, last))) {
      return Fail(2, "a block's prefix is not the longest");
    }
    return std::move(block_);
  }

  /// Whether the first and the last key have nothing more in common.
  static bool PrefixIsLongest(const BlockEntry& first, const Pieces& last) {
    const std::string_view last_bytes = last.first.empty() ? last.second : last.first;
    return first.suffix.empty() || last_bytes.empty() || first.suffix.front() != last_bytes.front();
  }

  const std::string_view payload_;
  const std::string_view path_;
  const uint64_t file_offset_;
  BlockPtr block_;
};

absl::StatusOr<BlockPtr> Block::Parse(std::string_view payload, std::string_view path,
                                      uint64_t file_offset) {
  return BlockParser(payload, path, file_offset).Parse();
}

int Block::CompareSuffix(uint32_t i, std::string_view rest) const {
  const BlockEntry at = entry(i);
  if (at.shared == 0) [[likely]]
    return at.suffix.compare(rest);
  return ComparePieces(PiecesOf(entry(restart_of(i)).suffix, at), Pieces{rest, {}});
}

uint32_t Block::LowerBoundOfRest(std::string_view rest, SeqNo seqno) const {
  const uint32_t head = static_cast<uint32_t>(KeyPrefix(rest) >> 32);
  const uint32_t* const all = heads();
  auto low = static_cast<uint32_t>(LowerBoundOfWords(all, size_, head));
  if (low == size_) return low;
  // The entry spans several lines, which are wanted whatever comes out below.
  const char* const at = entries_ + offset(low);
  for (size_t line = 0; line < 3; ++line) __builtin_prefetch(at + line * kLineBytes);
  if (all[low] != head) return low;
  uint32_t high = low + 1;
  if (high < size_ && all[high] == head) {
    high = head == UINT32_MAX
               ? size_
               : low + static_cast<uint32_t>(LowerBoundOfWords(all + low, size_ - low, head + 1));
  }
  // Only heads that are equal leave something to compare.
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    const int order = CompareSuffix(middle, rest);
    const bool before = order != 0 ? order < 0 : entry(middle).seqno > seqno;
    before ? low = middle + 1 : high = middle;
  }
  return low;
}

uint32_t Block::LowerBound(const InternalKey& target) const {
  if (const int order = ComparePrefix(target.user_key, prefix()); order != 0) {
    return order < 0 ? 0 : size_;
  }
  return LowerBoundOfRest(target.user_key.substr(prefix_bytes_), target.seqno);
}

uint32_t Block::Find(std::string_view user_key, SeqNo snapshot) const {
  if (ComparePrefix(user_key, prefix()) != 0) return size_;
  const std::string_view rest = user_key.substr(prefix_bytes_);
  const uint32_t found = LowerBoundOfRest(rest, snapshot - 1);
  return found < size_ && CompareSuffix(found, rest) == 0 ? found : size_;
}

}  // namespace varve
