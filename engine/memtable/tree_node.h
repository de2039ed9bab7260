// The nodes of a memtable's tree, byte by byte. entry_tree.h says what may be done to them and in
// which order; here is only what they are.
//
// Every node, aligned to 64 (the first line is all that is needed to pass it by):
//   0   state u64: version in the lower 25 bits; above it, in a leaf the set of its live slots, in
//       an inner node the number of its children
//   8   latch u32: 1 while a writer holds the node
//   12  level u8: 0 is a leaf. Never changes
//   13  ascending u8: a leaf's slots are in order (for the latch's holder only)
//   16  two sides of 24 bytes: the right neighbour (null: none) and the two words of the least key
//       that belongs to it or beyond. The side that counts is that of the version's lowest bit
//   64  low: the least entry that belongs here; null in the leftmost node of a level. Never changes
//
// A leaf goes on with
//   72  39 entries u64 (TaggedEntry)
//   384 39 pairs of words of their keys: a slot's pair lies in one line
//   1008
// and an inner node with
//   72  two orders of 32 bytes: the slots in the order of their children. The one that counts is
//       that of the version's lowest bit
//   136 31 children
//   384 31 pairs of words: those of the least entry of each child
//   880
#ifndef VARVE_ENGINE_MEMTABLE_TREE_NODE_H_
#define VARVE_ENGINE_MEMTABLE_TREE_NODE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "engine/base/atomic.h"
#include "engine/memtable/entry.h"
#include "engine/memtable/target.h"

namespace varve {

inline constexpr uint32_t kLeafSlots = 39;
inline constexpr uint32_t kInnerSlots = 31;
inline constexpr size_t kNodeAlignment = 64;

/// A value of a node's `state`.
class NodeState {
 public:
  static constexpr int kVersionBits = 25;
  static constexpr uint64_t kVersionLimit = uint64_t{1} << kVersionBits;

  explicit constexpr NodeState(uint64_t bits) : bits_(bits) {}
  constexpr NodeState(uint64_t content, uint64_t version)
      : bits_(content << kVersionBits | version) {}

  [[nodiscard]] uint64_t bits() const { return bits_; }
  [[nodiscard]] uint64_t version() const { return bits_ % kVersionLimit; }
  /// Which of the two sides, and of the two orders, counts.
  [[nodiscard]] size_t parity() const { return bits_ & 1; }
  [[nodiscard]] uint64_t live() const { return bits_ >> kVersionBits; }
  [[nodiscard]] uint32_t children() const { return static_cast<uint32_t>(bits_ >> kVersionBits); }

 private:
  uint64_t bits_;
};
static_assert(kLeafSlots + NodeState::kVersionBits == 64);

/// Two words that are read and written one after the other.
class AtomicKeyWords {
 public:
  [[nodiscard]] KeyWords Load(std::memory_order order) const {
    return {first_.Load(order), second_.Load(order)};
  }
  void Store(const KeyWords& words, std::memory_order order) {
    first_.Store(words.first, order);
    second_.Store(words.second, order);
  }

 private:
  Atomic<uint64_t> first_;
  Atomic<uint64_t> second_;
};

struct TreeNode {
  TreeNode(size_t node_level, const Entry* low_entry)
      : level(static_cast<uint8_t>(node_level)), low(low_entry) {}

  struct Side {
    Atomic<TreeNode*> next;
    AtomicKeyWords high;
  };

  Atomic<uint64_t> state;
  Atomic<uint32_t> latch;
  const uint8_t level;
  bool ascending = true;
  Side sides[2];
  const Entry* const low;
};

struct TreeLeaf : TreeNode {
  explicit TreeLeaf(const Entry* low_entry) : TreeNode(0, low_entry) {}

  Atomic<uint64_t> entries[kLeafSlots];
  AtomicKeyWords words[kLeafSlots];
};

struct TreeInner : TreeNode {
  using TreeNode::TreeNode;

  using Order = std::array<uint8_t, kInnerSlots + 1>;

  [[nodiscard]] Order LoadOrder(size_t parity) const {
    Order loaded;
    for (size_t i = 0; i < kOrderWords; ++i) {
      const uint64_t word = orders[parity][i].Load(std::memory_order_acquire);
      std::memcpy(loaded.data() + i * sizeof(word), &word, sizeof(word));
    }
    return loaded;
  }
  void StoreOrder(size_t parity, const Order& order) {
    for (size_t i = 0; i < kOrderWords; ++i) {
      uint64_t word;
      std::memcpy(&word, order.data() + i * sizeof(word), sizeof(word));
      orders[parity][i].Store(word, std::memory_order_release);
    }
  }

  static constexpr size_t kOrderWords = sizeof(Order) / sizeof(uint64_t);
  Atomic<uint64_t> orders[2][kOrderWords];
  Atomic<TreeNode*> children[kInnerSlots];
  AtomicKeyWords words[kInnerSlots];
};

static_assert(sizeof(TreeNode) == 72 && sizeof(TreeLeaf) == 1008 && sizeof(TreeInner) == 880,
              "the layout is documented");
// What a point read looks at, as one run of lines.
inline constexpr size_t kLeafReadBytes = sizeof(TreeNode) + kLeafSlots * sizeof(Atomic<uint64_t>);

}  // namespace varve

#endif  // VARVE_ENGINE_MEMTABLE_TREE_NODE_H_
