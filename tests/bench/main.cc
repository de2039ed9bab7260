// varve-bench: the engine on real input. Exit codes: 0 done, 1 the database is wrong, 64 usage,
// 74 input or output failed.
#include <cstdio>
#include <iostream>
#include <string_view>
#include <vector>

#include "tests/bench/tree.h"

namespace {

int Usage(std::string_view why) {
  if (!why.empty()) std::cerr << "varve-bench: " << why << "\n";
  std::cerr << varve::bench::kTreeUsage;
  return 64;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  if (arguments.empty()) return Usage("which workload?");
  if (arguments[0] == "--help" || arguments[0] == "help") {
    std::cout << varve::bench::kTreeUsage;
    return 0;
  }
  if (arguments[0] != "tree") return Usage("no workload is called that");
  const auto options = varve::bench::ParseTreeOptions(std::span(arguments).subspan(1));
  if (!options.ok()) return Usage(options.status().ToString());
  const absl::Status done = varve::bench::RunTree(*options);
  if (done.ok()) {
    std::cout << "ok\n";
    return 0;
  }
  std::cerr << "varve-bench: " << done << "\n";
  return absl::IsDataLoss(done) ? 1 : 74;
}
