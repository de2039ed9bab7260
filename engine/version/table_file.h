// A table on disk as versions share it: the open reader and the life of the file.
#ifndef VARVE_ENGINE_VERSION_TABLE_FILE_H_
#define VARVE_ENGINE_VERSION_TABLE_FILE_H_

#include <memory>
#include <utility>

#include "engine/base/atomic.h"
#include "engine/table/table.h"
#include "engine/version/file_reaper.h"

namespace varve {

/// Shared by every version that names it. When the last of them goes and the file has been marked
/// obsolete, the file goes to the reaper (rule H4). Thread safety: all methods from any task.
class TableFile {
 public:
  TableFile(std::unique_ptr<Table> table, std::shared_ptr<FileReaper> reaper)
      : table_(std::move(table)), reaper_(std::move(reaper)) {}
  ~TableFile() {
    const uint64_t number = table_->number();
    table_ = nullptr;  // closed before it is removed
    if (obsolete_.Load(std::memory_order_acquire)) reaper_->Remove(number);
  }
  TableFile(const TableFile&) = delete;
  TableFile& operator=(const TableFile&) = delete;

  [[nodiscard]] const Table& table() const { return *table_; }
  [[nodiscard]] const TableShape& shape() const { return table_->shape(); }
  [[nodiscard]] uint64_t number() const { return table_->number(); }

  /// To be called once an edit that removes the table is durable.
  void MarkObsolete() { obsolete_.Store(true, std::memory_order_release); }

 private:
  std::unique_ptr<Table> table_;
  std::shared_ptr<FileReaper> reaper_;
  Atomic<bool> obsolete_{false};
};

}  // namespace varve

#endif  // VARVE_ENGINE_VERSION_TABLE_FILE_H_
