#include "sim/world/knobs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "sim/choice/replay_choices.h"
#include "sim/choice/seeded_choices.h"

namespace varve::sim {
namespace {

TEST(KnobsTest, EveryRowHasANameALabelAndSeveralValues) {
  std::set<std::string_view> names;
  for (const KnobRow& row : KnobTable()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(row.label, "knob." + std::string(row.name));
    EXPECT_FALSE(row.meaning.empty()) << row.name;
    EXPECT_GT(row.values.size(), 1U) << row.name;
  }
  EXPECT_EQ(names.size(), kKnobCount);
}

TEST(KnobsTest, EveryValueOfEveryKnobMakesValidOptions) {
  for (size_t i = 0; i < kKnobCount; ++i) {
    for (size_t value = 0; value < KnobTable()[i].values.size(); ++value) {
      Knobs knobs;
      knobs.Set(static_cast<KnobId>(i), value);
      EXPECT_TRUE(Validate(knobs.EngineOptions(1)).ok())
          << KnobTable()[i].name << ": " << Validate(knobs.EngineOptions(1));
    }
  }
}

TEST(KnobsTest, DrawnKnobsReachEveryValueAndAreValid) {
  std::set<std::pair<size_t, std::string>> seen;
  size_t possible = 0;
  for (const KnobRow& row : KnobTable()) {
    uint32_t heaviest = 0;
    for (const KnobValue& value : row.values) heaviest = std::max(heaviest, value.weight);
    // Some values are for shrinking alone.
    possible += static_cast<size_t>(
        std::count_if(row.values.begin(), row.values.end(),
                      [&](const KnobValue& value) { return value.weight * 100 > heaviest; }));
  }
  for (uint64_t seed = 0; seed < 300; ++seed) {
    Digest digest;
    SeededChoices choices(seed, nullptr, digest);
    const Knobs knobs = Knobs::Draw(choices);
    ASSERT_TRUE(Validate(knobs.EngineOptions(seed)).ok()) << Validate(knobs.EngineOptions(seed));
    for (size_t i = 0; i < kKnobCount; ++i) {
      seen.emplace(i, knobs.text(static_cast<KnobId>(i)));
    }
  }
  EXPECT_EQ(seen.size(), possible);
}

TEST(KnobsTest, WhatIsAskedForIsDrawnAndReplaysWithoutAsking) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    Digest digest;
    SeededChoices off(seed, nullptr, digest);
    EXPECT_EQ(Knobs::Draw(off, {.faults = "off", .profile = {}}).faults(), FaultMix::kNone);
    SeededChoices on(seed, nullptr, digest);
    const Knobs asked = Knobs::Draw(on, {.faults = "on", .profile = "writeback"});
    EXPECT_NE(asked.faults(), FaultMix::kNone);
    EXPECT_EQ(asked.profile(), Profile::kWriteback);
    const std::vector<RecordedPick> picks = {{.fiber = "world",
                                              .label = "knob.profile",
                                              .candidates = kProfileCount,
                                              .pick = static_cast<uint32_t>(Profile::kWriteback)}};
    ReplayChoices replay(picks, nullptr, digest);
    replay.SetFiber("world");
    EXPECT_EQ(Knobs::Draw(replay).profile(), Profile::kWriteback);
  }
}

TEST(KnobsTest, OptionsTakeTheValues) {
  Knobs knobs;
  knobs.Set(KnobId::kMemtableBytes, 5);
  knobs.Set(KnobId::kBloomDecibits, 1);
  knobs.Set(KnobId::kLevel0Trigger, 2);
  knobs.Set(KnobId::kLevel0StopExtra, 3);
  const Options options = knobs.EngineOptions(42);
  EXPECT_EQ(options.memtable_bytes, 512U);
  EXPECT_DOUBLE_EQ(options.bloom_bits_per_key, 3.5);
  EXPECT_EQ(options.level0_compaction_runs, 4U);
  EXPECT_EQ(options.level0_stop_runs, 5U);
  EXPECT_EQ(options.seed, 42U);
}

TEST(KnobsTest, JsonNamesEveryKnobOnOneLine) {
  Knobs knobs;
  knobs.Set(KnobId::kKeyShape, 2);
  const std::string json = knobs.ToJson();
  EXPECT_EQ(json.front(), '{');
  EXPECT_EQ(json.back(), '}');
  EXPECT_EQ(json.find('\n'), std::string::npos);
  EXPECT_NE(json.find("\"key_shape\":\"edges\""), std::string::npos) << json;
  for (const KnobRow& row : KnobTable()) {
    EXPECT_NE(json.find("\"" + std::string(row.name) + "\":"), std::string::npos) << row.name;
  }
}

}  // namespace
}  // namespace varve::sim
