// Runs the properties of one executable, with the same inputs each time unless the environment asks
// for others: a test of every change has to give every change the same answer.
#include <gtest/gtest.h>
#include <stdlib.h>

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  setenv("RC_PARAMS", "seed=20240229", /*overwrite=*/0);
  return RUN_ALL_TESTS();
}
