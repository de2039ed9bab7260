#include "engine/table/block_io.h"

#include <utility>

#include "engine/base/coding.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"

namespace varve {
namespace {

constexpr char kNotCompressed = 0;
constexpr char kLz4 = 1;   // reserved
constexpr char kZstd = 2;  // reserved

}  // namespace

uint64_t TableChecksum(uint64_t table_number, uint64_t offset, std::string_view bytes) {
  return Hash64(bytes, MixPosition(table_number, offset));
}

void AppendBlock(std::string& out, uint64_t table_number, uint64_t offset,
                 std::string_view payload) {
  const size_t begin = out.size();
  out.append(payload);
  out.push_back(kNotCompressed);
  const std::string_view covered = std::string_view(out).substr(begin);
  PutFixed64(out, TableChecksum(table_number, offset, covered));
}

absl::StatusOr<std::string> ReadExactly(const RandomAccessFile& file, std::string_view path,
                                        uint64_t offset, size_t size) {
  std::string bytes;
  bytes.resize(size);
  VARVE_ASSIGN_OR_RETURN(const size_t read, file.Read(offset, bytes));
  if (read != size) return Corruption(path, offset + read, "the file ends inside the table");
  return bytes;
}

absl::StatusOr<std::string> ReadBlock(const RandomAccessFile& file, std::string_view path,
                                      uint64_t table_number, const BlockHandle& handle) {
  VARVE_ASSIGN_OR_RETURN(std::string bytes,
                         ReadExactly(file, path, handle.offset, handle.size + kBlockTrailerBytes));
  const std::string_view covered = std::string_view(bytes).substr(0, handle.size + 1);
  if (LoadFixed64(bytes.data() + covered.size()) !=
      TableChecksum(table_number, handle.offset, covered)) {
    return Corruption(path, handle.offset, "block checksum mismatch");
  }
  if (const char compression = covered.back(); compression != kNotCompressed) {
    const bool reserved = compression == kLz4 || compression == kZstd;
    return Corruption(
        path, handle.offset + handle.size,
        reserved ? "compressed blocks are not supported" : "unknown compression of a block");
  }
  bytes.resize(handle.size);
  return bytes;
}

}  // namespace varve
