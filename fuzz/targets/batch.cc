// The payload of a log record: DecodeLogRecord, OperationReader, WriteBatch.
//
// Input: u8 mode. Mode 0: the rest is a payload. Mode 1: a script for a batch, or a clear.
#include "varve/batch.h"

#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/format/log_record.h"
#include "fuzz/support/allocation.h"
#include "fuzz/support/exact_copy.h"
#include "fuzz/support/input.h"
#include "fuzz/support/naive_coding.h"
#include "fuzz/support/target.h"

namespace varve::fuzz {
namespace {

/// Whether the format ("Payload of a log record") has this payload.
bool IsRecordNaively(std::string_view payload) {
  NaiveReader in(payload);
  const uint64_t type = in.Fixed(1);
  const uint64_t seqno = in.Varint();
  const uint64_t count = in.Varint();
  if (!in.ok() || seqno == 0 || count == 0 || seqno >> 63 != 0) return false;
  if (type == 2) {
    const uint64_t keyspace = in.Varint();
    return count == 1 && in.ok() && in.done() && keyspace >> 32 == 0 && (seqno + 1) >> 63 == 0;
  }
  if (type != 1) return false;
  uint64_t operations = 0;
  for (; in.ok() && !in.done(); ++operations) {
    const uint64_t kind = in.Fixed(1);
    const uint64_t keyspace = in.Varint();
    const std::string_view key = in.String();
    if (kind == 1) in.String();
    if (kind > 1 || keyspace >> 32 != 0 || key.size() > 65535) return false;
  }
  return in.ok() && operations == count && (seqno + count) >> 63 == 0;
}

std::string Encode(const LogRecord& record) {
  if (record.type == LogRecord::Type::kClear) {
    return EncodeClear(record.first_seqno, record.keyspace);
  }
  std::string payload = EncodeBatchHeader(record.first_seqno, record.count);
  OperationReader reader(record.operations);
  Operation operation;
  uint64_t operations = 0;
  for (; reader.Next(&operation); ++operations) EncodeOperation(operation, payload);
  VARVE_CHECK(reader.AtEnd() && operations == record.count, "S1: as many as it says");
  return payload;
}

bool CheckPayload(std::string_view bytes) {
  const ExactCopy copy(bytes);
  const AllocationMeter meter;
  const auto record = DecodeLogRecord(copy.view());
  meter.CheckBound(bytes.size(), 0, 512);
  VARVE_CHECK(record.ok() == IsRecordNaively(bytes), "accepted as the format says");
  if (!record.ok()) {
    VARVE_CHECK(absl::IsInvalidArgument(record.status()), "malformed is called so");
    return false;
  }
  VARVE_CHECK(record->last_seqno() < kSeqNoLimit, "S1: below 2^63");
  VARVE_CHECK(Encode(*record) == bytes, "an accepted record has one encoding");
  return true;
}

void CheckBuilt(Input& input) {
  const uint64_t seqno = 1 + (input.Number() >> 2);
  WriteBatch batch;
  const size_t operations = input.Below(16);
  for (size_t i = 0; i < operations; ++i) {
    const uint8_t shape = input.Byte();
    // Around the limit on keys now and then.
    const std::string key = shape == 0xff ? std::string(65530 + input.Below(10), 'k') : input.Key();
    if ((shape & 1) == 0) {
      batch.Delete(key);
    } else {
      batch.Put(key, std::string(shape >> 1, 'v'));
    }
  }
  const bool fits = batch.status().ok();
  VARVE_CHECK(fits ? batch.size() == operations : batch.size() < operations, "S1: counted");
  std::string payload = EncodeBatchHeader(seqno, batch.size());
  payload += batch.operations();
  VARVE_CHECK(CheckPayload(payload) == !batch.empty(), "round trip");
  const size_t stride = 1 + payload.size() / 64;
  for (size_t size = 0; size < payload.size(); size += stride) {
    VARVE_CHECK(!CheckPayload(std::string_view(payload).substr(0, size)), "no part is a whole");
  }
  VARVE_CHECK(!CheckPayload(payload + '\0'), "nothing follows");
}

void Run(Input& input) {
  switch (input.Below(3)) {
    case 0:
      CheckPayload(input.Rest());
      return;
    case 1:
      return CheckBuilt(input);
    default: {
      const std::string payload =
          EncodeClear(1 + (input.Number() >> 2), {static_cast<uint32_t>(input.Number())});
      VARVE_CHECK(CheckPayload(payload), "round trip");
      VARVE_CHECK(!CheckPayload(payload + std::string(input.Rest()) + '\0'), "nothing follows");
    }
  }
}

}  // namespace
}  // namespace varve::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  varve::fuzz::Input input(data, size);
  varve::fuzz::Run(input);
  return 0;
}
