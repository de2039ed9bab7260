// Integers as bytes: little-endian fixed widths, and LEB128 varints of at most ten bytes in their
// shortest form. Every Get...() reads from the front of `*in` and, on success, removes what it
// read; on failure (too short, too long, not the shortest form) it returns false and leaves `*in`
// alone.
#ifndef VARVE_ENGINE_BASE_CODING_H_
#define VARVE_ENGINE_BASE_CODING_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace varve {

void StoreFixed32(char* out, uint32_t value);  // writes 4 bytes
void StoreFixed64(char* out, uint64_t value);  // writes 8 bytes
[[nodiscard]] uint32_t LoadFixed32(const char* in);
[[nodiscard]] uint64_t LoadFixed64(const char* in);

void PutFixed32(std::string& out, uint32_t value);
void PutFixed64(std::string& out, uint64_t value);
void PutVarint(std::string& out, uint64_t value);
/// A varint length, then the bytes.
void PutLengthPrefixed(std::string& out, std::string_view bytes);

[[nodiscard]] bool GetByte(std::string_view* in, uint8_t* value);
[[nodiscard]] bool GetFixed32(std::string_view* in, uint32_t* value);
[[nodiscard]] bool GetFixed64(std::string_view* in, uint64_t* value);
[[nodiscard]] bool GetVarint64(std::string_view* in, uint64_t* value);
/// Fails also when the value needs more than 32 bits.
[[nodiscard]] bool GetVarint32(std::string_view* in, uint32_t* value);
/// `bytes` borrows from `*in`.
[[nodiscard]] bool GetLengthPrefixed(std::string_view* in, std::string_view* bytes);

}  // namespace varve

#endif  // VARVE_ENGINE_BASE_CODING_H_
