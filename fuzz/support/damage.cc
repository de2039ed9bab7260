#include "fuzz/support/damage.h"

#include <algorithm>

namespace varve::fuzz {

void FlipBit(Input& input, std::string& bytes) {
  const size_t at = input.Below(std::max<size_t>(bytes.size(), 257));
  char& byte = bytes[at % bytes.size()];
  byte = static_cast<char>(byte ^ 1 << input.Below(8));
}

void Damage(Input& input, std::string& bytes, std::string_view other) {
  if (bytes.empty()) return;
  const uint8_t kind = input.Byte();
  const size_t step = (kind & 0x80) != 0 ? 8 : 1;
  const auto place = [&](size_t limit) {
    return input.Below(std::max<size_t>(limit, 257)) % limit / step * step;
  };
  const size_t to = place(bytes.size());
  const std::string_view source = other.empty() || (kind & 0x40) == 0 ? bytes : other;
  switch (kind % 5) {
    case 0:
      return FlipBit(input, bytes);
    case 1:
      bytes.resize(to);
      return;
    case 2: {
      const size_t size = std::min(place(256) + 1, bytes.size() - to);
      std::fill_n(bytes.begin() + static_cast<ptrdiff_t>(to), size, '\0');
      return;
    }
    case 3: {
      const size_t from = place(source.size());
      const std::string piece(source.substr(from, std::min(place(256) + step, bytes.size() - to)));
      bytes.replace(to, piece.size(), piece);
      return;
    }
    default: {
      const size_t from = place(source.size());
      const std::string piece(source.substr(from));
      bytes += (kind & 0x20) != 0 ? std::string(piece.size(), '\0') : piece;
    }
  }
}

}  // namespace varve::fuzz
