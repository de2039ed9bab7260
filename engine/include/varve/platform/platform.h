// Everything a database gets from the outside world, in one bundle passed to `DB::Open`.
#ifndef VARVE_PLATFORM_PLATFORM_H_
#define VARVE_PLATFORM_PLATFORM_H_

#include <memory>

#include "varve/platform/clock.h"
#include "varve/platform/file_system.h"
#include "varve/platform/instrumentation.h"
#include "varve/platform/scheduler.h"

namespace varve {

/// Borrowed references: all four must outlive the database and every snapshot and iterator of it.
struct Platform {
  Clock& clock;
  FileSystem& file_system;
  Scheduler& scheduler;
  Instrumentation& instrumentation;
};

/// The operating system's clock, files and threads. Nothing is shared between two objects.
class PosixPlatform {
 public:
  PosixPlatform();
  ~PosixPlatform();
  PosixPlatform(const PosixPlatform&) = delete;
  PosixPlatform& operator=(const PosixPlatform&) = delete;

  [[nodiscard]] Platform platform() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace varve

#endif  // VARVE_PLATFORM_PLATFORM_H_
