#include "sim/explore/tree_choices.h"

#include <utility>

#include "sim/base/check.h"

namespace varve::sim {

void TreeChoices::SetFiber(std::string_view) {
  if (!state_.freeze_due) return;
  // Not sooner: the kernel was choosing from a list that this changes.
  state_.freeze_due = false;
  state_.frozen = state_.may_freeze;
  state_.kernel->Freeze(state_.frozen);
}

uint32_t TreeChoices::Pick(std::string_view, uint32_t candidates) { return tree_.Pick(candidates); }

uint32_t TreeChoices::PickWeighted(std::string_view, std::span<const uint32_t> weights) {
  uint32_t possible = 0;
  for (const uint32_t weight : weights) possible += weight != 0 ? 1 : 0;
  VARVE_SIM_CHECK(possible > 0, "some alternative has a weight");
  uint32_t left = tree_.Pick(possible);
  for (uint32_t index = 0;; ++index) {
    if (weights[index] != 0 && left-- == 0) return index;
  }
}

uint32_t TreeChoices::Decide(std::string_view, uint32_t, uint32_t pick) {
  state_.steps.push_back({state_.kernel->CurrentFiberId(), std::exchange(state_.note, {})});
  return pick;
}

}  // namespace varve::sim
