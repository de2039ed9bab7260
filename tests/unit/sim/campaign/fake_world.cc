#include "tests/unit/sim/campaign/fake_world.h"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "sim/choice/internal_error.h"

namespace varve::sim {
namespace {

constexpr std::array<NamedThing, 2> kProfiles = {{{"strict", "s"}, {"ordered", "o"}}};
constexpr std::array<NamedThing, 2> kStrategies = {{{"random", "r"}, {"pct", "p"}}};
constexpr std::array<NamedThing, 2> kImages = {{{"hole", "h"}, {"rename", "r"}}};

[[noreturn]] void Hang() {
  for (;;) pause();
}

}  // namespace

RunResult RunFakeWorld(const RunRequest& request, Choices& choices, ChoiceLog& log,
                       Digest& digest) {
  log.SetKnobs(R"({"keys":"7"})");
  log.AddEvent("world.begin", 0, "world", request.profile);
  RunResult result;
  result.knobs_json = R"({"keys":"7"})";
  for (int i = 0; i < 100; ++i) {
    choices.SetFiber(i % 2 == 0 ? "client1" : "client2");
    digest.Fold(choices.Pick("fake.pick", 1 + static_cast<uint32_t>(i) % 5));
    ++result.statistics.operations;
  }
  choices.SetFiber("world");
  const auto wanted = static_cast<uint32_t>(request.seed % 10);
  const auto fate =
      static_cast<Fate>(choices.Decide("fake.fate", kFates, wanted < kFates ? wanted : 0));
  switch (fate) {
    case Fate::kWell:
      break;
    case Fate::kFails:
      result.failed = true;
      result.rule = "V4";
      result.message = "the snapshot changed";
      break;
    case Fate::kAborts:
      std::fprintf(stderr, "varve: CHECK failed at /a/b/engine/x.cc:12: p != 0x7f01 [V6]\nmore\n");
      std::abort();
    case Fate::kFaults:
      std::signal(SIGSEGV, SIG_DFL);
      raise(SIGSEGV);
      break;
    case Fate::kExits:
      std::fprintf(stderr, "giving up\n");
      _exit(3);
    case Fate::kInternalError:
      InternalError("the fake world is at its end");
    case Fate::kHangs:
      Hang();
  }
  result.digest = digest.value();
  return result;
}

WorldDescription DescribeFakeWorld() {
  WorldDescription world;
  world.profiles = kProfiles;
  world.strategies = kStrategies;
  world.image_classes = kImages;
  return world;
}

}  // namespace varve::sim
