// A platform for structures of the engine in an explored execution.
#ifndef VARVE_TESTS_EXPLORE_EXPLORED_PLATFORM_H_
#define VARVE_TESTS_EXPLORE_EXPLORED_PLATFORM_H_

#include "sim/explore/explore.h"
#include "tests/unit/wal/memory_file_system.h"
#include "varve/platform/platform.h"

namespace varve {

/// Made anew for each execution, before what uses it.
class ExploredPlatform {
 public:
  explicit ExploredPlatform(sim::Execution& execution) : execution_(execution) {}

  [[nodiscard]] Platform platform() { return platform(file_system_, instrumentation_); }
  [[nodiscard]] Platform platform(Instrumentation& instrumentation) {
    return platform(file_system_, instrumentation);
  }
  [[nodiscard]] Platform platform(FileSystem& file_system, Instrumentation& instrumentation) {
    return {execution_.clock(), file_system, execution_.scheduler(), instrumentation};
  }

 private:
  sim::Execution& execution_;
  MemoryFileSystem file_system_;
  Instrumentation instrumentation_;
};

}  // namespace varve

#endif  // VARVE_TESTS_EXPLORE_EXPLORED_PLATFORM_H_
