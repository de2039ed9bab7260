#include "tests/bench/report.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/bench/goals.h"

namespace varve::bench {
namespace {

using Json = nlohmann::ordered_json;

PeerFigure PeersOf(const ComparedRow& row) {
  return [&row](std::string_view engine) { return row.Figure(engine); };
}

double BestLsmPeer(const ComparedRow& row) {
  return std::max(row.Figure("leveldb"), row.Figure("rocksdb"));
}

std::string Format(const char* format, double number) {
  char text[32];
  std::snprintf(text, sizeof(text), format, number);
  return text;
}

/// Three digits and a unit: 1.53 M, 410 K.
std::string Rate(double per_second) {
  if (per_second <= 0) return "-";
  if (per_second >= 1e6) return Format(per_second >= 1e7 ? "%.1f M" : "%.2f M", per_second / 1e6);
  if (per_second >= 1e3) return Format(per_second >= 1e4 ? "%.0f K" : "%.2f K", per_second / 1e3);
  return Format("%.0f  ", per_second);
}

std::string Ratio(double figure, double other) {
  return figure > 0 && other > 0 ? Format("%.2f", figure / other) : "-";
}

std::string Short(const std::optional<Reached>& reached) {
  if (!reached) return "-";
  return (reached->share >= 1 ? "met " : "no  ") + Format("%.2f", reached->share);
}

std::string Stall(const CellFigures& figures) {
  return figures.stall_us ? Format("%.1f", *figures.stall_us) : "-";
}

double BesideFigure(const ComparedRow& row, std::string_view engine) {
  for (const Compared& compared : row.engines) {
    if (compared.engine->name == engine) return compared.median.beside_ops_per_sec;
  }
  return 0;
}

}  // namespace

void PrintHeading(const BenchFlags& flags) {
  const CellOptions& sizes = flags.sizes;
  std::printf("%" PRIu64
              " entries, keys of 16 bytes, values of %zu, memtable %zu MiB, cache %zu MiB, "
              "filters of %d bits,\n%d background threads; median of %" PRIu64
              " rounds, operations a second%s;\n"
              "floor and goal: share reached\n\n",
              sizes.num, sizes.value_bytes, sizes.memtable_bytes >> 20, sizes.cache_bytes >> 20,
              sizes.bloom_bits, sizes.background_threads, flags.rounds,
              flags.cpu ? " of processor time" : "");
  std::printf("%-18s", "workload");
  for (const EngineKind* engine : flags.engines) {
    std::printf("%10s", std::string(engine->name).c_str());
  }
  std::printf("%9s%8s  %-9s %-9s%6s\n", "/LSM", "/LMDB", "floor", "goal", "load");
}

void PrintRow(const BenchFlags& flags, const ComparedRow& row) {
  const double varve = row.Figure("varve");
  std::printf("%-18s", std::string(row.workload->name).c_str());
  for (const EngineKind* engine : flags.engines) {
    std::printf("%10s", Rate(row.Figure(engine->name)).c_str());
  }
  std::printf("%9s%8s  %-9s %-9s%6.1f\n", Ratio(varve, BestLsmPeer(row)).c_str(),
              Ratio(varve, row.Figure("lmdb")).c_str(),
              Short(ReachedFloor(row.workload->name, varve, PeersOf(row))).c_str(),
              Short(ReachedGoal(row.workload->name, varve, PeersOf(row))).c_str(),
              row.load_average);
  const bool beside = std::any_of(row.engines.begin(), row.engines.end(), [](const Compared& c) {
    return c.median.beside_ops_per_sec > 0;
  });
  if (!beside) return;
  std::printf("%-18s", "  and the writer");
  for (const EngineKind* engine : flags.engines) {
    std::printf("%10s", Rate(BesideFigure(row, engine->name)).c_str());
  }
  std::printf("\n");
}

void PrintDetails(const std::vector<ComparedRow>& rows) {
  std::printf("\n%-18s%-9s%10s%10s%10s%11s%11s%8s%9s%9s\n", "microseconds, MB", "", "p50", "p99",
              "p99.9", "longest", "stall", "w.amp", "space", "memory");
  for (const ComparedRow& row : rows) {
    for (const Compared& compared : row.engines) {
      const CellFigures& figures = compared.median;
      std::printf(
          "%-18s%-9s%10.2f%10.2f%10.2f%11.1f%11s%8.2f%9.1f%9.1f\n",
          std::string(row.workload->name).c_str(), std::string(compared.engine->name).c_str(),
          figures.p50_us, figures.p99_us, figures.p999_us, figures.max_us, Stall(figures).c_str(),
          figures.write_amplification, figures.space_bytes / 1e6, figures.peak_memory_bytes / 1e6);
    }
  }
}

void PrintJson(const ComparedRow& row) {
  for (const Compared& compared : row.engines) {
    const CellFigures& figures = compared.median;
    Json json;
    json["engine"] = compared.engine->name;
    json["workload"] = row.workload->name;
    json["ops_per_sec"] = figures.ops_per_sec;
    json["ops_per_cpu_sec"] = figures.ops_per_cpu_sec;
    json["rounds"] = compared.rounds;
    json["operations"] = figures.operations;
    if (figures.beside_ops_per_sec > 0) json["beside_ops_per_sec"] = figures.beside_ops_per_sec;
    json["p50_us"] = figures.p50_us;
    json["p99_us"] = figures.p99_us;
    json["p999_us"] = figures.p999_us;
    json["max_us"] = figures.max_us;
    if (figures.stall_us) json["stall_us"] = *figures.stall_us;
    json["write_amplification"] = figures.write_amplification;
    json["space_bytes"] = figures.space_bytes;
    json["peak_memory_bytes"] = figures.peak_memory_bytes;
    json["load_average"] = row.load_average;
    if (compared.engine->name == "varve") {
      const double varve = compared.figure;
      if (BestLsmPeer(row) > 0) json["over_best_lsm"] = varve / BestLsmPeer(row);
      if (row.Figure("lmdb") > 0) json["over_lmdb"] = varve / row.Figure("lmdb");
      const auto floor = ReachedFloor(row.workload->name, varve, PeersOf(row));
      const auto goal = ReachedGoal(row.workload->name, varve, PeersOf(row));
      if (floor) json["floor"] = {{"wanted", floor->wanted}, {"share", floor->share}};
      if (goal) json["goal"] = {{"wanted", goal->wanted}, {"share", goal->share}};
    }
    std::printf("%s\n", json.dump().c_str());
  }
}

}  // namespace varve::bench
