#include "engine/base/coding.h"

#include <limits>

namespace varve {

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

void PutLengthPrefixed(std::string& out, std::string_view bytes) {
  PutVarint(out, bytes.size());
  out.append(bytes);
}

bool GetLongVarint64(std::string_view* in, uint64_t* value) {
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
