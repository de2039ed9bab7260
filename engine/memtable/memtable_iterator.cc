#include "engine/memtable/memtable_iterator.h"

#include <algorithm>

#include "engine/base/check.h"

namespace varve {

void MemTableIterator::SeekToFirst() {
  const InternalKey first = FirstOf({});
  tree_.CopyLeafFrom(tree_.first_leaf(), Target(first), copy_);
  StandAtOrAfter(first);
}

void MemTableIterator::SeekToLast() {
  tree_.CopyLeaf(Target::End(), copy_);
  if (copy_.count == 0) return StandNowhere();  // only the first leaf can be empty
  at_ = copy_.count - 1;
  Stand();
}

void MemTableIterator::Seek(const InternalKey& target) {
  tree_.CopyLeaf(Target(target), copy_);
  StandAtOrAfter(target);
}

void MemTableIterator::Next() {
  VARVE_CHECK(Valid(), "Next() needs an entry to stand on");
  if (++at_ < copy_.count) return Stand();
  if (!tree_.HasChanged(copy_)) return StandAtFirstOfNextLeaf();
  // The place just behind the entry, whose seqno is at least 1; no other has this one.
  const InternalKey behind{key().user_key, key().seqno - 1, EntryKind::kValue};
  tree_.CopyLeafFrom(*copy_.leaf, Target(behind), copy_);
  StandAtOrAfter(behind);
}

void MemTableIterator::Prev() {
  VARVE_CHECK(Valid(), "Prev() needs an entry to stand on");
  if (at_ == 0) {
    // The leaf that holds what lies just before: this one, if it has grown, or one left of it.
    const InternalKey current = key();
    tree_.CopyLeaf(Target::Before(current), copy_);
    at_ = CountBefore(current);
    if (at_ == 0) return StandNowhere();
  }
  --at_;
  Stand();
}

uint32_t MemTableIterator::CountBefore(const InternalKey& target) const {
  const Target before = Target::Before(target);
  const auto* const end = copy_.items + copy_.count;
  const auto* const found = std::partition_point(
      copy_.items, end,
      [&before](const LeafCopy::Item& item) { return before.Reaches(item.words, *item.entry); });
  return static_cast<uint32_t>(found - copy_.items);
}

void MemTableIterator::StandAtOrAfter(const InternalKey& target) {
  at_ = CountBefore(target);
  if (at_ == copy_.count) return StandAtFirstOfNextLeaf();
  Stand();
}

void MemTableIterator::StandAtFirstOfNextLeaf() {
  const TreeLeaf* const next = copy_.next;
  if (next == nullptr) return StandNowhere();
  tree_.CopyLeafFrom(*next, Target(next->low->key()), copy_);
  at_ = 0;
  Stand();
}

void MemTableIterator::Stand() {
  const Entry& entry = *copy_.items[at_].entry;
  StandOn(entry.key(), entry.value());
}

}  // namespace varve
