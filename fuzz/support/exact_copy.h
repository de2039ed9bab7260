// Bytes in an allocation of exactly their size, so that AddressSanitizer sees the first byte read
// outside them. (A string's allocation has room behind its end.)
#ifndef VARVE_FUZZ_SUPPORT_EXACT_COPY_H_
#define VARVE_FUZZ_SUPPORT_EXACT_COPY_H_

#include <algorithm>
#include <memory>
#include <string_view>

namespace varve::fuzz {

class ExactCopy {
 public:
  explicit ExactCopy(std::string_view bytes) : bytes_(new char[bytes.size()]), size_(bytes.size()) {
    std::copy(bytes.begin(), bytes.end(), bytes_.get());
  }

  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  size_t size_;
};

}  // namespace varve::fuzz

#endif  // VARVE_FUZZ_SUPPORT_EXACT_COPY_H_
