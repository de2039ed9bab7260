// The one mixing function of the simulator's pseudo-random numbers.
#ifndef VARVE_SIM_CHOICE_MIX_H_
#define VARVE_SIM_CHOICE_MIX_H_

#include <cstdint>

namespace varve::sim {

/// The increment of splitmix64: 2^64 divided by the golden ratio, made odd.
inline constexpr uint64_t kGolden = 0x9e3779b97f4a7c15ULL;

/// The finaliser of splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", 2014): a bijection whose every output bit depends on every input bit.
[[nodiscard]] constexpr uint64_t Mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_MIX_H_
