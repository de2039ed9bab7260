// Runs varve-sim's commands on a fake world, keeping what they print.
#ifndef VARVE_TESTS_UNIT_SIM_CLI_COMMAND_LINE_H_
#define VARVE_TESTS_UNIT_SIM_CLI_COMMAND_LINE_H_

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "sim/cli/commands.h"
#include "tests/unit/sim/campaign/fake_world.h"

namespace varve::sim {

struct Printed {
  int status = 0;
  std::string out;
  std::string err;
};

inline Printed CommandLine(const std::vector<std::string>& words) {
  Printed printed;
  char* out = nullptr;
  char* err = nullptr;
  size_t out_size = 0;
  size_t err_size = 0;
  CommandContext context;
  context.run = RunFakeWorld;
  context.world = DescribeFakeWorld();
  context.out = open_memstream(&out, &out_size);
  context.err = open_memstream(&err, &err_size);
  printed.status = VarveSim(words, context);
  std::fclose(context.out);
  std::fclose(context.err);
  printed.out.assign(out, out_size);
  printed.err.assign(err, err_size);
  std::free(out);
  std::free(err);
  return printed;
}

}  // namespace varve::sim

#endif  // VARVE_TESTS_UNIT_SIM_CLI_COMMAND_LINE_H_
