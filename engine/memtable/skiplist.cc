#include "engine/memtable/skiplist.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

#include "engine/base/check.h"

namespace varve {

SkipList::Node::Node(const InternalKey& key, std::string_view value, int height)
    : seqno_(key.seqno),
      value_bytes_(static_cast<uint32_t>(value.size())),
      key_bytes_(static_cast<uint16_t>(key.user_key.size())),
      kind_(key.kind),
      height_(static_cast<uint8_t>(height)) {
  for (int level = 0; level < height; ++level) new (&links()[level]) Atomic<Node*>(nullptr);
  // An empty view's pointer may be null, which memcpy must not be given.
  if (!key.user_key.empty()) std::memcpy(bytes(), key.user_key.data(), key.user_key.size());
  if (!value.empty()) std::memcpy(bytes() + key_bytes_, value.data(), value.size());
}

size_t SkipList::Node::Bytes(const InternalKey& key, std::string_view value, int height) {
  return kNodeHeaderBytes + static_cast<size_t>(height) * sizeof(Atomic<Node*>) +
         key.user_key.size() + value.size();
}

SkipList::SkipList(const Platform& platform, Arena& arena, uint64_t seed)
    : hook_(platform.scheduler.hook()),
      instrumentation_(platform.instrumentation),
      arena_(arena),
      seed_(seed),
      head_(new (head_memory_) Node({}, {}, kMaxHeight)) {
  static_assert(sizeof(Node) == kNodeHeaderBytes && alignof(Node) == 8, "the layout is documented");
  static_assert(sizeof(Atomic<Node*>) == sizeof(Node*), "a link is a pointer");
}

void SkipList::Insert(const InternalKey& key, std::string_view value) {
  VARVE_CHECK(key.user_key.size() <= kMaxKeyBytes, "the key's length fits its field");
  VARVE_CHECK(value.size() <= kMaxValueBytes, "the value's length fits its field");
  const int height = HeightOf(key.seqno);
  Node* const node = NewNode(key, value, height);
  height_.RaiseTo(hook_, height, std::memory_order_relaxed);
  Gap gaps[kMaxHeight];
  Descend(key, gaps);
  for (int level = 0; level < height; ++level) Link(node, level, gaps[level]);
}

const SkipList::Node* SkipList::First() const {
  Yield(SchedulePoint::kNodeVisit);
  return head()->next(0).Load(std::memory_order_acquire);
}

const SkipList::Node* SkipList::Last() const {
  const Node* node = head();
  for (int level = height_.Load(std::memory_order_relaxed) - 1; level >= 0; --level) {
    while (const Node* after = node->next(level).Load(std::memory_order_acquire)) {
      Yield(SchedulePoint::kNodeVisit);
      node = after;
    }
  }
  return node == head() ? nullptr : node;
}

const SkipList::Node* SkipList::AtOrAfter(const InternalKey& target) const {
  return Descend(target, nullptr).after;
}

const SkipList::Node* SkipList::Before(const InternalKey& target) const {
  const Node* const before = Descend(target, nullptr).before;
  return before == head() ? nullptr : before;
}

const SkipList::Node* SkipList::After(const Node& node) const {
  return node.next(0).Load(hook_, SchedulePoint::kNodeVisit, std::memory_order_acquire);
}

int SkipList::HeightOf(SeqNo seqno) const {
  // SplitMix64's finalizer: every bit of the input reaches every bit of the output.
  uint64_t bits = seed_ + seqno * 0x9e3779b97f4a7c15ULL;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
  bits ^= bits >> 31;
  // Two zero bits come up in a quarter of the cases.
  return std::min(1 + std::countr_zero(bits) / 2, kMaxHeight);
}

SkipList::Node* SkipList::NewNode(const InternalKey& key, std::string_view value, int height) {
  return new (arena_.Allocate(Node::Bytes(key, value, height))) Node(key, value, height);
}

SkipList::Gap SkipList::FindGap(Node* from, int level, const InternalKey& key,
                                const Node* known_after) const {
  Node* before = from;
  for (;;) {
    Node* const after = before->next(level).Load(std::memory_order_acquire);
    if (after == nullptr || after == known_after || Compare(after->key(), key) >= 0) {
      return {before, after};
    }
    Yield(SchedulePoint::kNodeVisit);
    before = after;
  }
}

SkipList::Gap SkipList::Descend(const InternalKey& key, Gap* gaps) const {
  Gap gap{head(), nullptr};
  for (int level = height_.Load(std::memory_order_relaxed) - 1; level >= 0; --level) {
    gap = FindGap(gap.before, level, key, gap.after);
    if (gaps != nullptr) gaps[level] = gap;
  }
  return gap;
}

void SkipList::Link(Node* node, int level, Gap gap) {
  const InternalKey key = node->key();
  for (;;) {
    // Any equal entry is on level 0, and first in this gap.
    VARVE_CHECK(level > 0 || gap.after == nullptr || Compare(gap.after->key(), key) != 0, "V1");
    node->next(level).Store(gap.after, std::memory_order_relaxed);
    Atomic<Node*>& link = gap.before->next(level);
    if (link.CompareExchange(hook_, gap.after, node, std::memory_order_release,
                             std::memory_order_relaxed)) {
      return;
    }
    instrumentation_.Hit(Probe::kMemtableInsertRaced);
    Yield(SchedulePoint::kSpin);
    gap = FindGap(gap.before, level, key, nullptr);
  }
}

}  // namespace varve
