// What a database is made of at one moment, for tools and for the simulator's oracle.
//
// The structures are plain copies: they pin nothing and may be kept.
#ifndef VARVE_INTROSPECTION_H_
#define VARVE_INTROSPECTION_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "varve/types.h"

namespace varve {

/// One table file. Keys and sequence numbers are the inclusive extremes of its entries.
struct TableShape {
  uint64_t number = 0;  // names the file: 000012.sst
  uint64_t bytes = 0;
  uint64_t entries = 0;
  std::string smallest_key;
  std::string largest_key;
  SeqNo smallest_seqno = 0;
  SeqNo largest_seqno = 0;

  friend bool operator==(const TableShape&, const TableShape&) = default;
};

/// A sorted, key-disjoint list of tables.
using RunShape = std::vector<TableShape>;

/// Level 0 holds its runs newest first; every deeper level holds at most one.
using LevelShape = std::vector<RunShape>;

/// One `Version`: what is on disk, as some readers see it.
struct VersionShape {
  uint64_t id = 0;            // counts versions of this opening, from 1
  uint64_t epoch = 0;         // counts wholesale drops (rule H1)
  SeqNo flushed_through = 0;  // every entry at or below it is in a table
  std::vector<LevelShape> levels;
};

/// One memtable. An empty one has seqnos 0.
struct MemtableShape {
  uint64_t id = 0;
  uint64_t entries = 0;
  uint64_t bytes = 0;
  SeqNo smallest_seqno = 0;
  SeqNo largest_seqno = 0;
};

/// One live log segment.
struct LogShape {
  uint64_t number = 0;
  uint64_t committed_bytes = 0;
  uint64_t synced_bytes = 0;
  SeqNo largest_seqno = 0;
};

/// What `Open` found (rules D1, D3). In a new database every field is 0.
struct RecoverySummary {
  SeqNo flushed_through = 0;   // entries at or below it came from tables
  SeqNo replayed_through = 0;  // the last entry that came from the log; 0 when none did
  uint64_t records_replayed = 0;
  uint64_t records_skipped = 0;  // already in the tables (rule V1)
  uint64_t logs_read = 0;
  uint64_t orphans_removed = 0;
};

struct Introspection {
  SeqNo visible = 0;             // reads that begin now see the entries below it
  SeqNo next_seqno = 0;          // the next operation gets this one
  std::vector<SeqNo> snapshots;  // instants of live snapshots, ascending, with repeats
  MemtableShape active;
  std::vector<MemtableShape> sealed;  // newest first
  VersionShape current;
  std::vector<VersionShape> live_versions;  // the current one and every one still pinned, by id
  std::vector<LogShape> logs;               // oldest first
  uint64_t manifest_number = 0;
  size_t flushes = 0;  // done since Open
  size_t compactions = 0;
  size_t cache_bytes = 0;
  RecoverySummary recovery;
};

}  // namespace varve

#endif  // VARVE_INTROSPECTION_H_
