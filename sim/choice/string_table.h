// Strings as small numbers, given out in the order of first use.
#ifndef VARVE_SIM_CHOICE_STRING_TABLE_H_
#define VARVE_SIM_CHOICE_STRING_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/choice/host_allocator.h"

namespace varve::sim {

/// Numbers depend on content and order alone, never on addresses. All memory is the host's.
/// Thread safety: as a standard container.
class StringTable {
 public:
  StringTable();
  ~StringTable();
  StringTable(const StringTable&) = delete;
  StringTable& operator=(const StringTable&) = delete;

  /// The number of `text`, which is copied when it is new; `*added` says whether it was.
  [[nodiscard]] uint32_t Intern(std::string_view text, bool* added);

  /// Valid until `Clear`.
  [[nodiscard]] std::string_view text(uint32_t number) const { return texts_[number]; }
  [[nodiscard]] uint64_t hash(uint32_t number) const { return hashes_[number]; }
  [[nodiscard]] uint32_t size() const { return static_cast<uint32_t>(texts_.size()); }

  void Clear();

  /// The hash used for content: the same in every process.
  [[nodiscard]] static uint64_t Hash(std::string_view text);

 private:
  std::string_view Copy(std::string_view text);
  void Grow();
  size_t FreeSlot(uint64_t hash) const;

  HostVector<std::string_view> texts_;
  HostVector<uint64_t> hashes_;
  HostVector<uint32_t> slots_;  // open addressing, linear: a number + 1, or 0 where free
  HostVector<char*> chunks_;    // storage of the texts
  size_t chunk_left_ = 0;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_STRING_TABLE_H_
