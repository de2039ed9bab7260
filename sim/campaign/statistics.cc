#include "sim/campaign/statistics.h"

#include <algorithm>

namespace varve::sim {
namespace {

template <size_t kCount>
void AddAll(std::array<uint64_t, kCount>& sums, const std::array<uint64_t, kCount>& more) {
  for (size_t i = 0; i < kCount; ++i) sums[i] += more[i];
}

}  // namespace

void Statistics::Add(const Statistics& other) {
  clients += other.clients;
  operations += other.operations;
  decisions += other.decisions;
  switches += other.switches;
  file_operations += other.file_operations;
  flushes += other.flushes;
  compactions += other.compactions;
  lifetimes += other.lifetimes;
  clean_closes += other.clean_closes;
  process_crashes += other.process_crashes;
  machine_crashes += other.machine_crashes;
  crashes_recovered += other.crashes_recovered;
  failed_opens += other.failed_opens;
  services_restored += other.services_restored;
  AddAll(recovery_crashes, other.recovery_crashes);
  AddAll(faults, other.faults);
  AddAll(judged, other.judged);
  AddAll(crashes_by_phase, other.crashes_by_phase);
  AddAll(image_classes, other.image_classes);
  AddAll(probes, other.probes);
}

size_t Statistics::probes_hit() const {
  return static_cast<size_t>(
      std::count_if(probes.begin(), probes.end(), [](uint64_t hits) { return hits != 0; }));
}

}  // namespace varve::sim
