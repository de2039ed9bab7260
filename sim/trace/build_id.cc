#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "sim/trace/json_line.h"
#include "sim/trace/trace.h"

namespace varve::sim {

std::string_view EngineVersion() { return VARVE_ENGINE_VERSION; }

std::string BuildId() {
  const int descriptor = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return {};
  struct stat status;
  void* mapping = MAP_FAILED;
  if (fstat(descriptor, &status) == 0) {
    mapping =
        mmap(nullptr, static_cast<size_t>(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0);
  }
  close(descriptor);
  if (mapping == MAP_FAILED) return {};
  const uint64_t hash = XXH3_64bits(mapping, static_cast<size_t>(status.st_size));
  munmap(mapping, static_cast<size_t>(status.st_size));
  return Hex16(hash);
}

}  // namespace varve::sim
