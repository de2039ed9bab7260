// A RapidCheck property as a GoogleTest test:
//
//   VARVE_PROPERTY(Coding, RoundTrips) {
//     const auto value = *AnyNumber();
//     RC_ASSERT(...);
//   }
//
// The body runs for a hundred generated inputs. Where one fails, RapidCheck looks for a smaller one
// that fails too; the failure's message shows it, with the command line that finds it again. Inside
// the body use the RC_ macros, not GoogleTest's, which know nothing of shrinking.
//
// The seed is fixed (main.cc) unless the environment's RC_PARAMS names one.
#ifndef VARVE_TESTS_PROPERTY_SUPPORT_PROPERTY_H_
#define VARVE_TESTS_PROPERTY_SUPPORT_PROPERTY_H_

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace varve {

/// The name of the running test, as RapidCheck's `reproduce` parameter and gtest's filter need it.
[[nodiscard]] rc::detail::TestMetadata CurrentProperty();

/// Fails the running test, with a message as promised above, unless the property holds.
void ReportProperty(const rc::detail::TestResult& result);

}  // namespace varve

#define VARVE_PROPERTY(Suite, Name)                                                            \
  void VarveProperty##Suite##Name();                                                           \
  TEST(Suite, Name) {                                                                          \
    ::varve::ReportProperty(                                                                   \
        ::rc::detail::checkTestable(&VarveProperty##Suite##Name, ::varve::CurrentProperty())); \
  }                                                                                            \
  void VarveProperty##Suite##Name()

#endif  // VARVE_TESTS_PROPERTY_SUPPORT_PROPERTY_H_
