#include "tests/property/support/property.h"

#include <filesystem>
#include <sstream>

namespace varve {

rc::detail::TestMetadata CurrentProperty() {
  const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
  const std::string name = std::string(test->test_suite_name()) + "." + test->name();
  return {name, name};
}

void ReportProperty(const rc::detail::TestResult& result) {
  if (result.is<rc::detail::SuccessResult>()) return;
  std::ostringstream message;
  rc::detail::printResultMessage(result, message);
  std::error_code ignored;
  message << "\n\nTo reproduce:\n  RC_PARAMS=\""
          << rc::detail::configToMinimalString(rc::detail::configuration()) << "\" "
          << std::filesystem::read_symlink("/proc/self/exe", ignored).string()
          << " --gtest_filter=" << CurrentProperty().id << "\n";
  FAIL() << message.str();
}

}  // namespace varve
