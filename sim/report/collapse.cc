#include "sim/report/collapse.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace varve::sim {
namespace {

constexpr size_t kFewestRepeated = 3;
constexpr size_t kLastRows = 2;  // that stay as they are, whatever they are

// Steps of the engine within a call; whatever else a client's fiber says begins a call.
constexpr std::array<std::string_view, 16> kEngineSteps = {"sequenced",        "logged",
                                                           "visible",          "memtable.sealed",
                                                           "edit.persisted",   "version.published",
                                                           "version.released", "table.created",
                                                           "table.abandoned",  "file.removed",
                                                           "entry.dropped",    "log.synced",
                                                           "phase.enter",      "phase.leave",
                                                           "engine.failure",   "stall"};

bool Movable(const Row& row) { return row.kind == RowKind::kStep || row.kind == RowKind::kFile; }

bool IsEngineStep(const Row& row) {
  return std::find(kEngineSteps.begin(), kEngineSteps.end(), row.name) != kEngineSteps.end();
}

bool IsAnswer(const Row& row) {
  return row.kind == RowKind::kStep && (row.name == "done" || row.name == "refused");
}

bool EndsPhase(const Row& row) { return row.kind == RowKind::kStep && row.name == "phase.leave"; }

/// Whether `row` begins what `end` ends.
bool Begins(const Row& row, const Row& end) {
  if (row.kind != RowKind::kStep) return false;
  if (EndsPhase(end)) return row.name == "phase.enter" && row.detail == end.detail;
  return !IsAnswer(row) && !IsEngineStep(row) && row.records == 1;
}

/// The beginning of what the row at the end of `rows` ends, when no other fiber acts in between.
std::optional<size_t> BeginningOf(const std::vector<Row>& rows) {
  const Row& end = rows.back();
  for (size_t i = rows.size() - 1; i-- > 0;) {
    if (rows[i].lane != end.lane || !Movable(rows[i])) return std::nullopt;
    if (Begins(rows[i], end)) return i;
    if (IsAnswer(rows[i])) return std::nullopt;  // of a call that nobody saw begin
  }
  return std::nullopt;
}

std::string Counted(uint64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// "(4 steps, 1 file operation)"; empty when there was nothing in between.
std::string Inner(const std::vector<Row>& rows, size_t begin) {
  uint64_t files = 0;
  uint64_t steps = 0;
  for (size_t i = begin + 1; i + 1 < rows.size(); ++i) {
    (rows[i].kind == RowKind::kFile ? files : steps) += rows[i].records;
  }
  std::string text;
  if (steps != 0) text = Counted(steps, "step");
  if (files != 0) text += (text.empty() ? "" : ", ") + Counted(files, "file operation");
  return text.empty() ? text : "(" + text + ")";
}

/// Replaces the rows from `begin` on by one.
void Fold(std::vector<Row>& rows, size_t begin) {
  Row folded = rows[begin];
  const Row& end = rows.back();
  if (EndsPhase(end)) {
    folded.name = end.detail;
    folded.detail = "done";
  } else {
    if (!folded.detail.empty()) folded.detail += ' ';
    folded.detail += "-> " + (end.detail.empty() ? end.name : end.detail);
  }
  folded.note = Inner(rows, begin);
  for (size_t i = begin + 1; i < rows.size(); ++i) folded.records += rows[i].records;
  rows.resize(begin);
  rows.push_back(std::move(folded));
}

std::string_view FamilyOf(const Row& row) {
  return std::string_view(row.name).substr(0, row.name.find('.'));
}

bool Alike(const Row& a, const Row& b, bool keep_chosen) {
  if (keep_chosen && (a.chosen || b.chosen)) return false;
  return Movable(a) && a.kind == b.kind && a.lane == b.lane && FamilyOf(a) == FamilyOf(b);
}

Row Repeated(const Row* first, const Row* last) {
  Row row = *first;
  for (const Row* other = first + 1; other <= last; ++other) row.records += other->records;
  const bool one_name =
      std::all_of(first, last + 1, [first](const Row& other) { return other.name == first->name; });
  row.name = one_name ? first->name : std::string(FamilyOf(*first)) + ".*";
  row.name += " x" + std::to_string(last - first + 1);
  row.note.clear();
  if (first->detail != last->detail) row.detail += " ... " + last->detail;
  return row;
}

/// All but the last `kLastRows` rows, repeated ones put together.
std::vector<Row> WithoutRepeats(const std::vector<Row>& rows, bool keep_chosen) {
  const size_t free = rows.size() - std::min(kLastRows, rows.size());
  std::vector<Row> result;
  for (size_t i = 0; i < rows.size();) {
    size_t end = i + 1;
    while (end < free && Alike(rows[i], rows[end], keep_chosen)) ++end;
    if (end - i >= kFewestRepeated) {
      result.push_back(Repeated(&rows[i], &rows[end - 1]));
    } else {
      result.insert(result.end(), rows.begin() + static_cast<ptrdiff_t>(i),
                    rows.begin() + static_cast<ptrdiff_t>(end));
    }
    i = end;
  }
  return result;
}

}  // namespace

std::vector<Row> Collapsed(std::vector<Row> rows, size_t verbatim, bool keep_chosen) {
  const size_t free = rows.size() - std::min(verbatim, rows.size());
  std::vector<Row> folded;
  for (size_t i = 0; i < rows.size(); ++i) {
    folded.push_back(std::move(rows[i]));
    if (i >= free || (!IsAnswer(folded.back()) && !EndsPhase(folded.back()))) continue;
    if (const std::optional<size_t> begin = BeginningOf(folded)) Fold(folded, *begin);
  }
  return WithoutRepeats(folded, keep_chosen);
}

}  // namespace varve::sim
