// Last words: what an explored execution had come to when a CHECK of the engine ended the process.
#ifndef VARVE_SIM_EXPLORE_ABORT_ACCOUNT_H_
#define VARVE_SIM_EXPLORE_ABORT_ACCOUNT_H_

#include <functional>
#include <string>

namespace varve::sim {

/// While the object lives, SIGABRT first writes `account()` to standard error, and then ends the
/// process as it would have. `abort` is called from ordinary code here, never amid the allocator,
/// so that the account may use memory. One at a time in a process. Thread safety: one operating
/// system thread.
class AbortAccount {
 public:
  explicit AbortAccount(std::function<std::string()> account);
  ~AbortAccount();
  AbortAccount(const AbortAccount&) = delete;
  AbortAccount& operator=(const AbortAccount&) = delete;

 private:
  using Handler = void (*)(int);

  static void OnAbort(int signal);

  // The one object: a signal handler has no argument to find it by.
  static AbortAccount* current_;

  const std::function<std::string()> account_;
  Handler before_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_EXPLORE_ABORT_ACCOUNT_H_
