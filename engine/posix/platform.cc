#include "varve/platform/platform.h"

#include "engine/posix/clock.h"
#include "engine/posix/file_system.h"
#include "engine/posix/scheduler.h"

namespace varve {

struct PosixPlatform::Parts {
  posix::PosixClock clock;
  posix::PosixFileSystem file_system;
  posix::PosixScheduler scheduler;
  Instrumentation instrumentation;
};

PosixPlatform::PosixPlatform() : parts_(std::make_unique<Parts>()) {}

PosixPlatform::~PosixPlatform() = default;

Platform PosixPlatform::platform() const {
  return {parts_->clock, parts_->file_system, parts_->scheduler, parts_->instrumentation};
}

}  // namespace varve
