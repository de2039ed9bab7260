#include "sim/file_system/content.h"

#include <algorithm>
#include <cstring>

#include "sim/base/check.h"
#include "sim/choice/digest.h"

namespace varve::sim {

Content::Content() : bytes_(std::make_shared<std::string>()) {}

Content::Content(const Content& other)
    : bytes_(other.exposed_ ? std::make_shared<std::string>(*other.bytes_) : other.bytes_),
      size_(other.size_),
      hash_(other.hash_) {}

Content& Content::operator=(const Content& other) {
  if (this == &other) return *this;
  bytes_ = other.exposed_ ? std::make_shared<std::string>(*other.bytes_) : other.bytes_;
  size_ = other.size_;
  exposed_ = false;
  hash_ = other.hash_;
  return *this;
}

std::string& Content::Unshared() {
  if (bytes_.use_count() != 1) bytes_ = std::make_shared<std::string>(*bytes_);
  hash_.reset();
  return *bytes_;
}

size_t Content::Read(uint64_t offset, std::span<char> out) const {
  if (offset >= size_) return 0;
  const size_t length = static_cast<size_t>(std::min<uint64_t>(out.size(), size_ - offset));
  const size_t stored =
      offset >= bytes_->size() ? 0 : std::min(length, bytes_->size() - static_cast<size_t>(offset));
  if (stored > 0) std::memcpy(out.data(), bytes_->data() + offset, stored);
  if (stored < length) std::memset(out.data() + stored, 0, length - stored);
  return length;
}

void Content::Write(uint64_t offset, std::string_view data) {
  if (data.empty()) return;
  std::string& bytes = Unshared();
  const uint64_t end = offset + data.size();
  if (end > bytes.size()) bytes.resize(end);
  std::memcpy(bytes.data() + offset, data.data(), data.size());
  size_ = std::max(size_, end);
}

void Content::Resize(uint64_t size) {
  if (size == size_) return;
  if (size < bytes_->size()) Unshared().resize(size);
  hash_.reset();
  size_ = size;
}

std::span<char> Content::Expose(uint64_t offset, size_t size) {
  VARVE_SIM_CHECK(offset <= size_ && size <= size_ - offset, "exposed bytes lie inside the file");
  std::string& bytes = Unshared();
  if (offset + size > bytes.size()) bytes.resize(offset + size);
  exposed_ = true;
  return {bytes.data() + offset, size};
}

std::string_view Content::View(uint64_t offset, size_t size) const {
  VARVE_SIM_CHECK(offset <= bytes_->size() && size <= bytes_->size() - offset,
                  "viewed bytes were exposed before");
  return std::string_view(*bytes_).substr(offset, size);
}

std::string_view Content::Significant() const {
  const size_t last = bytes_->find_last_not_of('\0');
  return std::string_view(*bytes_).substr(0, last == std::string::npos ? 0 : last + 1);
}

uint64_t Content::Hash() const {
  if (hash_.has_value()) return *hash_;
  Digest digest;
  digest.Fold(size_);
  digest.Fold(Significant());
  if (!exposed_) hash_ = digest.value();  // stores into exposed memory would not be noticed
  return digest.value();
}

std::string Content::ToString() const {
  std::string text(size_, '\0');
  Read(0, text);
  return text;
}

bool operator==(const Content& a, const Content& b) {
  if (a.size_ != b.size_) return false;
  return a.bytes_ == b.bytes_ || a.Significant() == b.Significant();
}

}  // namespace varve::sim
