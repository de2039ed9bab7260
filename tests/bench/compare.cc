#include "tests/bench/compare.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "tests/bench/process_stats.h"
#include "tests/bench/report.h"
#include "tests/bench/temporary_directory.h"

namespace varve::bench {
namespace {

double Median(std::vector<double> numbers) {
  if (numbers.empty()) return 0;
  std::sort(numbers.begin(), numbers.end());
  const size_t middle = numbers.size() / 2;
  return numbers.size() % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
}

double MedianOf(const std::vector<CellFigures>& rounds, double CellFigures::*field) {
  std::vector<double> numbers;
  for (const CellFigures& round : rounds) numbers.push_back(round.*field);
  return Median(std::move(numbers));
}

/// One row's cells of one engine.
struct Collected {
  std::vector<CellFigures> rounds;
  CellFigures latency;
};

Compared Summarise(const EngineKind* engine, const Collected& cells) {
  Compared compared{.engine = engine, .median = cells.latency, .rounds = {}};
  compared.median.operations = cells.rounds.empty() ? 0 : cells.rounds.back().operations;
  for (double CellFigures::*field :
       {&CellFigures::ops_per_sec, &CellFigures::ops_per_cpu_sec, &CellFigures::beside_ops_per_sec,
        &CellFigures::write_amplification, &CellFigures::space_bytes,
        &CellFigures::peak_memory_bytes}) {
    compared.median.*field = MedianOf(cells.rounds, field);
  }
  // The worst of all rounds: a stall is an accident, which most rounds do not have.
  for (const CellFigures& round : cells.rounds) {
    compared.median.stall_us = std::max(compared.median.stall_us, round.stall_us);
  }
  for (const CellFigures& round : cells.rounds) compared.rounds.push_back(round.ops_per_sec);
  return compared;
}

class Comparison {
 public:
  Comparison(const BenchFlags& flags, const std::string& directory) : flags_(flags) {
    cell_ = flags.sizes;
    cell_.directory = directory;
  }

  absl::Status Run();

 private:
  ComparedRow RunRow(const Workload& workload);
  void RunOne(const EngineKind& engine, uint64_t round, Collected* into);

  const BenchFlags& flags_;
  CellOptions cell_;
  absl::Status first_failure_;
};

/// The round after the last is the one that looks at the clock.
void Comparison::RunOne(const EngineKind& engine, uint64_t round, Collected* into) {
  cell_.engine = &engine;
  cell_.latency = round == flags_.rounds;
  const std::string name(engine.name);
  const std::string workload(cell_.workload->name);
  std::fprintf(stderr, "%s\r%s, %s, %s%s ", isatty(2) ? "\033[K" : "", workload.c_str(),
               name.c_str(), cell_.latency ? "latencies" : "round ",
               cell_.latency ? "" : std::to_string(round + 1).c_str());
  const auto figures = RunCellInChild(cell_);
  if (!figures.ok()) {
    std::fprintf(stderr, "\n%s\n", figures.status().ToString().c_str());
    if (first_failure_.ok() || absl::IsDataLoss(figures.status())) {
      first_failure_ = figures.status();
    }
  } else if (cell_.latency) {
    into->latency = *figures;
  } else {
    into->rounds.push_back(*figures);
  }
}

/// Each round begins with another engine, so that none always runs after the same one.
ComparedRow Comparison::RunRow(const Workload& workload) {
  ComparedRow row{.workload = &workload, .engines = {}, .load_average = LoadAverage()};
  cell_.workload = &workload;
  std::vector<const EngineKind*> engines;
  for (const EngineKind* engine : flags_.engines) {
    if (Applies(workload, *engine)) engines.push_back(engine);
  }
  std::vector<Collected> collected(engines.size());
  const uint64_t rounds = flags_.rounds + (flags_.latency ? 1 : 0);
  for (uint64_t round = 0; round < rounds; ++round) {
    for (size_t i = 0; i < engines.size(); ++i) {
      const size_t which = (i + round) % engines.size();
      RunOne(*engines[which], round, &collected[which]);
    }
  }
  for (size_t i = 0; i < engines.size(); ++i) {
    row.engines.push_back(Summarise(engines[i], collected[i]));
    const CellFigures& median = row.engines.back().median;
    row.engines.back().figure = flags_.cpu ? median.ops_per_cpu_sec : median.ops_per_sec;
  }
  return row;
}

absl::Status Comparison::Run() {
  std::vector<ComparedRow> rows;
  if (!flags_.json) PrintHeading(flags_);
  for (const Workload* workload : flags_.workloads) {
    rows.push_back(RunRow(*workload));
    std::fprintf(stderr, "\n");
    if (flags_.json) {
      PrintJson(rows.back());
    } else {
      PrintRow(flags_, rows.back());
    }
    std::fflush(stdout);
  }
  if (!flags_.json) PrintDetails(rows);
  return first_failure_;
}

}  // namespace

double ComparedRow::Figure(std::string_view engine) const {
  for (const Compared& compared : engines) {
    if (compared.engine->name == engine) return compared.figure;
  }
  return 0;
}

absl::Status RunCompare(const BenchFlags& flags) {
  const auto directory = TemporaryDirectory::Make(flags.directory);
  if (!directory.ok()) return directory.status();
  return Comparison(flags, directory->path()).Run();
}

}  // namespace varve::bench
