#include "engine/base/coding.h"

#include <bit>
#include <cstring>
#include <limits>

namespace varve {

static_assert(std::endian::native == std::endian::little, "fixed widths are copied as they are");

void StoreFixed32(char* out, uint32_t value) { std::memcpy(out, &value, sizeof value); }
void StoreFixed64(char* out, uint64_t value) { std::memcpy(out, &value, sizeof value); }

uint32_t LoadFixed32(const char* in) {
  uint32_t value;
  std::memcpy(&value, in, sizeof value);
  return value;
}

uint64_t LoadFixed64(const char* in) {
  uint64_t value;
  std::memcpy(&value, in, sizeof value);
  return value;
}

void PutFixed32(std::string& out, uint32_t value) {
  char bytes[sizeof value];
  StoreFixed32(bytes, value);
  out.append(bytes, sizeof bytes);
}

void PutFixed64(std::string& out, uint64_t value) {
  char bytes[sizeof value];
  StoreFixed64(bytes, value);
  out.append(bytes, sizeof bytes);
}

void PutVarint(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

void PutLengthPrefixed(std::string& out, std::string_view bytes) {
  PutVarint(out, bytes.size());
  out.append(bytes);
}

bool GetByte(std::string_view* in, uint8_t* value) {
  if (in->empty()) return false;
  *value = static_cast<uint8_t>(in->front());
  in->remove_prefix(1);
  return true;
}

bool GetFixed32(std::string_view* in, uint32_t* value) {
  if (in->size() < sizeof *value) return false;
  *value = LoadFixed32(in->data());
  in->remove_prefix(sizeof *value);
  return true;
}

bool GetFixed64(std::string_view* in, uint64_t* value) {
  if (in->size() < sizeof *value) return false;
  *value = LoadFixed64(in->data());
  in->remove_prefix(sizeof *value);
  return true;
}

bool GetVarint64(std::string_view* in, uint64_t* value) {
  uint64_t result = 0;
  for (size_t i = 0; i < in->size() && i < 10; ++i) {
    const auto byte = static_cast<uint8_t>((*in)[i]);
    if (i == 9 && byte > 1) return false;  // more than 64 bits
    result |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      if (byte == 0 && i > 0) return false;  // a shorter form exists
      *value = result;
      in->remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

bool GetVarint32(std::string_view* in, uint32_t* value) {
  std::string_view rest = *in;
  uint64_t wide = 0;
  if (!GetVarint64(&rest, &wide) || wide > std::numeric_limits<uint32_t>::max()) return false;
  *value = static_cast<uint32_t>(wide);
  *in = rest;
  return true;
}

bool GetLengthPrefixed(std::string_view* in, std::string_view* bytes) {
  std::string_view rest = *in;
  uint64_t size = 0;
  if (!GetVarint64(&rest, &size) || size > rest.size()) return false;
  *bytes = rest.substr(0, size);
  rest.remove_prefix(size);
  *in = rest;
  return true;
}

}  // namespace varve
