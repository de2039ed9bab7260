#include "engine/base/coding.h"

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

}  // namespace varve
