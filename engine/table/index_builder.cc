#include "engine/table/index_builder.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/table/index.h"

namespace varve {

std::string ShortestSeparator(std::string_view last, std::string_view next) {
  const auto [in_last, in_next] = std::mismatch(last.begin(), last.end(), next.begin(), next.end());
  const auto common = static_cast<size_t>(in_last - last.begin());
  VARVE_CHECK(in_next != next.end(), "V1");  // or `next` would not be larger
  // `next` cut off behind the first byte in which it differs is after `last`, and before `next`
  // unless nothing was cut off.
  if (common + 1 < next.size() && common + 1 < last.size()) {
    return std::string(next.substr(0, common + 1));
  }
  // Otherwise `last` cut off behind that byte, with the byte raised, if that stays below `next`'s.
  if (common + 1 < last.size()) {
    const auto byte = static_cast<uint8_t>(last[common]);
    if (byte + 1 < static_cast<uint8_t>(next[common])) {
      std::string raised(last.substr(0, common + 1));
      raised.back() = static_cast<char>(byte + 1);
      return raised;
    }
  }
  return std::string(last);
}

void IndexBuilder::Add(const InternalKey& last, const InternalKey& next,
                       const BlockHandle& handle) {
  VARVE_CHECK(Compare(last, next) < 0, "V1");
  if (last.user_key == next.user_key) {
    AddEntry(last.user_key, last.seqno, handle);
  } else {
    AddEntry(ShortestSeparator(last.user_key, next.user_key), 0, handle);
  }
}

void IndexBuilder::AddLast(const InternalKey& last, const BlockHandle& handle) {
  AddEntry(last.user_key, 0, handle);
}

void IndexBuilder::AddEntry(std::string_view user_key, SeqNo seqno, const BlockHandle& handle) {
  PutLengthPrefixed(entries_, user_key);
  PutVarint(entries_, seqno);
  PutVarint(entries_, handle.offset);
  PutVarint(entries_, handle.size);
  ++count_;
}

std::string IndexBuilder::Finish() const {
  std::string contents;
  PutVarint(contents, kIndexVersion);
  PutVarint(contents, count_);
  contents += entries_;
  return contents;
}

}  // namespace varve
