// Replays every trace of traces/ in the real world and holds it against the registry.
#include <gtest/gtest.h>

#include <string>

#include "sim/campaign/replay.h"
#include "sim/campaign/runner.h"
#include "sim/trace/registry.h"

namespace varve::sim {
namespace {

TEST(RegisteredTraces, ShowWhatTheRegistryAsksFor) {
  const std::string directory = VARVE_TRACES;
  const auto registered = ReadRegistry(directory);
  ASSERT_TRUE(registered.ok()) << registered.status();
  for (const RegisteredTrace& entry : *registered) {
    const absl::StatusOr<Trace> trace = ReadTraceFile(directory + "/" + entry.file);
    ASSERT_TRUE(trace.ok()) << trace.status();
    const absl::StatusOr<ReplayReport> report = Replay(*trace, RunWorld, RunLimits());
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(Judge(entry, *report), "");
  }
}

}  // namespace
}  // namespace varve::sim
