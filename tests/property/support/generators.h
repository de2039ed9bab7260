// What properties are fed with: numbers of every magnitude, arbitrary bytes, keys that have much in
// common, sorted entries; and ways to damage bytes. Everything shrinks.
#ifndef VARVE_TESTS_PROPERTY_SUPPORT_GENERATORS_H_
#define VARVE_TESTS_PROPERTY_SUPPORT_GENERATORS_H_

#include <rapidcheck.h>

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/table/entries.h"

namespace varve {

/// Every number of bits is equally likely.
[[nodiscard]] rc::Gen<uint64_t> AnyNumber();
/// As `AnyNumber`, in [least, limit).
[[nodiscard]] rc::Gen<uint64_t> NumberIn(uint64_t least, uint64_t limit);

[[nodiscard]] rc::Gen<std::string> AnyBytes();

/// At most six of four different bytes: often the same, often a prefix of another, sometimes empty.
[[nodiscard]] rc::Gen<std::string> SmallKey();

/// Entries with seqnos 1, 2, ... over small keys, in internal order.
[[nodiscard]] rc::Gen<StoredEntries> AnyEntries();
/// As `AnyEntries`, at least one.
[[nodiscard]] rc::Gen<StoredEntries> SomeEntries();

/// For RapidCheck.
void showValue(const StoredEntry& entry, std::ostream& out);

/// `bytes` after one to three random changes of a byte, insertions and removals; may equal `bytes`.
[[nodiscard]] rc::Gen<std::string> Damaged(const std::string& bytes);

/// `bytes` with one bit changed. Requires a byte.
[[nodiscard]] rc::Gen<std::string> OneBitFlipped(const std::string& bytes);

/// Calls `check` with every proper prefix of `bytes`, each in memory that ends where it does, so
/// that a sanitizer sees every read behind it.
template <typename Check>
void ForEachTruncation(std::string_view bytes, Check check) {
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::vector<char> copy(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size));
    check(std::string_view(copy.data(), copy.size()));
  }
}

}  // namespace varve

#endif  // VARVE_TESTS_PROPERTY_SUPPORT_GENERATORS_H_
