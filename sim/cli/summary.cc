#include "sim/cli/summary.h"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdarg>
#include <cstdio>
#include <string_view>
#include <vector>

#include "sim/campaign/gates.h"

namespace varve::sim {
namespace {

constexpr std::array<std::string_view, kPhaseCount + 1> kPhaseNames = {
    "flush", "compaction", "manifest switch", "log rotation", "recovery", "resume", "none"};

double Ratio(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Appends text as of printf.
__attribute__((format(printf, 2, 3))) void Append(std::string& out, const char* format, ...) {
  std::array<char, 512> text;
  va_list values;
  va_start(values, format);
  std::vsnprintf(text.data(), text.size(), format, values);
  va_end(values);
  out += text.data();
}

void AppendRates(std::string& out, const Progress& progress) {
  const Statistics& all = progress.statistics;
  const uint64_t seeds = progress.seeds_done;
  const double seconds = static_cast<double>(std::max<int64_t>(progress.elapsed_ms, 1)) / 1000;
  Append(out, "seeds       %" PRIu64 " in %.1f s, %.1f/s, %" PRIu64 " failures\n", seeds, seconds,
         static_cast<double>(seeds) / seconds, progress.failures);
  Append(out, "operations  %" PRIu64 " by clients, %" PRIu64 " on files\n", all.operations,
         all.file_operations);
  Append(out, "schedule    %" PRIu64 " decisions, %" PRIu64 " switches, %.2f M switches/s\n",
         all.decisions, all.switches, static_cast<double>(all.switches) / seconds / 1e6);
  Append(out, "per seed    %.1f client fibers, %.1f operations, %.1f flushes, %.1f compactions\n",
         Ratio(all.clients, seeds), Ratio(all.operations, seeds), Ratio(all.flushes, seeds),
         Ratio(all.compactions, seeds));
  Append(out,
         "            %.1f lifetimes, %.1f clean closes, %.1f process and %.1f machine crashes\n",
         Ratio(all.lifetimes, seeds), Ratio(all.clean_closes, seeds),
         Ratio(all.process_crashes, seeds), Ratio(all.machine_crashes, seeds));
}

void AppendCrashes(std::string& out, const Statistics& all) {
  Append(out, "crashes     %" PRIu64 ", %.1f %% inside a phase\n", all.crashes(),
         100 * PhaseShare(all));
  for (size_t phase = 0; phase < kPhaseNames.size(); ++phase) {
    Append(out, "            %-20s %" PRIu64 "\n", std::string(kPhaseNames[phase]).c_str(),
           all.crashes_by_phase[phase]);
  }
}

void AppendImages(std::string& out, const Statistics& all,
                  std::span<const NamedThing> image_classes) {
  Append(out, "recovered   %" PRIu64 " crash images\n", all.crashes_recovered);
  const size_t classes = std::min(image_classes.size(), kMaxImageClasses);
  for (size_t i = 0; i < classes; ++i) {
    Append(out, "            %-20s %" PRIu64 "\n", std::string(image_classes[i].name).c_str(),
           all.image_classes[i]);
  }
}

void AppendFaults(std::string& out, const Statistics& all, std::span<const NamedThing> faults) {
  uint64_t injected = 0;
  for (const uint64_t count : all.faults) injected += count;
  Append(out,
         "faults      %" PRIu64 " injected, %" PRIu64 " openings refused, %" PRIu64
         " times restored to service\n",
         injected, all.failed_opens, all.services_restored);
  if (injected == 0) return;
  for (size_t i = 0; i < std::min(faults.size(), kMaxFaults); ++i) {
    Append(out, "            %-28s %" PRIu64 "\n", std::string(faults[i].name).c_str(),
           all.faults[i]);
  }
}

}  // namespace

std::string Summary(const Progress& progress, const WorldDescription& world) {
  const Statistics& all = progress.statistics;
  std::string out;
  AppendRates(out, progress);
  AppendCrashes(out, all);
  Append(out,
         "            in recovery: %" PRIu64 " first, %" PRIu64 " second, %" PRIu64
         " third in a row\n",
         all.recovery_crashes[0], all.recovery_crashes[1], all.recovery_crashes[2]);
  AppendImages(out, all, world.image_classes);
  AppendFaults(out, all, world.faults);
  Append(out, "probes      %zu of %d hit\n", all.probes_hit(), kProbeCount);
  for (const std::string& probe : ProbesUnhit(all, /*faults=*/true)) {
    Append(out, "            unhit: %s\n", probe.c_str());
  }
  return out;
}

}  // namespace varve::sim
