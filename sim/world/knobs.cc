#include "sim/world/knobs.h"

#include <vector>

namespace varve::sim {
namespace {

constexpr KnobValue kMemtableBytes[] = {{16384, "16384", 1}, {8192, "8192", 2}, {4096, "4096", 3},
                                        {2048, "2048", 4},   {1024, "1024", 3}, {512, "512", 2}};
constexpr KnobValue kMaxSealed[] = {{2, "2"}, {3, "3"}, {1, "1"}};
constexpr KnobValue kLogSegmentBytes[] = {{65536, "65536"}, {262144, "262144"}, {32768, "32768"},
                                          {16384, "16384"}, {8192, "8192", 2},  {4096, "4096", 2}};
constexpr KnobValue kBlockBytes[] = {{4096, "4096"}, {1024, "1024"}, {256, "256"}, {64, "64"}};
constexpr KnobValue kRestartInterval[] = {{16, "16"}, {4, "4"}, {2, "2"}, {1, "1"}};
constexpr KnobValue kBloomDecibits[] = {{100, "10"}, {35, "3.5"}, {0, "0"}};
constexpr KnobValue kCacheBytes[] = {{1 << 20, "1048576"}, {4096, "4096"}, {0, "0"}};
constexpr KnobValue kTableBytes[] = {
    {16384, "16384"}, {4096, "4096"}, {2048, "2048"}, {1024, "1024"}, {512, "512"}};
constexpr KnobValue kLevel0Trigger[] = {{2, "2", 2}, {3, "3"}, {4, "4"}};
constexpr KnobValue kLevel0StopExtra[] = {{8, "8"}, {4, "4"}, {2, "2"}, {1, "1"}};
constexpr KnobValue kLevel1Bytes[] = {
    {65536, "65536"}, {16384, "16384"}, {4096, "4096", 2}, {1024, "1024", 2}};
constexpr KnobValue kLevelFactor[] = {{10, "10"}, {4, "4"}, {2, "2"}};
constexpr KnobValue kCompactionTasks[] = {{1, "1"}, {2, "2"}};
constexpr KnobValue kKeys[] = {{4, "4"},      {8, "8", 2},   {16, "16", 3},
                               {32, "32", 3}, {64, "64", 2}, {256, "256"}};
constexpr KnobValue kKeyShape[] = {{0, "short"}, {1, "shared_prefix"}, {2, "edges"}, {3, "binary"}};
constexpr KnobValue kValueMix[] = {{0, "small"}, {1, "medium", 2}, {2, "mixed", 2}};
// Values for counterexamples that are being made smaller: campaigns hardly ever draw them.
constexpr uint32_t kUsual = 10'000;
constexpr KnobValue kClients[] = {
    {1, "1"}, {3, "3", kUsual}, {4, "4", kUsual}, {5, "5", kUsual}, {6, "6", kUsual}};
constexpr KnobValue kOperations[] = {
    {20, "20"},           {100, "100"},         {300, "300", kUsual}, {350, "350", kUsual},
    {400, "400", kUsual}, {450, "450", kUsual}, {500, "500", kUsual}};
constexpr KnobValue kDurabilityMix[] = {{0, "buffered"},
                                        {1, "buffered_and_sync", 3},
                                        {2, "sync"},
                                        {3, "all", 3},
                                        {4, "mostly_unlogged"}};
constexpr KnobValue kLatency[] = {{0, "zero"}, {1, "short", 2}, {2, "long"}};
constexpr KnobValue kLifetimes[] = {
    {1, "1"}, {2, "2"}, {3, "3", kUsual}, {4, "4", kUsual}, {5, "5", kUsual}};
constexpr KnobValue kCrashMix[] = {
    {0, "balanced", 2}, {1, "mostly_process"}, {2, "mostly_machine"}};
constexpr KnobValue kAdminRate[] = {{1, "1"}, {2, "2"}, {4, "4"}};
constexpr KnobValue kLocality[] = {{0, "none", 2}, {1, "neighbours"}};
constexpr KnobValue kStalls[] = {{0, "off"}, {1, "on"}};
constexpr KnobValue kFaults[] = {{0, "off", 3}, {1, "io", 3}, {2, "space"}, {3, "all", 2}};
constexpr KnobValue kProfile[] = {{0, "strict", 3}, {1, "ordered"}, {2, "writeback", 2}};
constexpr KnobValue kManifestBytes[] = {
    {4 << 20, "4194304", 2}, {4096, "4096"}, {512, "512"}, {1, "1"}};
constexpr KnobValue kSpuriousWakeups[] = {{0, "0", 2}, {20, "20"}};

// The label is spelled out because the choice tree keeps the view of it.
#define VARVE_KNOB(name, values, meaning) \
  { name, "knob." name, meaning, values }
constexpr KnobRow kTable[] = {
    VARVE_KNOB("memtable_bytes", kMemtableBytes, "counted bytes at which a memtable is sealed"),
    VARVE_KNOB("max_sealed_memtables", kMaxSealed, "sealed memtables before writers wait"),
    VARVE_KNOB("log_segment_bytes", kLogSegmentBytes, "size of a log segment"),
    VARVE_KNOB("block_bytes", kBlockBytes, "size at which a data block is closed"),
    VARVE_KNOB("block_restart_interval", kRestartInterval, "keys between two restart points"),
    VARVE_KNOB("bloom_bits_per_key", kBloomDecibits, "bloom filter bits a key, 0 for no filter"),
    VARVE_KNOB("block_cache_bytes", kCacheBytes, "block cache, 0 for none"),
    VARVE_KNOB("table_bytes", kTableBytes, "size at which compaction starts the next table"),
    VARVE_KNOB("level0_compaction_runs", kLevel0Trigger, "level 0 runs that start a compaction"),
    VARVE_KNOB("level0_stop_extra", kLevel0StopExtra, "runs above the trigger that stop writers"),
    VARVE_KNOB("level1_bytes", kLevel1Bytes, "target size of level 1"),
    VARVE_KNOB("level_size_factor", kLevelFactor, "target size of a level over the one above"),
    VARVE_KNOB("compaction_tasks", kCompactionTasks, "compactions that may run at once"),
    VARVE_KNOB("keys", kKeys, "number of keys of the universe"),
    VARVE_KNOB("key_shape", kKeyShape, "how keys look: length, shared prefixes, empty key, bytes"),
    VARVE_KNOB("value_mix", kValueMix, "sizes of values"),
    VARVE_KNOB("clients", kClients, "client tasks of a lifetime"),
    VARVE_KNOB("operations", kOperations, "client operations over all lifetimes, at least"),
    VARVE_KNOB("durability_mix", kDurabilityMix, "durabilities that writers ask for"),
    VARVE_KNOB("latency", kLatency, "virtual time that a file operation takes"),
    VARVE_KNOB("lifetimes", kLifetimes, "lifetimes of the process, the closing one not counted"),
    VARVE_KNOB("crash_mix", kCrashMix, "kinds of crash that end lifetimes"),
    VARVE_KNOB("admin_rate", kAdminRate, "weight of flush, compact, sync and clear operations"),
    VARVE_KNOB("spurious_wakeup_one_in", kSpuriousWakeups, "waits that end for nothing, 0: none"),
    VARVE_KNOB("locality", kLocality,
               "whether a writer stays among neighbouring keys for a while, so that tables are "
               "narrow and leave gaps"),
    VARVE_KNOB("stalls", kStalls,
               "whether single tasks are held up for a while, wherever they are"),
    VARVE_KNOB("faults", kFaults, "what goes wrong with files: nothing, I/O errors, a full disk"),
    VARVE_KNOB("profile", kProfile, "what the filesystem promises beyond what was synced"),
    VARVE_KNOB("manifest_bytes", kManifestBytes, "size at which the manifest is replaced"),
};
#undef VARVE_KNOB
static_assert(std::size(kTable) == kKnobCount);

size_t Index(KnobId id) { return static_cast<size_t>(id); }

// Whether a value may be picked when `asked` names what the knob has to be.
bool Allowed(KnobId id, const KnobValue& value, const AskedKnobs& asked) {
  if (id == KnobId::kFaults && asked.faults == "on") return value.value != 0;
  const std::string_view name = id == KnobId::kFaults    ? asked.faults
                                : id == KnobId::kProfile ? asked.profile
                                                         : std::string_view();
  return name.empty() || value.text == name;
}

}  // namespace

std::span<const KnobRow> KnobTable() { return kTable; }

Knobs Knobs::Draw(Choices& choices, const AskedKnobs& asked) {
  Knobs knobs;
  std::vector<uint32_t> weights;
  for (size_t i = 0; i < kKnobCount; ++i) {
    weights.clear();
    for (const KnobValue& value : kTable[i].values) {
      weights.push_back(Allowed(static_cast<KnobId>(i), value, asked) ? value.weight : 0);
    }
    knobs.picks_[i] = static_cast<uint8_t>(choices.PickWeighted(kTable[i].label, weights));
  }
  return knobs;
}

uint64_t Knobs::value(KnobId id) const { return kTable[Index(id)].values[picks_[Index(id)]].value; }

std::string_view Knobs::text(KnobId id) const {
  return kTable[Index(id)].values[picks_[Index(id)]].text;
}

void Knobs::Set(KnobId id, size_t index) { picks_[Index(id)] = static_cast<uint8_t>(index); }

KeyShape Knobs::key_shape() const { return static_cast<KeyShape>(value(KnobId::kKeyShape)); }
ValueMix Knobs::value_mix() const { return static_cast<ValueMix>(value(KnobId::kValueMix)); }
DurabilityMix Knobs::durability_mix() const {
  return static_cast<DurabilityMix>(value(KnobId::kDurabilityMix));
}
LatencyProfile Knobs::latency() const {
  return static_cast<LatencyProfile>(value(KnobId::kLatency));
}
CrashMix Knobs::crash_mix() const { return static_cast<CrashMix>(value(KnobId::kCrashMix)); }
FaultMix Knobs::faults() const { return static_cast<FaultMix>(value(KnobId::kFaults)); }
Profile Knobs::profile() const { return static_cast<Profile>(value(KnobId::kProfile)); }

Options Knobs::EngineOptions(uint64_t seed) const {
  Options options;
  options.memtable_bytes = value(KnobId::kMemtableBytes);
  options.max_sealed_memtables = value(KnobId::kMaxSealed);
  options.log_segment_bytes = value(KnobId::kLogSegmentBytes);
  options.manifest_bytes = value(KnobId::kManifestBytes);
  options.block_bytes = value(KnobId::kBlockBytes);
  options.block_restart_interval = value(KnobId::kRestartInterval);
  options.bloom_bits_per_key = static_cast<double>(value(KnobId::kBloomDecibits)) / 10.0;
  options.block_cache_bytes = value(KnobId::kCacheBytes);
  options.table_bytes = value(KnobId::kTableBytes);
  options.level0_compaction_runs = value(KnobId::kLevel0Trigger);
  options.level0_stop_runs = options.level0_compaction_runs + value(KnobId::kLevel0StopExtra);
  options.level1_bytes = value(KnobId::kLevel1Bytes);
  options.level_size_factor = value(KnobId::kLevelFactor);
  options.compaction_tasks = value(KnobId::kCompactionTasks);
  options.seed = seed;
  return options;
}

std::string Knobs::ToJson() const {
  std::string json = "{";
  for (size_t i = 0; i < kKnobCount; ++i) {
    if (i != 0) json += ',';
    json += '"';
    json += kTable[i].name;
    json += "\":\"";
    json += kTable[i].values[picks_[i]].text;
    json += '"';
  }
  json += '}';
  return json;
}

}  // namespace varve::sim
