// Integers as the format says (engine/format/README.md, first paragraph), read with no thought of
// speed and without the engine's own coding, to compare that with.
#ifndef VARVE_FUZZ_SUPPORT_NAIVE_CODING_H_
#define VARVE_FUZZ_SUPPORT_NAIVE_CODING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace varve::fuzz {

/// Wide enough that no sum of a few 64-bit sizes wraps.
__extension__ using Wide = unsigned __int128;

/// Reads from the front of borrowed bytes. A read that fails makes `ok()` false for good and
/// answers zero or nothing.
class NaiveReader {
 public:
  explicit NaiveReader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool done() const { return at_ == bytes_.size(); }
  [[nodiscard]] size_t at() const { return at_; }

  uint64_t Fixed(size_t width) {
    if (!Has(width)) return 0;
    uint64_t value = 0;
    for (size_t i = 0; i < width; ++i) value |= Octet(at_ + i) << (8 * i);
    at_ += width;
    return value;
  }

  uint64_t Varint() {
    Wide value = 0;
    for (unsigned i = 0; i < 10; ++i) {
      if (!Has(1)) return 0;
      const uint64_t octet = Octet(at_++);
      value |= static_cast<Wide>(octet & 0x7f) << (7 * i);
      if (octet < 0x80) {
        const bool shortest = octet != 0 || i == 0;
        if (!shortest || value >> 64 != 0) break;
        return static_cast<uint64_t>(value);
      }
    }
    ok_ = false;
    return 0;
  }

  std::string_view Take(uint64_t size) {
    if (!Has(size)) return {};
    const std::string_view taken = bytes_.substr(at_, size);
    at_ += size;
    return taken;
  }

  std::string_view String() { return Take(Varint()); }

 private:
  bool Has(uint64_t size) {
    ok_ = ok_ && size <= bytes_.size() - at_;
    return ok_;
  }
  [[nodiscard]] uint64_t Octet(size_t i) const { return static_cast<uint8_t>(bytes_[i]); }

  std::string_view bytes_;
  size_t at_ = 0;
  bool ok_ = true;
};

inline void NaivePutFixed(std::string& out, uint64_t value, size_t width) {
  for (size_t i = 0; i < width; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

inline void NaivePutVarint(std::string& out, uint64_t value) {
  for (; value > 0x7f; value >>= 7) out.push_back(static_cast<char>((value & 0x7f) | 0x80));
  out.push_back(static_cast<char>(value));
}

}  // namespace varve::fuzz

#endif  // VARVE_FUZZ_SUPPORT_NAIVE_CODING_H_
