// Memory for a user key that is put together from a prefix and a suffix. Short keys stay inside the
// object, so that a cursor on the stack allocates nothing for them.
#ifndef VARVE_ENGINE_TABLE_KEY_BUFFER_H_
#define VARVE_ENGINE_TABLE_KEY_BUFFER_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace varve {

/// Thread safety: one task at a time.
class KeyBuffer {
 public:
  KeyBuffer() = default;
  KeyBuffer(const KeyBuffer&) = delete;
  KeyBuffer& operator=(const KeyBuffer&) = delete;

  /// `prefix` and `suffix` as one string, borrowed until the next call. `prefix` may be the
  /// beginning of the last result, which then is not copied; `suffix` must lie outside this buffer.
  std::string_view Join(std::string_view prefix, std::string_view suffix) {
    const size_t size = prefix.size() + suffix.size();
    if (size > capacity_) {
      const size_t capacity = std::max(size, 2 * capacity_);
      std::unique_ptr<char[]> bigger(new char[capacity]);
      std::copy(prefix.begin(), prefix.end(), bigger.get());
      heap_ = std::move(bigger);
      bytes_ = heap_.get();
      capacity_ = capacity;
    } else if (prefix.data() != bytes_) {
      std::copy(prefix.begin(), prefix.end(), bytes_);
    }
    std::copy(suffix.begin(), suffix.end(), bytes_ + prefix.size());
    return {bytes_, size};
  }

 private:
  static constexpr size_t kInlineBytes = 64;

  char inline_[kInlineBytes];
  std::unique_ptr<char[]> heap_;
  char* bytes_ = inline_;
  size_t capacity_ = kInlineBytes;
};

}  // namespace varve

#endif  // VARVE_ENGINE_TABLE_KEY_BUFFER_H_
