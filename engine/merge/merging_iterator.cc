#include "engine/merge/merging_iterator.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "engine/base/check.h"

namespace varve {
namespace {

class MergingIterator final : public InternalIterator {
 public:
  explicit MergingIterator(std::vector<std::unique_ptr<InternalIterator>> children)
      : losers_(children.size()) {
    children_.reserve(children.size());
    for (auto& child : children) children_.push_back({std::move(child)});
  }

  void SeekToFirst() override {
    Restart(Direction::kForwards);
    for (Child& child : children_) child.entries->SeekToFirst();
    PlayAll();
  }

  void SeekToLast() override {
    Restart(Direction::kBackwards);
    for (Child& child : children_) child.entries->SeekToLast();
    PlayAll();
  }

  void Seek(const InternalKey& target) override {
    Restart(Direction::kForwards);
    for (Child& child : children_) child.entries->Seek(target);
    PlayAll();
  }

  void Next() override {
    VARVE_CHECK(Valid(), "V3");
    if (direction_ == Direction::kBackwards && !Turn(Direction::kForwards)) return;
    children_[winner_].entries->Next();
    Replay();
  }

  void Prev() override {
    VARVE_CHECK(Valid(), "V3");
    if (direction_ == Direction::kForwards && !Turn(Direction::kBackwards)) return;
    children_[winner_].entries->Prev();
    Replay();
  }

  [[nodiscard]] absl::Status status() const override { return status_; }

 private:
  enum class Direction { kForwards, kBackwards };

  struct Child {
    std::unique_ptr<InternalIterator> entries;
    uint64_t prefix = 0;  // KeyPrefix of entries' user key, while it stands on an entry
    bool standing = false;
  };

  /// Whether child `a` is visited before child `b`.
  [[nodiscard]] bool Beats(size_t a, size_t b) const {
    const Child& left = children_[a];
    const Child& right = children_[b];
    if (!left.standing || !right.standing) return left.standing || (!right.standing && a < b);
    if (left.prefix != right.prefix) {
      return (left.prefix < right.prefix) == (direction_ == Direction::kForwards);
    }
    const int by_key = Compare(left.entries->key(), right.entries->key());
    const int order = by_key != 0 ? by_key : (a < b ? -1 : 1);
    return direction_ == Direction::kForwards ? order < 0 : order > 0;
  }

  void Restart(Direction direction) {
    StandNowhere();
    status_ = absl::OkStatus();
    direction_ = direction;
  }

  /// Takes over child `i`'s position. False after an error of it: the merge then stands nowhere
  /// with that error.
  bool TakePosition(size_t i) {
    Child& child = children_[i];
    child.standing = child.entries->Valid();
    if (child.standing) {
      child.prefix = KeyPrefix(child.entries->key().user_key);
      return true;
    }
    status_ = child.entries->status();
    if (!status_.ok()) StandNowhere();
    return status_.ok();
  }

  /// The tournament among all children. Child i enters it at leaf `children_.size() + i`; the node
  /// above node n is n / 2, and 1 is the final.
  void PlayAll() {
    StandNowhere();
    for (size_t i = 0; i < children_.size(); ++i) {
      if (!TakePosition(i)) return;
    }
    if (children_.empty()) return;
    std::vector<size_t>& winners = scratch_;
    winners.resize(2 * children_.size());
    for (size_t i = 0; i < children_.size(); ++i) winners[children_.size() + i] = i;
    for (size_t node = children_.size() - 1; node >= 1; --node) {
      const size_t left = winners[2 * node];
      const size_t right = winners[2 * node + 1];
      const bool left_wins = Beats(left, right);
      winners[node] = left_wins ? left : right;
      losers_[node] = left_wins ? right : left;
    }
    winner_ = winners[1];
    if (children_[winner_].standing) StandWith(*children_[winner_].entries);
  }

  /// The winner has moved: plays its matches again.
  void Replay() {
    if (!TakePosition(winner_)) return;
    size_t winner = winner_;
    for (size_t node = (children_.size() + winner) / 2; node >= 1; node /= 2) {
      if (Beats(losers_[node], winner)) std::swap(losers_[node], winner);
    }
    winner_ = winner;
    if (!children_[winner_].standing) return StandNowhere();
    StandWith(*children_[winner_].entries);
  }

  /// Moves every child but the current one to the other side of the current entry, which stays
  /// where it is. False after an error.
  bool Turn(Direction direction) {
    const size_t current = winner_;
    const InternalKey at = key();  // borrows from a child that does not move
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
    PlayAll();
    VARVE_CHECK(!status_.ok() || winner_ == current, "V1");
    return status_.ok();
  }

  std::vector<Child> children_;
  std::vector<size_t> losers_;   // of the match at each inner node; [0] is not used
  std::vector<size_t> scratch_;  // of PlayAll
  size_t winner_ = 0;
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
