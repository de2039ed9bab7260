// The first words of keys, and places in internal order to search for: most comparisons end without
// a look at an entry, which is seldom in the cache.
#ifndef VARVE_ENGINE_MEMTABLE_TARGET_H_
#define VARVE_ENGINE_MEMTABLE_TARGET_H_

#include <cstdint>
#include <string_view>

#include "engine/format/internal_key.h"
#include "engine/memtable/entry.h"

namespace varve {

/// The first sixteen bytes of a key, zeros for those it lacks, as two numbers. Where the words of
/// two keys differ they order as the keys do. Where they are equal they say nothing: "a" and "a\0"
/// have the same, and so have all keys that begin with the same sixteen bytes.
struct KeyWords {
  uint64_t first = 0;
  uint64_t second = 0;

  static KeyWords Of(std::string_view user_key) {
    if (user_key.size() <= sizeof(uint64_t)) return {KeyPrefix(user_key), 0};
    return {KeyPrefix(user_key), KeyPrefix(user_key.substr(sizeof(uint64_t)))};
  }

  friend bool operator==(const KeyWords&, const KeyWords&) = default;
  friend bool operator<(const KeyWords& a, const KeyWords& b) {
    return a.first != b.first ? a.first < b.first : a.second < b.second;
  }
};

/// Rule V1 for two entries and the words of their keys.
inline bool ComesBefore(const KeyWords& a_words, const Entry& a, const KeyWords& b_words,
                        const Entry& b) {
  if (a_words == b_words) [[unlikely]]
    return Compare(a.key(), b.key()) < 0;
  return a_words < b_words;
}

/// A place in internal order. Borrows the key's bytes.
class Target {
 public:
  /// The place of `key`: an entry that is equal to it is reached.
  explicit Target(const InternalKey& key) : Target(key, KeyWords::Of(key.user_key), 0) {}
  /// The place just before `key`.
  static Target Before(const InternalKey& key) { return {key, KeyWords::Of(key.user_key), 1}; }
  /// The place behind everything.
  static Target End() { return {{}, {~uint64_t{0}, ~uint64_t{0}}, -1}; }

  [[nodiscard]] const KeyWords& words() const { return words_; }

  /// Whether the entry, whose key has the words given, lies at or before the place.
  [[nodiscard]] bool Reaches(const KeyWords& entry_words, const Entry& entry) const {
    if (entry_words == words_) [[unlikely]]
      return least_ < 0 || Compare(key_, entry.key()) >= least_;
    return entry_words < words_;
  }

 private:
  Target(const InternalKey& key, const KeyWords& words, int least)
      : key_(key), words_(words), least_(least) {}

  InternalKey key_;
  KeyWords words_;
  // What comparing the key with an entry must give at least for that to be reached; below 0, which
  // is `End`, every entry is.
  int least_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_MEMTABLE_TARGET_H_
