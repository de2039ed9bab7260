// A counter in a file that survives the death of the process that raises it.
#ifndef VARVE_TESTS_BENCH_PROGRESS_H_
#define VARVE_TESTS_BENCH_PROGRESS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace varve::bench {

/// How many operations have been acknowledged, in eight bytes of a shared mapping: what was stored
/// before a `kill -9` can be read afterwards, and watched meanwhile, by another process.
class Progress {
 public:
  /// Maps `path`, creating it with the value 0 where it does not exist.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<Progress>> Open(const std::string& path);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Set(uint64_t acknowledged) { counter_->store(acknowledged, std::memory_order_release); }
  [[nodiscard]] uint64_t Get() const { return counter_->load(std::memory_order_acquire); }

 private:
  explicit Progress(std::atomic<uint64_t>* counter) : counter_(counter) {}

  std::atomic<uint64_t>* counter_;  // in the mapping
};

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_PROGRESS_H_
