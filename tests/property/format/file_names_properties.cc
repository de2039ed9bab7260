#include "engine/format/file_names.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/property.h"

namespace varve {
namespace {

std::string Format(const FileName& name) {
  switch (name.kind) {
    case FileKind::kCurrent:
      return CurrentName();
    case FileKind::kCurrentTemporary:
      return CurrentTemporaryName();
    case FileKind::kManifest:
      return ManifestName(name.number);
    case FileKind::kLog:
      return LogName(name.number);
    case FileKind::kTable:
      return TableName(name.number);
    case FileKind::kLock:
      return LockName();
  }
  return {};
}

rc::Gen<FileName> AnyName() {
  return rc::gen::apply(
      [](FileKind kind, uint64_t number) {
        const bool numbered =
            kind == FileKind::kManifest || kind == FileKind::kLog || kind == FileKind::kTable;
        return FileName{kind, numbered ? number : 0};
      },
      rc::gen::element(FileKind::kCurrent, FileKind::kCurrentTemporary, FileKind::kManifest,
                       FileKind::kLog, FileKind::kTable, FileKind::kLock),
      NumberIn(1, kFileNumberLimit));
}

VARVE_PROPERTY(FileNamesProperties, ParseUndoesFormat) {
  const FileName name = *rc::gen::noShrink(AnyName());
  const auto parsed = ParseFileName(Format(name));
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(parsed->kind == name.kind);
  RC_ASSERT(parsed->number == name.number);
}

VARVE_PROPERTY(FileNamesProperties, WhatIsNotExactlyAProducedNameIsForeign) {
  const std::string near = *Damaged(Format(*rc::gen::noShrink(AnyName())));
  const auto parsed = ParseFileName(near);
  if (parsed.has_value()) RC_ASSERT(Format(*parsed) == near);
}

VARVE_PROPERTY(FileNamesProperties, NumbersOutOfRangeAreForeign) {
  const uint64_t number = *rc::gen::element<uint64_t>(0, kFileNumberLimit, UINT64_MAX);
  RC_ASSERT(!ParseFileName(ManifestName(number)).has_value());
  RC_ASSERT(!ParseFileName(LogName(number)).has_value());
  RC_ASSERT(!ParseFileName(TableName(number)).has_value());
}

VARVE_PROPERTY(FileNamesProperties, ArbitraryBytesAreForeign) {
  const std::string bytes = *AnyBytes();
  const auto parsed = ParseFileName(bytes);
  if (parsed.has_value()) RC_ASSERT(Format(*parsed) == bytes);
}

}  // namespace
}  // namespace varve
