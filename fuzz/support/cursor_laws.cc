#include "fuzz/support/cursor_laws.h"

#include <algorithm>
#include <string>

#include "engine/base/check.h"

namespace varve::fuzz {
namespace {

// At this many places of a large cursor seeks are tried, to keep an input's cost in bounds.
constexpr size_t kPlaces = 8;

/// Neighbours of an entry in internal order: before, at and behind it.
std::vector<NaiveEntry> TargetsAround(const NaiveEntry& entry) {
  std::vector<NaiveEntry> targets{entry};
  const auto add = [&](std::string user_key, uint64_t seqno) {
    targets.push_back({std::move(user_key), seqno, entry.kind, ""});
  };
  add(entry.user_key, entry.seqno + 1);
  add(entry.user_key, entry.seqno == 0 ? 0 : entry.seqno - 1);
  add(entry.user_key, 0);
  add(entry.user_key, kSeqNoLimit);
  add(entry.user_key + '\0', kSeqNoLimit);
  add(entry.user_key + '\xff', 0);
  if (!entry.user_key.empty()) {
    add(entry.user_key.substr(0, entry.user_key.size() - 1), 0);
    std::string raised = entry.user_key;
    raised.back() = static_cast<char>(raised.back() + 1);
    add(raised, entry.seqno);
  }
  return targets;
}

size_t LowerBound(const std::vector<NaiveEntry>& entries, const NaiveEntry& target) {
  size_t at = 0;
  while (at < entries.size() && NaivelyBefore(entries[at], target)) ++at;
  return at;
}

/// Stands on `entries[at]`, or nowhere and without an error where there is no such entry.
void CheckAt(const InternalIterator& cursor, const std::vector<NaiveEntry>& entries, size_t at) {
  VARVE_CHECK(cursor.status().ok(), "sound bytes give no error");
  VARVE_CHECK(cursor.Valid() == (at < entries.size()), "V3: as many entries as there are");
  if (!cursor.Valid()) return;
  const NaiveEntry& entry = entries[at];
  const InternalKey key = cursor.key();
  VARVE_CHECK(key.user_key == entry.user_key && key.seqno == entry.seqno, "V3: the right entry");
  VARVE_CHECK(static_cast<uint8_t>(key.kind) == entry.kind, "the entry's kind");
  VARVE_CHECK(cursor.value() == entry.value, "the entry's value");
}

void CheckSeeks(InternalIterator& cursor, const std::vector<NaiveEntry>& entries, size_t at) {
  for (const NaiveEntry& target : TargetsAround(entries[at])) {
    const size_t expected = LowerBound(entries, target);
    cursor.Seek(target.key());
    CheckAt(cursor, entries, expected);
    if (!cursor.Valid()) continue;
    cursor.Next();
    CheckAt(cursor, entries, expected + 1);
    cursor.Seek(target.key());
    cursor.Prev();
    CheckAt(cursor, entries, expected - 1);  // wraps to "nowhere" before the first
    if (!cursor.Valid()) continue;
    cursor.Next();
    CheckAt(cursor, entries, expected);
  }
}

NaiveEntry CopyOf(const InternalIterator& cursor) {
  const InternalKey key = cursor.key();
  return {std::string(key.user_key), key.seqno, static_cast<uint8_t>(key.kind),
          std::string(cursor.value())};
}

/// From where it stands to one end, whatever that is.
void WalkDamaged(InternalIterator& cursor, bool forwards, size_t max_steps) {
  size_t steps = 0;
  while (cursor.Valid()) {
    VARVE_CHECK(cursor.status().ok(), "never valid with an error");
    VARVE_CHECK(++steps <= max_steps, "steps are bounded by the input");
    const NaiveEntry last = CopyOf(cursor);
    forwards ? cursor.Next() : cursor.Prev();
    if (!cursor.Valid()) break;
    const NaiveEntry here = CopyOf(cursor);
    VARVE_CHECK(forwards ? NaivelyBefore(last, here) : NaivelyBefore(here, last),
                "V1: keys in order, or an error");
  }
  const absl::Status end = cursor.status();
  VARVE_CHECK(!cursor.Valid() && cursor.status() == end, "an error stays");
  VARVE_CHECK(end.ok() || absl::IsDataLoss(end), "damage is called corruption");
}

}  // namespace

void CheckSoundCursor(InternalIterator& cursor, const std::vector<NaiveEntry>& entries) {
  cursor.SeekToFirst();
  for (size_t i = 0; i < entries.size(); ++i, cursor.Next()) CheckAt(cursor, entries, i);
  CheckAt(cursor, entries, entries.size());
  cursor.SeekToLast();
  for (size_t i = entries.size(); i > 0; --i, cursor.Prev()) CheckAt(cursor, entries, i - 1);
  CheckAt(cursor, entries, entries.size());
  const size_t stride = std::max<size_t>(1, entries.size() / kPlaces);
  for (size_t at = 0; at < entries.size(); at += stride) CheckSeeks(cursor, entries, at);
  CheckSeeks(cursor, entries, entries.size() - 1);
}

void CheckDamagedCursor(InternalIterator& cursor, const std::vector<NaiveEntry>& prefix,
                        size_t max_steps) {
  cursor.SeekToFirst();
  for (size_t i = 0; i < prefix.size(); ++i) {
    CheckAt(cursor, prefix, i);
    cursor.Next();
  }
  VARVE_CHECK(!cursor.Valid() && absl::IsDataLoss(cursor.status()), "damage is an error");
  cursor.SeekToLast();
  WalkDamaged(cursor, false, max_steps);
  const size_t stride = std::max<size_t>(1, prefix.size() / kPlaces);
  for (size_t at = 0; at < prefix.size(); at += stride) {
    for (const NaiveEntry& target : TargetsAround(prefix[at])) {
      for (const bool forwards : {true, false}) {
        cursor.Seek(target.key());
        if (cursor.Valid()) {
          VARVE_CHECK(!NaivelyBefore(CopyOf(cursor), target), "V3: at or after the target");
        }
        WalkDamaged(cursor, forwards, max_steps);
      }
    }
  }
}

}  // namespace varve::fuzz
