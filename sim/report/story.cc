#include "sim/report/story.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "sim/file_system/gate.h"
#include "sim/shrink/choice_kind.h"

namespace varve::sim {
namespace {

constexpr std::string_view kMain = "main";
constexpr std::string_view kWorld = "world";

/// What follows "life12/" in a path, "main" for "life12" itself.
std::string LaneOf(std::string_view path) {
  if (!path.starts_with("life")) return std::string(path);
  size_t end = 4;
  while (end < path.size() && std::isdigit(static_cast<unsigned char>(path[end])) != 0) ++end;
  if (end == path.size()) return std::string(kMain);
  return std::string(path[end] == '/' ? path.substr(end + 1) : path);
}

/// Clients' calls and file operations share names; only the latter have an absolute path.
bool IsFileOperation(const RecordedEvent& event) {
  if (!event.detail.starts_with('/')) return false;
  for (int i = 0; i < kFileOperationCount; ++i) {
    if (event.name == Name(static_cast<FileOperation>(i))) return true;
  }
  return false;
}

/// A terminal must not be told what a trace's bytes tell it.
std::string Printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

std::string ChosenOf(const RecordedPick& pick) {
  return pick.label + " " + std::to_string(pick.pick) + "/" + std::to_string(pick.candidates);
}

/// Takes the records one by one.
class Teller {
 public:
  void Take(const RecordedEvent& event) {
    if (event.name == "open") {
      story_.sections.push_back({});
      std::string& title = story_.sections.back().title;
      title = "life " + std::to_string(++lifetime_);
      if (!event.detail.empty()) title += ": " + Printable(event.detail);
      if (!plan_.empty()) title += "; " + std::exchange(plan_, {});
      return;
    }
    if (event.name.starts_with("crash.")) {
      Here().end = Printable(event.name + " " + event.detail);
      return;
    }
    if (event.name == "faults" && event.fiber == kWorld) {  // planned for the next lifetime
      plan_ = Printable(event.detail);
      return;
    }
    Row row;
    row.nanos = event.nanos;
    row.name = Printable(event.name);
    row.detail = Printable(event.detail);
    if (IsFileOperation(event)) {
      row.kind = RowKind::kFile;
      row.detail.erase(0, row.detail.rfind('/') + 1);
      if (row.name == "sync-directory" || row.name == "list") row.detail += '/';
    } else if (event.name.starts_with("fault")) {
      row.kind = RowKind::kFault;
    }
    row.chosen = chose_.erase(event.fiber) != 0;
    Add(std::move(row), event.fiber);
  }

  void Take(const RecordedPick& pick) {
    const ChoiceKind kind = KindOf(pick.label);
    if (kind == ChoiceKind::kCrash && pick.label.starts_with("crash.")) {
      std::string& end = Here().end;
      end += (end.find("; image: ") == std::string::npos ? "; image: " : ", ") + ChosenOf(pick);
      return;
    }
    if (pick.pick == 0 || pick.fiber == kWorld) return;
    if (kind != ChoiceKind::kSchedule) {
      chose_.insert(pick.fiber);
      return;
    }
    if (pick.label.starts_with("fs.")) return;  // how long an operation takes
    Row row;
    row.kind = RowKind::kSwitch;
    row.nanos = now_;
    row.name = Printable(pick.label);
    row.detail = std::to_string(pick.pick) + "/" + std::to_string(pick.candidates);
    Add(std::move(row), pick.fiber);
  }

  void Take(const RecordedDigest&) {}

  Story Finish() {
    std::erase_if(story_.sections, [](const Section& section) {
      return section.title.empty() && section.rows.empty() && section.end.empty();
    });
    return std::move(story_);
  }

 private:
  Section& Here() {
    if (story_.sections.empty()) story_.sections.push_back({});
    return story_.sections.back();
  }

  void Add(Row row, const std::string& fiber) {
    now_ = row.nanos;
    // Before the first opening there is nobody but the world.
    if (lifetime_ == 0 && fiber == kWorld) return;
    row.fiber = fiber == kMain ? "life" + std::to_string(lifetime_) : Printable(fiber);
    row.lane = LaneOf(row.fiber);
    if (std::find(story_.lanes.begin(), story_.lanes.end(), row.lane) == story_.lanes.end()) {
      story_.lanes.push_back(row.lane);
    }
    Here().rows.push_back(std::move(row));
  }

  Story story_;
  std::string plan_;  // of faults, for the next section
  int lifetime_ = 0;
  int64_t now_ = 0;
  std::set<std::string> chose_;  // fibers whose choices no row has shown yet
};

}  // namespace

Story StoryOf(const Trace& trace) {
  Teller teller;
  for (const Record& record : trace.records) {
    std::visit([&teller](const auto& value) { teller.Take(value); }, record);
  }
  return teller.Finish();
}

bool IsMeant(const Row& row, std::string_view asked) {
  const std::string_view path = row.fiber;
  if (row.lane == asked || path == asked) return true;
  if (path.starts_with(asked) && path.substr(asked.size()).starts_with('/')) return true;
  return path.ends_with(asked) && path.substr(0, path.size() - asked.size()).ends_with('/');
}

}  // namespace varve::sim
