// Recovery of logs: LogWriter and ReplayLogs against a naive reader.
//
// Input: u8 mode. Mode 0: up to three logs, each a u16 length and that many bytes. Otherwise a
// script for the writer, whose logs are then (mode 1) left alone, (mode 2) changed in one bit, or
// (mode 3) damaged as damage.h says, records of the other logs included.
#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/format/file_names.h"
#include "engine/wal/log_reader.h"
#include "engine/wal/log_writer.h"
#include "fuzz/support/allocation.h"
#include "fuzz/support/damage.h"
#include "fuzz/support/input.h"
#include "fuzz/support/naive_log.h"
#include "fuzz/support/target.h"
#include "tests/unit/wal/memory_file_system.h"
#include "tests/unit/wal/test_platform.h"

namespace varve::fuzz {
namespace {

constexpr uint64_t kFirst = 1;
constexpr size_t kMostLogs = 3;
const char* const kDirectory = "db";

struct Replayed {
  absl::Status status;
  ReplaySummary summary;
  std::vector<std::string> payloads;
};

Replayed Replay(MemoryFileSystem& files, const std::vector<uint64_t>& numbers) {
  StoppedClock clock;
  CountingScheduler scheduler;
  Recorder recorder;
  Replayed replayed;
  LogPosition last;
  const auto apply = [&](const ReplayedRecord& record) {
    VARVE_CHECK(record.start > last, "records come in the order of their places");
    last = record.start;
    replayed.payloads.emplace_back(record.payload);
    return absl::OkStatus();
  };
  auto summary =
      ReplayLogs({clock, files, scheduler, recorder}, kDirectory, kFirst, numbers, apply);
  replayed.status = summary.status();
  if (summary.ok()) replayed.summary = *summary;
  return replayed;
}

Replayed CheckAgainstNaive(const Logs& logs) {
  const NaiveReplay naive = ReplayNaively(logs, kFirst);
  MemoryFileSystem files;
  std::vector<uint64_t> numbers;
  size_t bytes = 0;
  for (const auto& [number, content] : logs) {
    files.Put(PathOf(kDirectory, LogName(number)), content);
    numbers.push_back(number);
    bytes += content.size();
  }
  const AllocationMeter meter;
  Replayed replayed = Replay(files, numbers);
  // Per log one piece for its records, for one log at a time another for the scan; then payloads.
  meter.CheckBound(bytes, 8, 16384);
  if (!replayed.status.ok()) {
    VARVE_CHECK(absl::IsDataLoss(replayed.status), "damage is called corruption");
    VARVE_CHECK(replayed.payloads.empty(), "nothing of a corrupt sequence is applied");
    const bool refused = replayed.status.message().find("too much that looks like") !=
                         absl::string_view::npos;  // a documented bound of the scan
    VARVE_CHECK(naive.corrupt || refused, "D7: corruption only where something proven is lost");
    return replayed;
  }
  VARVE_CHECK(!naive.corrupt, "D7: what was proven synced is not silently lost");
  VARVE_CHECK(replayed.payloads == naive.payloads, "D1: exactly the sequence is replayed");
  VARVE_CHECK(replayed.summary.records == naive.payloads.size(), "and counted");
  VARVE_CHECK(replayed.summary.end == LogPosition(naive.end.first, naive.end.second),
              "and ends where it ends");
  return replayed;
}

void CheckArbitrary(Input& input) {
  Logs logs;
  const uint8_t shape = input.Byte();
  uint64_t number = kFirst + (shape >> 7);  // sometimes the first one is missing
  for (size_t left = 1 + shape % kMostLogs; left > 0; --left) {
    const size_t size = input.Byte() | input.Byte() << 8;
    logs[number++] = input.Bytes(size);
  }
  CheckAgainstNaive(logs);
}

/// Writes logs as the script says; returns what is in them, in order.
std::vector<std::string> Write(Input& input, MemoryFileSystem& files, Logs* logs) {
  StoppedClock clock;
  CountingScheduler scheduler;
  Recorder recorder;
  const uint64_t segment_bytes = 256 + 8 * input.Byte();
  LogWriter writer({clock, files, scheduler, recorder}, kDirectory, segment_bytes);
  VARVE_CHECK(writer.Start(kFirst).ok(), "memory does not fail");
  uint64_t number = kFirst;
  std::vector<std::string> payloads;
  for (size_t left = input.Below(24); left > 0; --left) {
    const uint8_t step = input.Byte();
    const std::string payload(step & 0x3f, static_cast<char>('a' + payloads.size()));
    const bool rotate = step >> 6 == 1 || !writer.HasRoom(payload.size());
    if (rotate && number < 5) {
      VARVE_CHECK(writer.Rotate(++number, payload.size()).ok(), "memory does not fail");
    }
    if (!writer.HasRoom(payload.size())) break;
    const std::string_view parts[] = {
        std::string_view(payload).substr(0, step & 7),
        std::string_view(payload).substr(std::min<size_t>(step & 7, payload.size()))};
    const auto end = writer.Append(parts, payloads.size() + 1);
    VARVE_CHECK(end.ok(), "memory does not fail");
    payloads.push_back(payload);
    if (step >> 6 == 2) VARVE_CHECK(writer.SyncThrough(*end).ok(), "memory does not fail");
  }
  for (uint64_t i = kFirst; i <= number; ++i) {
    (*logs)[i] = files.Get(PathOf(kDirectory, LogName(i)));
  }
  return payloads;
}

bool IsPrefix(const std::vector<std::string>& shorter, const std::vector<std::string>& longer) {
  return shorter.size() <= longer.size() &&
         std::equal(shorter.begin(), shorter.end(), longer.begin());
}

void Run(Input& input) {
  const size_t mode = input.Below(4);
  if (mode == 0) return CheckArbitrary(input);
  Logs logs;
  MemoryFileSystem files;
  const std::vector<std::string> payloads = Write(input, files, &logs);
  const Replayed sound = CheckAgainstNaive(logs);
  VARVE_CHECK(sound.status.ok() && sound.payloads == payloads, "round trip");
  if (mode == 1) return;
  for (size_t left = 1 + input.Below(6); left > 0; --left) {
    Logs damaged = logs;
    std::string& one = damaged[kFirst + input.Below(logs.size())];
    if (mode == 2) {
      FlipBit(input, one);
    } else {
      Damage(input, one, logs.at(kFirst + input.Below(logs.size())));
    }
    const Replayed replayed = CheckAgainstNaive(damaged);
    if (!replayed.status.ok()) continue;
    VARVE_CHECK(IsPrefix(replayed.payloads, payloads), "D1: a prefix of what was written");
    if (mode == 2) {
      VARVE_CHECK(replayed.summary.end >= sound.summary.proven, "D7: above what was proven");
    }
  }
}

}  // namespace

void RepairInput(std::span<uint8_t> input) {
  if (input.size() < 2 || input[0] % 4 != 0) return;
  uint64_t number = kFirst + (input[1] >> 7);
  size_t logs = 1 + input[1] % kMostLogs;
  std::span<uint8_t> rest = input.subspan(2);
  for (; logs > 0 && rest.size() > 2; --logs) {
    const size_t size = std::min<size_t>(rest[0] | rest[1] << 8, rest.size() - 2);
    RepairLog({reinterpret_cast<char*>(rest.data()) + 2, size}, number++);
    rest = rest.subspan(2 + size);
  }
}

}  // namespace varve::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  varve::fuzz::Input input(data, size);
  varve::fuzz::Run(input);
  return 0;
}
