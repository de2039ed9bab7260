// Plugs the operating system into the conformance suite.
#include "tests/conformance/platform_factory.h"
#include "tests/conformance/temporary_directory.h"

namespace varve::conformance {
namespace {

class PosixUnderTest final : public PlatformUnderTest {
 public:
  void Run(const std::function<void(const Platform&, const std::string&)>& body) override {
    body(platform_.platform(), directory_.path());
  }

 private:
  PosixPlatform platform_;
  TemporaryDirectory directory_;
};

std::unique_ptr<PlatformUnderTest> MakePosix() { return std::make_unique<PosixUnderTest>(); }

INSTANTIATE_TEST_SUITE_P(Posix, ClockConformance, testing::Values(&MakePosix));
INSTANTIATE_TEST_SUITE_P(Posix, FileSystemConformance, testing::Values(&MakePosix));
INSTANTIATE_TEST_SUITE_P(Posix, FilesConformance, testing::Values(&MakePosix));
INSTANTIATE_TEST_SUITE_P(Posix, LogWindowConformance, testing::Values(&MakePosix));
INSTANTIATE_TEST_SUITE_P(Posix, SchedulerConformance, testing::Values(&MakePosix));
INSTANTIATE_TEST_SUITE_P(Posix, LocksConformance, testing::Values(&MakePosix));
INSTANTIATE_TEST_SUITE_P(Posix, NativeSchedulerConformance, testing::Values(&MakePosix));

}  // namespace
}  // namespace varve::conformance
