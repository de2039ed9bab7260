// The tables of a sorted run, in ascending and disjoint ranges of user keys (rule H3), and the
// search for the one that a key belongs to: over a few words (key_word.h) side by side, not over
// the keys of as many tables.
#ifndef VARVE_ENGINE_TABLE_TABLE_RUN_H_
#define VARVE_ENGINE_TABLE_TABLE_RUN_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/table/table.h"

namespace varve {

/// Immutable, so usable from many tasks.
class TableRun {
 public:
  /// Of no tables.
  TableRun() = default;
  /// Borrows the tables.
  explicit TableRun(std::vector<const Table*> tables);

  [[nodiscard]] size_t size() const { return tables_.size(); }
  [[nodiscard]] const Table& table(size_t i) const { return *tables_[i]; }

  /// The first table whose largest key is at or above `user_key`; `size()` when there is none.
  [[nodiscard]] size_t FirstReaching(std::string_view user_key) const;

  /// The table whose range `user_key` lies in; null when there is none.
  [[nodiscard]] const Table* Covering(std::string_view user_key) const;

 private:
  [[nodiscard]] std::string_view common() const {
    return std::string_view(tables_.front()->shape().smallest_key).substr(0, common_bytes_);
  }

  std::vector<const Table*> tables_;
  size_t common_bytes_ = 0;              // that the smallest and the largest keys begin with
  std::vector<uint64_t> largest_words_;  // of the tables
  std::vector<uint64_t> smallest_words_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_TABLE_RUN_H_
