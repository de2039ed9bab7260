#include "tests/unit/posix/child_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <iterator>

namespace varve::posix {
namespace {

constexpr int kExitFailed = 1;

// Runs `body`, which returns an exit code, in a forked child and returns that code, or -1 when the
// child was killed. The child leaves by `_exit`: what the parent holds is not its to destroy.
int ExitCodeOf(const std::function<int()>& body) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    const int code = body();
    std::fflush(nullptr);
    ::_exit(code != 0 || !testing::Test::HasFailure() ? code : kExitFailed);
  }
  int status = 0;
  if (child == -1 || ::waitpid(child, &status, 0) != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

void InChild(const std::function<void()>& body) {
  EXPECT_EQ(ExitCodeOf([&] { return body(), 0; }), 0) << "the child failed";
}

// A seccomp filter, which a process may put on itself without privileges: the program looks at the
// number of the call and at the low half of its argument, and decides.
void FailSystemCall(int number, int error, uint32_t from) {
  constexpr auto kAnswer = static_cast<uint32_t>(SECCOMP_RET_ERRNO);
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(number), 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[3])),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, from, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, kAnswer | static_cast<uint32_t>(error)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{static_cast<unsigned short>(std::size(program)), program};
  EXPECT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  EXPECT_EQ(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter), 0);
}

void LimitFileSize(uint64_t bytes) {
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
}

Reporter::Reporter(const std::function<void(const std::function<void(uint64_t)>&)>& body) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return;  // Next() then says that nothing comes
  std::fflush(nullptr);
  child_ = ::fork();
  if (child_ == 0) {
    ::close(ends[0]);
    body([&](uint64_t number) {  // so few bytes are written whole or not at all
      if (::write(ends[1], &number, sizeof number) != sizeof number) ::_exit(kExitFailed);
    });
    ::_exit(0);
  }
  ::close(ends[1]);
  read_end_ = ends[0];
}

Reporter::~Reporter() {
  Kill();
  if (read_end_ != -1) ::close(read_end_);
}

bool Reporter::Next(uint64_t* number) {
  ssize_t count = 0;
  do {
    count = ::read(read_end_, number, sizeof *number);
  } while (count == -1 && errno == EINTR);
  return count == sizeof *number;
}

void Reporter::Kill() {
  if (child_ <= 0) return;
  ::kill(child_, SIGKILL);
  int status = 0;
  ::waitpid(child_, &status, 0);
  child_ = -1;
}

}  // namespace varve::posix
