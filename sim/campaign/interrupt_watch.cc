#include "sim/campaign/interrupt_watch.h"

#include <sys/signalfd.h>
#include <unistd.h>

namespace varve::sim {

InterruptWatch::InterruptWatch() {
  sigset_t watched;
  sigemptyset(&watched);
  sigaddset(&watched, SIGINT);
  sigaddset(&watched, SIGTERM);
  sigprocmask(SIG_BLOCK, &watched, &before_);
  descriptor_ = signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK);
}

InterruptWatch::~InterruptWatch() {
  // Takes what has arrived, or it would end the process as soon as the mask is back.
  signalfd_siginfo taken;
  while (read(descriptor_, &taken, sizeof(taken)) > 0) {
  }
  close(descriptor_);
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace varve::sim
