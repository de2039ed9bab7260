#include "tests/unit/posix/child_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "tests/conformance/temporary_directory.h"

namespace varve::posix {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitCannotMount = 2;

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

bool WriteLine(const char* path, const std::string& line) {
  const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
  if (fd == -1) return false;
  const ssize_t written = ::write(fd, line.data(), line.size());
  ::close(fd);
  return written == static_cast<ssize_t>(line.size());
}

// A user namespace of one's own brings the right to mount within it; files can be made there once
// it knows its user and its group.
bool MountTiny(const std::string& directory, uint64_t bytes) {
  const std::string user = "0 " + std::to_string(::getuid()) + " 1";
  const std::string group = "0 " + std::to_string(::getgid()) + " 1";
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  if (!WriteLine("/proc/self/uid_map", user)) return false;
  if (!WriteLine("/proc/self/setgroups", "deny")) return false;
  if (!WriteLine("/proc/self/gid_map", group)) return false;
  const std::string options = "size=" + std::to_string(bytes);
  return ::mount("tmpfs", directory.c_str(), "tmpfs", 0, options.c_str()) == 0;
}

}  // namespace

void InChild(const std::function<void()>& body) {
  EXPECT_EQ(ExitCodeOf([&] { return body(), 0; }), 0) << "the child failed";
}

bool OnTinyFileSystem(uint64_t bytes, const std::function<void(const std::string&)>& body) {
  const conformance::TemporaryDirectory directory;
  const int code = ExitCodeOf([&] {
    if (!MountTiny(directory.path(), bytes)) return kExitCannotMount;
    body(directory.path());
    return 0;
  });
  if (code == kExitCannotMount) return false;
  EXPECT_EQ(code, 0) << "the child failed";
  return true;
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
