#include <bit>

#include "engine/base/coding.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/property.h"

namespace varve {
namespace {

constexpr uint64_t kMax32 = UINT32_MAX;

/// Bytes of which many are the beginning of a varint.
rc::Gen<std::string> VarintLike() {
  return rc::gen::container<std::string>(
      rc::gen::oneOf(rc::gen::element('\x80', '\xff', '\x00', '\x01', '\x7f'),
                     rc::gen::resize(100, rc::gen::arbitrary<char>())));
}

VARVE_PROPERTY(CodingProperties, AVarintRoundTripsInItsShortestForm) {
  const uint64_t value = *AnyNumber();
  const std::string behind = *AnyBytes();
  std::string bytes;
  PutVarint(bytes, value);
  RC_ASSERT(bytes.size() == static_cast<size_t>((std::bit_width(value | 1) + 6) / 7));
  ForEachTruncation(bytes, [](std::string_view in) {
    const std::string_view before = in;
    uint64_t read = 0;
    RC_ASSERT(!GetVarint64(&in, &read));
    RC_ASSERT(in.data() == before.data() && in.size() == before.size());
  });
  bytes += behind;
  std::string_view in = bytes;
  uint64_t read = 0;
  RC_ASSERT(GetVarint64(&in, &read));
  RC_ASSERT(read == value);
  RC_ASSERT(in == behind);
  in = bytes;
  uint32_t read32 = 0;
  RC_ASSERT(GetVarint32(&in, &read32) == (value <= kMax32));
  RC_ASSERT(value > kMax32 || read32 == value);
}

VARVE_PROPERTY(CodingProperties, WhateverIsReadAsAVarintWasWrittenThatWay) {
  const std::string bytes = *VarintLike();
  std::string_view in = bytes;
  uint64_t value = 0;
  if (!GetVarint64(&in, &value)) {
    RC_ASSERT(in == bytes);
    return;
  }
  std::string again;
  PutVarint(again, value);
  RC_ASSERT(again + std::string(in) == bytes);
}

VARVE_PROPERTY(CodingProperties, FixedWidthsRoundTripLittleEndian) {
  const uint64_t value = *AnyNumber();
  std::string bytes;
  PutFixed32(bytes, static_cast<uint32_t>(value));
  PutFixed64(bytes, value);
  RC_ASSERT(bytes.size() == 12u);
  for (size_t i = 0; i < 8; ++i) {
    RC_ASSERT(static_cast<uint8_t>(bytes[4 + i]) == (value >> (8 * i) & 0xff));
  }
  RC_ASSERT(LoadFixed32(bytes.data()) == static_cast<uint32_t>(value));
  RC_ASSERT(LoadFixed64(bytes.data() + 4) == value);
  ForEachTruncation(bytes, [](std::string_view in) {
    uint32_t low = 0;
    uint64_t all = 0;
    RC_ASSERT(!(GetFixed32(&in, &low) && GetFixed64(&in, &all)));
  });
  std::string_view in = bytes;
  uint32_t low = 0;
  uint64_t all = 0;
  RC_ASSERT(GetFixed32(&in, &low) && GetFixed64(&in, &all) && in.empty());
  RC_ASSERT(all == value);
}

VARVE_PROPERTY(CodingProperties, LengthPrefixedBytesRoundTripBehindEachOther) {
  const auto parts = *rc::gen::container<std::vector<std::string>>(AnyBytes());
  std::string bytes;
  for (const std::string& part : parts) PutLengthPrefixed(bytes, part);
  std::string_view in = bytes;
  for (const std::string& part : parts) {
    std::string_view read;
    RC_ASSERT(GetLengthPrefixed(&in, &read));
    RC_ASSERT(read == part);
  }
  RC_ASSERT(in.empty());
}

VARVE_PROPERTY(CodingProperties, ALengthBehindTheEndIsRefusedAndNothingIsTaken) {
  const std::string bytes = *VarintLike();
  std::string_view in = bytes;
  std::string_view read;
  if (!GetLengthPrefixed(&in, &read)) {
    RC_ASSERT(in == bytes);
    return;
  }
  RC_ASSERT(read.data() >= bytes.data());
  RC_ASSERT(read.data() + read.size() == in.data());
  std::string again;
  PutLengthPrefixed(again, read);
  RC_ASSERT(again + std::string(in) == bytes);
}

}  // namespace
}  // namespace varve
