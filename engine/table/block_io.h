// Blocks on disk: a payload and its trailer
//
//   payload | u8 compression id (0: none; 1 and 2 are reserved) | u64 checksum
//
// The checksum is XXH3-64 of the payload and the compression id. Its seed is derived from the
// table's number and the block's offset, so that a block of another table, of the file's former
// life or of another place in the same file is rejected as well as a damaged one.
//
// Thread safety: functions without state.
#ifndef VARVE_ENGINE_TABLE_BLOCK_IO_H_
#define VARVE_ENGINE_TABLE_BLOCK_IO_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/table/block_handle.h"
#include "varve/platform/file_system.h"

namespace varve {

/// The checksum of `bytes`, which begin at `offset` of the table's file: XXH3-64 seeded with
/// `MixPosition(table_number, offset)`.
[[nodiscard]] uint64_t TableChecksum(uint64_t table_number, uint64_t offset,
                                     std::string_view bytes);

/// Appends the block that will begin at `offset` of the file to `out`.
void AppendBlock(std::string& out, uint64_t table_number, uint64_t offset,
                 std::string_view payload);

/// The bytes [offset, offset + size) of the file. `kDataLoss` where the file ends before them. The
/// caller bounds `size` by the file's size, since that much is allocated.
[[nodiscard]] absl::StatusOr<std::string> ReadExactly(const RandomAccessFile& file,
                                                      std::string_view path, uint64_t offset,
                                                      size_t size);

/// The verified payload of a block, whose handle the caller has checked to fit the file.
[[nodiscard]] absl::StatusOr<std::string> ReadBlock(const RandomAccessFile& file,
                                                    std::string_view path, uint64_t table_number,
                                                    const BlockHandle& handle);

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_BLOCK_IO_H_
