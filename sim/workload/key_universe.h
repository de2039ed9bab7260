// The keys a world uses. Few keys, so that writes collide, versions pile up and tombstones find
// something to hide; shaped so that comparisons, prefix compression and bounds meet their edges.
//
// The universe is a function of its shape and size alone: no choice is spent on it, and key `i` of
// a small universe is the simplest key, so that lowering a pick makes a failure simpler.
#ifndef VARVE_SIM_WORKLOAD_KEY_UNIVERSE_H_
#define VARVE_SIM_WORKLOAD_KEY_UNIVERSE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "sim/choice/choices.h"
#include "sim/world/knobs.h"

namespace varve::sim {

/// Immutable after construction.
class KeyUniverse {
 public:
  /// `size` >= 1 distinct keys.
  KeyUniverse(KeyShape shape, size_t size);

  /// The keys that are written, in ascending order.
  [[nodiscard]] const std::vector<std::string>& keys() const { return keys_; }
  /// Keys that nobody ever writes, ascending: between, before and behind the others.
  [[nodiscard]] const std::vector<std::string>& missing() const { return missing_; }

  /// A key that may have been written.
  [[nodiscard]] const std::string& PickKey(Choices& choices) const;
  /// As above, and once in a while one that never was.
  [[nodiscard]] const std::string& PickAnyKey(Choices& choices) const;

 private:
  std::vector<std::string> keys_;
  std::vector<std::string> missing_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_WORKLOAD_KEY_UNIVERSE_H_
