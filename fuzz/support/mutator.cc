// libFuzzer's mutation, followed most of the time by a repair of the checksums.
#include <span>

#include "fuzz/support/target.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned int seed) {
  const size_t mutated = LLVMFuzzerMutate(data, size, max_size);
  if (seed % 8 != 0) varve::fuzz::RepairInput(std::span(data, mutated));
  return mutated;
}
