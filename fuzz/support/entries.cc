#include "fuzz/support/entries.h"

#include <algorithm>
#include <string>

namespace varve::fuzz {

std::vector<NaiveEntry> ReadEntries(Input& input) {
  constexpr size_t kMost = 48;
  std::vector<NaiveEntry> entries;
  for (size_t left = 1 + input.Below(kMost); left > 0; --left) {
    NaiveEntry entry;
    entry.user_key = input.Key();
    entry.seqno = input.Number() >> 1;  // below 2^63
    const uint8_t shape = input.Byte();
    entry.kind = shape % 5;
    if (entry.kind == 1 || entry.kind == 4) entry.value = std::string(shape >> 3, 'v');
    entries.push_back(std::move(entry));
  }
  std::sort(entries.begin(), entries.end(), NaivelyBefore);
  const auto same = [](const NaiveEntry& a, const NaiveEntry& b) { return !NaivelyBefore(a, b); };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
  return entries;
}

}  // namespace varve::fuzz
