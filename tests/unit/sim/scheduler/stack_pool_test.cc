#include "sim/scheduler/stack_pool.h"

#include <gtest/gtest.h>

#include <cstring>

namespace varve::sim {
namespace {

TEST(StackPoolTest, WholeStackIsWritable) {
  StackPool pool;
  const FiberStack stack = pool.Acquire();
  ASSERT_EQ(stack.size, StackPool::kStackBytes);
  std::memset(stack.bottom, 1, stack.size);
  pool.Release(stack);
}

TEST(StackPoolTest, ReleasedStackIsUsedAgain) {
  StackPool pool;
  const FiberStack first = pool.Acquire();
  const FiberStack second = pool.Acquire();
  EXPECT_NE(first.bottom, second.bottom);
  pool.Release(first);
  EXPECT_EQ(pool.idle(), 1u);
  EXPECT_EQ(pool.Acquire().bottom, first.bottom);
  EXPECT_EQ(pool.mapped(), 2u);
}

TEST(StackPoolDeathTest, BytesBelowTheStackAreGuarded) {
  StackPool pool;
  const FiberStack stack = pool.Acquire();
  volatile char* const below = stack.bottom - 1;
  EXPECT_DEATH(*below = 1, "");
}

}  // namespace
}  // namespace varve::sim
