// The fuzzer's bytes, read from the front as choices. Every read succeeds: behind the end there are
// zeros, so that every input means something and a shorter one means something simpler.
#ifndef VARVE_FUZZ_SUPPORT_INPUT_H_
#define VARVE_FUZZ_SUPPORT_INPUT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace varve::fuzz {

/// Borrows the bytes. Thread safety: one task at a time.
class Input {
 public:
  Input(const uint8_t* data, size_t size)
      : rest_(reinterpret_cast<const char*>(data), size), size_(size) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  /// Bytes of the whole input.
  [[nodiscard]] size_t size() const { return size_; }

  uint8_t Byte() {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }

  /// Below `limit`, which is at least 1. Takes one byte, or two for limits above 256.
  size_t Below(size_t limit) {
    size_t number = Byte();
    if (limit > 256) number = number << 8 | Byte();
    return number % limit;
  }

  /// Mostly small; otherwise near 2^7, 2^14, 2^16, 2^31, 2^32, 2^63 or 2^64, where sizes wrap.
  uint64_t Number() {
    const uint8_t first = Byte();
    if (first < 0xc0) return first;
    constexpr uint64_t kEdges[] = {
        uint64_t{1} << 7,  uint64_t{1} << 14, uint64_t{1} << 16, uint64_t{1} << 31,
        uint64_t{1} << 32, uint64_t{1} << 62, uint64_t{1} << 63, 0};
    return kEdges[first & 7] + (first >> 3 & 7) - 4;
  }

  /// Up to `size` bytes: as many as are left.
  std::string_view Bytes(size_t size) {
    const std::string_view bytes = rest_.substr(0, std::min(size, rest_.size()));
    rest_.remove_prefix(bytes.size());
    return bytes;
  }
  std::string_view Rest() { return Bytes(rest_.size()); }

  /// A key of few letters, so that keys often share prefixes or are equal.
  std::string Key() {
    constexpr char kLetters[] = {'\0', 'a', 'b', '\xff'};
    const uint8_t shape = Byte();
    std::string key((shape >> 6 & 3) == 3 ? shape & 0x3f : 0, 'a');  // sometimes long
    for (size_t i = shape & 3; i > 0; --i) key.push_back(kLetters[Byte() & 3]);
    return key;
  }

 private:
  std::string_view rest_;
  const size_t size_;
};

}  // namespace varve::fuzz

#endif  // VARVE_FUZZ_SUPPORT_INPUT_H_
