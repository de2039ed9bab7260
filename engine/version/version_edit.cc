#include "engine/version/version_edit.h"

#include <algorithm>
#include <utility>

#include "engine/base/coding.h"
#include "engine/format/file_names.h"

namespace varve {
namespace {

// Tags of the fields, ascending in an encoded edit; the list ends the edit
// (engine/format/README.md).
enum Tag : uint8_t {
  kKeyspace = 1,
  kNewEpoch = 2,
  kRemovedTable = 3,
  kAddedTable = 4,
  kFlushedThrough = 5,
  kFirstLog = 6,
  kNextFileNumber = 7,
};

void PutTag(std::string& out, Tag tag) { out.push_back(static_cast<char>(tag)); }

void PutTable(std::string& out, const TableShape& table) {
  PutVarint(out, table.number);
  PutVarint(out, table.bytes);
  PutVarint(out, table.entries);
  PutLengthPrefixed(out, table.smallest_key);
  PutLengthPrefixed(out, table.largest_key);
  PutVarint(out, table.smallest_seqno);
  PutVarint(out, table.largest_seqno);
}

/// Of a table: no other number makes a name that `ParseFileName` knows again (rule H4).
bool IsTableNumber(uint64_t number) { return number != 0 && number < kFileNumberLimit; }

bool GetTable(std::string_view* in, TableShape* table) {
  std::string_view smallest;
  std::string_view largest;
  if (!GetVarint64(in, &table->number) || !GetVarint64(in, &table->bytes) ||
      !GetVarint64(in, &table->entries) || !GetLengthPrefixed(in, &smallest) ||
      !GetLengthPrefixed(in, &largest) || !GetVarint64(in, &table->smallest_seqno) ||
      !GetVarint64(in, &table->largest_seqno)) {
    return false;
  }
  table->smallest_key = smallest;
  table->largest_key = largest;
  return IsTableNumber(table->number) && table->entries > 0 && smallest <= largest &&
         smallest.size() <= kMaxKeyBytes && largest.size() <= kMaxKeyBytes &&
         table->smallest_seqno <= table->largest_seqno && table->largest_seqno < kSeqNoLimit;
}

bool GetLevel(std::string_view* in, uint32_t* level) {
  return GetVarint32(in, level) && *level < kMaxLevels;
}

bool GetOptional(std::string_view* in, std::optional<uint64_t>* field) {
  uint64_t value = 0;
  if (field->has_value() || !GetVarint64(in, &value)) return false;
  *field = value;
  return true;
}

bool GetField(uint8_t tag, std::string_view* in, VersionEdit* edit) {
  switch (tag) {
    case kKeyspace:
      return GetVarint32(in, &edit->keyspace.value);
    case kNewEpoch:
      return GetOptional(in, &edit->new_epoch);
    case kRemovedTable: {
      VersionEdit::RemovedTable removed;
      if (edit->new_epoch.has_value()) return false;  // nothing is left to remove
      if (!GetLevel(in, &removed.level) || !GetVarint64(in, &removed.number) ||
          !IsTableNumber(removed.number)) {
        return false;
      }
      edit->removed.push_back(removed);
      return true;
    }
    case kAddedTable: {
      VersionEdit::AddedTable added;
      if (!GetLevel(in, &added.level) || !GetTable(in, &added.table)) return false;
      edit->added.push_back(std::move(added));
      return true;
    }
    case kFlushedThrough:
      return GetOptional(in, &edit->flushed_through) && *edit->flushed_through < kSeqNoLimit;
    case kFirstLog:
      return GetOptional(in, &edit->first_log) && *edit->first_log < kFileNumberLimit;
    case kNextFileNumber:
      return GetOptional(in, &edit->next_file_number) && *edit->next_file_number < kFileNumberLimit;
    default:
      return false;
  }
}

bool NamesTableTwice(const VersionEdit& edit) {
  std::vector<uint64_t> numbers;
  numbers.reserve(edit.added.size());
  for (const auto& added : edit.added) numbers.push_back(added.table.number);
  std::sort(numbers.begin(), numbers.end());
  return std::adjacent_find(numbers.begin(), numbers.end()) != numbers.end();
}

}  // namespace

std::string VersionEdit::Encode() const {
  std::string out;
  PutTag(out, kKeyspace);
  PutVarint(out, keyspace.value);
  if (new_epoch) {
    PutTag(out, kNewEpoch);
    PutVarint(out, *new_epoch);
  }
  for (const RemovedTable& table : removed) {
    PutTag(out, kRemovedTable);
    PutVarint(out, table.level);
    PutVarint(out, table.number);
  }
  for (const AddedTable& table : added) {
    PutTag(out, kAddedTable);
    PutVarint(out, table.level);
    PutTable(out, table.table);
  }
  const std::pair<Tag, const std::optional<uint64_t>*> numbers[] = {
      {kFlushedThrough, &flushed_through},
      {kFirstLog, &first_log},
      {kNextFileNumber, &next_file_number}};
  for (const auto& [tag, value] : numbers) {
    if (!value->has_value()) continue;
    PutTag(out, tag);
    PutVarint(out, **value);
  }
  return out;
}

absl::StatusOr<VersionEdit> VersionEdit::Decode(std::string_view bytes) {
  VersionEdit edit;
  std::string_view rest = bytes;
  uint8_t last_tag = 0;
  while (!rest.empty()) {
    uint8_t tag = 0;
    const bool ordered = GetByte(&rest, &tag) && tag >= last_tag;
    if (!ordered || !GetField(tag, &rest, &edit)) {
      return absl::InvalidArgumentError("version edit: field out of order or malformed");
    }
    last_tag = tag;
  }
  if (NamesTableTwice(edit)) return absl::InvalidArgumentError("version edit: a table twice");
  // The one form: what does not encode to the same bytes (a repeated field, a missing keyspace) is
  // not an edit of ours.
  if (edit.Encode() != bytes) return absl::InvalidArgumentError("version edit: not canonical");
  return edit;
}

}  // namespace varve
