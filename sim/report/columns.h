// Lays rows out in columns of text: the time, a lane for each fiber, a lane for the disk.
//
//   time us      main    writer0 flush   disk
//   12.4         |       put "k"="v" sync
//   13.0         |       o---------------> commit 000003.log
//   13.2         |       ~ sched 1/3
//   14.0         |       |       phase.enter flush
//
// A row acts in one lane only, so that its text may run on over the lanes to the right. ASCII
// always: it reads the same on every terminal, in every log and in a golden file.
#ifndef VARVE_SIM_REPORT_COLUMNS_H_
#define VARVE_SIM_REPORT_COLUMNS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/report/story.h"

namespace varve::sim {

/// Lines never have more than `width` characters, their newline left out; what does not fit ends in
/// "..". Thread safety: immutable.
class Columns {
 public:
  /// `lanes` from left to right, without the disk, whose lane is shown when `disk`.
  Columns(size_t width, std::vector<std::string> lanes, bool disk);

  /// The names of the lanes, each shortened to fit; a name's number stays.
  [[nodiscard]] std::string Header() const;
  [[nodiscard]] std::string Line(const Row& row) const;

 private:
  [[nodiscard]] size_t ColumnOf(size_t lane) const;
  [[nodiscard]] std::string Bars() const;

  const size_t width_;
  const std::vector<std::string> lanes_;
  const bool disk_;
  size_t lane_width_ = 0;
};

/// `text` in the middle of a line of `fill`: "== text =====". With more text than room it is cut.
[[nodiscard]] std::string FullWidth(std::string_view text, char fill, size_t width);

/// `text` cut into lines at spaces, each behind `indent` spaces but the first.
[[nodiscard]] std::string Wrapped(std::string_view text, size_t indent, size_t width);

}  // namespace varve::sim

#endif  // VARVE_SIM_REPORT_COLUMNS_H_
