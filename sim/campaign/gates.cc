#include "sim/campaign/gates.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

namespace varve::sim {

double PhaseShare(const Statistics& statistics) {
  const auto& counts = statistics.crashes_by_phase;
  const uint64_t inside = std::accumulate(counts.begin(), counts.end() - 1, uint64_t{0});
  const uint64_t all = inside + counts.back();
  return all == 0 ? 0.0 : static_cast<double>(inside) / static_cast<double>(all);
}

std::vector<std::string> ProbesUnhit(const Statistics& statistics, bool faults) {
  std::vector<std::string> names;
  for (size_t probe = 0; probe < statistics.probes.size(); ++probe) {
    const ProbeClass probe_class = kProbes[probe].probe_class;
    if (probe_class == ProbeClass::kRare) continue;
    if (probe_class == ProbeClass::kAfterErrors && !faults) continue;
    if (statistics.probes[probe] == 0) names.emplace_back(kProbes[probe].name);
  }
  return names;
}

namespace {

using Sentences = std::vector<std::string>;

void AddProbes(const Statistics& statistics, const Expectations& expected, Sentences& sentences) {
  const uint64_t floor = expected.seeds / kSeedsPerProbeHit;
  for (size_t probe = 0; probe < statistics.probes.size(); ++probe) {
    const ProbeClass probe_class = kProbes[probe].probe_class;
    if (probe_class == ProbeClass::kRare) continue;
    if (probe_class == ProbeClass::kAfterErrors && !expected.faults) continue;
    if (statistics.probes[probe] >= floor) continue;
    sentences.push_back("probe " + std::string(kProbes[probe].name) + " hit " +
                        std::to_string(statistics.probes[probe]) + " times, at least " +
                        std::to_string(floor) + " wanted");
  }
}

// One sentence for each of the `counts` that is 0.
void AddEmpty(std::string_view what, std::span<const NamedThing> names,
              std::span<const uint64_t> counts, Sentences& sentences) {
  for (size_t i = 0; i < std::min(names.size(), counts.size()); ++i) {
    if (counts[i] == 0) sentences.push_back(std::string(what) + std::string(names[i].name));
  }
}

}  // namespace

std::vector<std::string> Shortfalls(const Statistics& statistics, const Expectations& expected) {
  std::vector<std::string> sentences;
  if (expected.seeds < kGatedSeeds) return sentences;
  AddProbes(statistics, expected, sentences);
  for (size_t i = 0; i < kJudgedNames.size(); ++i) {
    if (statistics.judged[i] != 0) continue;
    sentences.push_back("the oracle judged no " + std::string(kJudgedNames[i]));
  }
  AddEmpty("no crash image of class ", expected.image_classes, statistics.image_classes, sentences);
  if (expected.faults) {
    AddEmpty("no fault of kind ", expected.fault_kinds, statistics.faults, sentences);
  }
  for (size_t i = 0; i < statistics.recovery_crashes.size(); ++i) {
    if (statistics.recovery_crashes[i] != 0) continue;
    sentences.push_back("no crash inside recovery that is number " + std::to_string(i + 1) +
                        " in a row");
  }
  if (PhaseShare(statistics) < kLeastPhaseShare) {
    std::array<char, 160> text;
    std::snprintf(
        text.data(), text.size(),
        "%.1f %% of crashes fall inside flush, compaction, manifest switch, log rotation, "
        "recovery or resumption; at least %.0f %% must",
        100 * PhaseShare(statistics), 100 * kLeastPhaseShare);
    sentences.emplace_back(text.data());
  }
  return sentences;
}

}  // namespace varve::sim
