#include "engine/table/table.h"

#include <utility>

#include "engine/base/status.h"
#include "engine/format/file_names.h"
#include "engine/table/block_io.h"
#include "engine/table/block_iterator.h"
#include "engine/table/footer.h"
#include "engine/table/table_iterator.h"

namespace varve {

absl::StatusOr<std::unique_ptr<Table>> Table::Open(FileSystem& file_system,
                                                   const std::string& directory, uint64_t number,
                                                   BlockCache* cache) {
  std::string path = PathOf(directory, TableName(number));
  VARVE_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccessFile> file,
                         file_system.OpenRandomAccess(path));
  std::unique_ptr<Table> table(new Table(std::move(file), std::move(path), cache));
  VARVE_RETURN_IF_ERROR(table->Load(number));
  return table;
}

absl::Status Table::Load(uint64_t number) {
  VARVE_ASSIGN_OR_RETURN(const uint64_t file_bytes, file_->Size());
  if (file_bytes < kFooterBytes) return Corruption(path_, 0, "file too short for a table");
  const uint64_t footer_at = file_bytes - kFooterBytes;
  VARVE_ASSIGN_OR_RETURN(const std::string footer_bytes,
                         ReadExactly(*file_, path_, footer_at, kFooterBytes));
  VARVE_ASSIGN_OR_RETURN(const Footer footer, DecodeFooter(footer_bytes, path_, number, footer_at));

  VARVE_ASSIGN_OR_RETURN(const std::string properties,
                         ReadBlock(*file_, path_, number, footer.properties));
  VARVE_ASSIGN_OR_RETURN(properties_,
                         DecodeProperties(properties, path_, footer.properties.offset));
  VARVE_ASSIGN_OR_RETURN(std::string index, ReadBlock(*file_, path_, number, footer.index));
  VARVE_ASSIGN_OR_RETURN(
      index_, TableIndex::Parse(std::move(index), path_, footer.index.offset, footer.data_end()));
  if (index_.separator(index_.size() - 1).user_key != properties_.largest_key) {
    return Corruption(path_, footer.index.offset, "index and properties disagree");
  }
  if (footer.filter.has_value()) {
    VARVE_ASSIGN_OR_RETURN(const std::string filter,
                           ReadBlock(*file_, path_, number, *footer.filter));
    VARVE_ASSIGN_OR_RETURN(filter_, Filter::Parse(filter, path_, footer.filter->offset));
  }

  shape_.number = number;
  shape_.bytes = file_bytes;
  shape_.entries = properties_.entries;
  shape_.smallest_key = properties_.smallest_key;
  shape_.largest_key = properties_.largest_key;
  shape_.smallest_seqno = properties_.smallest_seqno;
  shape_.largest_seqno = properties_.largest_seqno;
  return absl::OkStatus();
}

absl::Status Table::CheckPlace(std::shared_ptr<const Block> entries, size_t block) const {
  const uint64_t offset = index_.handle(block).offset;
  BlockIterator cursor;
  cursor.Reset(std::move(entries), path_, offset);
  cursor.SeekToFirst();
  if (cursor.Valid() && block > 0 && Compare(index_.separator(block - 1), cursor.key()) >= 0) {
    return Corruption(path_, offset, "block begins before its place in the index");
  }
  if (cursor.Valid()) cursor.SeekToLast();
  if (cursor.Valid() && Compare(cursor.key(), index_.separator(block)) > 0) {
    return Corruption(path_, offset, "block ends behind its place in the index");
  }
  return cursor.status();
}

absl::StatusOr<std::shared_ptr<const Block>> Table::ReadDataBlock(size_t block,
                                                                  bool fill_cache) const {
  const BlockHandle& handle = index_.handle(block);
  if (cache_ != nullptr) {
    if (std::shared_ptr<const Block> found = cache_->Lookup(number(), handle.offset)) return found;
  }
  VARVE_ASSIGN_OR_RETURN(std::string payload, ReadBlock(*file_, path_, number(), handle));
  VARVE_ASSIGN_OR_RETURN(std::shared_ptr<const Block> parsed,
                         Block::Parse(std::move(payload), path_, handle.offset));
  VARVE_RETURN_IF_ERROR(CheckPlace(parsed, block));
  if (cache_ != nullptr && fill_cache) cache_->Insert(number(), handle.offset, parsed);
  return parsed;
}

absl::StatusOr<std::optional<Table::Found>> Table::Get(std::string_view key, SeqNo snapshot,
                                                       bool fill_cache) const {
  if (snapshot == 0) return std::nullopt;  // sees nothing
  if (filter_.has_value() && !filter_->MayContain(FilterHash(key))) return std::nullopt;
  const InternalKey target = SeekKey(key, snapshot);
  const size_t block = index_.Find(target);
  if (block == index_.size()) return std::nullopt;
  VARVE_ASSIGN_OR_RETURN(std::shared_ptr<const Block> entries, ReadDataBlock(block, fill_cache));

  BlockIterator cursor;
  cursor.Reset(std::move(entries), path_, index_.handle(block).offset);
  cursor.Seek(target);
  VARVE_RETURN_IF_ERROR(cursor.status());
  // Past the block's last entry means that the target lies between it and the separator. Then the
  // separator belongs to a user key below the next block's first, so no entry of `key` follows.
  if (!cursor.Valid()) return std::nullopt;
  const InternalKey found = cursor.key();
  if (found.user_key != key) return std::nullopt;
  return Found{found.seqno, found.kind, std::string(cursor.value())};
}

std::unique_ptr<InternalIterator> Table::NewIterator(bool fill_cache) const {
  return std::make_unique<TableIterator>(*this, fill_cache);
}

}  // namespace varve
