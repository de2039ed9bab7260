#include "sim/report/columns.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <utility>

namespace varve::sim {
namespace {

constexpr size_t kTimeWidth = 11;  // of the first column, the space behind it included
constexpr size_t kLeastLane = 2;
constexpr size_t kMostLane = 14;
constexpr size_t kDiskWidth = 26;  // of wide outputs; of narrow ones a third

std::string TimeText(int64_t nanos) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%.1f", static_cast<double>(nanos) / 1000);
  return text.data();
}

std::string Cut(std::string text, size_t width) {
  if (text.size() <= width) return text;
  text.resize(width);
  if (width >= 2) text.replace(width - 2, 2, "..");
  return text;
}

std::string WithoutTrailingSpaces(std::string text) {
  text.resize(text.find_last_not_of(' ') + 1);
  return text;
}

/// "snapshots12" in five characters: "sna12".
std::string Shortened(const std::string& name, size_t width) {
  if (name.size() <= width) return name;
  size_t digits = 0;
  while (digits < width &&
         std::isdigit(static_cast<unsigned char>(name[name.size() - digits - 1]))) {
    ++digits;
  }
  return name.substr(0, width - digits) + name.substr(name.size() - digits);
}

/// Writes `text` into `line` at `column`, making the line longer where needed.
void Put(std::string& line, size_t column, const std::string& text) {
  if (line.size() < column + text.size()) line.resize(column + text.size(), ' ');
  line.replace(column, text.size(), text);
}

std::string TextOf(const Row& row) {
  std::string text = row.name;
  if (row.name == "done") text = "-> done";
  if (row.chosen) text = "* " + text;
  if (row.kind == RowKind::kSwitch) text = "~ " + text;
  if (row.kind == RowKind::kFault) text = "! " + text;
  for (const std::string& more : {row.detail, row.note}) {
    if (!more.empty()) text += " " + more;
  }
  return text;
}

}  // namespace

Columns::Columns(size_t width, std::vector<std::string> lanes, bool disk)
    : width_(width), lanes_(std::move(lanes)), disk_(disk) {
  const size_t room = width - std::min(width, kTimeWidth);
  const size_t disk_width = disk ? std::min(kDiskWidth, width / 3) : 0;
  const size_t lanes_room = room - std::min(room, disk_width);
  lane_width_ = std::clamp(lanes_room / std::max<size_t>(lanes_.size(), 1), kLeastLane, kMostLane);
}

size_t Columns::ColumnOf(size_t lane) const { return kTimeWidth + lane * lane_width_; }

std::string Columns::Header() const {
  std::string line = "time us";
  for (size_t i = 0; i < lanes_.size(); ++i) {
    Put(line, ColumnOf(i), Shortened(lanes_[i], lane_width_ - 1));
  }
  if (disk_) Put(line, ColumnOf(lanes_.size()), "disk");
  return Cut(std::move(line), width_);
}

std::string Columns::Bars() const {
  std::string line;
  for (size_t i = 0; i < lanes_.size(); ++i) Put(line, ColumnOf(i), "|");
  return line;
}

std::string Columns::Line(const Row& row) const {
  std::string line = Bars();
  Put(line, 0, TimeText(row.nanos));
  const auto lane =
      static_cast<size_t>(std::find(lanes_.begin(), lanes_.end(), row.lane) - lanes_.begin());
  const size_t column = ColumnOf(lane);
  if (row.kind == RowKind::kFile && disk_) {
    const size_t disk = ColumnOf(lanes_.size());
    std::string arrow(disk - column, '-');
    arrow.front() = 'o';
    arrow.back() = '>';
    Put(line, column, arrow + " " + TextOf(row));
  } else {
    // Behind the text a space, lest a bar look like a part of it.
    Put(line, column, TextOf(row) + " ");
  }
  return Cut(WithoutTrailingSpaces(std::move(line)), width_);
}

std::string FullWidth(std::string_view text, char fill, size_t width) {
  std::string line = std::string(2, fill) + " " + std::string(text) + " ";
  if (line.size() < width) line.append(width - line.size(), fill);
  return Cut(WithoutTrailingSpaces(std::move(line)), width);
}

std::string Wrapped(std::string_view text, size_t indent, size_t width) {
  const size_t room = width > indent + 1 ? width - indent : 1;
  std::string result;
  while (text.size() > room) {
    size_t cut = text.rfind(' ', room);
    if (cut == std::string_view::npos || cut == 0) cut = room;
    result.append(text.substr(0, cut)).append("\n").append(indent, ' ');
    text.remove_prefix(cut);
    if (text.starts_with(' ')) text.remove_prefix(1);
  }
  return result.append(text);
}

}  // namespace varve::sim
