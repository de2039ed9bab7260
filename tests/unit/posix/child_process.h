// Bodies of tests that need a process of their own: to be killed, or to live with limits and with
// system calls that fail.
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

/// From now on the system call `number` fails with `error` in this process, wherever its fourth
/// argument (the offset, for pwrite) is at least `from`. For good: call it in a child.
void FailSystemCall(int number, int error, uint32_t from = 0);

/// From now on no file of this process grows beyond `bytes`; a write that reaches the limit is cut
/// short there, and one that begins there fails with EFBIG. For good: call it in a child.
void LimitFileSize(uint64_t bytes);

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
