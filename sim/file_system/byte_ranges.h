// A set of byte offsets of a file, kept as ranges.
#ifndef VARVE_SIM_FILE_SYSTEM_BYTE_RANGES_H_
#define VARVE_SIM_FILE_SYSTEM_BYTE_RANGES_H_

#include <cstdint>
#include <map>
#include <optional>

namespace varve::sim {

/// Thread safety: one operating system thread.
class ByteRanges {
 public:
  /// [begin, end) belongs to the set from now on.
  void Add(uint64_t begin, uint64_t end);
  /// [begin, end) does not belong to it any more.
  void Remove(uint64_t begin, uint64_t end);
  /// The least member that is `from` or above.
  [[nodiscard]] std::optional<uint64_t> FirstFrom(uint64_t from) const;

 private:
  std::map<uint64_t, uint64_t> ends_;  // by begin; disjoint, none empty
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_BYTE_RANGES_H_
