// varve-bench: the engine on real input, and beside other engines. Exit codes: 0 done, 1 a database
// answered wrongly, 64 usage, 74 input or output failed.
#include <cstdio>
#include <iostream>
#include <span>
#include <string_view>
#include <vector>

#include "tests/bench/cell.h"
#include "tests/bench/compare.h"
#include "tests/bench/flags.h"
#include "tests/bench/tree.h"

namespace {

using Arguments = std::span<const std::string_view>;

int Usage(std::string_view why) {
  if (!why.empty()) std::cerr << "varve-bench: " << why << "\n";
  std::cerr << varve::bench::kTreeUsage << varve::bench::kBenchUsage;
  return 64;
}

int ExitCode(const absl::Status& done) {
  if (done.ok()) return 0;
  std::cerr << "varve-bench: " << done << "\n";
  return absl::IsDataLoss(done) ? 1 : 74;
}

int Tree(Arguments arguments) {
  const auto options = varve::bench::ParseTreeOptions(arguments);
  if (!options.ok()) return Usage(options.status().ToString());
  const absl::Status done = varve::bench::RunTree(*options);
  if (done.ok()) std::cout << "ok\n";
  return ExitCode(done);
}

int Compare(Arguments arguments) {
  const auto flags = varve::bench::ParseBenchFlags(arguments);
  if (!flags.ok()) return Usage(flags.status().ToString());
  return ExitCode(varve::bench::RunCompare(*flags));
}

int RunOne(Arguments arguments) {
  const auto flags = varve::bench::ParseBenchFlags(arguments);
  if (!flags.ok()) return Usage(flags.status().ToString());
  if (flags->engines.size() != 1) return Usage("--engines: run wants one");
  if (flags->workloads.size() != 1) return Usage("--workloads: run wants one");
  varve::bench::CellOptions cell = flags->sizes;
  cell.engine = flags->engines[0];
  cell.workload = flags->workloads[0];
  cell.directory = flags->directory;
  if (!varve::bench::Applies(*cell.workload, *cell.engine)) {
    return Usage("--workloads: the engine has nothing that could be measured so");
  }
  const auto line = varve::bench::RunCell(cell);
  if (line.ok()) std::cout << *line << "\n";
  return ExitCode(line.status());
}

int List() {
  for (const auto& engine : varve::bench::AllEngines()) std::cout << engine.name << "\n";
  for (const auto& workload : varve::bench::AllWorkloads()) {
    std::printf("%-20s %s\n", std::string(workload.name).c_str(),
                std::string(workload.what).c_str());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  if (arguments.empty()) return Usage("which command?");
  const Arguments rest = Arguments(arguments).subspan(1);
  if (arguments[0] == "tree") return Tree(rest);
  if (arguments[0] == "compare") return Compare(rest);
  if (arguments[0] == "run") return RunOne(rest);
  if (arguments[0] == "list") return List();
  if (arguments[0] != "--help" && arguments[0] != "help") return Usage("no command is called that");
  std::cout << varve::bench::kTreeUsage << varve::bench::kBenchUsage;
  return 0;
}
