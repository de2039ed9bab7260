#include "tests/property/support/generators.h"

#include <algorithm>
#include <ostream>
#include <utility>

namespace varve {
namespace {

enum class Change : uint8_t { kReplace, kInsert, kRemove };

// Small sizes, where shrinking ends, must not mean small numbers only.
constexpr int kFullSize = 100;

StoredEntries Sorted(std::vector<StoredEntry> entries) {
  for (size_t i = 0; i < entries.size(); ++i) entries[i].seqno = i + 1;
  std::sort(entries.begin(), entries.end(), [](const StoredEntry& a, const StoredEntry& b) {
    return Compare(a.key(), b.key()) < 0;
  });
  return entries;
}

rc::Gen<StoredEntry> AnyEntry() {
  return rc::gen::apply(
      [](std::string key, bool tombstone, std::string value) {
        StoredEntry entry;
        entry.user_key = std::move(key);
        entry.kind = tombstone ? EntryKind::kTombstone : EntryKind::kValue;
        if (!tombstone) entry.value = std::move(value);
        return entry;
      },
      SmallKey(), rc::gen::map(rc::gen::inRange(0, 4), [](int i) { return i == 0; }), AnyBytes());
}

}  // namespace

rc::Gen<uint64_t> AnyNumber() {
  return rc::gen::resize(kFullSize, rc::gen::apply(
                                        [](uint64_t bits, int shift) -> uint64_t {
                                          return (bits | uint64_t{1} << 63) >> shift;
                                        },
                                        rc::gen::arbitrary<uint64_t>(), rc::gen::inRange(0, 64)));
}

rc::Gen<uint64_t> NumberIn(uint64_t least, uint64_t limit) {
  return rc::gen::map(AnyNumber(), [=](uint64_t number) -> uint64_t {
    return number >= least && number < limit ? number : least + number % (limit - least);
  });
}

rc::Gen<std::string> AnyBytes() {
  return rc::gen::container<std::string>(rc::gen::resize(kFullSize, rc::gen::arbitrary<char>()));
}

rc::Gen<std::string> SmallKey() {
  return rc::gen::mapcat(rc::gen::inRange<size_t>(0, 7), [](size_t length) {
    return rc::gen::container<std::string>(length, rc::gen::element('\0', 'a', 'b', '\xff'));
  });
}

rc::Gen<StoredEntries> AnyEntries() {
  return rc::gen::map(rc::gen::container<std::vector<StoredEntry>>(AnyEntry()), Sorted);
}

rc::Gen<StoredEntries> SomeEntries() {
  return rc::gen::map(rc::gen::nonEmpty(rc::gen::container<std::vector<StoredEntry>>(AnyEntry())),
                      Sorted);
}

void showValue(const StoredEntry& entry, std::ostream& out) {
  rc::show(entry.user_key, out);
  out << "@" << entry.seqno;
  if (IsTombstone(entry.kind)) {
    out << " deleted";
  } else {
    out << "=";
    rc::show(entry.value, out);
  }
}

rc::Gen<std::string> Damaged(const std::string& bytes) {
  const auto change =
      rc::gen::tuple(rc::gen::element(Change::kReplace, Change::kInsert, Change::kRemove),
                     rc::gen::inRange<size_t>(0, bytes.size() + 1),
                     rc::gen::resize(kFullSize, rc::gen::arbitrary<char>()));
  return rc::gen::map(
      rc::gen::mapcat(rc::gen::inRange<size_t>(1, 4),
                      [=](size_t count) {
                        return rc::gen::container<std::vector<std::tuple<Change, size_t, char>>>(
                            count, change);
                      }),
      [=](const std::vector<std::tuple<Change, size_t, char>>& changes) {
        std::string damaged = bytes;
        for (const auto& [kind, position, byte] : changes) {
          const size_t at = std::min(position, damaged.size());
          if (kind == Change::kInsert) {
            damaged.insert(at, 1, byte);
          } else if (at < damaged.size()) {
            if (kind == Change::kReplace) damaged[at] = byte;
            if (kind == Change::kRemove) damaged.erase(at, 1);
          }
        }
        return damaged;
      });
}

rc::Gen<std::string> OneBitFlipped(const std::string& bytes) {
  return rc::gen::apply(
      [=](size_t at, int bit) {
        std::string flipped = bytes;
        flipped[at] = static_cast<char>(static_cast<uint8_t>(flipped[at]) ^ 1U << bit);
        return flipped;
      },
      rc::gen::resize(kFullSize, rc::gen::inRange<size_t>(0, bytes.size())),
      rc::gen::inRange(0, 8));
}

}  // namespace varve
