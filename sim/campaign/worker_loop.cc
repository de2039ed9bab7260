#include "sim/campaign/worker_loop.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "sim/campaign/message.h"
#include "sim/choice/replay_choices.h"
#include "sim/choice/seeded_choices.h"

// Writes the coverage counters, in a program built with them: the process ends without exit
// handlers, which belong to the parent.
extern "C" void __gcov_dump() __attribute__((weak));

namespace varve::sim {
namespace {

// A sanitizer's shadow memory takes terabytes of address space.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

void Limit(int resource, uint64_t bytes) {
  rlimit limit;
  if (getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0) return;
  if (limit.rlim_max != RLIM_INFINITY && bytes > limit.rlim_max) return;
  limit.rlim_cur = bytes;
  setrlimit(static_cast<__rlimit_resource>(resource), &limit);
}

void PrepareProcess(const RunLimits& limits, const WorkerChannels& channels) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  Limit(RLIMIT_CORE, 0);
  if (!kSanitized) Limit(RLIMIT_AS, limits.memory_bytes);
  // A run that fails on a signal must die of it, whatever the parent does with that signal.
  for (const int fatal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    if (!kSanitized) std::signal(fatal, SIG_DFL);
  }
  dup2(channels.standard_error, STDOUT_FILENO);
  dup2(channels.standard_error, STDERR_FILENO);
}

Outcome RunOne(RunFunction run, const RunRequest& request, ChoiceLog& log) {
  Outcome outcome;
  outcome.seed = request.seed;
  log.Reset(request.seed);
  if (request.replay == nullptr) {
    SeededChoices choices(request.seed, &log, log.digest());
    outcome.result = run(request, choices, log, log.digest());
    return outcome;
  }
  ReplayChoices choices(request.replay->Picks(), &log, log.digest());
  outcome.result = run(request, choices, log, log.digest());
  choices.Finish();
  outcome.divergences = choices.divergences();
  return outcome;
}

[[noreturn]] void EndProcess() {
  if (__gcov_dump != nullptr) __gcov_dump();
  std::fflush(nullptr);
  _exit(EXIT_SUCCESS);
}

}  // namespace

void WorkerLoop(RunFunction run, const RunRequest& request, const RunLimits& limits, ChoiceLog& log,
                const WorkerChannels& channels) {
  PrepareProcess(limits, channels);
  Command command;
  while (ReceiveAll(channels.channel, &command, sizeof(command))) {
    std::optional<Trace> picks;
    if (command.kind == Command::Kind::kRunPicks) {
      picks = ReceivePicks(channels.channel);
      if (!picks) EndProcess();
    }
    for (uint64_t i = 0; i < command.count; ++i) {
      if (ftruncate(channels.standard_error, 0) != 0) EndProcess();
      RunRequest one = request;
      one.seed = command.first + i;
      if (picks) one.replay = &*picks;
      const Outcome outcome = RunOne(run, one, log);
      if (!SendOutcome(channels.channel, outcome)) EndProcess();
      // The parent reads the log of a run whose trace is wanted before it is used again.
      Command go_on;
      const bool wait = outcome.result.failed || request.replay != nullptr || request.keep_trace;
      if (wait && !ReceiveAll(channels.channel, &go_on, sizeof(go_on))) EndProcess();
    }
  }
  EndProcess();
}

}  // namespace varve::sim
