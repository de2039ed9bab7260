// The verbs of varve-sim.
#ifndef VARVE_SIM_CLI_COMMANDS_H_
#define VARVE_SIM_CLI_COMMANDS_H_

#include <cstdio>
#include <span>
#include <string>

#include "sim/campaign/runner.h"

namespace varve::sim {

/// What the program works with; tests hand in another world and other streams.
struct CommandContext {
  RunFunction run = nullptr;
  std::string program = "varve-sim";  // as it was called, for commands to be pasted
  WorldDescription world;
  std::FILE* out = stdout;
  std::FILE* err = stderr;
};

/// Executes varve-sim with the words behind the program's name. Returns the exit status.
int VarveSim(std::span<const std::string> words, const CommandContext& context);

/// One verb each, with the words behind it. The usage of an unknown argument goes to `err`.
int RunCommand(std::span<const std::string> words, const CommandContext& context);
int ReplayCommand(std::span<const std::string> words, const CommandContext& context);
int ShrinkCommand(std::span<const std::string> words, const CommandContext& context);
int ExplainCommand(std::span<const std::string> words, const CommandContext& context);
int ListCommand(std::span<const std::string> words, const CommandContext& context);

}  // namespace varve::sim

#endif  // VARVE_SIM_CLI_COMMANDS_H_
