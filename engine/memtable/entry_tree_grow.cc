// Changes to the levels above the leaves.
#include <algorithm>
#include <bit>
#include <new>

#include "engine/base/check.h"
#include "engine/base/schedule_point.h"
#include "engine/memtable/entry_tree.h"

namespace varve {
namespace {

// The slot of the first `count` in the order that is free.
uint8_t FreeSlot(const TreeInner::Order& order, uint32_t count) {
  uint64_t used = 0;
  for (uint32_t i = 0; i < count; ++i) used |= uint64_t{1} << order[i];
  return static_cast<uint8_t>(std::countr_one(used));
}

}  // namespace

void EntryTree::Announce(TreeNode* child, const Path& path) {
  while (child != nullptr) {
    const Target target(child->low->key());
    TreeInner* const above = ParentFor(*child, target, path);
    if (above == nullptr) return;
    auto& parent = static_cast<TreeInner&>(LatchCovering(above, target));
    const NodeState state(parent.state.Load(std::memory_order_relaxed));
    TreeInner* right = nullptr;
    if (state.children() < capacity_.inner) {
      AddChild(parent, *child, target);
    } else {
      right = SplitInner(parent, *child, target);
    }
    Unlatch(parent);
    child = right;
  }
}

TreeInner* EntryTree::ParentFor(TreeNode& child, const Target& target, const Path& path) {
  const size_t level = child.level + size_t{1};
  VARVE_CHECK(level < kMaxLevels, "a tree is not so high");
  // A node to which the descent came may have been split since, which leaves its left part there.
  if (path.nodes[level] != nullptr) return path.nodes[level];
  if (GrowRoot(child)) return nullptr;
  OfferYield(hook_, SchedulePoint::kNodeVisit);
  return static_cast<TreeInner*>(Descend(target, level, nullptr));
}

bool EntryTree::GrowRoot(TreeNode& child) {
  TreeNode* const root = root_.Load(std::memory_order_acquire);
  if (root->level != child.level) return false;
  // The root is the first node of its level for good, so all who would grow it meet at one latch.
  Latch(*root);
  const bool grow = root_.Load(std::memory_order_acquire) == root;
  if (grow) {
    auto& fresh = *new (nodes_.Allocate(sizeof(TreeInner))) TreeInner(root->level + 1, nullptr);
    fresh.children[0].Store(root, std::memory_order_relaxed);
    fresh.children[1].Store(&child, std::memory_order_relaxed);
    fresh.words[1].Store(KeyWords::Of(child.low->user_key()), std::memory_order_relaxed);
    fresh.StoreOrder(0, {0, 1});
    fresh.state.Store(NodeState(2, 0).bits(), std::memory_order_relaxed);
    root_.Publish(hook_, &fresh, std::memory_order_release);
  }
  Unlatch(*root);
  return grow;
}

void EntryTree::AddChild(TreeInner& inner, TreeNode& child, const Target& target) {
  const NodeState state(inner.state.Load(std::memory_order_relaxed));
  const uint32_t count = state.children();
  TreeInner::Order order = inner.LoadOrder(state.parity());
  const auto reached = [&inner, &target](uint8_t slot) {
    return target.Reaches(inner.words[slot].Load(std::memory_order_relaxed),
                          *inner.children[slot].Load(std::memory_order_acquire)->low);
  };
  // The first child begins where the node does, which the target is not before.
  const auto place = std::partition_point(order.begin() + 1, order.begin() + count, reached);
  const uint8_t slot = FreeSlot(order, count);
  inner.words[slot].Store(target.words(), std::memory_order_release);
  inner.children[slot].Store(&child, std::memory_order_release);
  std::copy_backward(place, order.begin() + count, order.begin() + count + 1);
  *place = slot;

  const NodeState with(count + 1, NextVersion(inner));
  inner.StoreOrder(with.parity(), order);
  const TreeNode::Side& old = inner.sides[state.parity()];
  TreeNode::Side& side = inner.sides[with.parity()];
  side.high.Store(old.high.Load(std::memory_order_relaxed), std::memory_order_release);
  side.next.Store(old.next.Load(std::memory_order_relaxed), std::memory_order_release);
  inner.state.Publish(hook_, with.bits(), std::memory_order_release);
}

TreeInner* EntryTree::SplitInner(TreeInner& inner, TreeNode& child, const Target& target) {
  const NodeState state(inner.state.Load(std::memory_order_relaxed));
  const uint32_t count = state.children();
  const TreeInner::Order order = inner.LoadOrder(state.parity());
  const auto child_at = [&](uint32_t place) {
    return inner.children[order[place]].Load(std::memory_order_acquire);
  };
  const auto reached = [&target](const TreeNode* node) {
    return target.Reaches(KeyWords::Of(node->low->user_key()), *node->low);
  };
  // At the right edge of the tree the full node stays as it is, as in a leaf.
  TreeNode* const next = inner.sides[state.parity()].next.Load(std::memory_order_relaxed);
  const bool append = next == nullptr && reached(child_at(count - 1));
  const uint32_t left = append ? count : (count + 1) / 2;
  TreeNode* const first = append ? &child : child_at(left);

  auto& right = *new (nodes_.Allocate(sizeof(TreeInner))) TreeInner(inner.level, first->low);
  CopyOuterSide(inner, right);
  right.children[0].Store(first, std::memory_order_relaxed);
  TreeInner::Order right_order{};
  for (uint32_t i = left + 1; i < count; ++i) {
    const auto slot = static_cast<uint8_t>(i - left);
    right.words[slot].Store(inner.words[order[i]].Load(std::memory_order_relaxed),
                            std::memory_order_relaxed);
    right.children[slot].Store(child_at(i), std::memory_order_relaxed);
    right_order[slot] = slot;
  }
  right.StoreOrder(0, right_order);
  right.state.Store(NodeState(append ? 1 : count - left, 0).bits(), std::memory_order_relaxed);
  const bool to_right = !append && reached(first);
  if (to_right) AddChild(right, child, target);  // nobody else can reach that node yet

  inner.StoreOrder(1 - state.parity(), order);
  PublishSplit(inner, left, right);
  if (!append && !to_right) AddChild(inner, child, target);
  return &right;
}

}  // namespace varve
