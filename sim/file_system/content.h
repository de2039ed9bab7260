// The bytes of one simulated file. Copies share memory until one of them changes, and bytes at the
// end that were never written take none, so that a disk with large preallocated logs is cheap to
// copy.
#ifndef VARVE_SIM_FILE_SYSTEM_CONTENT_H_
#define VARVE_SIM_FILE_SYSTEM_CONTENT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace varve::sim {

/// Thread safety: one operating system thread.
class Content {
 public:
  Content();
  /// A copy has the bytes of this moment; it is never exposed itself.
  Content(const Content& other);
  Content& operator=(const Content& other);

  [[nodiscard]] uint64_t size() const { return size_; }

  /// Fills `out` from the bytes at `offset`; returns how many there were.
  size_t Read(uint64_t offset, std::span<char> out) const;

  /// Stores `data` at `offset`, growing the file where needed; a gap reads as zeros.
  void Write(uint64_t offset, std::string_view data);

  /// Cuts the file or extends it with zeros.
  void Resize(uint64_t size);

  /// The memory of `size` bytes at `offset`, which must lie inside the file. Stores into it change
  /// the file until the next call of any method that changes it; copies made meanwhile are deep.
  [[nodiscard]] std::span<char> Expose(uint64_t offset, size_t size);

  /// Bytes that `Expose` has handed out, in place, until the next call that changes the file.
  [[nodiscard]] std::string_view View(uint64_t offset, size_t size) const;

  /// Ends the exposure: nobody stores into exposed memory any more.
  void Conceal() { exposed_ = false; }

  /// Hash of size and bytes, remembered until the next change.
  [[nodiscard]] uint64_t Hash() const;

  [[nodiscard]] std::string ToString() const;

  friend bool operator==(const Content& a, const Content& b);

 private:
  [[nodiscard]] std::string& Unshared();
  [[nodiscard]] std::string_view Significant() const;  // without the zeros at the end

  std::shared_ptr<std::string> bytes_;  // never null; the rest up to size_ is zero
  uint64_t size_ = 0;
  bool exposed_ = false;
  mutable std::optional<uint64_t> hash_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_CONTENT_H_
