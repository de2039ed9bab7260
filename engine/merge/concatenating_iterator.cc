#include "engine/merge/concatenating_iterator.h"

#include <utility>

#include "engine/base/check.h"

namespace varve {
namespace {

class ConcatenatingIterator final : public InternalIterator {
 public:
  ConcatenatingIterator(size_t count, std::function<std::string_view(size_t)> largest_key_of,
                        std::function<std::unique_ptr<InternalIterator>(size_t)> open)
      : count_(count), largest_key_of_(std::move(largest_key_of)), open_(std::move(open)) {}

  void SeekToFirst() override {
    Restart();
    if (count_ == 0) return;
    Enter(0);
    child_->SeekToFirst();
    SettleForwards();
  }

  void SeekToLast() override {
    Restart();
    if (count_ == 0) return;
    Enter(count_ - 1);
    child_->SeekToLast();
    SettleBackwards();
  }

  void Seek(const InternalKey& target) override {
    Restart();
    const size_t source = Find(target.user_key);
    if (source == count_) return;
    Enter(source);
    child_->Seek(target);
    SettleForwards();
  }

  void Next() override {
    VARVE_CHECK(Valid(), "V3");
    child_->Next();
    SettleForwards();
  }

  void Prev() override {
    VARVE_CHECK(Valid(), "V3");
    child_->Prev();
    SettleBackwards();
  }

  [[nodiscard]] absl::Status status() const override { return status_; }

 private:
  void Restart() {
    StandNowhere();
    status_ = absl::OkStatus();
  }

  /// The first source whose largest key is at or above `user_key`; `count_` when there is none.
  [[nodiscard]] size_t Find(std::string_view user_key) const {
    size_t low = 0;
    size_t high = count_;
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      if (largest_key_of_(middle) < user_key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  void Enter(size_t source) {
    // A source that failed is opened anew: the failure may have been one of opening.
    if (child_ != nullptr && source_ == source && child_->status().ok()) return;
    child_.reset();  // before the next one is opened, so that only one pins what it reads
    child_ = open_(source);
    source_ = source;
  }

  /// Take over where the child stands, going on in the next (previous) source where it stands
  /// nowhere.
  void SettleForwards() {
    while (!StandWith(*child_)) {
      if (Exhausted(count_ - 1)) return;
      Enter(source_ + 1);
      child_->SeekToFirst();
    }
  }

  void SettleBackwards() {
    while (!StandWith(*child_)) {
      if (Exhausted(0)) return;
      Enter(source_ - 1);
      child_->SeekToLast();
    }
  }

  /// Whether the walk ends with the child that stands nowhere: it failed, or is over the last
  /// source of the direction.
  bool Exhausted(size_t last_source) {
    status_ = child_->status();
    return !status_.ok() || source_ == last_source;
  }

  const size_t count_;
  const std::function<std::string_view(size_t)> largest_key_of_;
  const std::function<std::unique_ptr<InternalIterator>(size_t)> open_;

  std::unique_ptr<InternalIterator> child_;  // null until the first source is entered
  size_t source_ = 0;                        // which child_ is over
  absl::Status status_;
};

}  // namespace

std::unique_ptr<InternalIterator> NewConcatenatingIterator(
    size_t count, std::function<std::string_view(size_t)> largest_key_of,
    std::function<std::unique_ptr<InternalIterator>(size_t)> open) {
  return std::make_unique<ConcatenatingIterator>(count, std::move(largest_key_of), std::move(open));
}

}  // namespace varve
