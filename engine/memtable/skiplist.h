// A sorted list of entries that only grows, with lock-free insertion and readers that never wait.
//
// A skiplist is a stack of linked lists: level 0 links all nodes in internal order (rule V1), each
// level above about a quarter of the nodes below, so that a search walks a few nodes a level.
//
// Insertion, from the lowest level up (after Herlihy, Lev and Shavit, "A Provably Correct Scalable
// Concurrent Skip List", 2006, without their removals, which is what makes it short):
//   1. Search, noting for every level the two neighbours the new node belongs between.
//   2. Point the new node at its right neighbour (a plain store: nobody can reach the node yet).
//   3. Swing the left neighbour's pointer to the new node by compare-and-swap with release order.
//      Where that fails another node was linked there first: search on from the left neighbour,
//      which is still in the list since nothing is ever removed, and repeat from 2.
// Level 0 makes the entry part of the list; the levels above only make it quicker to find. A reader
// that reaches a node by an acquire load sees its content whole.
//
// Memory: nodes live in the arena given to the constructor and are freed with it. Layout of a node,
// aligned to 8:
//   0   seqno u64
//   8   value length u32
//   12  key length u16
//   14  kind u8
//   15  height u8: levels the node is part of, 1 .. 12
//   16  `height` pointers to the next node, level 0 first
//   then the key's bytes, then the value's
//
// Scheduling points: a visit before each step to another node, a publication before each
// compare-and-swap, a spin before each retry.
#ifndef VARVE_ENGINE_MEMTABLE_SKIPLIST_H_
#define VARVE_ENGINE_MEMTABLE_SKIPLIST_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/atomic.h"
#include "engine/format/internal_key.h"
#include "engine/memtable/arena.h"
#include "varve/platform/platform.h"

namespace varve {

/// Thread safety: every method may be called from many tasks at once. Progress: insertion is
/// lock-free (it blocks only where the arena takes a new chunk); reads are wait-free, their steps
/// bounded by the number of nodes: no writer, wherever it is suspended, makes a reader wait.
class SkipList {
 public:
  class Node;

  /// The seed decides the heights of the nodes. Platform and arena must outlive the list.
  SkipList(const Platform& platform, Arena& arena, uint64_t seed);
  SkipList(const SkipList&) = delete;
  SkipList& operator=(const SkipList&) = delete;

  /// Copies the entry into the list. Checks that the list has no entry of the same key and seqno
  /// (rule V1) and that the lengths are within the limits.
  void Insert(const InternalKey& key, std::string_view value);

  /// The node at either end, or null when the list is empty.
  [[nodiscard]] const Node* First() const;
  [[nodiscard]] const Node* Last() const;
  /// The first node at or after `target`, and the last one before it; null when there is none.
  [[nodiscard]] const Node* AtOrAfter(const InternalKey& target) const;
  [[nodiscard]] const Node* Before(const InternalKey& target) const;
  /// The node behind `node`, or null.
  [[nodiscard]] const Node* After(const Node& node) const;

 private:
  static constexpr int kMaxHeight = 12;  // enough for 4^12, or 16 million, entries
  static constexpr size_t kNodeHeaderBytes = 16;

  // Two neighbours on one level. `before` may be the head; `after` is null at the end of the level.
  struct Gap {
    Node* before;
    Node* after;
  };

  // A pure function of seed and seqno: shared generator state would make the shape of the list
  // depend on the interleaving, and would be one more thing for inserters to contend for.
  int HeightOf(SeqNo seqno) const;
  Node* NewNode(const InternalKey& key, std::string_view value, int height);
  Node* head() const { return head_; }
  // Walks `level` from `from`, which is before `key`, to the gap `key` belongs in. `known_after` is
  // a node known to be at or after `key`, or null; meeting it saves a comparison.
  Gap FindGap(Node* from, int level, const InternalKey& key, const Node* known_after) const;
  // The gap of `key` on level 0, found from the top; notes the gaps of all levels where asked to.
  Gap Descend(const InternalKey& key, Gap* gaps) const;
  void Link(Node* node, int level, Gap gap);
  void Yield(SchedulePoint point) const {
    if (hook_ != nullptr) [[unlikely]]
      hook_->Yield(point);
  }

  ScheduleHook* const hook_;
  Instrumentation& instrumentation_;
  Arena& arena_;
  const uint64_t seed_;
  // The greatest height of any node so far. A reader that sees an old value starts lower and walks
  // more; it misses nothing.
  Atomic<int> height_{1};
  // The node before all others, which has every level and no entry. It lies here and not in the
  // arena, so that an empty list has counted no bytes.
  alignas(8) char head_memory_[kNodeHeaderBytes + kMaxHeight * sizeof(Atomic<Node*>)];
  Node* const head_;
};

/// One entry. Immutable once in the list, but for its links.
class SkipList::Node {
 public:
  [[nodiscard]] InternalKey key() const { return {{bytes(), key_bytes_}, seqno_, kind_}; }
  [[nodiscard]] std::string_view value() const { return {bytes() + key_bytes_, value_bytes_}; }

 private:
  friend class SkipList;

  Node(const InternalKey& key, std::string_view value, int height);
  static size_t Bytes(const InternalKey& key, std::string_view value, int height);

  Atomic<Node*>& next(int level) { return links()[level]; }
  const Atomic<Node*>& next(int level) const { return links()[level]; }
  Atomic<Node*>* links() { return reinterpret_cast<Atomic<Node*>*>(this + 1); }
  const Atomic<Node*>* links() const { return reinterpret_cast<const Atomic<Node*>*>(this + 1); }
  char* bytes() { return reinterpret_cast<char*>(links() + height_); }
  const char* bytes() const { return reinterpret_cast<const char*>(links() + height_); }

  const SeqNo seqno_;
  const uint32_t value_bytes_;
  const uint16_t key_bytes_;
  const EntryKind kind_;
  const uint8_t height_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_MEMTABLE_SKIPLIST_H_
