// The footer, the properties and the blocks' frames of a table.
#include <string>

#include "engine/table/block_io.h"
#include "engine/table/footer.h"
#include "engine/table/properties.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/property.h"
#include "tests/unit/table/fakes.h"

namespace varve {
namespace {

/// A footer whose parts fit together, and where it stands.
struct PlacedFooter {
  Footer footer;
  uint64_t offset = 0;

  PlacedFooter() {
    uint64_t at = *NumberIn(0, uint64_t{1} << 40);
    const auto place = [&at] {
      const BlockHandle handle{at, *NumberIn(0, uint64_t{1} << 40)};
      at = handle.end();
      return handle;
    };
    footer.table_number = *AnyNumber();
    if (*rc::gen::arbitrary<bool>()) footer.filter = place();
    footer.properties = place();
    footer.index = place();
    offset = at;
  }
  [[nodiscard]] std::string Bytes() const { return EncodeFooter(footer, offset); }
  [[nodiscard]] absl::StatusOr<Footer> Decode(std::string_view bytes) const {
    return DecodeFooter(bytes, "table", footer.table_number, offset);
  }
};

VARVE_PROPERTY(FooterProperties, RoundTrips) {
  const PlacedFooter placed;
  const auto decoded = placed.Decode(placed.Bytes());
  RC_ASSERT(decoded.ok());
  RC_ASSERT(decoded->table_number == placed.footer.table_number);
  RC_ASSERT(decoded->filter == placed.footer.filter);
  RC_ASSERT(decoded->properties == placed.footer.properties);
  RC_ASSERT(decoded->index == placed.footer.index);
}

VARVE_PROPERTY(FooterProperties, ChangedTruncatedOrMisplacedFootersAreRefused) {
  const PlacedFooter placed;
  const std::string bytes = placed.Bytes();
  RC_ASSERT(absl::IsDataLoss(placed.Decode(*OneBitFlipped(bytes)).status()));
  const std::string damaged = *Damaged(bytes);
  RC_ASSERT(placed.Decode(damaged).ok() == (damaged == bytes));
  ForEachTruncation(bytes, [&](std::string_view in) { RC_ASSERT(!placed.Decode(in).ok()); });
  const uint64_t number = placed.footer.table_number;
  RC_ASSERT(!DecodeFooter(bytes, "table", number + 1, placed.offset).ok());
  RC_ASSERT(!DecodeFooter(bytes, "table", number, placed.offset + 1).ok());
}

VARVE_PROPERTY(FooterProperties, PartsThatDoNotFitTogetherAreRefused) {
  PlacedFooter placed;
  BlockHandle* const parts[] = {&placed.footer.properties, &placed.footer.index};
  BlockHandle& part = *parts[*rc::gen::inRange(0, 2)];
  uint64_t& field = *rc::gen::arbitrary<bool>() ? part.offset : part.size;
  const uint64_t changed = *AnyNumber();
  RC_PRE(changed != field);
  field = changed;
  // Where there is no filter, nothing in the footer says where the properties begin.
  const bool free_offset = !placed.footer.filter.has_value() &&
                           placed.footer.properties.end() == placed.footer.index.offset &&
                           placed.footer.properties.FitsBelow(placed.offset) &&
                           placed.footer.index.end() == placed.offset;
  RC_ASSERT(placed.Decode(placed.Bytes()).ok() == free_offset);
}

TableProperties DrawProperties() {
  TableProperties properties;
  properties.entries = *NumberIn(1, UINT64_MAX);
  properties.tombstones = *NumberIn(0, properties.entries + 1);
  properties.raw_bytes = *AnyNumber();
  properties.smallest_seqno = *NumberIn(0, kSeqNoLimit);
  properties.largest_seqno = *NumberIn(properties.smallest_seqno, kSeqNoLimit);
  properties.smallest_key = *SmallKey();
  properties.largest_key = properties.smallest_key + *AnyBytes();
  if (*rc::gen::arbitrary<bool>()) {
    properties.others.emplace_back(*NumberIn(kFirstOptionalTag, UINT64_MAX), *AnyBytes());
  }
  return properties;
}

VARVE_PROPERTY(TablePropertiesProperties, RoundTripAndNoPartIsTakenForTheWhole) {
  const TableProperties properties = DrawProperties();
  const std::string bytes = EncodeProperties(properties);
  const auto decoded = DecodeProperties(bytes, "table", 0);
  RC_ASSERT(decoded.ok());
  RC_ASSERT(*decoded == properties);
  ForEachTruncation(bytes, [&](std::string_view in) {
    const auto part = DecodeProperties(in, "table", 0);
    // Only one thing may be missing: the field that need not be there.
    if (part.ok()) RC_ASSERT(part->others.empty() && !properties.others.empty());
  });
  // What is behind may be fields that readers need not know.
  const auto longer = DecodeProperties(bytes + *rc::gen::nonEmpty(AnyBytes()), "table", 0);
  if (longer.ok()) RC_ASSERT(longer->others.size() > properties.others.size());
}

VARVE_PROPERTY(TablePropertiesProperties, WhateverIsReadWasWrittenThatWay) {
  const std::string bytes = *Damaged(EncodeProperties(DrawProperties()));
  const auto decoded = DecodeProperties(bytes, "table", 0);
  if (decoded.ok()) RC_ASSERT(EncodeProperties(*decoded) == bytes);
}

VARVE_PROPERTY(BlockFrameProperties, ABlockIsReadBackFromItsPlaceOnly) {
  const uint64_t number = *AnyNumber();
  const std::string before = *AnyBytes();
  const std::string payload = *AnyBytes();
  std::string content = before;
  AppendBlock(content, number, before.size(), payload);
  const BlockHandle handle{before.size(), payload.size()};
  RC_ASSERT(handle.end() == content.size());
  MemoryFileSystem files;
  files.files["table"] = content;
  const auto file = files.OpenRandomAccess("table");
  RC_ASSERT(file.ok());
  const auto read = ReadBlock(**file, "table", number, handle);
  RC_ASSERT(read.ok());
  RC_ASSERT(*read == payload);
  RC_ASSERT(!ReadBlock(**file, "table", number + 1, handle).ok());
  files.files["table"] = before + *OneBitFlipped(content.substr(before.size()));
  RC_ASSERT(absl::IsDataLoss(ReadBlock(**file, "table", number, handle).status()));
  files.files["table"] = content.substr(0, content.size() - 1);
  RC_ASSERT(absl::IsDataLoss(ReadBlock(**file, "table", number, handle).status()));
}

VARVE_PROPERTY(BlockFrameProperties, AHandleFitsExactlyWhenItsEndIsNotAboveTheLimit) {
  const BlockHandle handle{*AnyNumber(), *AnyNumber()};
  const uint64_t limit = *AnyNumber();
  const bool overflows = handle.end() < handle.offset || handle.end() < handle.size ||
                         handle.offset > UINT64_MAX - handle.size;
  RC_ASSERT(handle.FitsBelow(limit) == (!overflows && handle.end() <= limit));
}

}  // namespace
}  // namespace varve
