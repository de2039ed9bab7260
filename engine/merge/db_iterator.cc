#include "engine/merge/db_iterator.h"

#include <string_view>
#include <utility>

#include "engine/base/check.h"
#include "engine/merge/last_key.h"

namespace varve {
namespace {

class DbIterator final : public Iterator {
 public:
  DbIterator(std::unique_ptr<InternalIterator> entries, SeqNo snapshot,
             std::optional<std::string> lower_bound, std::optional<std::string> upper_bound,
             std::shared_ptr<const void> pin)
      : pin_(std::move(pin)),
        entries_(std::move(entries)),
        snapshot_(snapshot),
        lower_bound_(std::move(lower_bound)),
        upper_bound_(std::move(upper_bound)) {}

  void SeekToFirst() override;
  void SeekToLast() override;
  void Seek(std::string_view wanted) override;
  void SeekForPrev(std::string_view wanted) override;
  void Next() override;
  void Prev() override;

  [[nodiscard]] absl::Status status() const override { return status_; }

 private:
  enum class Direction { kForwards, kBackwards };

  void Restart(Direction direction);
  void Fail(absl::Status error);
  [[nodiscard]] bool BelowBounds(std::string_view user_key) const {
    return lower_bound_.has_value() && user_key < *lower_bound_;
  }
  [[nodiscard]] bool AboveBounds(std::string_view user_key) const {
    return upper_bound_.has_value() && user_key >= *upper_bound_;
  }

  /// Stands on the first live key from where `entries_` stands on. `decided`: whether `key_` names
  /// a user key whose entries are to be passed over.
  void FindForwards(bool decided);
  /// Stands on the last live key up to where `entries_` stands, which is on the oldest entry of a
  /// key, or nowhere.
  void FindBackwards();
  /// From the first entry that is not to be shown to the one before it, or from nowhere to the
  /// last.
  void StepBackFromSeek();

  // Released after the cursor that reads from what it holds (members die in reverse order).
  const std::shared_ptr<const void> pin_;
  const std::unique_ptr<InternalIterator> entries_;
  const SeqNo snapshot_;
  const std::optional<std::string> lower_bound_;
  const std::optional<std::string> upper_bound_;

  Direction direction_ = Direction::kForwards;
  // Backwards: the key and value shown. Forwards: scratch for the key whose fate is decided.
  LastKey key_;
  std::string value_;
  std::string target_;  // of the last Seek or SeekForPrev
  absl::Status status_;
};

absl::Status UnsupportedKind() { return absl::DataLossError("unsupported entry kind"); }

void DbIterator::Restart(Direction direction) {
  StandNowhere();
  status_ = absl::OkStatus();
  direction_ = direction;
}

void DbIterator::Fail(absl::Status error) {
  StandNowhere();
  status_ = std::move(error);
}

void DbIterator::FindForwards(bool decided) {
  StandNowhere();
  for (; entries_->Valid(); entries_->Next()) {
    const InternalKey& entry = entries_->key();
    if (AboveBounds(entry.user_key)) return;
    if (entry.seqno >= snapshot_) continue;            // too new for this instant
    if (decided && key_.Is(entry.user_key)) continue;  // an older version
    if (entry.kind == EntryKind::kValue) return StandOn(entry.user_key, entries_->value());
    if (!IsTombstone(entry.kind)) return Fail(UnsupportedKind());
    key_.Set(entry.user_key);
    decided = true;
  }
  status_ = entries_->status();
}

void DbIterator::FindBackwards() {
  StandNowhere();
  while (entries_->Valid() && !BelowBounds(entries_->key().user_key)) {
    key_.Set(entries_->key().user_key);
    std::optional<EntryKind> deciding;
    for (; entries_->Valid(); entries_->Prev()) {
      const InternalKey& entry = entries_->key();
      if (!key_.Is(entry.user_key)) break;
      if (entry.seqno >= snapshot_) continue;  // too new, and so are all that follow of this key
      deciding = entry.kind;
      if (entry.kind == EntryKind::kValue) value_.assign(entries_->value());
    }
    // Entries that could not be read might be newer ones of this key.
    if (!entries_->Valid() && !entries_->status().ok()) break;
    if (!deciding.has_value() || IsTombstone(*deciding)) continue;
    if (*deciding != EntryKind::kValue) return Fail(UnsupportedKind());
    return StandOn(key_.view(), value_);
  }
  if (!entries_->Valid()) status_ = entries_->status();
}

void DbIterator::SeekToFirst() {
  Restart(Direction::kForwards);
  if (lower_bound_.has_value()) {
    entries_->Seek(SeekKey(*lower_bound_, snapshot_));
  } else {
    entries_->SeekToFirst();
  }
  FindForwards(/*decided=*/false);
}

void DbIterator::Seek(std::string_view wanted) {
  // A copy: `wanted` may be what this cursor shows, which goes as soon as the first child moves.
  target_.assign(wanted);
  std::string_view target = target_;
  Restart(Direction::kForwards);
  if (BelowBounds(target)) target = *lower_bound_;
  if (AboveBounds(target)) return;
  entries_->Seek(SeekKey(target, snapshot_));
  FindForwards(/*decided=*/false);
}

void DbIterator::StepBackFromSeek() {
  if (entries_->Valid()) {
    entries_->Prev();
  } else if (entries_->status().ok()) {
    entries_->SeekToLast();
  }
}

void DbIterator::SeekToLast() {
  Restart(Direction::kBackwards);
  if (upper_bound_.has_value()) {
    entries_->Seek(FirstOf(*upper_bound_));
    StepBackFromSeek();
  } else {
    entries_->SeekToLast();
  }
  FindBackwards();
}

void DbIterator::SeekForPrev(std::string_view wanted) {
  target_.assign(wanted);
  const std::string_view target = target_;
  if (AboveBounds(target)) return SeekToLast();
  Restart(Direction::kBackwards);
  if (BelowBounds(target)) return;
  entries_->Seek({target, 0, EntryKind::kValue});
  // Past the last possible entry of the target, or on it.
  if (!entries_->Valid() || entries_->key().user_key != target) StepBackFromSeek();
  FindBackwards();
}

void DbIterator::Next() {
  VARVE_CHECK(Valid(), "V3");
  if (direction_ == Direction::kForwards) {
    key_.Set(entries_->key().user_key);
    entries_->Next();
  } else {
    direction_ = Direction::kForwards;
    entries_->Seek({key_.view(), 0, EntryKind::kValue});
  }
  FindForwards(/*decided=*/true);
}

void DbIterator::Prev() {
  VARVE_CHECK(Valid(), "V3");
  if (direction_ == Direction::kForwards) {
    direction_ = Direction::kBackwards;
    key_.Set(entries_->key().user_key);
    // Versions too new for the instant stand between here and the key before.
    do {
      entries_->Prev();
    } while (entries_->Valid() && key_.Is(entries_->key().user_key));
  }
  FindBackwards();
}

}  // namespace

void Iterator::StandsNowhere() { VARVE_CHECK(false, "V3"); }

std::unique_ptr<Iterator> NewDbIterator(std::unique_ptr<InternalIterator> entries, SeqNo snapshot,
                                        std::optional<std::string> lower_bound,
                                        std::optional<std::string> upper_bound,
                                        std::shared_ptr<const void> pin) {
  return std::make_unique<DbIterator>(std::move(entries), snapshot, std::move(lower_bound),
                                      std::move(upper_bound), std::move(pin));
}

}  // namespace varve
