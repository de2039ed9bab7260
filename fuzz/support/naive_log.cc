#include "fuzz/support/naive_log.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "engine/base/hash.h"
#include "fuzz/support/naive_coding.h"

namespace varve::fuzz {
namespace {

constexpr size_t kHeader = 64;
constexpr size_t kRecordHeader = 32;

using Position = std::pair<uint64_t, uint64_t>;

struct Header {
  uint64_t version = 0;
  Position previous, proven;
};

struct Record {
  uint64_t end = 0;  // padding included
  std::string payload;
  Position proven;
};

Position ReadPosition(NaiveReader& in) {
  const uint64_t number = in.Fixed(8);
  return {number, in.Fixed(8)};
}

std::optional<Header> HeaderOf(std::string_view log, uint64_t number) {
  if (log.size() < kHeader) return std::nullopt;
  NaiveReader in(log);
  const bool magic = in.Take(4) == "VLOG";
  Header header;
  header.version = in.Fixed(4);
  const uint64_t named = in.Fixed(8);
  header.previous = ReadPosition(in);
  header.proven = ReadPosition(in);
  in.Fixed(8);
  const bool sound = in.Fixed(8) == Hash64(log.substr(0, kHeader - 8));
  if (!magic || !sound || named != number) return std::nullopt;
  return header;
}

uint64_t RecordChecksum(std::string_view log, uint64_t number, uint64_t at, uint64_t payload) {
  std::string place;
  NaivePutFixed(place, number, 8);
  NaivePutFixed(place, at, 8);
  NaivePutFixed(place, Hash64(log.substr(at + 8, kRecordHeader - 8 + payload)), 8);
  return Hash64(place);
}

/// Where a record at `at` that begins like one would end; nothing where that is outside the log.
std::optional<uint64_t> EndOf(std::string_view log, uint64_t at, uint64_t* payload) {
  if (at + kRecordHeader > log.size()) return std::nullopt;
  NaiveReader in(log.substr(at + 8));
  *payload = in.Fixed(4);
  if (in.Take(4) != "VREC") return std::nullopt;
  const uint64_t end = (at + kRecordHeader + *payload + 7) / 8 * 8;
  if (end > log.size()) return std::nullopt;
  return end;
}

std::optional<Record> RecordAt(std::string_view log, uint64_t number, uint64_t at) {
  uint64_t payload = 0;
  const std::optional<uint64_t> end = EndOf(log, at, &payload);
  if (!end.has_value()) return std::nullopt;
  NaiveReader in(log.substr(at));
  if (in.Fixed(8) != RecordChecksum(log, number, at, payload)) return std::nullopt;
  in.Fixed(8);
  Record record{*end, std::string(log.substr(at + kRecordHeader, payload)), {}};
  record.proven = ReadPosition(in);
  return record;
}

/// Whether anything in `log` at or behind `from` proves a position above `end`.
bool ProvesMore(std::string_view log, uint64_t number, uint64_t from, const Position& end) {
  for (uint64_t at = from; at < log.size(); at += 8) {
    const std::optional<Record> record = RecordAt(log, number, at);
    if (record.has_value() && record->proven > end) return true;
  }
  return false;
}

}  // namespace

NaiveReplay ReplayNaively(const Logs& logs, uint64_t first) {
  NaiveReplay replay;
  const NaiveReplay corrupt{.corrupt = true, .payloads = {}, .end = {}};
  if (!logs.contains(first)) return corrupt;
  replay.end = {first, 0};
  bool ended = false;
  Position proven;
  std::map<uint64_t, uint64_t> ends;  // of the logs in the sequence
  for (auto log = logs.find(first); log != logs.end(); ++log) {
    const std::optional<Header> header = HeaderOf(log->second, log->first);
    if (header.has_value() && header->version != 1) return corrupt;
    if (header.has_value()) proven = std::max(proven, header->proven);
    if (!header.has_value() || (!ends.empty() && header->previous != replay.end)) ended = true;
    if (ended) continue;
    uint64_t at = kHeader;
    while (const auto record = RecordAt(log->second, log->first, at)) {
      replay.payloads.push_back(record->payload);
      proven = std::max(proven, record->proven);
      at = record->end;
    }
    ends[log->first] = at;
    replay.end = {log->first, at};
  }
  if (proven > replay.end) return corrupt;
  for (auto log = logs.find(replay.end.first); log != logs.end(); ++log) {
    const uint64_t from = ends.contains(log->first) ? ends[log->first] : kHeader;
    if (ProvesMore(log->second, log->first, from, replay.end)) return corrupt;
  }
  return replay;
}

void RepairLog(std::span<char> log, uint64_t number) {
  const std::string_view bytes(log.data(), log.size());
  const auto set = [&](uint64_t at, uint64_t checksum) {
    std::string encoded;
    NaivePutFixed(encoded, checksum, 8);
    encoded.copy(log.data() + at, encoded.size());
  };
  if (log.size() < kHeader) return;
  set(kHeader - 8, Hash64(bytes.substr(0, kHeader - 8)));
  for (uint64_t at = kHeader; at < log.size();) {
    uint64_t payload = 0;
    const std::optional<uint64_t> end = EndOf(bytes, at, &payload);
    if (end.has_value()) set(at, RecordChecksum(bytes, number, at, payload));
    at = end.value_or(at + 8);
  }
}

}  // namespace varve::fuzz
