// A copy of the key that a scan comes from, to tell whether the next entry is another version of
// it. A scan asks that at every step, mostly of short keys and mostly to hear "no": so neither the
// copy of a short key nor that answer calls a function.
#ifndef VARVE_ENGINE_MERGE_LAST_KEY_H_
#define VARVE_ENGINE_MERGE_LAST_KEY_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace varve {

/// Thread safety: one task at a time.
class LastKey {
 public:
  LastKey() = default;
  LastKey(const LastKey&) = delete;
  LastKey& operator=(const LastKey&) = delete;

  void Set(std::string_view key) {
    size_ = key.size();
    if (size_ >= kPiece && size_ <= 2 * kPiece) [[likely]] {
      // The first bytes and the last ones, which may overlap.
      std::memcpy(short_, key.data(), kPiece);
      std::memcpy(short_ + size_ - kPiece, key.data() + size_ - kPiece, kPiece);
      data_ = short_;
    } else {
      long_.assign(key);
      data_ = long_.data();
    }
  }

  /// Valid until the next `Set`.
  [[nodiscard]] std::string_view view() const { return {data_, size_}; }

  [[nodiscard]] bool Is(std::string_view key) const {
    if (key.size() != size_) return false;
    // Neighbours have their beginnings in common and differ at the end.
    if (size_ >= sizeof(uint64_t)) [[likely]] {
      if (LastWord(key) != LastWord(view())) return false;
    }
    return key == view();
  }

 private:
  static constexpr size_t kPiece = 16;

  static uint64_t LastWord(std::string_view key) {
    uint64_t word = 0;
    std::memcpy(&word, key.data() + key.size() - sizeof(word), sizeof(word));
    return word;
  }

  const char* data_ = short_;
  size_t size_ = 0;
  char short_[2 * kPiece] = {};
  std::string long_;
};

}  // namespace varve

#endif  // VARVE_ENGINE_MERGE_LAST_KEY_H_
