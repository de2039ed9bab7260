#include "tests/bench/progress.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>

namespace varve::bench {
namespace {

absl::Status Failed(const std::string& path, const char* call) {
  return absl::UnavailableError(path + ": " + call + ": " + std::strerror(errno));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Progress>> Progress::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return Failed(path, "open");
  void* mapped = MAP_FAILED;
  if (ftruncate(fd, sizeof(uint64_t)) == 0) {
    mapped = mmap(nullptr, sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  }
  const absl::Status failed = mapped == MAP_FAILED ? Failed(path, "mmap") : absl::OkStatus();
  close(fd);
  if (!failed.ok()) return failed;
  static_assert(std::atomic<uint64_t>::is_always_lock_free);
  return std::unique_ptr<Progress>(new Progress(static_cast<std::atomic<uint64_t>*>(mapped)));
}

Progress::~Progress() { munmap(counter_, sizeof(uint64_t)); }

}  // namespace varve::bench
