// Rows for tests, in few words.
#ifndef VARVE_TESTS_UNIT_SIM_REPORT_MAKE_ROW_H_
#define VARVE_TESTS_UNIT_SIM_REPORT_MAKE_ROW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "sim/report/story.h"

namespace varve::sim {

inline Row MakeRow(const std::string& lane, const std::string& name, const std::string& detail = "",
                   RowKind kind = RowKind::kStep) {
  Row row;
  row.kind = kind;
  row.fiber = "life1/" + lane;
  row.lane = lane;
  row.name = name;
  row.detail = detail;
  return row;
}

inline Row FileRow(const std::string& lane, const std::string& name, const std::string& file) {
  return MakeRow(lane, name, file, RowKind::kFile);
}

/// "lane: name detail note" of each.
inline std::vector<std::string> TextsOf(const std::vector<Row>& rows) {
  std::vector<std::string> texts;
  for (const Row& row : rows) {
    std::string text = row.lane + ": " + row.name;
    if (!row.detail.empty()) text += " " + row.detail;
    if (!row.note.empty()) text += " " + row.note;
    texts.push_back(text);
  }
  return texts;
}

}  // namespace varve::sim

#endif  // VARVE_TESTS_UNIT_SIM_REPORT_MAKE_ROW_H_
