#include "model/shape.h"

#include <set>
#include <string_view>

namespace varve::model {
namespace {

std::string Shown(const Table& table) {
  return "table " + std::to_string(table.number) + " [" + Quoted(table.smallest_key) + ", " +
         Quoted(table.largest_key) + "] @ " + std::to_string(table.smallest_seqno) + " .. " +
         std::to_string(table.largest_seqno);
}

bool Overlap(const Table& a, const Table& b) {
  return a.smallest_key <= b.largest_key && b.smallest_key <= a.largest_key;
}

Verdict CheckWellFormed(const Version& version, const Table& table) {
  if (table.smallest_key > table.largest_key) {
    return Violated("H3", Shown(table), ": the smallest key is above the largest");
  }
  const uint64_t span = table.largest_seqno - table.smallest_seqno + 1;
  if (table.smallest_seqno == 0 || table.smallest_seqno > table.largest_seqno) {
    return Violated("S1", Shown(table), ": impossible numbers");
  }
  if (table.entries == 0 || table.entries > span) {
    return Violated("V1", Shown(table), ": ", table.entries, " entries share ", span, " numbers");
  }
  if (table.largest_seqno > version.flushed_through) {
    return Violated("D1", Shown(table), ": version ", version.id, " says it holds entries through ",
                    version.flushed_through);
  }
  return std::nullopt;
}

Verdict CheckRun(const Version& version, size_t level, const Run& run) {
  for (size_t i = 1; i < run.size(); ++i) {
    if (run[i - 1].largest_key < run[i].smallest_key) continue;
    return Violated("H3", "level ", level, " of version ", version.id, ": ", Shown(run[i - 1]),
                    " and ", Shown(run[i]), " of one run overlap or are out of order");
  }
  return std::nullopt;
}

Verdict CheckLevelZero(const Version& version, const Level& level) {
  for (size_t newer = 0; newer < level.size(); ++newer) {
    for (size_t older = newer + 1; older < level.size(); ++older) {
      for (const Table& first : level[newer]) {
        for (const Table& second : level[older]) {
          if (!Overlap(first, second) || first.smallest_seqno > second.largest_seqno) continue;
          return Violated("V6", "level 0 of version ", version.id, ": ", Shown(first),
                          " is probed before ", Shown(second), ", but is not newer throughout");
        }
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<const Table*> Version::Tables() const {
  std::vector<const Table*> tables;
  for (const Level& level : levels) {
    for (const Run& run : level) {
      for (const Table& table : run) tables.push_back(&table);
    }
  }
  return tables;
}

uint64_t Version::Entries() const {
  uint64_t entries = 0;
  for (const Table* table : Tables()) entries += table->entries;
  return entries;
}

Verdict CheckShape(const Version& version) {
  std::set<uint64_t> numbers;
  for (const Table* table : version.Tables()) {
    VARVE_MODEL_CHECK(CheckWellFormed(version, *table));
    if (!numbers.insert(table->number).second) {
      return Violated("H3", "version ", version.id, " names table ", table->number, " twice");
    }
  }
  for (size_t level = 0; level < version.levels.size(); ++level) {
    if (level > 0 && version.levels[level].size() > 1) {
      return Violated("H3", "level ", level, " of version ", version.id, " has ",
                      version.levels[level].size(), " runs");
    }
    for (const Run& run : version.levels[level]) {
      VARVE_MODEL_CHECK(CheckRun(version, level, run));
    }
  }
  if (!version.levels.empty()) return CheckLevelZero(version, version.levels[0]);
  return std::nullopt;
}

Verdict CheckTable(const Table& table, const History& history) {
  const auto& keys = history.keys();
  const auto end = keys.upper_bound(table.largest_key);
  uint64_t possible = 0;
  bool smallest = false;
  bool largest = false;
  for (auto at = keys.lower_bound(table.smallest_key); at != end; ++at) {
    for (const History::Reference& version : at->second) {
      if (version.seqno < table.smallest_seqno || version.seqno > table.largest_seqno) continue;
      ++possible;
      smallest |= at->first == table.smallest_key;
      largest |= at->first == table.largest_key;
    }
  }
  if (smallest && largest && table.entries <= possible) return std::nullopt;
  return Violated("V1", Shown(table), " claims ", table.entries, " entries; ", possible,
                  " were written there", smallest ? "" : ", none with its smallest key",
                  largest ? "" : ", none with its largest key");
}

}  // namespace varve::model
