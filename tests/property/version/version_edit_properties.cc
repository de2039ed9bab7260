#include "engine/version/version_edit.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/property.h"
#include "tests/property/version/draw_edit.h"

namespace varve {
namespace {

VARVE_PROPERTY(VersionEditProperties, RoundTrips) {
  const VersionEdit edit = DrawEdit();
  const auto decoded = VersionEdit::Decode(edit.Encode());
  RC_ASSERT(decoded.ok());
  RC_ASSERT(*decoded == edit);
}

// An edit is a list of optional fields, so a prefix may be a smaller edit; it then reads as that.
VARVE_PROPERTY(VersionEditProperties, APrefixIsRefusedOrIsTheEditOfFewerFields) {
  ForEachTruncation(DrawEdit().Encode(), [](std::string_view in) {
    const auto decoded = VersionEdit::Decode(in);
    if (decoded.ok()) RC_ASSERT(decoded->Encode() == in);
  });
  RC_ASSERT(!VersionEdit::Decode("").ok());
}

VARVE_PROPERTY(VersionEditProperties, WhateverIsReadWasWrittenThatWay) {
  const std::string bytes = *Damaged(DrawEdit().Encode());
  const auto decoded = VersionEdit::Decode(bytes);
  if (!decoded.ok()) return;
  RC_ASSERT(decoded->Encode() == bytes);
  for (const auto& added : decoded->added) {
    RC_ASSERT(added.level < kMaxLevels);
    RC_ASSERT(added.table.smallest_key <= added.table.largest_key);
    RC_ASSERT(added.table.smallest_seqno <= added.table.largest_seqno);
  }
}

VARVE_PROPERTY(VersionEditProperties, ArbitraryBytesAreReadInOneWayOrNot) {
  const std::string bytes = std::string("\x01\x00", 2) + *AnyBytes();
  const auto decoded = VersionEdit::Decode(bytes);
  if (decoded.ok()) RC_ASSERT(decoded->Encode() == bytes);
}

}  // namespace
}  // namespace varve
