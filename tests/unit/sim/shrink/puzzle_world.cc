#include "tests/unit/sim/shrink/puzzle_world.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "sim/campaign/replay.h"

namespace varve::sim {
namespace {

constexpr int kTurns = 20;
const std::array<std::string, 6> kClients = {"life1/client0", "life1/client1", "life1/client2",
                                             "life2/client0", "life2/client1", "life2/client2"};

struct Deeds {
  bool needed = false;  // the work of life2/client1
  bool fatal = false;   // of life1/client0
  uint64_t sum = 0;
};

void RunClient(const std::string& path, Choices& choices, ChoiceLog& log, Deeds& deeds) {
  choices.SetFiber(path);
  uint32_t third = 0;
  for (int turn = 0; turn < kTurns; ++turn) {
    const uint32_t work = choices.Pick("work", 8);
    deeds.sum += choices.Pick("sched", 3) + work;
    if (turn == 2) third = work;
    if (path == "life2/client1" && turn == 3) deeds.needed = work >= 3;
    if (path == "life1/client0" && turn == 4) deeds.fatal = work != 0 && third == 0;
    log.AddEvent("work", turn, path, std::to_string(work));
  }
}

}  // namespace

RunResult RunPuzzleWorld(const RunRequest&, Choices& choices, ChoiceLog& log, Digest& digest) {
  choices.SetFiber("world");
  const uint32_t knob = choices.Pick("knob.size", 4);
  Deeds deeds;
  for (size_t i = 0; i < kClients.size(); ++i) {
    if (i % 3 == 0) log.AddEvent("open", 0, "main", "clean close");
    RunClient(kClients[i], choices, log, deeds);
  }
  if (deeds.fatal) {
    std::signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
  }
  if (knob != 0 && !deeds.needed) {
    std::fprintf(stderr, "varve: CHECK failed at /a/puzzle.cc:12: knob == 0 [V6]\n");
    std::abort();
  }
  RunResult result;
  result.failed = knob != 0;
  if (result.failed) {
    result.rule = "V4";
    result.message = "the sum of " + std::to_string(deeds.sum) + " changed, after all";
  }
  result.digest = digest.value();
  return result;
}

Trace PuzzleTrace() {
  Trace all;
  const auto add = [&all](const std::string& fiber, const std::string& label, int ordinal,
                          uint32_t candidates, uint32_t pick) {
    RecordedPick made;
    made.fiber = fiber;
    made.label = label;
    made.ordinal = static_cast<uint64_t>(ordinal);
    made.candidates = candidates;
    made.pick = pick;
    all.records.emplace_back(made);
  };
  add("world", "knob.size", 0, 4, 3);
  for (const std::string& path : kClients) {
    for (int turn = 0; turn < kTurns; ++turn) {
      add(path, "work", turn, 8, 7);
      add(path, "sched", turn, 3, 2);
    }
  }
  return *Replay(all, RunPuzzleWorld, RunLimits()).value().outcome.trace;
}

}  // namespace varve::sim
