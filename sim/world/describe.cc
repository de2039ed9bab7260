// What a world can be asked for, for `varve-sim list` and for the names of statistics.
#include <string>
#include <vector>

#include "sim/campaign/runner.h"
#include "sim/faults/fault_table.h"
#include "sim/file_system/image.h"
#include "sim/scheduler/strategy.h"
#include "sim/world/knobs.h"

namespace varve::sim {
namespace {

constexpr NamedThing kScenarios[] = {
    {"default", "lifetimes ended by crashes and clean closes, with clients of all roles"},
};

constexpr NamedThing kProfiles[] = {
    {"strict", "a machine crash keeps what was synced, and any part of the rest"},
    {"ordered", "as ext4 with data=ordered: data before size, a synced file has its name"},
    {"writeback", "as strict, but a synced file has its name; a size may come before its data"},
};

constexpr std::string_view kStrategyMeanings[kStrategyCount] = {
    "switches only where the running fiber cannot go on",
    "any fiber that can run, with a fixed probability at each scheduling point",
    "random priorities with 0 to 2 changes (probabilistic concurrency testing)",
};

constexpr std::string_view kImageMeanings[kImageClassCount] = {
    "the last changes of a file are missing, all before them survived",
    "a change of a file is missing, a later one of the same file survived",
    "a new name is missing",
    "a file has its old name again",
    "some sectors of an overwrite, or a part of a log page, survived",
    "a file ends in zeros or garbage",
    "a removed name is back",
    "the process ended, the operating system's cache was kept",
};

std::vector<NamedThing> Strategies() {
  std::vector<NamedThing> things;
  for (int i = 0; i < kStrategyCount; ++i) {
    things.push_back({Name(static_cast<StrategyKind>(i)), kStrategyMeanings[i]});
  }
  return things;
}

std::vector<NamedThing> ImageClasses() {
  std::vector<NamedThing> things;
  for (int i = 0; i < kImageClassCount; ++i) {
    things.push_back({Name(static_cast<ImageClass>(i)), kImageMeanings[i]});
  }
  return things;
}

std::vector<NamedThing> Faults() {
  std::vector<NamedThing> things;
  for (const FaultRow& row : FaultTable()) things.push_back({row.name, row.meaning});
  return things;
}

// The meaning of a knob ends with its values, the simplest first.
std::vector<std::string> KnobMeanings() {
  std::vector<std::string> meanings;
  for (const KnobRow& row : KnobTable()) {
    std::string text(row.meaning);
    const char* separator = ": ";
    for (const KnobValue& value : row.values) {
      text += separator;
      text += value.text;
      separator = ", ";
    }
    meanings.push_back(std::move(text));
  }
  return meanings;
}

std::vector<NamedThing> KnobThings(const std::vector<std::string>& meanings) {
  std::vector<NamedThing> things;
  for (size_t i = 0; i < kKnobCount; ++i) things.push_back({KnobTable()[i].name, meanings[i]});
  return things;
}

}  // namespace

WorldDescription DescribeWorld() {
  // Made once and never changed: the description hands out views of them.
  static const std::vector<NamedThing> strategies = Strategies();
  static const std::vector<NamedThing> image_classes = ImageClasses();
  static const std::vector<NamedThing> faults = Faults();
  static const std::vector<std::string> meanings = KnobMeanings();
  static const std::vector<NamedThing> knobs = KnobThings(meanings);
  return {.scenarios = kScenarios,
          .profiles = kProfiles,
          .strategies = strategies,
          .knobs = knobs,
          .faults = faults,
          .image_classes = image_classes};
}

}  // namespace varve::sim
