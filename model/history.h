// The history: every batch that took a place in the commit order and may still exist, and the
// versions of every key that follow from it. Everything else in the model is a question about it.
//
// Rules checked here: S1 (no sequence number is given out twice, numbers grow in commit order and
// stay below 2^63) and S5 (only operations consume numbers, so there are no gaps between batches of
// one opening).
//
// Complexity: appending is O(log keys) an operation, finding the newest version of a key below an
// instant O(log keys + log versions).
#ifndef VARVE_MODEL_HISTORY_H_
#define VARVE_MODEL_HISTORY_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/operation.h"
#include "model/violation.h"

namespace varve::model {

/// Every assigned sequence number is below this (S1).
inline constexpr uint64_t kSeqnoLimit = uint64_t{1} << 63;

/// A place in the sequence of logs: everything before `offset` in log `number`, and all older logs.
struct LogPosition {
  uint64_t number = 0;
  uint64_t offset = 0;

  friend auto operator<=>(const LogPosition&, const LogPosition&) = default;
};

/// The end of a record that is not (yet) in any log.
inline constexpr LogPosition kNotLogged{UINT64_MAX, UINT64_MAX};

/// Whether an entry is still stored somewhere (G1, G2). kUnknown: a crash or an error hid whether
/// the step that drops it took effect.
enum class EntryState : uint8_t { kPresent, kGone, kUnknown };

/// Operations that become visible and survive together; or a wholesale drop ("clear"), which takes
/// one sequence number and hides every older entry of every key.
struct Batch {
  uint64_t first_seqno = 0;
  bool clear = false;
  std::vector<Operation> operations;  // empty for a clear
  bool logged = false;                // a record of it is in the log, or was about to be
  Durability durability = Durability::kBuffered;
  LogPosition end = kNotLogged;  // just behind its record
  uint64_t call = 0;             // the caller's name for the call that wrote it

  bool acknowledged = false;  // the call returned success
  bool promised = false;      // a later, successful sync of the log covers it
  bool settled = false;       // a database was opened with it inside: it may never be lost (D3)
  std::vector<EntryState> states;  // one an operation

  [[nodiscard]] uint64_t count() const { return clear ? 1 : operations.size(); }
  [[nodiscard]] uint64_t last_seqno() const { return first_seqno + count() - 1; }
};

/// Thread safety: none. Copyable.
class History {
 public:
  /// One version of a key; `value` is null for a delete. Borrowed until the history changes.
  struct Entry {
    uint64_t seqno = 0;
    const std::string* value = nullptr;
    EntryState state = EntryState::kPresent;
  };
  struct Reference {
    uint64_t seqno;
    size_t batch;
    size_t operation;
  };
  /// The versions of each key, oldest first.
  using Keys = std::map<std::string, std::vector<Reference>, std::less<>>;

  /// Adds the next batch of the commit order (S1, S5). A batch without operations is ignored.
  [[nodiscard]] Verdict Append(Batch batch);

  /// Forgets the batches that `keep` rejects: a crash lost them, and their numbers are free again.
  void Retain(const std::function<bool(const Batch&)>& keep);

  /// Forgets the batches at and above `seqno`, which will never be visible (D2). Their numbers stay
  /// taken until the next opening.
  void GiveUp(uint64_t seqno);

  /// After an opening: the next operation gets `seqno`, which must be above every surviving entry
  /// and at or above the instant of every live snapshot (S1).
  [[nodiscard]] Verdict ContinueAt(uint64_t seqno, uint64_t newest_snapshot);

  /// The number that the next operation gets.
  [[nodiscard]] uint64_t next_seqno() const { return next_seqno_; }

  [[nodiscard]] const std::vector<Batch>& batches() const { return batches_; }
  [[nodiscard]] std::vector<Batch>& mutable_batches() { return batches_; }

  /// The batch holding `seqno`, or null.
  [[nodiscard]] const Batch* Find(uint64_t seqno) const;
  [[nodiscard]] Batch* Find(uint64_t seqno);

  /// Whether no batch has operations on both sides of `instant` (S2).
  [[nodiscard]] bool IsBatchEnd(uint64_t instant) const;

  [[nodiscard]] const Keys& keys() const { return keys_; }
  [[nodiscard]] Entry At(const Reference& reference) const;
  /// The version of `key` with the highest number below `instant`, clears left aside.
  [[nodiscard]] std::optional<Entry> Newest(std::string_view key, uint64_t instant) const;
  [[nodiscard]] std::optional<Entry> NewestOf(const std::vector<Reference>& versions,
                                              uint64_t instant) const;

  /// Numbers of all clears, ascending, and the newest one below `instant` (0 where there is none).
  [[nodiscard]] const std::vector<uint64_t>& clears() const { return clears_; }
  [[nodiscard]] uint64_t ClearBelow(uint64_t instant) const;

 private:
  void Index(size_t batch);

  std::vector<Batch> batches_;  // in commit order, which is also the order of numbers
  Keys keys_;
  std::vector<uint64_t> clears_;
  uint64_t next_seqno_ = 1;
};

}  // namespace varve::model

#endif  // VARVE_MODEL_HISTORY_H_
