// varve-sim: start at varve_sim.cc.
#include <csignal>
#include <string>
#include <vector>

#include "sim/cli/commands.h"

int main(int argc, char** argv) {
  // A reader that goes away is an error of writing, not a reason to leave files behind.
  std::signal(SIGPIPE, SIG_IGN);
  const std::vector<std::string> words(argv + 1, argv + argc);
  varve::sim::CommandContext context;
  context.run = varve::sim::RunWorld;
  context.program = argv[0];
  context.world = varve::sim::DescribeWorld();
  return varve::sim::VarveSim(words, context);
}
