#include "sim/heap/warm_up.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "sim/heap/heap.h"

namespace varve::sim {
namespace {

// Whatever the engine's libraries do once warm, they keep no block of a lifetime.
TEST(WarmUpTest, LibrariesKeepNothingOfALifetime) {
  WarmUpLibraries();
  LifetimeHeap heap;
  {
    HeapScope scope(&heap);
    absl::Status status = absl::DataLossError(absl::StrCat("offset ", 17, " of ", 2.5));
    absl::Status moved = std::move(status);
    std::string text(status.message().data());  // NOLINT(bugprone-use-after-move): what is tested
    text += moved.ToString();
    std::ostringstream stream;
    stream << text << 3 << 4.5;
  }
  EXPECT_GT(heap.allocations(), 0u);
  EXPECT_EQ(heap.live_blocks(), 0u);
}

}  // namespace
}  // namespace varve::sim
