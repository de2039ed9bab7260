#include <string>
#include <vector>

#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"
#include "varve/platform/probes.h"

namespace varve::sim {
namespace {

void Print(std::FILE* out, std::span<const NamedThing> things) {
  for (const NamedThing& thing : things) {
    std::fprintf(out, "%-36.*s %.*s\n", static_cast<int>(thing.name.size()), thing.name.data(),
                 static_cast<int>(thing.meaning.size()), thing.meaning.data());
  }
}

std::string_view Meaning(ProbeClass probe_class) {
  switch (probe_class) {
    case ProbeClass::kCommon:
      return "every campaign hits it";
    case ProbeClass::kAfterErrors:
      return "every campaign with faults hits it";
    case ProbeClass::kRare:
      return "rare";
  }
  return {};
}

std::vector<NamedThing> Probes() {
  std::vector<NamedThing> things;
  for (const ProbeInfo& probe : kProbes) {
    things.push_back({probe.name, Meaning(probe.probe_class)});
  }
  return things;
}

}  // namespace

int ListCommand(std::span<const std::string> words, const CommandContext& context) {
  const std::string what = words.size() == 1 ? words.front() : "";
  if (what == "scenarios") {
    Print(context.out, context.world.scenarios);
  } else if (what == "strategies") {
    Print(context.out, context.world.strategies);
  } else if (what == "probes") {
    Print(context.out, Probes());
  } else if (what == "knobs") {
    Print(context.out, context.world.knobs);
  } else if (what == "faults") {
    Print(context.out, context.world.faults);
  } else {
    std::fprintf(context.err,
                 "varve-sim list: name one of scenarios, strategies, probes, knobs, faults\n");
    return kExitUsage;
  }
  return kExitClean;
}

}  // namespace varve::sim
