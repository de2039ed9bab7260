// Bodies of tests that need a process of their own: to be killed, to live under resource limits, or
// to mount a filesystem.
#ifndef VARVE_TESTS_UNIT_POSIX_CHILD_PROCESS_H_
#define VARVE_TESTS_UNIT_POSIX_CHILD_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>

namespace varve::posix {

/// Runs `body` in a forked child and waits for its end. A failed expectation in the child prints
/// its message and fails the calling test as well.
void InChild(const std::function<void()>& body);

/// As `InChild`, with a path to an empty filesystem of `bytes` that nobody else writes to. Returns
/// false, having run nothing, where the machine does not let a test mount one.
[[nodiscard]] bool OnTinyFileSystem(uint64_t bytes,
                                    const std::function<void(const std::string&)>& body);

/// A child that reports numbers to its parent until it is killed.
class Reporter {
 public:
  /// `body` runs in the child; each call of `report` has reached the parent's side of a pipe when
  /// it returns, whatever happens to the child afterwards.
  explicit Reporter(const std::function<void(const std::function<void(uint64_t)>& report)>& body);
  ~Reporter();
  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;

  /// The next report, waiting for it; false when there will be none.
  [[nodiscard]] bool Next(uint64_t* number);

  /// Ends the child with SIGKILL and waits until it is gone. Reports made before stay readable.
  void Kill();

 private:
  pid_t child_ = -1;
  int read_end_ = -1;
};

}  // namespace varve::posix

#endif  // VARVE_TESTS_UNIT_POSIX_CHILD_PROCESS_H_
