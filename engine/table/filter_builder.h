// Builds a table's filter (filter.h has the layout and the algorithm).
#ifndef VARVE_ENGINE_TABLE_FILTER_BUILDER_H_
#define VARVE_ENGINE_TABLE_FILTER_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace varve {

/// Collects the hashes of one table's keys, since the number of lines depends on their number. A
/// pure function of its calls. Thread safety: one task at a time.
class FilterBuilder {
 public:
  /// `bits_per_key` above kMaxBitsPerKey counts as that; 0, less and NaN mean that no filter is
  /// built.
  explicit FilterBuilder(double bits_per_key);

  /// Adds a key; adding it again at once costs nothing.
  void Add(std::string_view user_key);

  /// Size of what Finish would return now.
  [[nodiscard]] size_t bytes() const;

  /// The filter's contents; empty when none is built. With no keys it is one line without bits.
  [[nodiscard]] std::string Finish() const;

  static constexpr double kMaxBitsPerKey = 64.0;

 private:
  [[nodiscard]] uint64_t Lines() const;

  double bits_per_key_;
  std::vector<uint64_t> hashes_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_FILTER_BUILDER_H_
