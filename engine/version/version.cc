#include "engine/version/version.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/table/table_iterator.h"

namespace varve {
namespace {

/// The first table of the run whose largest key is at or after `key`.
Version::Run::const_iterator FirstReaching(const Version::Run& run, std::string_view key) {
  return std::lower_bound(run.begin(), run.end(), key,
                          [](const Version::TablePtr& table, std::string_view wanted) {
                            return table->shape().largest_key < wanted;
                          });
}

SeqNo SmallestSeqno(const Version::Run& run) {
  SeqNo smallest = kSeqNoLimit;
  for (const auto& table : run) smallest = std::min(smallest, table->shape().smallest_seqno);
  return smallest;
}

SeqNo LargestSeqno(const Version::Run& run) {
  SeqNo largest = 0;
  for (const auto& table : run) largest = std::max(largest, table->shape().largest_seqno);
  return largest;
}

}  // namespace

std::shared_ptr<const Version> Version::Empty(Instrumentation& instrumentation) {
  std::shared_ptr<Version> version(new Version(instrumentation));
  version->levels_.resize(kMaxLevels);
  return version;
}

Version::~Version() {
  if (id_ != 0) instrumentation_.OnVersionReleased(id_);
}

absl::StatusOr<std::shared_ptr<const Version>> Version::With(
    uint64_t id, const VersionEdit& edit, const std::vector<TablePtr>& opened) const {
  VARVE_CHECK(edit.added.size() == opened.size(), "every added table is open");
  std::shared_ptr<Version> next(new Version(*this));
  next->id_ = id;
  if (edit.new_epoch) {
    next->epoch_ = *edit.new_epoch;
    next->levels_.assign(kMaxLevels, Level{});
  }
  if (edit.flushed_through) {
    next->flushed_through_ = std::max(next->flushed_through_, *edit.flushed_through);
  }
  absl::Status fits = absl::OkStatus();
  for (const auto& removed : edit.removed) fits.Update(next->RemoveTable(removed));
  for (size_t i = 0; i < opened.size(); ++i) {
    Level& level = next->levels_[edit.added[i].level];
    if (edit.added[i].level == 0) {
      level.insert(level.begin(), Run{opened[i]});
      continue;
    }
    if (level.empty()) level.emplace_back();
    Run& run = level.front();
    run.insert(FirstReaching(run, opened[i]->shape().smallest_key), opened[i]);
  }
  fits.Update(next->CheckOrder());
  if (!fits.ok()) {
    next->id_ = 0;  // it never became a version
    return fits;
  }
  next->search_.clear();
  for (const Level& level : next->levels_) {
    for (const Run& run : level) {
      std::vector<const Table*> tables;
      for (const TablePtr& table : run) tables.push_back(&table->table());
      next->search_.emplace_back(std::move(tables));
    }
  }
  return next;
}

absl::Status Version::RemoveTable(const VersionEdit::RemovedTable& removed) {
  Level& level = levels_[removed.level];
  for (auto run = level.begin(); run != level.end(); ++run) {
    const auto table = std::find_if(run->begin(), run->end(), [&](const TablePtr& candidate) {
      return candidate->number() == removed.number;
    });
    if (table == run->end()) continue;
    run->erase(table);
    if (run->empty()) level.erase(run);
    return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat("H3: edit removes table ", removed.number,
                                          ", which is not in level ", removed.level));
}

absl::Status Version::CheckOrder() const {
  for (uint32_t number = 0; number < kMaxLevels; ++number) {
    const Level& level = levels_[number];
    if (number > 0 && level.size() > 1) {
      return absl::DataLossError(absl::StrCat("H3: level ", number, " holds several runs"));
    }
    for (size_t i = 0; i + 1 < level.size(); ++i) {
      if (SmallestSeqno(level[i]) <= LargestSeqno(level[i + 1])) {
        return absl::DataLossError(
            absl::StrCat("V6: level 0 run with table ", level[i].front()->number(),
                         " is not newer than table ", level[i + 1].front()->number()));
      }
    }
    for (const Run& run : level) {
      for (size_t i = 0; i + 1 < run.size(); ++i) {
        if (run[i]->shape().largest_key >= run[i + 1]->shape().smallest_key) {
          return absl::DataLossError(absl::StrCat("H3: tables ", run[i]->number(), " and ",
                                                  run[i + 1]->number(), " of level ", number,
                                                  " overlap"));
        }
      }
    }
  }
  return absl::OkStatus();
}

uint64_t Version::LevelBytes(uint32_t level) const {
  uint64_t bytes = 0;
  for (const Run& run : levels_[level]) {
    for (const auto& table : run) bytes += table->shape().bytes;
  }
  return bytes;
}

absl::StatusOr<bool> Version::Get(const PointLookup& lookup, PointResult& found) const {
  // The line of the next table's filter is on its way while this one is asked.
  const auto ask_later = [&](size_t run) -> const Table* {
    const Table* const table = run < search_.size() ? search_[run].Covering(lookup.key) : nullptr;
    if (table != nullptr) table->Prefetch(lookup);
    return table;
  };
  const Table* next = ask_later(0);
  for (size_t run = 0; run < search_.size(); ++run) {
    const Table* const table = next;
    next = ask_later(run + 1);
    if (table == nullptr) continue;
    absl::StatusOr<bool> answer = table->Get(lookup, found);
    if (!answer.ok() || *answer) return answer;  // V6: nothing newer further down
  }
  return false;
}

void Version::AddIterators(bool fill_cache,
                           std::vector<std::unique_ptr<InternalIterator>>& out) const {
  for (const TableRun& run : search_) {
    out.push_back(std::make_unique<TableIterator>(run, fill_cache));
  }
}

std::vector<Version::TablePtr> Version::Overlapping(uint32_t level, std::string_view smallest,
                                                    std::string_view largest) const {
  std::vector<TablePtr> tables;
  for (const Run& run : levels_[level]) {
    for (auto table = FirstReaching(run, smallest);
         table != run.end() && (*table)->shape().smallest_key <= largest; ++table) {
      tables.push_back(*table);
    }
  }
  return tables;
}

VersionEdit Version::AsEdit() const {
  VersionEdit edit;
  if (epoch_ != 0) edit.new_epoch = epoch_;
  edit.flushed_through = flushed_through_;
  for (uint32_t level = 0; level < kMaxLevels; ++level) {
    // Level 0 oldest first, since each added table becomes the newest run.
    for (auto run = levels_[level].rbegin(); run != levels_[level].rend(); ++run) {
      for (const auto& table : *run) edit.added.push_back({level, table->shape()});
    }
  }
  return edit;
}

VersionShape Version::Shape() const {
  VersionShape shape;
  shape.id = id_;
  shape.epoch = epoch_;
  shape.flushed_through = flushed_through_;
  for (const Level& level : levels_) {
    LevelShape& runs = shape.levels.emplace_back();
    for (const Run& run : level) {
      RunShape& tables = runs.emplace_back();
      for (const auto& table : run) tables.push_back(table->shape());
    }
  }
  return shape;
}

}  // namespace varve
