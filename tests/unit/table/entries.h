// Entries for tests of cursors: random sorted lists of them, a cursor over such a list, and the
// comparison of a cursor with the list under random moves.
#ifndef VARVE_TESTS_UNIT_TABLE_ENTRIES_H_
#define VARVE_TESTS_UNIT_TABLE_ENTRIES_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/format/internal_iterator.h"
#include "engine/format/internal_key.h"

namespace varve {

struct StoredEntry {
  std::string user_key;
  SeqNo seqno = 0;
  EntryKind kind = EntryKind::kValue;
  std::string value{};

  [[nodiscard]] InternalKey key() const { return {user_key, seqno, kind}; }
};

/// In internal order.
using StoredEntries = std::vector<StoredEntry>;

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}
  /// Below `limit`, which is at least 1.
  uint64_t Below(uint64_t limit) { return engine_() % limit; }
  bool OneIn(uint64_t n) { return Below(n) == 0; }

  std::string Bytes(size_t size) {
    std::string bytes;
    for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(Below(256)));
    return bytes;
  }

  /// A key of a small set with much in common and of many lengths, the empty one included.
  std::string Key(size_t max_length) {
    constexpr char kLetters[] = {'\0', 'a', 'b', '\xff'};
    std::string key;
    for (size_t i = Below(max_length + 1); i > 0; --i) key.push_back(kLetters[Below(4)]);
    return key;
  }

 private:
  std::mt19937_64 engine_;
};

/// `count` entries with their own seqnos 1, 2, ... over keys of `Random::Key(max_key_length)`.
inline StoredEntries RandomEntries(Random& random, size_t count, size_t max_key_length,
                                   size_t max_value_bytes) {
  StoredEntries entries;
  for (size_t i = 0; i < count; ++i) {
    StoredEntry entry;
    entry.user_key = random.Key(max_key_length);
    entry.seqno = i + 1;
    entry.kind = random.OneIn(4) ? EntryKind::kTombstone : EntryKind::kValue;
    if (entry.kind == EntryKind::kValue)
      entry.value = random.Bytes(random.Below(max_value_bytes + 1));
    entries.push_back(std::move(entry));
  }
  std::sort(entries.begin(), entries.end(), [](const StoredEntry& a, const StoredEntry& b) {
    return Compare(a.key(), b.key()) < 0;
  });
  return entries;
}

/// Index of the first entry at or after `target`.
inline size_t LowerBound(const StoredEntries& entries, const InternalKey& target) {
  size_t at = 0;
  while (at < entries.size() && Compare(entries[at].key(), target) < 0) ++at;
  return at;
}

/// A cursor over a list that the test keeps. Standing on, or stepping to, entry `error_at` fails
/// until that is taken back.
class ListIterator final : public InternalIterator {
 public:
  explicit ListIterator(const StoredEntries& entries,
                        const std::optional<size_t>* error_at = nullptr)
      : entries_(entries), error_at_(error_at) {}

  void SeekToFirst() override { Stand(0); }
  void SeekToLast() override { Stand(entries_.size() - 1); }  // wraps to "nowhere" when empty
  void Seek(const InternalKey& target) override { Stand(LowerBound(entries_, target)); }
  void Next() override { Stand(at_.value() + 1); }
  void Prev() override { Stand(at_.value() - 1); }
  [[nodiscard]] absl::Status status() const override { return status_; }

 private:
  void Stand(size_t at) {
    at_.reset();
    StandNowhere();
    status_ = absl::OkStatus();
    if (at >= entries_.size()) return;
    if (error_at_ != nullptr && *error_at_ == at) {
      status_ = absl::DataLossError("planted");
    } else {
      at_ = at;
      StandOn(entries_[at].key(), entries_[at].value);
    }
  }

  const StoredEntries& entries_;
  const std::optional<size_t>* error_at_;
  std::optional<size_t> at_;
  absl::Status status_;
};

/// Expects `cursor` to stand on `entries[at]`, or nowhere when there is no such entry.
inline void ExpectAt(const InternalIterator& cursor, const StoredEntries& entries, size_t at) {
  ASSERT_TRUE(cursor.status().ok()) << cursor.status();
  ASSERT_EQ(cursor.Valid(), at < entries.size());
  if (at >= entries.size()) return;
  ASSERT_EQ(cursor.key().user_key, entries[at].user_key);
  ASSERT_EQ(cursor.key().seqno, entries[at].seqno);
  ASSERT_EQ(cursor.key().kind, entries[at].kind);
  ASSERT_EQ(cursor.value(), entries[at].value);
}

/// Moves `cursor` at random, `moves` times, and expects it to stand where a cursor over `entries`
/// would stand.
inline void ExpectSameMoves(InternalIterator& cursor, const StoredEntries& entries, Random& random,
                            size_t moves, size_t max_key_length) {
  size_t at = entries.size();  // nowhere
  for (size_t move = 0; move < moves; ++move) {
    const uint64_t kind = random.Below(16);
    if (kind == 0) {
      cursor.SeekToFirst();
      at = 0;
    } else if (kind == 1) {
      cursor.SeekToLast();
      at = entries.size() - 1;
    } else if (kind < 5 || at >= entries.size()) {
      const std::string user_key = random.Key(max_key_length);
      const InternalKey target{user_key, random.Below(entries.size() + 2), EntryKind::kValue};
      cursor.Seek(target);
      at = LowerBound(entries, target);
    } else if (kind < 11) {
      cursor.Next();
      ++at;
    } else {
      cursor.Prev();
      --at;  // wraps to "nowhere" before the first
    }
    ExpectAt(cursor, entries, at);
    if (testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace varve

#endif  // VARVE_TESTS_UNIT_TABLE_ENTRIES_H_
