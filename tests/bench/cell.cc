#include "tests/bench/cell.h"

#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "tests/bench/flags.h"
#include "tests/bench/temporary_directory.h"

namespace varve::bench {
namespace {

using Json = nlohmann::ordered_json;

double Microseconds(uint64_t ns) { return static_cast<double>(ns) / 1000; }

double Rate(uint64_t operations, double seconds) {
  return seconds > 0 ? static_cast<double>(operations) / seconds : 0;
}

Json Describe(const CellOptions& cell, const Outcome& outcome) {
  const Histogram& latencies = outcome.latencies;
  Json json;
  json["engine"] = cell.engine->name;
  json["workload"] = cell.workload->name;
  json["num"] = cell.num;
  json["operations"] = outcome.operations;
  json["ops_per_sec"] = Rate(outcome.operations, outcome.seconds);
  json["ops_per_cpu_sec"] = Rate(outcome.operations, outcome.cpu_seconds);
  json["beside_ops_per_sec"] = outcome.beside_per_second;
  json["p50_us"] = Microseconds(latencies.QuantileNs(0.5));
  json["p99_us"] = Microseconds(latencies.QuantileNs(0.99));
  json["p999_us"] = Microseconds(latencies.QuantileNs(0.999));
  json["max_us"] = Microseconds(latencies.max_ns());
  if (outcome.stall_ns) json["stall_us"] = Microseconds(*outcome.stall_ns);
  json["write_amplification"] =
      outcome.user_bytes == 0
          ? 0
          : static_cast<double>(outcome.written_bytes) / static_cast<double>(outcome.user_bytes);
  json["space_bytes"] = outcome.space_bytes;
  json["peak_memory_bytes"] = outcome.peak_memory_bytes;
  return json;
}

absl::StatusOr<CellFigures> Parse(const std::string& line) {
  const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return absl::UnavailableError("the cell printed no figures");
  CellFigures figures;
  figures.operations = json.value("operations", uint64_t{0});
  figures.ops_per_sec = json.value("ops_per_sec", 0.0);
  figures.ops_per_cpu_sec = json.value("ops_per_cpu_sec", 0.0);
  figures.beside_ops_per_sec = json.value("beside_ops_per_sec", 0.0);
  figures.p50_us = json.value("p50_us", 0.0);
  figures.p99_us = json.value("p99_us", 0.0);
  figures.p999_us = json.value("p999_us", 0.0);
  figures.max_us = json.value("max_us", 0.0);
  if (json.contains("stall_us")) figures.stall_us = json.value("stall_us", 0.0);
  figures.write_amplification = json.value("write_amplification", 0.0);
  figures.space_bytes = json.value("space_bytes", 0.0);
  figures.peak_memory_bytes = json.value("peak_memory_bytes", 0.0);
  return figures;
}

/// Replaces this process by `varve-bench run`, with `output` as its standard output.
[[noreturn]] void Become(std::vector<std::string> arguments, int output) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  if (dup2(output, STDOUT_FILENO) < 0) _exit(126);
  execv("/proc/self/exe", argv.data());
  _exit(127);
}

std::string ReadAll(int fd) {
  std::string all;
  char buffer[4096];
  for (ssize_t n = 0; (n = read(fd, buffer, sizeof(buffer))) > 0;) {
    all.append(buffer, static_cast<size_t>(n));
  }
  return all;
}

}  // namespace

absl::StatusOr<std::string> RunCell(const CellOptions& cell) {
  auto directory = TemporaryDirectory::Make(cell.directory);
  if (!directory.ok()) return directory.status();
  CellOptions here = cell;
  here.directory = directory->path();
  return Describe(cell, cell.workload->run(here)).dump();
}

absl::StatusOr<CellFigures> RunCellInChild(const CellOptions& cell) {
  std::vector<std::string> arguments = {"varve-bench", "run"};
  for (std::string& flag : FlagsOfCell(cell)) arguments.push_back(std::move(flag));
  int ends[2];
  if (pipe(ends) != 0) return absl::UnavailableError("no pipe");
  const pid_t child = fork();
  if (child == 0) Become(std::move(arguments), ends[1]);
  close(ends[1]);
  const std::string output = child < 0 ? "" : ReadAll(ends[0]);
  close(ends[0]);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return absl::UnavailableError("no child");
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return Parse(output);
  const std::string who =
      std::string(cell.engine->name) + " on " + std::string(cell.workload->name);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 1) {
    return absl::DataLossError(who + " answered wrongly");
  }
  return absl::UnavailableError(who + " ended with wait status " + std::to_string(status));
}

}  // namespace varve::bench
