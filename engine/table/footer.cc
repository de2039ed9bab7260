#include "engine/table/footer.h"

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/status.h"
#include "engine/table/block_io.h"

namespace varve {
namespace {

constexpr std::string_view kMagic = "varvesst";
constexpr size_t kCoveredBytes = kFooterBytes - 8;

void PutHandle(std::string& out, const BlockHandle& handle) {
  PutFixed64(out, handle.offset);
  PutFixed64(out, handle.size);
}

bool GetHandle(std::string_view* in, BlockHandle* handle) {
  return GetFixed64(in, &handle->offset) && GetFixed64(in, &handle->size);
}

/// Whether the parts lie behind each other, up to the footer at `offset`.
bool Fit(const Footer& footer, uint64_t offset) {
  if (!footer.index.FitsBelow(offset) || footer.index.end() != offset) return false;
  if (!footer.properties.FitsBelow(offset) || footer.properties.end() != footer.index.offset) {
    return false;
  }
  return !footer.filter.has_value() ||
         (footer.filter->FitsBelow(offset) && footer.filter->end() == footer.properties.offset);
}

}  // namespace

std::string EncodeFooter(const Footer& footer, uint64_t offset) {
  std::string out(kMagic);
  PutFixed32(out, kTableFormatVersion);
  PutFixed32(out, 0);
  PutFixed64(out, footer.table_number);
  PutHandle(out, footer.filter.value_or(BlockHandle{}));
  PutHandle(out, BlockHandle{});
  PutHandle(out, footer.properties);
  PutHandle(out, footer.index);
  PutFixed64(out, TableChecksum(footer.table_number, offset, out));
  VARVE_CHECK(out.size() == kFooterBytes, "the footer has a fixed size");
  return out;
}

absl::StatusOr<Footer> DecodeFooter(std::string_view bytes, std::string_view path,
                                    uint64_t table_number, uint64_t offset) {
  if (bytes.size() != kFooterBytes || !bytes.starts_with(kMagic)) {
    return Corruption(path, offset, "not a table footer");
  }
  std::string_view in = bytes.substr(kMagic.size());
  uint32_t version = 0;
  uint32_t features = 0;
  Footer footer;
  BlockHandle filter;
  BlockHandle range_tombstones;
  uint64_t checksum = 0;
  const bool whole = GetFixed32(&in, &version) && GetFixed32(&in, &features) &&
                     GetFixed64(&in, &footer.table_number) && GetHandle(&in, &filter) &&
                     GetHandle(&in, &range_tombstones) && GetHandle(&in, &footer.properties) &&
                     GetHandle(&in, &footer.index) && GetFixed64(&in, &checksum);
  VARVE_CHECK(whole && in.empty(), "the footer has a fixed size");
  if (version != kTableFormatVersion) {
    return Corruption(path, offset, "unknown table format version");
  }
  if (footer.table_number != table_number) {
    return Corruption(path, offset, "footer of another table");
  }
  if (checksum != TableChecksum(table_number, offset, bytes.substr(0, kCoveredBytes))) {
    return Corruption(path, offset, "footer checksum mismatch");
  }
  if (features != 0) {
    return Corruption(path, offset, "the table has features that this version does not read");
  }
  if (range_tombstones != BlockHandle{}) {
    return Corruption(path, offset, "the table has range tombstones, which are not supported");
  }
  if (filter != BlockHandle{}) footer.filter = filter;
  if (!Fit(footer, offset)) return Corruption(path, offset, "impossible places in the footer");
  return footer;
}

}  // namespace varve
