// Integers as bytes: little-endian fixed widths, and LEB128 varints of at most ten bytes in their
// shortest form. Every Get...() reads from the front of `*in` and, on success, removes what it
// read; on failure (too short, too long, not the shortest form) it returns false and leaves `*in`
// alone.
#ifndef VARVE_ENGINE_BASE_CODING_H_
#define VARVE_ENGINE_BASE_CODING_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

namespace varve {

static_assert(std::endian::native == std::endian::little, "fixed widths are copied as they are");

inline void StoreFixed16(char* out, uint16_t value) { std::memcpy(out, &value, sizeof value); }
inline void StoreFixed32(char* out, uint32_t value) { std::memcpy(out, &value, sizeof value); }
inline void StoreFixed64(char* out, uint64_t value) { std::memcpy(out, &value, sizeof value); }

[[nodiscard]] inline uint16_t LoadFixed16(const char* in) {
  uint16_t value;
  std::memcpy(&value, in, sizeof value);
  return value;
}
[[nodiscard]] inline uint32_t LoadFixed32(const char* in) {
  uint32_t value;
  std::memcpy(&value, in, sizeof value);
  return value;
}
[[nodiscard]] inline uint64_t LoadFixed64(const char* in) {
  uint64_t value;
  std::memcpy(&value, in, sizeof value);
  return value;
}

void PutFixed32(std::string& out, uint32_t value);
void PutFixed64(std::string& out, uint64_t value);
inline void PutVarint(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}
[[nodiscard]] constexpr size_t VarintBytes(uint64_t value) {
  return (static_cast<size_t>(std::bit_width(value | 1)) + 6) / 7;
}
/// Stores what the `Put` of the same name appends; returns its end.
[[nodiscard]] inline char* StoreVarint(char* to, uint64_t value) {
  for (; value >= 0x80; value >>= 7) *to++ = static_cast<char>(value | 0x80);
  *to++ = static_cast<char>(value);
  return to;
}
[[nodiscard]] inline char* StoreLengthPrefixed(char* to, std::string_view bytes) {
  to = StoreVarint(to, bytes.size());
  // An empty view's pointer may be null, which memcpy must not be given.
  if (!bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
  return to + bytes.size();
}
/// A varint length, then the bytes.
inline void PutLengthPrefixed(std::string& out, std::string_view bytes) {
  PutVarint(out, bytes.size());
  out.append(bytes);
}

[[nodiscard]] inline bool GetByte(std::string_view* in, uint8_t* value) {
  if (in->empty()) return false;
  *value = static_cast<uint8_t>(in->front());
  in->remove_prefix(1);
  return true;
}
[[nodiscard]] inline bool GetFixed32(std::string_view* in, uint32_t* value) {
  if (in->size() < sizeof *value) return false;
  *value = LoadFixed32(in->data());
  in->remove_prefix(sizeof *value);
  return true;
}
[[nodiscard]] inline bool GetFixed64(std::string_view* in, uint64_t* value) {
  if (in->size() < sizeof *value) return false;
  *value = LoadFixed64(in->data());
  in->remove_prefix(sizeof *value);
  return true;
}
/// `GetVarint64` for the forms of two bytes and more.
[[nodiscard]] bool GetLongVarint64(std::string_view* in, uint64_t* value);
[[nodiscard]] inline bool GetVarint64(std::string_view* in, uint64_t* value) {
  if (!in->empty() && static_cast<uint8_t>(in->front()) < 0x80) [[likely]] {
    *value = static_cast<uint8_t>(in->front());
    in->remove_prefix(1);
    return true;
  }
  return GetLongVarint64(in, value);
}
/// Fails also when the value needs more than 32 bits.
[[nodiscard]] inline bool GetVarint32(std::string_view* in, uint32_t* value) {
  std::string_view rest = *in;
  uint64_t wide = 0;
  if (!GetVarint64(&rest, &wide) || wide > std::numeric_limits<uint32_t>::max()) return false;
  *value = static_cast<uint32_t>(wide);
  *in = rest;
  return true;
}
/// `bytes` borrows from `*in`.
[[nodiscard]] inline bool GetLengthPrefixed(std::string_view* in, std::string_view* bytes) {
  std::string_view rest = *in;
  uint64_t size = 0;
  if (!GetVarint64(&rest, &size) || size > rest.size()) return false;
  *bytes = rest.substr(0, size);
  rest.remove_prefix(size);
  *in = rest;
  return true;
}

}  // namespace varve

#endif  // VARVE_ENGINE_BASE_CODING_H_
