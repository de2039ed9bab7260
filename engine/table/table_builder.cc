#include "engine/table/table_builder.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/format/file_names.h"
#include "engine/table/block_io.h"
#include "engine/table/footer.h"

namespace varve {
namespace {

// Hand-over size: large enough that the call's fixed cost does not show.
constexpr size_t kBufferBytes = size_t{128} << 10;

// Largest size at which a block is closed. A block of several entries has at most twice as much, so
// every entry begins where an offset of 32 bits can name it.
constexpr size_t kMaxBlockBytes = size_t{1} << 30;

}  // namespace

absl::StatusOr<std::unique_ptr<TableBuilder>> TableBuilder::Create(
    FileSystem& file_system, const std::string& directory, uint64_t number,
    const TableBuildOptions& options) {
  VARVE_ASSIGN_OR_RETURN(std::unique_ptr<AppendFile> file,
                         file_system.CreateAppend(PathOf(directory, TableName(number))));
  return std::unique_ptr<TableBuilder>(new TableBuilder(std::move(file), number, options));
}

TableBuilder::TableBuilder(std::unique_ptr<AppendFile> file, uint64_t number,
                           const TableBuildOptions& options)
    : file_(std::move(file)),
      number_(number),
      block_bytes_(std::min(options.block_bytes, kMaxBlockBytes)),
      data_(options.restart_interval),
      filter_(options.bloom_bits_per_key) {}

absl::Status TableBuilder::Add(const InternalKey& key, std::string_view value) {
  VARVE_CHECK(!finished_, "a finished table gets no more entries");
  VARVE_CHECK(properties_.entries == 0 || Compare({last_user_key_, last_seqno_}, key) < 0, "V1");
  VARVE_CHECK(key.seqno < kSeqNoLimit, "S1");
  VARVE_CHECK(key.user_key.size() <= kMaxKeyBytes && value.size() <= kMaxValueBytes,
              "keys and values have limits");
  VARVE_RETURN_IF_ERROR(status_);
  // The entry may be large, or its key may lack what all keys of the block have had in common,
  // which the block then has to hold once an entry.
  if (!data_.empty() && data_.BytesWith(key, value) > 2 * block_bytes_) CloseDataBlock();
  if (index_pending_) {
    index_.Add({last_user_key_, last_seqno_}, key, pending_handle_);
    index_pending_ = false;
  }
  NoteEntry(key, value);
  filter_.Add(key.user_key);
  data_.Add(key, value);
  if (data_.bytes() >= block_bytes_) CloseDataBlock();
  if (buffer_.size() >= kBufferBytes) return FlushBuffer();
  return absl::OkStatus();
}

void TableBuilder::NoteEntry(const InternalKey& key, std::string_view value) {
  const bool first = properties_.entries == 0;
  if (first) properties_.smallest_key = key.user_key;
  properties_.smallest_seqno = first ? key.seqno : std::min(properties_.smallest_seqno, key.seqno);
  properties_.largest_seqno = std::max(properties_.largest_seqno, key.seqno);
  properties_.entries += 1;
  properties_.tombstones += IsTombstone(key.kind) ? 1 : 0;
  properties_.raw_bytes += key.user_key.size() + value.size();
  last_user_key_.assign(key.user_key);
  last_seqno_ = key.seqno;
}

void TableBuilder::CloseDataBlock() {
  pending_handle_ = WriteBlock(data_.Finish());
  index_pending_ = true;
  data_.Clear();
}

BlockHandle TableBuilder::WriteBlock(std::string_view payload) {
  const BlockHandle handle{flushed_ + buffer_.size(), payload.size()};
  AppendBlock(buffer_, number_, handle.offset, payload);
  return handle;
}

absl::Status TableBuilder::FlushBuffer() {
  if (status_ = file_->Append(buffer_); status_.ok()) {
    flushed_ += buffer_.size();
    buffer_.clear();
  }
  return status_;
}

uint64_t TableBuilder::bytes() const {
  const size_t last_block = data_.empty() ? 0 : data_.bytes() + kBlockTrailerBytes;
  const size_t behind = filter_.bytes() + index_.bytes() + properties_.smallest_key.size() +
                        last_user_key_.size() + 3 * kBlockTrailerBytes + kFooterBytes;
  return flushed_ + buffer_.size() + last_block + behind;
}

absl::StatusOr<TableShape> TableBuilder::Finish() {
  VARVE_CHECK(!finished_ && properties_.entries > 0, "a table has an entry and one end");
  finished_ = true;
  VARVE_RETURN_IF_ERROR(status_);
  if (!data_.empty()) CloseDataBlock();
  index_.AddLast({last_user_key_, last_seqno_}, pending_handle_);
  properties_.largest_key = last_user_key_;

  Footer footer;
  footer.table_number = number_;
  if (const std::string filter = filter_.Finish(); !filter.empty()) {
    footer.filter = WriteBlock(filter);
  }
  footer.properties = WriteBlock(EncodeProperties(properties_));
  footer.index = WriteBlock(index_.Finish());
  buffer_ += EncodeFooter(footer, flushed_ + buffer_.size());
  VARVE_RETURN_IF_ERROR(FlushBuffer());
  if (status_ = file_->Sync(); !status_.ok()) return status_;

  TableShape shape;
  shape.number = number_;
  shape.bytes = flushed_;
  shape.entries = properties_.entries;
  shape.smallest_key = properties_.smallest_key;
  shape.largest_key = properties_.largest_key;
  shape.smallest_seqno = properties_.smallest_seqno;
  shape.largest_seqno = properties_.largest_seqno;
  return shape;
}

}  // namespace varve
