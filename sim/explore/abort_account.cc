#include "sim/explore/abort_account.h"

#include <csignal>
#include <cstdio>
#include <utility>

#include "sim/base/check.h"

namespace varve::sim {

AbortAccount* AbortAccount::current_ = nullptr;

AbortAccount::AbortAccount(std::function<std::string()> account) : account_(std::move(account)) {
  VARVE_SIM_CHECK(current_ == nullptr, "one exploration at a time");
  current_ = this;
  before_ = std::signal(SIGABRT, &AbortAccount::OnAbort);
}

AbortAccount::~AbortAccount() {
  std::signal(SIGABRT, before_ == SIG_ERR ? SIG_DFL : before_);
  current_ = nullptr;
}

void AbortAccount::OnAbort(int signal) {
  std::signal(signal, SIG_DFL);  // returning from here ends the process
  if (current_ == nullptr) return;
  std::fprintf(stderr, "aborted in an explored execution\n%s", current_->account_().c_str());
  std::fflush(stderr);
}

}  // namespace varve::sim
