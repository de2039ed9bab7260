// The digest of a run: an order-sensitive 64-bit fold of every choice, file operation with its
// bytes, client result and virtual time. Equal digests mean equal runs, for one set of package
// versions.
#ifndef VARVE_SIM_CHOICE_DIGEST_H_
#define VARVE_SIM_CHOICE_DIGEST_H_

#include <cstdint>
#include <string_view>

namespace varve::sim {

/// Thread safety: one operating system thread.
class Digest {
 public:
  /// Folds a number, or a string with its length.
  void Fold(uint64_t value);
  void Fold(std::string_view bytes);

  [[nodiscard]] uint64_t value() const { return state_; }
  /// How many folds have been made; two runs first differ at the first fold whose state differs.
  [[nodiscard]] uint64_t folds() const { return folds_; }

 private:
  uint64_t state_ = 0x9e3779b97f4a7c15ULL;
  uint64_t folds_ = 0;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_DIGEST_H_
