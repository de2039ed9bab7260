#include "tests/stress/counted_writes.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace varve {
namespace {

constexpr uint64_t kDeleteEvery = 5;
constexpr uint64_t kLengths = 90;

bool Deletes(uint64_t step) { return step % kDeleteEvery == 0; }

/// The last step up to `counter` that wrote `slot`; 0 when there is none.
uint64_t LastStep(uint64_t counter, uint64_t slot) {
  const uint64_t back = (counter + kSlots - slot) % kSlots;
  return back < counter ? counter - back : 0;
}

std::optional<std::string> Find(const Rows& rows, const std::string& key) {
  const auto found = rows.find(key);
  if (found == rows.end()) return std::nullopt;
  return found->second;
}

/// What is wrong with the slots of a writer whose counter shows `counter`; empty when nothing is.
std::string JudgeSlots(const Rows& rows, size_t writer, uint64_t counter, Cleared cleared) {
  uint64_t newest_hidden = 0;
  uint64_t oldest_shown = counter;
  for (uint64_t slot = 0; slot < kSlots; ++slot) {
    const std::string key = SlotKey(writer, slot);
    const std::optional<std::string> shown = Find(rows, key);
    const uint64_t step = LastStep(counter, slot);
    const bool absent = step == 0 || Deletes(step);
    if (shown && (absent || *shown != ValueOf(step))) {
      return key + " holds " + *shown + " beside counter " + std::to_string(counter);
    }
    if (absent) continue;
    if (shown) {
      oldest_shown = std::min(oldest_shown, step);
    } else {
      newest_hidden = std::max(newest_hidden, step);
    }
  }
  const bool whole = newest_hidden == 0;
  if (whole || (cleared == Cleared::kMaybe && newest_hidden < oldest_shown)) return {};
  return "writer " + std::to_string(writer) + ": step " + std::to_string(newest_hidden) +
         " is hidden beside step " + std::to_string(oldest_shown) + " and counter " +
         std::to_string(counter);
}

}  // namespace

std::string CounterKey(size_t writer) { return "counter/" + std::to_string(writer); }

std::string SlotKey(size_t writer, uint64_t slot) {
  return "slot/" + std::to_string(writer) + "/" + std::to_string(slot);
}

std::string ValueOf(uint64_t step) {
  return std::to_string(step) + "|" + std::string(step * 37 % kLengths, 'v');
}

uint64_t StepOf(std::string_view value) {
  uint64_t step = 0;
  std::from_chars(value.data(), value.data() + value.size(), step);
  return ValueOf(step) == value ? step : 0;
}

WriteBatch BatchOf(size_t writer, uint64_t step) {
  WriteBatch batch;
  batch.Put(CounterKey(writer), ValueOf(step));
  const std::string key = SlotKey(writer, step % kSlots);
  if (Deletes(step)) {
    batch.Delete(key);
  } else {
    batch.Put(key, ValueOf(step));
  }
  return batch;
}

Durability DurabilityOf(uint64_t step) {
  if (step % 16 == 0) return Durability::kSync;
  return step % 4 == 1 ? Durability::kNone : Durability::kBuffered;
}

Judgement Judge(const Rows& rows, size_t writers, Cleared cleared) {
  Judgement judgement;
  size_t known = 0;
  for (size_t writer = 0; writer < writers; ++writer) {
    const std::optional<std::string> shown = Find(rows, CounterKey(writer));
    const uint64_t counter = shown ? StepOf(*shown) : 0;
    judgement.counters.push_back(counter);
    if (shown && counter == 0) judgement.problem = "a counter holds " + *shown;
    if (judgement.problem.empty()) {
      judgement.problem = JudgeSlots(rows, writer, counter, cleared);
    }
    known += shown ? 1 : 0;
    for (uint64_t slot = 0; slot < kSlots; ++slot) known += rows.count(SlotKey(writer, slot));
  }
  if (judgement.problem.empty() && known != rows.size()) judgement.problem = "a key nobody wrote";
  return judgement;
}

}  // namespace varve
