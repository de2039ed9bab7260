#include "engine/merge/merging_iterator.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "engine/base/check.h"

namespace varve {
namespace {

class MergingIterator final : public InternalIterator {
 public:
  explicit MergingIterator(std::vector<std::unique_ptr<InternalIterator>> children) {
    children_.reserve(children.size());
    heap_.reserve(children.size());
    for (auto& child : children) children_.push_back({std::move(child), {}});
  }

  [[nodiscard]] bool Valid() const override { return !heap_.empty(); }

  void SeekToFirst() override {
    Restart(Direction::kForwards);
    for (Child& child : children_) child.entries->SeekToFirst();
    BuildHeap();
  }

  void SeekToLast() override {
    Restart(Direction::kBackwards);
    for (Child& child : children_) child.entries->SeekToLast();
    BuildHeap();
  }

  void Seek(const InternalKey& target) override {
    Restart(Direction::kForwards);
    for (Child& child : children_) child.entries->Seek(target);
    BuildHeap();
  }

  void Next() override {
    VARVE_CHECK(Valid(), "V3");
    if (direction_ == Direction::kBackwards && !Turn(Direction::kForwards)) return;
    children_[heap_.front()].entries->Next();
    SettleTop();
  }

  void Prev() override {
    VARVE_CHECK(Valid(), "V3");
    if (direction_ == Direction::kForwards && !Turn(Direction::kBackwards)) return;
    children_[heap_.front()].entries->Prev();
    SettleTop();
  }

  [[nodiscard]] InternalKey key() const override {
    VARVE_CHECK(Valid(), "V3");
    return children_[heap_.front()].key;
  }

  [[nodiscard]] std::string_view value() const override {
    VARVE_CHECK(Valid(), "V3");
    return children_[heap_.front()].entries->value();
  }

  [[nodiscard]] absl::Status status() const override { return status_; }

 private:
  enum class Direction { kForwards, kBackwards };

  struct Child {
    std::unique_ptr<InternalIterator> entries;
    InternalKey key;  // entries->key(), while it is in the heap
  };

  /// Whether child `a` is to be visited after child `b`: the heap's order.
  [[nodiscard]] bool After(size_t a, size_t b) const {
    const int by_key = Compare(children_[a].key, children_[b].key);
    const int order = by_key != 0 ? by_key : (a < b ? -1 : 1);
    return direction_ == Direction::kForwards ? order > 0 : order < 0;
  }
  void Restart(Direction direction) {
    heap_.clear();
    status_ = absl::OkStatus();
    direction_ = direction;
  }

  /// Takes over child `i`'s position. False when it stands nowhere; after an error of it the merge
  /// stands nowhere with that error.
  bool TakePosition(size_t i) {
    Child& child = children_[i];
    if (child.entries->Valid()) {
      child.key = child.entries->key();
      return true;
    }
    if (absl::Status error = child.entries->status(); !error.ok()) {
      heap_.clear();
      status_ = std::move(error);
    }
    return false;
  }

  /// Makes the heap of the children that stand on an entry.
  void BuildHeap() {
    heap_.clear();
    for (size_t i = 0; i < children_.size(); ++i) {
      if (TakePosition(i)) {
        heap_.push_back(i);
      } else if (!status_.ok()) {
        return;
      }
    }
    std::make_heap(heap_.begin(), heap_.end(), [this](size_t a, size_t b) { return After(a, b); });
  }

  /// Restores the heap after its top child has moved.
  void SettleTop() {
    if (!TakePosition(heap_.front())) {
      if (!status_.ok()) return;
      heap_.front() = heap_.back();
      heap_.pop_back();
    }
    // Sinks the top to its place. Not pop_heap and push_heap: most often it stays where it is,
    // since one source's entries lie together, and this finds that out in two comparisons.
    for (size_t at = 0;;) {
      size_t first = 2 * at + 1;
      if (first >= heap_.size()) return;
      if (first + 1 < heap_.size() && After(heap_[first], heap_[first + 1])) ++first;
      if (!After(heap_[at], heap_[first])) return;
      std::swap(heap_[at], heap_[first]);
      at = first;
    }
  }

  /// Moves every child but the current one to the other side of the current entry, which stays
  /// where it is. False after an error.
  bool Turn(Direction direction) {
    const size_t current = heap_.front();
    const InternalKey at = children_[current].key;  // borrows from a child that does not move
    direction_ = direction;
    for (size_t i = 0; i < children_.size(); ++i) {
      if (i == current) continue;
      InternalIterator& entries = *children_[i].entries;
      entries.Seek(at);
      // An equal entry comes before the current one in an earlier child, behind it in a later one.
      const bool equal_before = i < current && entries.Valid() && Compare(entries.key(), at) == 0;
      if (direction == Direction::kForwards) {
        if (equal_before) entries.Next();
      } else {
        if (!entries.Valid() && entries.status().ok()) entries.SeekToLast();
        // In a loop: a memtable may grow between the two calls above, and between any two below, by
        // entries that lie behind the current one.
        while (entries.Valid() && !(equal_before && Compare(entries.key(), at) == 0) &&
               Compare(entries.key(), at) >= 0) {
          entries.Prev();
        }
      }
    }
    BuildHeap();
    VARVE_CHECK(!status_.ok() || heap_.front() == current, "V1");
    return status_.ok();
  }

  std::vector<Child> children_;
  std::vector<size_t> heap_;  // of children that stand on an entry; empty after an error
  Direction direction_ = Direction::kForwards;
  absl::Status status_;
};

}  // namespace

std::unique_ptr<InternalIterator> NewMergingIterator(
    std::vector<std::unique_ptr<InternalIterator>> children) {
  if (children.size() == 1) return std::move(children.front());
  return std::make_unique<MergingIterator>(std::move(children));
}

}  // namespace varve
