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

std::vector<std::string> ProbesUnhit(const Statistics& statistics) {
  std::vector<std::string> names;
  for (size_t probe = 0; probe < statistics.probes.size(); ++probe) {
    if (statistics.probes[probe] == 0 && !kProbes[probe].rare) {
      names.emplace_back(kProbes[probe].name);
    }
  }
  return names;
}

std::vector<std::string> Shortfalls(const Statistics& statistics, uint64_t seeds,
                                    std::span<const NamedThing> image_classes) {
  std::vector<std::string> sentences;
  if (seeds < kGatedSeeds) return sentences;
  for (const std::string& probe : ProbesUnhit(statistics)) {
    sentences.push_back("probe " + probe + " never hit");
  }
  for (size_t i = 0; i < kJudgedNames.size(); ++i) {
    if (statistics.judged[i] != 0) continue;
    sentences.push_back("the oracle judged no " + std::string(kJudgedNames[i]));
  }
  const size_t classes = std::min(image_classes.size(), kMaxImageClasses);
  for (size_t i = 0; i < classes; ++i) {
    if (statistics.image_classes[i] == 0) {
      sentences.push_back("no crash image of class " + std::string(image_classes[i].name));
    }
  }
  if (PhaseShare(statistics) < kLeastPhaseShare) {
    std::array<char, 160> text;
    std::snprintf(text.data(), text.size(),
                  "%.1f %% of crashes fall inside flush, compaction, manifest switch, log rotation "
                  "or recovery; at least %.0f %% must",
                  100 * PhaseShare(statistics), 100 * kLeastPhaseShare);
    sentences.emplace_back(text.data());
  }
  return sentences;
}

}  // namespace varve::sim
