#include "sim/file_system/byte_ranges.h"

#include <iterator>

namespace varve::sim {

void ByteRanges::Add(uint64_t begin, uint64_t end) {
  if (begin >= end) return;
  Remove(begin, end);
  ends_[begin] = end;
}

void ByteRanges::Remove(uint64_t begin, uint64_t end) {
  auto range = ends_.upper_bound(begin);
  if (range != ends_.begin()) --range;
  while (range != ends_.end() && range->first < end) {
    const auto [old_begin, old_end] = *range;
    if (old_end <= begin) {
      ++range;
      continue;
    }
    range = ends_.erase(range);
    if (old_begin < begin) ends_[old_begin] = begin;
    if (old_end > end) ends_[end] = old_end;
  }
}

std::optional<uint64_t> ByteRanges::FirstFrom(uint64_t from) const {
  auto range = ends_.upper_bound(from);
  if (range != ends_.begin() && std::prev(range)->second > from) return from;
  if (range == ends_.end()) return std::nullopt;
  return range->first;
}

}  // namespace varve::sim
