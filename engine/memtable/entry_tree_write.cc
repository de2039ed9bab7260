// Changes to leaves.
#include <algorithm>
#include <bit>

#include "engine/base/check.h"
#include "engine/base/schedule_point.h"
#include "engine/memtable/entry_tree.h"

namespace varve {
namespace {

// A slot of a leaf that is being split; the entry to be added has the number behind the last slot.
struct Item {
  KeyWords words;
  TaggedEntry entry;
  uint32_t slot;
};

bool Less(const Item& a, const Item& b) {
  return ComesBefore(a.words, *a.entry.entry(), b.words, *b.entry.entry());
}

// Attempts at a latch before the processor is given up: a latch is held for less than it takes to
// be scheduled again.
constexpr uint32_t kAttemptsBetweenYields = 64;

// How many of the `count` slots and the added one, in order, stay in the left half. At the two
// outer edges of the tree a key within the outer tenth leaves the others where they fill a leaf:
// keys that ascend or descend, if not quite, go on doing so.
uint32_t LeftHalf(const Item* slots, uint32_t count, const Item& added, bool first, bool last) {
  if (first || last) {
    const auto rank = static_cast<uint32_t>(std::count_if(
        slots, slots + count, [&added](const Item& slot) { return Less(slot, added); }));
    if (last && count - rank <= count / 10) return rank;
    if (first && rank <= count / 10) return rank + 1;
  }
  return (count + 1) / 2;
}

}  // namespace

void EntryTree::Insert(const InternalKey& key, uint64_t hash, std::string_view value) {
  const Entry* const entry = Entry::Create(entries_, key, value);
  const TaggedEntry tagged(*entry, hash);
  const Target target(key);
  Path path;
  TreeNode* node = last_leaf_.Load(std::memory_order_acquire);
  if (node->low != nullptr && !target.Reaches(KeyWords::Of(node->low->user_key()), *node->low)) {
    node = Descend(target, 0, &path);
  }
  auto& leaf = static_cast<TreeLeaf&>(LatchCovering(node, target));
  const uint64_t live = NodeState(leaf.state.Load(std::memory_order_relaxed)).live();
  if (leaf.ascending && live != 0) {
    leaf.ascending =
        leaf.words[std::bit_width(live) - 1].Load(std::memory_order_relaxed) < target.words();
  }
  // What lies behind all the others is none of them.
  if (!leaf.ascending) CheckIsNew(leaf, key, hash);
  if (live != (uint64_t{1} << capacity_.leaf) - 1) [[likely]] {
    AddToLeaf(leaf, target.words(), tagged);
    Unlatch(leaf);
    return;
  }
  TreeLeaf* const right = SplitLeaf(leaf, target.words(), tagged);
  Unlatch(leaf);
  Announce(right, path);
}

void EntryTree::Latch(TreeNode& node) {
  uint32_t open = 0;
  if (node.latch.CompareExchange(hook_, open, 1, std::memory_order_acquire,
                                 std::memory_order_relaxed)) [[likely]] {
    return;
  }
  instrumentation_.Hit(Probe::kMemtableInsertRaced);
  for (uint32_t attempts = 1;; ++attempts) {
    if (IsControlled(hook_) || attempts % kAttemptsBetweenYields == 0) {
      scheduler_.Yield(SchedulePoint::kSpin);
    }
    if (node.latch.Load(std::memory_order_relaxed) != 0) continue;
    open = 0;
    if (node.latch.CompareExchange(hook_, open, 1, std::memory_order_acquire,
                                   std::memory_order_relaxed)) {
      return;
    }
  }
}

void EntryTree::Unlatch(TreeNode& node) { node.latch.Store(0, std::memory_order_release); }

TreeNode& EntryTree::LatchCovering(TreeNode* node, const Target& target) {
  for (;;) {
    Latch(*node);
    const NodeState state(node->state.Load(std::memory_order_relaxed));
    const TreeNode::Side& side = node->sides[state.parity()];
    const Header header{state, side.next.Load(std::memory_order_acquire),
                        side.high.Load(std::memory_order_relaxed)};
    if (!IsBeyond(header, target)) return *node;
    Unlatch(*node);
    node = header.next;
  }
}

void EntryTree::CheckIsNew(const TreeLeaf& leaf, const InternalKey& key, uint64_t hash) {
  const uint64_t live = NodeState(leaf.state.Load(std::memory_order_relaxed)).live();
  for (uint64_t slots = live & Matches(leaf, hash); slots != 0; slots &= slots - 1) {
    const TaggedEntry other(leaf.entries[std::countr_zero(slots)].Load(std::memory_order_relaxed));
    VARVE_CHECK(Compare(other.entry()->key(), key) != 0, "V1");
  }
}

void EntryTree::AddToLeaf(TreeLeaf& leaf, const KeyWords& words, TaggedEntry entry) {
  const NodeState state(leaf.state.Load(std::memory_order_relaxed));
  const int slot = std::countr_one(state.live());
  leaf.words[slot].Store(words, std::memory_order_release);
  leaf.entries[slot].Store(entry.bits(), std::memory_order_release);
  const NodeState with(state.live() | uint64_t{1} << slot, state.version());
  leaf.state.Publish(hook_, with.bits(), std::memory_order_release);
}

TreeLeaf* EntryTree::SplitLeaf(TreeLeaf& leaf, const KeyWords& words, TaggedEntry entry) {
  const NodeState state(leaf.state.Load(std::memory_order_relaxed));
  const uint32_t count = capacity_.leaf;
  Item items[kLeafSlots + 1];
  for (uint32_t slot = 0; slot < count; ++slot) {
    items[slot] = {leaf.words[slot].Load(std::memory_order_relaxed),
                   TaggedEntry(leaf.entries[slot].Load(std::memory_order_relaxed)), slot};
  }
  items[count] = {words, entry, count};
  TreeNode* const next = leaf.sides[state.parity()].next.Load(std::memory_order_relaxed);
  const uint32_t left = LeftHalf(items, count, items[count], leaf.low == nullptr, next == nullptr);
  std::nth_element(items, items + left, items + count + 1, Less);

  TreeLeaf& right = *NewLeaf(nodes_, items[left].entry.entry());
  CopyOuterSide(leaf, right);
  uint64_t kept = state.live();
  for (uint32_t i = left; i <= count; ++i) {
    right.words[i - left].Store(items[i].words, std::memory_order_relaxed);
    right.entries[i - left].Store(items[i].entry.bits(), std::memory_order_relaxed);
    kept &= ~(uint64_t{1} << items[i].slot);
  }
  const uint32_t moved = count + 1 - left;
  right.ascending = moved == 1;
  right.state.Store(NodeState((uint64_t{1} << moved) - 1, 0).bits(), std::memory_order_relaxed);

  const bool stays = kept == state.live();  // nothing but the added entry went to the right
  PublishSplit(leaf, kept, right);
  if (next == nullptr) last_leaf_.Store(&right, std::memory_order_release);
  if (stays) return &right;
  leaf.ascending = false;
  const auto is_added = [count](const Item& item) { return item.slot == count; };
  if (std::any_of(items, items + left, is_added)) AddToLeaf(leaf, words, entry);
  return &right;
}

void EntryTree::CopyOuterSide(const TreeNode& from, TreeNode& to) {
  const NodeState state(from.state.Load(std::memory_order_relaxed));
  const TreeNode::Side& side = from.sides[state.parity()];
  to.sides[0].high.Store(side.high.Load(std::memory_order_relaxed), std::memory_order_relaxed);
  to.sides[0].next.Store(side.next.Load(std::memory_order_relaxed), std::memory_order_relaxed);
}

void EntryTree::PublishSplit(TreeNode& node, uint64_t content, TreeNode& right) {
  const NodeState split(content, NextVersion(node));
  TreeNode::Side& side = node.sides[split.parity()];
  side.high.Store(KeyWords::Of(right.low->user_key()), std::memory_order_release);
  side.next.Publish(hook_, &right, std::memory_order_release);
  node.state.Publish(hook_, split.bits(), std::memory_order_release);
}

uint64_t EntryTree::NextVersion(const TreeNode& node) {
  const uint64_t next = NodeState(node.state.Load(std::memory_order_relaxed)).version() + 1;
  VARVE_CHECK(next < NodeState::kVersionLimit, "a version is never used twice");
  return next;
}

}  // namespace varve
