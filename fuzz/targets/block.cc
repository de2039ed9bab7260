// The payload of a data block: Block, BlockCursor and BlockBuilder against a naive decoder.
//
// Input: u8 mode. Mode 0: the rest is the payload. Mode 1: u8 restart interval, then entries, which
// are built into a payload. Mode 2: as mode 1, then damaged as damage.h reads it.
#include "engine/table/block.h"

#include <memory>
#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/table/block_builder.h"
#include "fuzz/support/allocation.h"
#include "fuzz/support/cursor_laws.h"
#include "fuzz/support/damage.h"
#include "fuzz/support/entries.h"
#include "fuzz/support/exact_copy.h"
#include "fuzz/support/input.h"
#include "fuzz/support/naive_block.h"
#include "fuzz/support/target.h"
#include "tests/unit/table/block_walker.h"

namespace varve::fuzz {
namespace {

constexpr std::string_view kPath = "db/000007.sst";
constexpr uint64_t kFileOffset = 4096;

/// Reads of each key at the instants around each entry, and of a key behind it.
void CheckFinds(const Block& block, const std::vector<NaiveEntry>& entries) {
  for (const NaiveEntry& entry : entries) {
    for (const std::string& user_key : {entry.user_key, entry.user_key + '\0'}) {
      for (const SeqNo snapshot : {entry.seqno + 1, kSeqNoLimit}) {
        size_t expected = 0;
        while (expected < entries.size() &&
               (entries[expected].user_key != user_key || entries[expected].seqno >= snapshot)) {
          ++expected;
        }
        VARVE_CHECK(block.Find(user_key, snapshot) == expected, "V2: the newest such entry");
      }
    }
  }
}

void CheckPayload(const std::string& payload) {
  const NaiveBlock naive = DecodeBlockNaively(payload);
  const ExactCopy copy(payload);
  const AllocationMeter meter;
  auto parsed = Block::Parse(copy.view(), kPath, kFileOffset);
  meter.CheckBound(payload.size(), 3, 2048);
  VARVE_CHECK(parsed.ok() == naive.sound, "accepted as the format says");
  if (!parsed.ok()) {
    VARVE_CHECK(absl::IsDataLoss(parsed.status()), "damage is called corruption");
    return;
  }
  BlockWalker cursor(*parsed);
  CheckSoundCursor(cursor, naive.entries);
  CheckFinds(**parsed, naive.entries);
  VARVE_CHECK(EncodeBlockNaively(naive) == payload, "an accepted block has one encoding");
}

void Run(Input& input) {
  const size_t mode = input.Below(3);
  if (mode == 0) return CheckPayload(std::string(input.Rest()));
  BlockBuilder builder(input.Byte());
  const std::vector<NaiveEntry> entries = ReadEntries(input);
  for (const NaiveEntry& entry : entries) builder.Add(entry.key(), entry.value);
  const size_t foretold = builder.bytes();
  std::string payload(builder.Finish());
  VARVE_CHECK(payload.size() <= foretold, "the builder knows its size");
  if (mode == 2) {
    Damage(input, payload);
  } else {
    const NaiveBlock naive = DecodeBlockNaively(payload);
    VARVE_CHECK(naive.sound && naive.entries.size() == entries.size(), "round trip");
    for (size_t i = 0; i < entries.size(); ++i) {
      VARVE_CHECK(naive.entries[i] == entries[i], "round trip of each entry");
    }
  }
  CheckPayload(payload);
}

}  // namespace
}  // namespace varve::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  varve::fuzz::Input input(data, size);
  varve::fuzz::Run(input);
  return 0;
}
