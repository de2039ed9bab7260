#include "engine/table/filter.h"

#include <cstring>
#include <limits>
#include <utility>

#include "engine/base/hash.h"
#include "engine/base/status.h"

namespace varve {

uint64_t FilterHash(std::string_view user_key) { return Hash64(user_key); }

absl::StatusOr<Filter> Filter::Parse(std::string_view contents, std::string_view path,
                                     uint64_t file_offset) {
  const size_t line_bytes = contents.empty() ? 0 : contents.size() - 1;
  if (line_bytes == 0 || line_bytes % kFilterLineBytes != 0 ||
      line_bytes / kFilterLineBytes > std::numeric_limits<uint32_t>::max()) {
    return Corruption(path, file_offset, "impossible filter size");
  }
  const auto probes = static_cast<uint8_t>(contents.back());
  if (probes == 0 || probes > kMaxFilterProbes) {
    return Corruption(path, file_offset + line_bytes, "impossible number of filter probes");
  }
  Filter filter;
  filter.lines_ = line_bytes / kFilterLineBytes;
  filter.probes_ = probes;
  // A line that straddled two cache lines would cost two misses. Aligned by hand, because plain
  // `operator new` is the only one that every allocator replacement covers.
  size_t space = line_bytes + kFilterLineBytes - 1;
  filter.memory_ = std::make_unique<char[]>(space);
  void* aligned = filter.memory_.get();
  std::align(kFilterLineBytes, line_bytes, aligned, space);
  std::memcpy(aligned, contents.data(), line_bytes);
  filter.first_line_ = static_cast<const char*>(aligned);
  return filter;
}

}  // namespace varve
