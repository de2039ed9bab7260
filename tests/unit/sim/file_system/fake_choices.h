// Sources of choices for tests of the simulated disk: all zeros, pseudo-random, scripted by label,
// and every combination in turn.
#ifndef VARVE_TESTS_UNIT_SIM_FILE_SYSTEM_FAKE_CHOICES_H_
#define VARVE_TESTS_UNIT_SIM_FILE_SYSTEM_FAKE_CHOICES_H_

#include <cstdint>
#include <functional>
#include <map>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/choice/choices.h"

namespace varve::sim {

/// Reduces every kind of choice to one function.
class FakeChoices : public Choices {
 public:
  void SetFiber(std::string_view) final {}
  uint32_t Pick(std::string_view label, uint32_t candidates) override {
    return Choose(label, candidates);
  }
  uint32_t PickWeighted(std::string_view label, std::span<const uint32_t> weights) override {
    return Choose(label, static_cast<uint32_t>(weights.size()));
  }
  uint32_t Decide(std::string_view, uint32_t, uint32_t pick) final { return pick; }

 protected:
  virtual uint32_t Choose(std::string_view label, uint32_t candidates) = 0;
};

/// The simplest alternative everywhere.
class ZeroChoices final : public FakeChoices {
 protected:
  uint32_t Choose(std::string_view, uint32_t) override { return 0; }
};

class RandomChoices final : public FakeChoices {
 public:
  explicit RandomChoices(uint64_t seed) : generator_(seed) {}

  uint32_t PickWeighted(std::string_view, std::span<const uint32_t> weights) override {
    uint64_t left = generator_() % std::accumulate(weights.begin(), weights.end(), uint64_t{0});
    uint32_t index = 0;
    while (left >= weights[index]) left -= weights[index++];
    return index;
  }

 protected:
  uint32_t Choose(std::string_view, uint32_t candidates) override {
    return static_cast<uint32_t>(generator_() % candidates);
  }

 private:
  std::mt19937_64 generator_;
};

/// The scripted picks of a label in turn, 0 when they are used up.
class ScriptedChoices final : public FakeChoices {
 public:
  explicit ScriptedChoices(std::map<std::string, std::vector<uint32_t>> script)
      : script_(std::move(script)) {}

  /// Labels asked for, in order.
  [[nodiscard]] const std::vector<std::string>& asked() const { return asked_; }

 protected:
  uint32_t Choose(std::string_view label, uint32_t candidates) override {
    asked_.emplace_back(label);
    std::vector<uint32_t>& picks = script_[std::string(label)];
    if (picks.empty()) return 0;
    const uint32_t pick = picks.front();
    picks.erase(picks.begin());
    return pick < candidates ? pick : candidates - 1;
  }

 private:
  std::map<std::string, std::vector<uint32_t>> script_;
  std::vector<std::string> asked_;
};

/// An odometer over the choices of a run: each run makes the next combination.
class EnumeratingChoices final : public FakeChoices {
 public:
  /// Calls `run` once for each combination of choices; returns how many there were.
  static uint64_t ForEach(const std::function<void(Choices&)>& run) {
    EnumeratingChoices choices;
    uint64_t runs = 0;
    do {
      choices.position_ = 0;
      run(choices);
      ++runs;
    } while (choices.Advance());
    return runs;
  }

 protected:
  uint32_t Choose(std::string_view, uint32_t candidates) override {
    if (position_ == digits_.size()) digits_.push_back({0, candidates});
    return digits_[position_++].pick;
  }

 private:
  struct Digit {
    uint32_t pick;
    uint32_t candidates;
  };

  bool Advance() {
    while (!digits_.empty() && digits_.back().pick + 1 == digits_.back().candidates) {
      digits_.pop_back();
    }
    if (digits_.empty()) return false;
    ++digits_.back().pick;
    return true;
  }

  std::vector<Digit> digits_;
  size_t position_ = 0;
};

}  // namespace varve::sim

#endif  // VARVE_TESTS_UNIT_SIM_FILE_SYSTEM_FAKE_CHOICES_H_
