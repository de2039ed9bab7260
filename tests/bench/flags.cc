#include "tests/bench/flags.h"

#include <charconv>
#include <filesystem>
#include <functional>

namespace varve::bench {
namespace {

absl::Status Bad(std::string_view flag, std::string_view why) {
  return absl::InvalidArgumentError(std::string(flag) + ": " + std::string(why));
}

/// A flag that takes a number from `least` to `most`.
struct NumberFlag {
  std::string_view name;
  uint64_t least;
  uint64_t most;
  std::function<void(BenchFlags*, uint64_t)> set;
};

template <typename T>
std::function<void(BenchFlags*, uint64_t)> Size(T CellOptions::*field) {
  return [field](BenchFlags* flags, uint64_t n) { flags->sizes.*field = static_cast<T>(n); };
}

const std::vector<NumberFlag>& NumberFlags() {
  constexpr uint64_t kMany = uint64_t{1} << 40;
  constexpr uint64_t kSmall = 1000;
  static const auto* const kFlags = new std::vector<NumberFlag>{
      {"--num", 1, kMany, Size(&CellOptions::num)},
      {"--value_size", 1, 1 << 30, Size(&CellOptions::value_bytes)},
      {"--reads", 0, kMany, Size(&CellOptions::reads)},
      {"--threads", 0, kSmall, Size(&CellOptions::threads)},
      {"--seek_nexts", 0, kMany, Size(&CellOptions::seek_nexts)},
      {"--write_buffer_size", 1 << 16, kMany, Size(&CellOptions::memtable_bytes)},
      {"--cache_size", 0, kMany, Size(&CellOptions::cache_bytes)},
      {"--bloom_bits", 0, 100, Size(&CellOptions::bloom_bits)},
      {"--max_background_jobs", 1, kSmall, Size(&CellOptions::background_threads)},
      {"--kill", 0, kMany, Size(&CellOptions::kill_after)},
      {"--rounds", 1, kSmall, [](BenchFlags* flags, uint64_t n) { flags->rounds = n; }},
  };
  return *kFlags;
}

absl::Status SetNumber(const NumberFlag& flag, std::string_view text, BenchFlags* flags) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < flag.least ||
      number > flag.most) {
    return Bad(flag.name, "'" + std::string(text) + "' is not a number from " +
                              std::to_string(flag.least) + " to " + std::to_string(flag.most));
  }
  flag.set(flags, number);
  return absl::OkStatus();
}

/// Splits at commas and looks every name up.
template <typename T, typename Find>
absl::Status SetList(std::string_view flag, std::string_view text, Find find,
                     std::vector<const T*>* list) {
  list->clear();
  while (true) {
    const size_t comma = text.find(',');
    const std::string_view name = text.substr(0, comma);
    const T* found = find(name);
    if (found == nullptr) return Bad(flag, "'" + std::string(name) + "' is not one in `list`");
    list->push_back(found);
    if (comma == std::string_view::npos) return absl::OkStatus();
    text.remove_prefix(comma + 1);
  }
}

bool SetSwitch(std::string_view flag, BenchFlags* flags) {
  if (flag == "--json") {
    flags->json = true;
  } else if (flag == "--cpu") {
    flags->cpu = true;
  } else if (flag == "--latency") {
    flags->sizes.latency = true;
  } else if (flag == "--no_latency") {
    flags->latency = false;
  } else {
    return false;
  }
  return true;
}

absl::Status SetFlag(std::string_view flag, std::string_view value, BenchFlags* flags) {
  for (const NumberFlag& number : NumberFlags()) {
    if (flag == number.name) return SetNumber(number, value, flags);
  }
  if (flag == "--engines") return SetList(flag, value, &FindEngine, &flags->engines);
  if (flag == "--workloads") return SetList(flag, value, &FindWorkload, &flags->workloads);
  if (flag == "--dir" && !value.empty()) {
    flags->directory = value;
    return absl::OkStatus();
  }
  return Bad(flag, "not a flag of this command");
}

BenchFlags Defaults() {
  BenchFlags flags;
  for (const EngineKind& engine : AllEngines()) flags.engines.push_back(&engine);
  for (const Workload& workload : AllWorkloads()) flags.workloads.push_back(&workload);
  // Beside the program, which is on the file system that the project is on.
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  flags.directory = error ? "." : program.parent_path().string();
  return flags;
}

}  // namespace

absl::StatusOr<BenchFlags> ParseBenchFlags(std::span<const std::string_view> arguments) {
  BenchFlags flags = Defaults();
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (!argument.starts_with("--")) return Bad(argument, "flags begin with --");
    if (SetSwitch(argument, &flags)) continue;
    const size_t equals = argument.find('=');
    std::string_view value;
    if (equals != std::string_view::npos) {
      value = argument.substr(equals + 1);
    } else if (i + 1 < arguments.size()) {
      value = arguments[++i];
    }
    const absl::Status set = SetFlag(argument.substr(0, equals), value, &flags);
    if (!set.ok()) return set;
  }
  return flags;
}

std::vector<std::string> FlagsOfCell(const CellOptions& cell) {
  std::vector<std::string> flags;
  const auto add = [&](const std::string& name, const auto& value) {
    flags.push_back("--" + name + "=" + value);
  };
  add("engines", std::string(cell.engine->name));
  add("workloads", std::string(cell.workload->name));
  add("num", std::to_string(cell.num));
  add("value_size", std::to_string(cell.value_bytes));
  add("reads", std::to_string(cell.reads));
  add("threads", std::to_string(cell.threads));
  add("seek_nexts", std::to_string(cell.seek_nexts));
  add("write_buffer_size", std::to_string(cell.memtable_bytes));
  add("cache_size", std::to_string(cell.cache_bytes));
  add("bloom_bits", std::to_string(cell.bloom_bits));
  add("max_background_jobs", std::to_string(cell.background_threads));
  add("kill", std::to_string(cell.kill_after));
  add("dir", cell.directory);
  if (cell.latency) flags.push_back("--latency");
  return flags;
}

}  // namespace varve::bench
