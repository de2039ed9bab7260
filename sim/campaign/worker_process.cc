#include "sim/campaign/worker_process.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "sim/campaign/crash_report.h"
#include "sim/campaign/worker_loop.h"
#include "sim/choice/internal_error.h"
#include "sim/choice/log_reader.h"

namespace varve::sim {
namespace {

// A sanitizer's report has its telling line near its beginning, a failed CHECK at its end; this
// much holds both.
constexpr size_t kMaxErrorText = size_t{256} << 10;

absl::Status SystemError(const std::string& what) { return absl::ErrnoToStatus(errno, what); }

}  // namespace

int64_t MonotonicMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

WorkerProcess::WorkerProcess(const WorkerSpec& spec, int index)
    : spec_(spec),
      log_path_(spec.directory + "/worker-" + std::to_string(index) + ".choices"),
      error_path_(spec.directory + "/worker-" + std::to_string(index) + ".stderr") {}

WorkerProcess::~WorkerProcess() {
  if (dead()) return;
  kill(pid_, SIGKILL);
  Reap();
}

absl::StatusOr<std::unique_ptr<WorkerProcess>> WorkerProcess::Start(const WorkerSpec& spec,
                                                                    int index) {
  std::unique_ptr<WorkerProcess> worker(new WorkerProcess(spec, index));
  if (absl::Status forked = worker->Fork(); !forked.ok()) return forked;
  return worker;
}

absl::Status WorkerProcess::Fork() {
  absl::StatusOr<std::unique_ptr<ChoiceLog>> log = ChoiceLog::Create(log_path_);
  if (!log.ok()) return log.status();
  const int error_file =
      open(error_path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  if (error_file < 0) return SystemError(error_path_);
  std::array<int, 2> ends;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return SystemError("socketpair");
  }
  std::fflush(nullptr);  // or the child would print it once more
  pid_ = fork();
  if (pid_ == 0) {
    close(ends[0]);
    WorkerLoop(spec_.run, spec_.request, spec_.limits, **log,
               {.channel = ends[1], .standard_error = error_file});
  }
  const int error = errno;
  close(ends[1]);
  close(error_file);
  channel_ = ends[0];
  return pid_ > 0 ? absl::OkStatus() : absl::ErrnoToStatus(error, "fork");
}

int WorkerProcess::Reap() {
  close(channel_);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return status;
}

void WorkerProcess::Run(SeedRange range) {
  remaining_ = range;
  started_ms_ = MonotonicMs();
  const Command command = {Command::Kind::kRun, range.first, range.count};
  // A worker that is gone is noticed when its outcome is taken.
  (void)SendAll(channel_, &command, sizeof(command));
}

void WorkerProcess::RunPicks(uint64_t seed, std::span<const RecordedPick> picks) {
  remaining_ = {seed, 1};
  started_ms_ = MonotonicMs();
  const Command command = {Command::Kind::kRunPicks, seed, 1};
  (void)(SendAll(channel_, &command, sizeof(command)) && SendPicks(channel_, picks));
}

void WorkerProcess::NextSeed() {
  ++remaining_.first;
  --remaining_.count;
  started_ms_ = MonotonicMs();
}

absl::StatusOr<Outcome> WorkerProcess::TakeOutcome() {
  std::optional<Outcome> outcome = ReceiveOutcome(channel_);
  if (!outcome) {
    const int status = Reap();
    absl::StatusOr<Outcome> died = Died(SignatureOfDeath(status, StandardError()));
    if (died.ok() && WIFEXITED(status) && WEXITSTATUS(status) == kInternalErrorStatus) {
      died->internal_error = true;
    }
    return died;
  }
  const RunRequest& request = spec_.request;
  if (outcome->result.failed || request.replay != nullptr || request.keep_trace) {
    if (absl::Status added = AddTrace(*outcome, nullptr); !added.ok()) return added;
    const Command go_on = {.kind = Command::Kind::kGoOn};
    (void)SendAll(channel_, &go_on, sizeof(go_on));
  }
  NextSeed();
  return *std::move(outcome);
}

absl::StatusOr<Outcome> WorkerProcess::TakeHang() {
  kill(pid_, SIGKILL);
  Reap();
  absl::StatusOr<Outcome> outcome =
      Died({"hang", "no end after " + std::to_string(spec_.limits.wall_ms) + " ms"});
  if (outcome.ok()) {
    outcome->has_digest = false;
    outcome->result.digest = 0;
    outcome->trace->header.digest.reset();
  }
  return outcome;
}

absl::StatusOr<Outcome> WorkerProcess::Died(Signature signature) {
  Outcome outcome;
  outcome.seed = remaining_.first;
  outcome.result.failed = true;
  if (absl::Status added = AddTrace(outcome, &signature); !added.ok()) return added;
  NextSeed();
  return outcome;
}

absl::Status WorkerProcess::AddTrace(Outcome& outcome, const Signature* death) {
  absl::StatusOr<LogContents> contents = ReadChoiceLog(log_path_);
  if (!contents.ok()) return contents.status();
  // A worker that died before it began on this seed has left the log of another one.
  if (contents->seed != outcome.seed) *contents = LogContents();
  RunResult& result = outcome.result;
  if (death != nullptr) {
    // What the run said of its own failure tells more than how it ended.
    const bool known = !contents->signature_rule.empty();
    result.rule = known ? contents->signature_rule : death->rule;
    result.message = known ? contents->signature_message : death->message;
    result.digest = contents->digest;
    result.knobs_json = contents->knobs_json;
  }
  outcome.divergence = std::move(contents->divergence);
  if (!outcome.divergence.empty() && outcome.divergences == 0) outcome.divergences = 1;
  Trace& trace = outcome.trace.emplace();
  trace.header.engine = std::string(EngineVersion());
  trace.header.build = BuildId();
  trace.header.seed = outcome.seed;
  trace.header.profile = spec_.request.profile;
  trace.header.strategy = spec_.request.strategy;
  trace.header.knobs = result.knobs_json.empty() ? contents->knobs_json : result.knobs_json;
  trace.header.signature = {result.rule, result.message};
  trace.header.digest = result.digest;
  trace.records = std::move(contents->records);
  return absl::OkStatus();
}

std::string WorkerProcess::StandardError() const {
  std::ifstream file(error_path_, std::ios::binary);
  std::string text(kMaxErrorText, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  return text;
}

}  // namespace varve::sim
