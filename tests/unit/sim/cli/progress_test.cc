#include "sim/cli/progress.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "sim/cli/summary.h"
#include "tests/unit/sim/campaign/fake_world.h"

namespace varve::sim {
namespace {

Progress Sample() {
  Progress progress;
  progress.seeds_done = 30;
  progress.seeds_total = 100;
  progress.failures = 1;
  progress.elapsed_ms = 12'000;
  progress.statistics.operations = 600;
  progress.statistics.switches = 24'000'000;
  progress.statistics.crashes_recovered = 90;
  progress.statistics.probes[0] = 2;
  progress.statistics.process_crashes = 4;
  progress.statistics.crashes_by_phase = {0, 1, 0, 0, 0, 0, 3};
  progress.statistics.image_classes[1] = 90;
  return progress;
}

TEST(ProgressLine, HoldsEveryNumber) {
  EXPECT_EQ(ProgressLine(Sample()),
            "30/100 seeds, 2.5/s, 600 operations, 90 crashes recovered, 2.00 M switches/s, 1/" +
                std::to_string(kProbeCount) + " probes hit, 1 failures");
}

TEST(ProgressPrinter, HeartbeatEveryTenSeconds) {
  char* text = nullptr;
  size_t size = 0;
  std::FILE* const file = std::tmpfile();
  ProgressPrinter printer(file);
  Progress progress = Sample();
  for (progress.elapsed_ms = 0; progress.elapsed_ms < 25'000; progress.elapsed_ms += 100) {
    printer.Update(progress);
  }
  printer.Clear();
  std::rewind(file);
  int lines = 0;
  while (getline(&text, &size, file) > 0) ++lines;
  std::free(text);
  std::fclose(file);
  EXPECT_EQ(lines, 2);
}

TEST(Summary, NamesPhasesImagesAndUnhitProbes) {
  const std::string text = Summary(Sample(), DescribeFakeWorld());
  for (const char* part :
       {"30 in 12.0 s, 2.5/s, 1 failures", "20.0 operations", "4, 25.0 % inside a phase",
        "compaction           1\n", "none                 3\n", "hole                 0\n",
        "rename               90\n", "1 of ", "unhit: commit.applied_out_of_order"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

}  // namespace
}  // namespace varve::sim
