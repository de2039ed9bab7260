#include "sim/world/machine.h"

namespace varve::sim {
namespace {

constexpr int64_t kWallBaseNanos = int64_t{1'700'000'000} * 1'000'000'000;

// 64 bits for the engine's own random decisions, out of two choices.
uint64_t DrawEngineSeed(Choices& choices) {
  const uint64_t high = choices.Pick("engine.seed", UINT32_MAX);
  return high << 32 | choices.Pick("engine.seed", UINT32_MAX);
}

std::optional<StrategyKind> AskedFor(const RunRequest& request) {
  return request.strategy.empty() ? std::nullopt : ParseStrategy(request.strategy);
}

std::optional<HeapFill> FillOf(const RunRequest& request) {
  if (!request.heap_fill.has_value()) return std::nullopt;
  const uint8_t fresh = *request.heap_fill;
  return HeapFill{.fresh = fresh, .freed = static_cast<uint8_t>(~fresh)};
}

}  // namespace

Machine::Machine(const RunRequest& request, Choices& run_choices, ChoiceLog& run_log,
                 Digest& run_digest)
    : choices(run_choices),
      log(run_log),
      digest(run_digest),
      knobs(Knobs::Draw(choices, {.faults = request.faults, .profile = request.profile})),
      strategy_knobs(DrawStrategy(choices, AskedFor(request))),
      keys(knobs.key_shape(), knobs.value(KnobId::kKeys)),
      options(knobs.EngineOptions(DrawEngineSeed(choices))),
      strategy(MakeStrategy(strategy_knobs)),
      kernel(choices, *strategy),
      scheduler(kernel, {.spurious_wakeup_one_in =
                             static_cast<uint32_t>(knobs.value(KnobId::kSpuriousWakeups))}),
      clock(kernel, kWallBaseNanos),
      referee(kernel),
      oracle([this](const model::Violation& found) { kernel.Fail(found.rule, found.message); },
             [this] { return kernel.CurrentFiberId(); }),
      instrumentation(kernel, oracle.instrumentation(), log, statistics, service),
      disk({.profile = knobs.profile()}),
      faults(disk),
      gate({.kernel = kernel,
            .choices = choices,
            .digest = digest,
            .log = log,
            .oracle = oracle,
            .statistics = statistics,
            .faults = faults,
            .service = service,
            .latency = knobs.latency()}),
      file_system(disk, gate, choices),
      platform{clock, file_system, scheduler, instrumentation},
      heap(FillOf(request)) {}

std::string Machine::KnobsJson() const {
  std::string json = knobs.ToJson();
  json.pop_back();
  json += ",\"strategy\":\"" + std::string(Name(strategy_knobs.kind)) + "\"";
  json += ",\"switch_one_in\":\"" + std::to_string(strategy_knobs.switch_one_in) + "\"";
  json += ",\"pct_depth\":\"" + std::to_string(strategy_knobs.pct_depth) + "\"";
  json += ",\"pct_steps\":\"" + std::to_string(strategy_knobs.pct_steps) + "\"}";
  return json;
}

}  // namespace varve::sim
