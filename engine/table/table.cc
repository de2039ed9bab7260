#include "engine/table/table.h"

#include <utility>

#include "engine/base/status.h"
#include "engine/format/file_names.h"
#include "engine/table/block_cursor.h"
#include "engine/table/block_io.h"
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

Table::~Table() {
  if (cache_ == nullptr) return;
  for (size_t block = 0; block < index_.size(); ++block) {
    cache_->Erase({number(), block}, index_.slot(block));
  }
}

absl::Status Table::CheckPlace(const BlockPtr& entries, size_t block) const {
  const uint64_t offset = index_.handle(block).offset;
  BlockCursor cursor;
  cursor.Reset(entries);
  if (block > 0 && Compare(index_.separator(block - 1), cursor.At(0).key) >= 0) {
    return Corruption(path_, offset, "block begins before its place in the index");
  }
  if (Compare(cursor.At(entries->size() - 1).key, index_.separator(block)) > 0) {
    return Corruption(path_, offset, "block ends behind its place in the index");
  }
  return absl::OkStatus();
}

absl::StatusOr<BlockPtr> Table::LoadBlock(size_t block, bool fill_cache) const {
  const BlockHandle handle = index_.handle(block);
  VARVE_ASSIGN_OR_RETURN(const std::string payload, ReadBlock(*file_, path_, number(), handle));
  VARVE_ASSIGN_OR_RETURN(BlockPtr entries, Block::Parse(payload, path_, handle.offset));
  VARVE_RETURN_IF_ERROR(CheckPlace(entries, block));
  if (cache_ != nullptr && fill_cache) {
    cache_->Insert({number(), block}, index_.slot(block), entries);
  }
  return entries;
}

absl::StatusOr<BlockPtr> Table::PinBlock(size_t block, bool fill_cache) const {
  if (cache_ != nullptr) {
    if (BlockPtr cached = cache_->Pin(index_.slot(block)); cached != nullptr) return cached;
  }
  return LoadBlock(block, fill_cache);
}

namespace {

bool Look(const Block& block, const PointLookup& lookup, PointResult& found) {
  const uint32_t at = block.Find(lookup.key, lookup.snapshot);
  if (at == block.size()) return false;
  const BlockEntry entry = block.entry(at);
  found.seqno = entry.seqno;
  found.kind = entry.kind;
  found.value = entry.value;
  return true;
}

}  // namespace

absl::StatusOr<bool> Table::GetPinned(const PointLookup& lookup, size_t block,
                                      PointResult& found) const {
  VARVE_ASSIGN_OR_RETURN(BlockPtr pinned, PinBlock(block, lookup.fill_cache));
  if (!Look(*pinned, lookup, found)) return false;
  found.pin = std::move(pinned);
  return true;
}

absl::StatusOr<bool> Table::Get(const PointLookup& lookup, PointResult& found) const {
  if (lookup.snapshot == 0) return false;  // sees nothing
  if (filter_.has_value() && !filter_->MayContain(lookup.hash)) return false;
  // A target between a block's last entry and its separator leads to that block, though the first
  // entry behind it is the next one's. The separator then belongs to a user key below the next
  // block's first, so no entry of the wanted key follows.
  const size_t block = index_.Find(SeekKey(lookup.key, lookup.snapshot));
  if (block == index_.size()) return false;
  if (cache_ == nullptr || lookup.pin) return GetPinned(lookup, block, found);
  const Block* const cached = cache_->Get(index_.slot(block));
  if (cached == nullptr) return GetPinned(lookup, block, found);
  cached->Prefetch();
  found.pin.reset();
  return Look(*cached, lookup, found);
}

std::unique_ptr<InternalIterator> Table::NewIterator(bool fill_cache) const {
  return std::make_unique<TableIterator>(*this, fill_cache);
}

}  // namespace varve
