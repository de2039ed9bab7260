#include "sim/report/explain.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "sim/report/collapse.h"
#include "sim/report/columns.h"
#include "sim/report/story.h"
#include "sim/shrink/choice_kind.h"

namespace varve::sim {
namespace {

// Rows told one by one.
constexpr size_t kVerbatimBeforeViolation = 16;
constexpr size_t kVerbatimBeforeCrash = 6;

// A trace of so few picks has been shrunk: each of them matters, and so do the rows they show in.
constexpr size_t kFewPicks = 150;

constexpr size_t kLabelWidth = 11;

std::string Labelled(std::string_view label, std::string_view text, size_t width) {
  std::string line(label);
  line.resize(kLabelWidth, ' ');
  return line.append(Wrapped(text, kLabelWidth, width)).append("\n");
}

/// The value of a knob in the header's JSON, a flat object of strings; "?" when it has none.
std::string KnobValue(const std::string& knobs, const std::string& name) {
  const std::string key = "\"" + name + "\":\"";
  const size_t found = knobs.find(key);
  if (found == std::string::npos) return "?";
  const size_t begin = found + key.size();
  return knobs.substr(begin, knobs.find('"', begin) - begin);
}

/// "memtable_bytes=512, keys=8": the knobs that are not at their simplest.
std::string KnobsText(const Trace& trace) {
  constexpr std::string_view kPrefix = "knob.";
  std::string text;
  for (const RecordedPick& pick : trace.Picks()) {
    if (!pick.label.starts_with(kPrefix) || pick.pick == 0) continue;
    const std::string name = pick.label.substr(kPrefix.size());
    text += (text.empty() ? "" : ", ") + name + "=" + KnobValue(trace.header.knobs, name);
  }
  return text.empty() ? "all at their simplest" : text + "; the others at their simplest";
}

std::string Heading(const Trace& trace, size_t width) {
  const TraceHeader& header = trace.header;
  std::string text;
  if (header.seed) text += Labelled("seed", std::to_string(*header.seed), width);
  text +=
      Labelled("signature", "[" + header.signature.rule + "] " + header.signature.message, width);
  text += Labelled("picks", Summary(CountKinds(trace.Picks())), width);
  text += Labelled("knobs", KnobsText(trace), width);
  text += Labelled(
      "marks",
      "o--> file operation, ~ choice of the scheduler, * of the workload, ! fault, xN repeated",
      width);
  return text;
}

absl::Status CheckFibers(const Story& story, const std::vector<std::string>& fibers) {
  for (const std::string& fiber : fibers) {
    const bool any =
        std::any_of(story.sections.begin(), story.sections.end(), [&fiber](const Section& section) {
          return std::any_of(section.rows.begin(), section.rows.end(),
                             [&fiber](const Row& row) { return IsMeant(row, fiber); });
        });
    if (any) continue;
    std::string lanes;
    for (const std::string& lane : story.lanes) lanes += (lanes.empty() ? "" : ", ") + lane;
    return absl::InvalidArgumentError("--fiber: '" + fiber + "' acts nowhere in the trace; " +
                                      (lanes.empty() ? "nobody does" : lanes + " do"));
  }
  return absl::OkStatus();
}

void KeepFibers(Story& story, const std::vector<std::string>& fibers) {
  if (fibers.empty()) return;
  for (Section& section : story.sections) {
    std::erase_if(section.rows, [&fibers](const Row& row) {
      return std::none_of(fibers.begin(), fibers.end(),
                          [&row](const std::string& fiber) { return IsMeant(row, fiber); });
    });
  }
}

void CollapseSections(Story& story, bool violated, bool keep_chosen) {
  for (Section& section : story.sections) {
    size_t verbatim = section.end.empty() ? 0 : kVerbatimBeforeCrash;
    if (violated && &section == &story.sections.back()) verbatim = kVerbatimBeforeViolation;
    section.rows = Collapsed(std::move(section.rows), verbatim, keep_chosen);
  }
}

/// Drops all but the last `last` rows, with the sections that hold none of them. Returns how many
/// were dropped.
uint64_t KeepLast(Story& story, uint64_t last) {
  uint64_t rows = 0;
  for (const Section& section : story.sections) rows += section.rows.size();
  const uint64_t dropped = rows - std::min(rows, last);
  uint64_t left = dropped;
  while (left > 0) {
    Section& first = story.sections.front();
    const uint64_t here = std::min<uint64_t>(left, first.rows.size());
    first.rows.erase(first.rows.begin(), first.rows.begin() + static_cast<ptrdiff_t>(here));
    left -= here;
    if (first.rows.empty()) story.sections.erase(story.sections.begin());
  }
  return dropped;
}

std::string SectionText(const Section& section, const std::vector<std::string>& all_lanes,
                        size_t width) {
  std::string text = "\n" + FullWidth(section.title, '=', width) + "\n";
  std::set<std::string> acting;
  bool disk = false;
  for (const Row& row : section.rows) {
    acting.insert(row.lane);
    disk = disk || row.kind == RowKind::kFile;
  }
  std::vector<std::string> lanes;
  for (const std::string& lane : all_lanes) {
    if (acting.count(lane) != 0) lanes.push_back(lane);
  }
  const Columns columns(width, std::move(lanes), disk);
  if (!section.rows.empty()) text += columns.Header() + "\n";
  for (const Row& row : section.rows) text += columns.Line(row) + "\n";
  if (!section.end.empty()) text += FullWidth(section.end, '#', width) + "\n";
  return text;
}

}  // namespace

absl::StatusOr<std::string> Explain(const Trace& trace, const ExplainOptions& options) {
  const Signature& signature = trace.header.signature;
  const bool violated = !signature.rule.empty();
  Story story = StoryOf(trace);
  if (absl::Status known = CheckFibers(story, options.fibers); !known.ok()) return known;
  KeepFibers(story, options.fibers);
  CollapseSections(story, violated, trace.Picks().size() <= kFewPicks);
  const uint64_t dropped = KeepLast(story, options.last);
  std::string text = Heading(trace, options.width);
  if (dropped != 0) text += "\n... " + std::to_string(dropped) + " rows before\n";
  for (const Section& section : story.sections) {
    text += SectionText(section, story.lanes, options.width);
  }
  text += "\n";
  if (!violated) return text + "the run ends well\n";
  text += FullWidth("violated: " + signature.rule, '!', options.width) + "\n";
  return text + Wrapped(signature.message, 0, options.width) + "\n";
}

}  // namespace varve::sim
