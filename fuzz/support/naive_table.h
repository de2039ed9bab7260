// A table file decoded as engine/format/README.md says ("Table"), every part of it, at once.
#ifndef VARVE_FUZZ_SUPPORT_NAIVE_TABLE_H_
#define VARVE_FUZZ_SUPPORT_NAIVE_TABLE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/support/naive_block.h"

namespace varve::fuzz {

struct NaiveTable {
  bool frame_sound = false;         // footer, properties, index and filter: `Open` succeeds
  bool entries_sound = false;       // and so are all data blocks: a scan succeeds
  std::vector<NaiveEntry> entries;  // those of the data blocks before the first bad one
  std::string filter;               // the filter's payload; empty where there is none
};

[[nodiscard]] NaiveTable DecodeTableNaively(std::string_view file, uint64_t number);

/// What a filter payload, which is sound, says of a key.
[[nodiscard]] bool NaiveMayContain(std::string_view filter, std::string_view user_key);

/// Whether a filter payload is one.
[[nodiscard]] bool IsFilterNaively(std::string_view filter);

/// Sets the checksum of the footer of `file`, and of the blocks that footer and index name.
void RepairTable(std::span<char> file, uint64_t number);

}  // namespace varve::fuzz

#endif  // VARVE_FUZZ_SUPPORT_NAIVE_TABLE_H_
