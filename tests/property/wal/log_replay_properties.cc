// What replay answers for any sequence of appends, rotations and syncs, with any one bit changed.
#include <optional>
#include <string>
#include <vector>

#include "tests/property/support/generators.h"
#include "tests/property/support/property.h"
#include "tests/unit/wal/log_world.h"

namespace varve {
namespace {

enum class Action : uint8_t { kAppend, kRotate, kSync };

struct WrittenRecord {
  LogPosition start;
  LogPosition proven;  // says the record
  std::string payload;
};

struct WrittenLog {
  uint64_t number;
  LogPosition proven;  // says the header
};

/// Logs written by the drawn actions, and what an observer knows of them.
struct Written {
  LogWorld world;
  LogWriter writer{world.platform(), kDirectory, 4096};
  std::vector<WrittenRecord> records;
  std::vector<WrittenLog> logs;
  uint64_t last_number = 1;

  Written() {
    RC_ASSERT(writer.Start(1).ok());
    logs.push_back({1, {}});
    const auto actions = *rc::gen::container<std::vector<Action>>(rc::gen::weightedElement<Action>(
        {{8, Action::kAppend}, {2, Action::kRotate}, {2, Action::kSync}}));
    for (const Action action : actions) Do(action);
  }

  void Do(Action action) {
    if (action == Action::kSync) RC_ASSERT(writer.SyncThrough(writer.end()).ok());
    if (action == Action::kRotate) Rotate(0);
    if (action == Action::kAppend) Append(*AnyBytes());
  }

  void Rotate(size_t payload_bytes) {
    last_number += *rc::gen::inRange<uint64_t>(1, 4);
    const LogPosition proven = writer.proven();
    RC_ASSERT(writer.Rotate(last_number, payload_bytes).ok());
    logs.push_back({last_number, proven});
  }

  void Append(const std::string& payload) {
    if (!writer.HasRoom(payload.size())) Rotate(payload.size());
    const LogPosition proven = writer.proven();
    const LogPosition start = writer.end();
    // A record may come in any number of parts.
    const size_t cut = *rc::gen::inRange<size_t>(0, payload.size() + 1);
    const std::string_view parts[] = {std::string_view(payload).substr(0, cut),
                                      std::string_view(payload).substr(cut)};
    RC_ASSERT(writer.Append(parts, records.size() + 1).ok());
    records.push_back({start, proven, payload});
  }

  /// The payloads before the record at `end`, or all.
  [[nodiscard]] std::vector<std::string> Before(std::optional<LogPosition> end) const {
    std::vector<std::string> payloads;
    for (const WrittenRecord& record : records) {
      if (!end || record.start < *end) payloads.push_back(record.payload);
    }
    return payloads;
  }

  /// Whether a header or a record other than the one at `end` says that more was synced.
  [[nodiscard]] bool Contradicts(LogPosition end) const {
    for (const WrittenLog& log : logs) {
      if (log.proven > end) return true;
    }
    for (const WrittenRecord& record : records) {
      if (record.start != end && record.proven > end) return true;
    }
    return false;
  }
};

VARVE_PROPERTY(LogReplayProperties, WhatWasAppendedComesBackInOrder) {
  Written written;
  const auto replayed = written.world.Replay();
  RC_ASSERT(replayed.ok());
  RC_ASSERT(replayed->payloads == written.Before(std::nullopt));
  RC_ASSERT(replayed->summary.records == written.records.size());
  RC_ASSERT(replayed->summary.logs_read == written.logs.size());
  RC_ASSERT(replayed->summary.end == written.writer.end());
  for (size_t i = 0; i < written.records.size(); ++i) {
    RC_ASSERT(replayed->starts[i] == written.records[i].start);
  }
}

VARVE_PROPERTY(LogReplayProperties, AChangedBitCutsTheSequenceOrIsReported) {
  Written written;
  RC_PRE(!written.records.empty());
  const size_t hurt = *rc::gen::inRange<size_t>(0, written.records.size());
  const LogPosition at = written.records[hurt].start;
  const size_t size = kRecordHeaderBytes + written.records[hurt].payload.size();
  written.world.FlipBit(at.number, at.offset + *rc::gen::inRange<size_t>(0, size));
  const auto replayed = written.world.Replay();
  RC_CLASSIFY(written.Contradicts(at), "damage");
  if (written.Contradicts(at)) {
    RC_ASSERT(absl::IsDataLoss(replayed.status()));
    RC_ASSERT(std::string(replayed.status().message()).find(LogName(at.number)) !=
              std::string::npos);
  } else {
    RC_ASSERT(replayed.ok());
    RC_ASSERT(replayed->payloads == written.Before(at));
    RC_ASSERT(replayed->summary.end == at);
  }
}

VARVE_PROPERTY(LogReplayProperties, ATailOfGarbageIsNoRecord) {
  Written written;
  const LogPosition end = written.writer.end();
  const std::string garbage = *AnyBytes();
  const uint64_t room = 4096 - std::min<uint64_t>(4096, end.offset);
  written.world.Overwrite(end.number, end.offset, garbage.substr(0, room));
  const auto replayed = written.world.Replay();
  RC_ASSERT(replayed.ok());
  RC_ASSERT(replayed->payloads == written.Before(std::nullopt));
}

VARVE_PROPERTY(LogReplayProperties, AShortenedLastLogKeepsItsWholeRecordsOrIsReported) {
  Written written;
  const LogPosition end = written.writer.end();
  const uint64_t size = *rc::gen::inRange<uint64_t>(kLogHeaderBytes, end.offset + 1);
  std::string content = written.world.file_system.Get(LogPath(end.number));
  content.resize(size);
  written.world.file_system.Put(LogPath(end.number), content);
  LogPosition cut = end;
  for (const WrittenRecord& record : written.records) {
    const uint64_t behind = record.start.offset + RecordBytes(record.payload.size());
    if (record.start.number == end.number && behind > size && record.start < cut) {
      cut = record.start;
    }
  }
  bool contradicted = false;
  for (const WrittenRecord& record : written.records) {
    contradicted = contradicted || (record.start < cut && record.proven > cut);
  }
  RC_ASSERT(!contradicted);  // what vouches for a record comes behind it
  const auto replayed = written.world.Replay();
  RC_ASSERT(replayed.ok());
  RC_ASSERT(replayed->payloads == written.Before(cut));
}

}  // namespace
}  // namespace varve
