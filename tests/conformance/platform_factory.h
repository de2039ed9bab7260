// What a platform has to supply to be run through the conformance suite, and the suite's fixtures.
//
// To plug a platform in, add one source file to this folder that derives `PlatformUnderTest` and
// instantiates the fixtures with its maker, as posix_factory.cc does, and list it in
// CMakeLists.txt. The tests know nothing of the platforms: they use the interfaces, and within what
// those promise.
#ifndef VARVE_TESTS_CONFORMANCE_PLATFORM_FACTORY_H_
#define VARVE_TESTS_CONFORMANCE_PLATFORM_FACTORY_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "varve/platform/platform.h"

namespace varve::conformance {

/// One platform, fresh for one test.
class PlatformUnderTest {
 public:
  virtual ~PlatformUnderTest() = default;

  /// Calls `body` in a task of the platform and returns once it has returned. `directory` exists,
  /// is empty, and lies on a filesystem with less than an exbibyte of free space; it need not
  /// outlive this object. Faults, crashes and jumps of the wall clock are off.
  virtual void Run(
      const std::function<void(const Platform& platform, const std::string& directory)>& body) = 0;
};

using PlatformMaker = std::unique_ptr<PlatformUnderTest> (*)();

/// A fixture whose tests run their whole body inside `Run`.
class PlatformConformance : public testing::TestWithParam<PlatformMaker> {
 protected:
  void Run(const std::function<void(const Platform&, const std::string& directory)>& body) {
    GetParam()()->Run(body);
  }
};

class ClockConformance : public PlatformConformance {};
class FileSystemConformance : public PlatformConformance {};
class FilesConformance : public PlatformConformance {};
class LogWindowConformance : public PlatformConformance {};
class SchedulerConformance : public PlatformConformance {};
class LocksConformance : public PlatformConformance {};
/// Of schedulers that control their locks only: for a native one, which makes none, instantiate
/// `NativeSchedulerConformance` instead.
class ControlledSchedulerConformance : public PlatformConformance {};
class NativeSchedulerConformance : public PlatformConformance {};

}  // namespace varve::conformance

#endif  // VARVE_TESTS_CONFORMANCE_PLATFORM_FACTORY_H_
