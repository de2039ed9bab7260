// A table's index and properties: parsed, searched and encoded, against naive ones.
//
// Input: u8 mode. Mode 0: u16 end of the data, then an index. Mode 1: properties. Mode 2: entries,
// of which every few make a block of an index that is built.
#include "engine/table/index.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/table/index_builder.h"
#include "engine/table/properties.h"
#include "fuzz/support/allocation.h"
#include "fuzz/support/entries.h"
#include "fuzz/support/exact_copy.h"
#include "fuzz/support/input.h"
#include "fuzz/support/naive_coding.h"
#include "fuzz/support/target.h"

namespace varve::fuzz {
namespace {

constexpr std::string_view kPath = "db/000007.sst";

std::string Encode(const TableIndex& index) {
  std::string out;
  NaivePutVarint(out, kIndexVersion);
  NaivePutVarint(out, index.size());
  for (size_t i = 0; i < index.size(); ++i) {
    const InternalKey separator = index.separator(i);
    NaivePutVarint(out, separator.user_key.size());
    out += separator.user_key;
    NaivePutVarint(out, separator.seqno);
    NaivePutVarint(out, index.handle(i).offset);
    NaivePutVarint(out, index.handle(i).size);
  }
  return out;
}

/// The first separator at or after `target`, by a linear search.
size_t FindNaively(const TableIndex& index, const InternalKey& target) {
  size_t block = 0;
  while (block < index.size() && Compare(index.separator(block), target) < 0) ++block;
  return block;
}

void CheckIndex(const std::string& contents, uint64_t data_end) {
  const AllocationMeter meter;
  const auto index = TableIndex::Parse(contents, kPath, data_end, data_end);
  meter.CheckBound(contents.size(), 24, 2048);
  if (!index.ok()) {
    VARVE_CHECK(absl::IsDataLoss(index.status()), "damage is called corruption");
    return;
  }
  VARVE_CHECK(Encode(*index) == contents, "an accepted index has one encoding");
  uint64_t expected = 0;
  for (size_t i = 0; i < index->size(); ++i) {
    VARVE_CHECK(index->handle(i).offset == expected, "blocks lie behind each other");
    expected = index->handle(i).end();
    VARVE_CHECK(expected <= data_end && expected > index->handle(i).offset, "inside the data");
    const InternalKey at = index->separator(i);
    VARVE_CHECK(i == 0 || Compare(index->separator(i - 1), at) < 0, "V1: separators ascend");
    for (const SeqNo seqno : {at.seqno + 1, at.seqno, at.seqno - (at.seqno > 0 ? 1 : 0)}) {
      const InternalKey target{at.user_key, seqno, EntryKind::kValue};
      VARVE_CHECK(index->Find(target) == FindNaively(*index, target), "V3: the first such block");
    }
  }
  VARVE_CHECK(expected == data_end, "the index accounts for all data");
}

void CheckProperties(std::string_view bytes) {
  const ExactCopy copy(bytes);
  const AllocationMeter meter;
  const auto properties = DecodeProperties(copy.view(), kPath, 0);
  meter.CheckBound(bytes.size(), 4, 1024);
  if (properties.ok()) {
    VARVE_CHECK(EncodeProperties(*properties) == bytes, "accepted properties have one encoding");
  } else {
    VARVE_CHECK(absl::IsDataLoss(properties.status()), "damage is called corruption");
  }
}

void CheckBuilt(Input& input) {
  const size_t stride = 1 + input.Below(4);
  const std::vector<NaiveEntry> entries = ReadEntries(input);
  IndexBuilder builder;
  uint64_t offset = 0;
  for (size_t i = 0; i < entries.size(); i += stride) {
    const BlockHandle handle{offset, i};
    const size_t last = std::min(i + stride, entries.size()) - 1;
    if (last + 1 == entries.size()) {
      builder.AddLast(entries[last].key(), handle);
    } else {
      builder.Add(entries[last].key(), entries[last + 1].key(), handle);
    }
    offset = handle.end();
  }
  const std::string contents = builder.Finish();
  CheckIndex(contents, offset);
  const auto index = TableIndex::Parse(contents, kPath, 0, offset);
  VARVE_CHECK(index.ok() && index->size() == builder.blocks(), "round trip");
  for (size_t i = 0; i < entries.size(); ++i) {
    VARVE_CHECK(index->Find(entries[i].key()) == i / stride, "each entry is found in its block");
  }
  for (size_t size = 0; size < contents.size(); size += 1 + contents.size() / 64) {
    VARVE_CHECK(!TableIndex::Parse(contents.substr(0, size), kPath, 0, offset).ok(),
                "no part is a whole");
  }
}

void Run(Input& input) {
  switch (input.Below(3)) {
    case 0: {
      const uint64_t data_end = input.Byte() | uint64_t{input.Byte()} << 8;
      return CheckIndex(std::string(input.Rest()), data_end);
    }
    case 1:
      return CheckProperties(input.Rest());
    default:
      return CheckBuilt(input);
  }
}

}  // namespace
}  // namespace varve::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  varve::fuzz::Input input(data, size);
  varve::fuzz::Run(input);
  return 0;
}
