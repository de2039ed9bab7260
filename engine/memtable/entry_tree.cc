#include "engine/memtable/entry_tree.h"

#include <algorithm>
#include <bit>
#include <new>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/schedule_point.h"

namespace varve {
namespace {

constexpr size_t kCacheLineBytes = 64;

// Asks for lines without waiting, so that their latencies pass together.
inline void Prefetch(const void* from, size_t bytes) {
  for (size_t i = 0; i < bytes; i += kCacheLineBytes) {
    __builtin_prefetch(static_cast<const char*>(from) + i);
  }
}

}  // namespace

EntryTree::EntryTree(const Platform& platform, Arena& entries, Arena& nodes)
    : EntryTree(platform, entries, nodes, Capacity{}) {}

EntryTree::EntryTree(const Platform& platform, Arena& entries, Arena& nodes,
                     const Capacity& capacity)
    : hook_(platform.scheduler.hook()),
      scheduler_(platform.scheduler),
      instrumentation_(platform.instrumentation),
      entries_(entries),
      nodes_(nodes),
      capacity_(capacity),
      first_leaf_(*NewLeaf(nodes, nullptr)),
      root_(&first_leaf_),
      last_leaf_(&first_leaf_) {
  VARVE_CHECK(capacity.leaf >= 2 && capacity.leaf <= kLeafSlots, "a leaf can be split");
  VARVE_CHECK(capacity.inner >= 4 && capacity.inner <= kInnerSlots, "halves have two children");
}

TreeLeaf* EntryTree::NewLeaf(Arena& arena, const Entry* low) {
  return new (arena.Allocate(sizeof(TreeLeaf))) TreeLeaf(low);
}

const Entry* EntryTree::Get(std::string_view key, uint64_t hash, SeqNo snapshot) const {
  const Target target(SeekKey(key, snapshot));
  const TreeNode* node = Descend(target, 0, nullptr);
  for (;;) {
    const auto& leaf = static_cast<const TreeLeaf&>(*node);
    const Header header = Read(leaf);
    if (IsBeyond(header, target)) [[unlikely]] {
      if (IsCurrent(header, leaf)) node = header.next;
      continue;
    }
    const uint64_t slots = header.state.live() & Matches(leaf, hash);
    const Entry* const newest = NewestMatch(leaf, slots, key, snapshot);
    if (!IsCurrent(header, leaf)) continue;
    if (newest != nullptr || header.next == nullptr) return newest;
    // The entries of a key may span leaves. What the right neighbour begins with is then the next.
    const Entry* const low = header.next->low;
    return header.high == target.words() && low->user_key() == key ? low : nullptr;
  }
}

const Entry* EntryTree::NewestMatch(const TreeLeaf& leaf, uint64_t slots, std::string_view key,
                                    SeqNo snapshot) const {
  const Entry* newest = nullptr;
  for (; slots != 0; slots &= slots - 1) {
    const TaggedEntry tagged(leaf.entries[std::countr_zero(slots)].Load(std::memory_order_acquire));
    const Entry* const entry = tagged.entry();
    if (entry->seqno() >= snapshot || entry->user_key() != key) continue;
    if (newest == nullptr || newest->seqno() < entry->seqno()) newest = entry;
  }
  return newest;
}

void EntryTree::CopyLeaf(const Target& target, LeafCopy& copy) const {
  CopyLeafFrom(static_cast<const TreeLeaf&>(*Descend(target, 0, nullptr)), target, copy);
}

void EntryTree::CopyLeafFrom(const TreeLeaf& from, const Target& target, LeafCopy& copy) const {
  OfferYield(hook_, SchedulePoint::kNodeVisit);
  const TreeLeaf* leaf = &from;
  for (;;) {
    const Header header = Read(*leaf);
    const auto* const next = static_cast<const TreeLeaf*>(header.next);
    if (IsBeyond(header, target)) {
      if (IsCurrent(header, *leaf)) leaf = next;
      continue;
    }
    copy.leaf = leaf;
    copy.state = header.state;
    copy.next = next;
    copy.count = 0;
    for (uint64_t live = header.state.live(); live != 0; live &= live - 1) {
      const int slot = std::countr_zero(live);
      const TaggedEntry tagged(leaf->entries[slot].Load(std::memory_order_acquire));
      copy.items[copy.count++] = {leaf->words[slot].Load(std::memory_order_acquire),
                                  tagged.entry()};
    }
    if (IsCurrent(header, *leaf)) break;
  }
  for (uint32_t i = 0; i < copy.count; ++i) Prefetch(copy.items[i].entry, 2 * kCacheLineBytes);
  if (copy.next != nullptr) Prefetch(copy.next, sizeof(TreeLeaf));
  std::sort(copy.items, copy.items + copy.count,
            [](const LeafCopy::Item& a, const LeafCopy::Item& b) {
              return ComesBefore(a.words, *a.entry, b.words, *b.entry);
            });
}

bool EntryTree::HasChanged(const LeafCopy& copy) const {
  return copy.leaf->state.Load(hook_, SchedulePoint::kValidate, std::memory_order_acquire) !=
         copy.state.bits();
}

EntryTree::Header EntryTree::Read(const TreeNode& node) const {
  const NodeState state(node.state.Load(std::memory_order_acquire));
  OfferYield(hook_, SchedulePoint::kValidate);
  const TreeNode::Side& side = node.sides[state.parity()];
  TreeNode* const next = side.next.Load(std::memory_order_acquire);
  return {state, next, side.high.Load(std::memory_order_acquire)};
}

bool EntryTree::IsCurrent(const Header& header, const TreeNode& node) const {
  const NodeState now(node.state.Load(hook_, SchedulePoint::kValidate, std::memory_order_acquire));
  return now.version() == header.state.version();
}

bool EntryTree::IsBeyond(const Header& header, const Target& target) {
  return header.next != nullptr && target.Reaches(header.high, *header.next->low);
}

TreeNode* EntryTree::Descend(const Target& target, size_t level, Path* path) const {
  TreeNode* node = root_.Load(std::memory_order_acquire);
  while (node->level != level) {
    auto& inner = static_cast<TreeInner&>(*node);
    const Header header = Read(inner);
    if (IsBeyond(header, target)) [[unlikely]] {
      if (IsCurrent(header, inner)) node = header.next;
      continue;
    }
    TreeNode* const child = Child(inner, header.state, target);
    if (inner.level > 1) {
      Prefetch(child, sizeof(TreeInner));
    } else {
      Prefetch(child, path != nullptr ? sizeof(TreeLeaf) : kLeafReadBytes);
    }
    if (!IsCurrent(header, inner)) [[unlikely]]
      continue;
    if (path != nullptr) path->nodes[inner.level] = &inner;
    node = child;
  }
  return node;
}

TreeNode* EntryTree::Child(const TreeInner& inner, NodeState state, const Target& target) {
  const TreeInner::Order order = inner.LoadOrder(state.parity());
  // The last child whose least entry is reached. The first child's is, whatever the target.
  uint32_t base = 0;
  for (uint32_t left = state.children(); left > 1;) {
    const uint32_t half = left / 2;
    const uint32_t slot = order[base + half];
    const KeyWords words = inner.words[slot].Load(std::memory_order_acquire);
    bool reached = words < target.words();
    if (words == target.words()) [[unlikely]] {
      reached = target.Reaches(words, *inner.children[slot].Load(std::memory_order_acquire)->low);
    }
    base = reached ? base + half : base;
    left -= half;
  }
  return inner.children[order[base]].Load(std::memory_order_acquire);
}

uint64_t EntryTree::Matches(const TreeLeaf& leaf, uint64_t hash) {
  const auto bit = [&leaf, hash](size_t slot) {
    const TaggedEntry tagged(leaf.entries[slot].Load(std::memory_order_acquire));
    return static_cast<uint64_t>(tagged.Matches(hash)) << slot;
  };
  // Written out for all slots: a loop would take twice as long.
  return [&bit]<size_t... slot>(std::index_sequence<slot...>) { return (bit(slot) | ...); }
  (std::make_index_sequence<kLeafSlots>());
}

}  // namespace varve
