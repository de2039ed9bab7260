#include "sim/explore/explorer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "sim/base/check.h"
#include "sim/explore/abort_account.h"

namespace varve::sim {
namespace {

std::string PicksText(const std::vector<uint32_t>& picks) {
  std::string text;
  for (const uint32_t pick : picks) absl::StrAppend(&text, text.empty() ? "" : ", ", pick);
  return absl::StrCat("{", text, "}");
}

std::string Text(const std::vector<uint32_t>& picks, const std::vector<std::string>& steps) {
  std::string text = absl::StrCat("picks: ", PicksText(picks), "\nsteps:\n");
  for (const std::string& step : steps) absl::StrAppend(&text, "  ", step, "\n");
  return text;
}

}  // namespace

Explorer::Explorer(const ExploreOptions& options)
    : options_(options),
      choices_(tree_, state_),
      strategy_(tree_, state_, options.max_preemptions),
      kernel_(choices_, strategy_, {.max_steps = options.max_steps}),
      scheduler_(kernel_, state_),
      clock_(kernel_, /*wall_base_nanos=*/0) {
  state_.kernel = &kernel_;
  if (options_.only.has_value()) tree_.GoTo(*options_.only);
}

Exploration Explorer::Run(const Scenario& scenario) {
  const AbortAccount account([this] { return Account(); });
  Exploration exploration;
  do {
    KernelResult result = RunOnce(scenario);
    ++exploration.executions;
    exploration.longest = std::max<uint64_t>(exploration.longest, state_.steps.size());
    if (state_.frozen != kNoFiber) ++exploration.frozen;
    if (tree_.diverged()) {
      result = {Outcome::kFailed, "", "the scenario depends on more than its picks"};
    }
    if (result.outcome != Outcome::kFinished) {
      exploration.counterexample = Failure(result);
      kernel_.AbandonAll();
      return exploration;
    }
    if (options_.only.has_value() || !tree_.Advance()) {
      exploration.complete = !options_.only.has_value() && !tree_.diverged();
      return exploration;
    }
  } while (exploration.executions < options_.max_executions);
  return exploration;
}

KernelResult Explorer::RunOnce(const Scenario& scenario) {
  strategy_.Reset();
  state_.note = {};
  state_.steps.clear();
  state_.may_freeze = state_.frozen = kNoFiber;
  state_.freeze_due = state_.tasks_run = false;
  names_.clear();
  bodies_.clear();
  return kernel_.Run("run", [this, &scenario] {
    state_.main = kernel_.CurrentFiberId();
    names_.emplace_back(state_.main, "scenario");
    scenario(*this);
  });
}

void Explorer::Task(std::string_view name, std::function<void()> body) {
  bodies_.push_back({std::string(name), std::move(body)});
}

void Explorer::RunTasks() {
  if (bodies_.empty()) return;
  running_ = bodies_.size();
  for (const Body& body : bodies_) {
    const FiberId task = kernel_.Spawn(body.name, [this, &body] {
      body.run();
      TaskEnded();
    });
    names_.emplace_back(task, body.name);
    if (body.name == options_.freeze) state_.may_freeze = task;
  }
  state_.tasks_run = true;
  // The scenario's own fiber must not be one more to choose from: the last task wakes it.
  kernel_.Block({.kind = "the end of", .name = "all tasks"});
  state_.tasks_run = false;
  bodies_.clear();
}

void Explorer::TaskEnded() {
  state_.note = {"ending", {}};
  --running_;
  if (running_ == 0) {
    kernel_.Wake(state_.main);
  } else if (running_ == 1 && state_.frozen != kNoFiber) {
    kernel_.Thaw(state_.frozen);
  }
}

void Explorer::Expect(bool condition, std::string_view what) {
  if (!condition) kernel_.Fail("", what);
}

Counterexample Explorer::Failure(const KernelResult& result) const {
  return {result.rule, result.message, tree_.picks(), Steps()};
}

std::vector<std::string> Explorer::Steps() const {
  std::vector<std::string> steps;
  for (const ExecutionState::Step& step : state_.steps) {
    const auto known = std::find_if(names_.begin(), names_.end(),
                                    [&](const auto& name) { return name.first == step.task; });
    std::string text = known == names_.end() ? "a task's task" : known->second;
    if (step.before.what.empty()) {
      text.append(" waits");
    } else {
      text.append(" before ").append(step.before.what);
    }
    if (!step.before.object.empty()) text.append(" ").append(step.before.object);
    steps.push_back(std::move(text));
  }
  return steps;
}

std::string Explorer::Account() const { return Text(tree_.picks(), Steps()); }

Exploration Explore(const ExploreOptions& options, const Scenario& scenario) {
  return Explorer(options).Run(scenario);
}

std::string Describe(const Exploration& exploration) {
  std::string text = absl::StrCat(exploration.executions, " executions, ", exploration.frozen,
                                  " with a frozen task, at most ", exploration.longest, " steps");
  if (exploration.counterexample.has_value()) {
    const Counterexample& found = *exploration.counterexample;
    absl::StrAppend(&text, "\nthe last one failed: ", found.message,
                    found.rule.empty() ? "" : absl::StrCat(" [", found.rule, "]"), "\n",
                    Text(found.picks, found.steps));
  }
  return text;
}

}  // namespace varve::sim
