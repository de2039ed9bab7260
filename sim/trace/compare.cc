#include "sim/trace/compare.h"

#include <cstddef>

#include "sim/trace/trace.h"

namespace varve::sim {
namespace {

/// Steps `index` to the next record that is not a pick of 0.
void SkipZeros(const std::vector<Record>& records, size_t& index) {
  while (index < records.size()) {
    const auto* pick = std::get_if<RecordedPick>(&records[index]);
    if (pick == nullptr || pick->pick != 0) return;
    ++index;
  }
}

std::string TextAt(const std::vector<Record>& records, size_t index) {
  if (index >= records.size()) return "the end";
  std::string line = FormatRecord(records[index]);
  line.pop_back();
  return line;
}

}  // namespace

std::string FirstDifference(const std::vector<Record>& expected, const std::vector<Record>& found) {
  size_t i = 0;
  size_t j = 0;
  for (;; ++i, ++j) {
    SkipZeros(expected, i);
    SkipZeros(found, j);
    if (i >= expected.size() && j >= found.size()) return {};
    const std::string expected_text = TextAt(expected, i);
    const std::string found_text = TextAt(found, j);
    // The header is line 1.
    if (expected_text != found_text) {
      return "line " + std::to_string(i + 2) + ": expected " + expected_text + ", found " +
             found_text;
    }
  }
}

}  // namespace varve::sim
