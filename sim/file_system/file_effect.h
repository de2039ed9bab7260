// One pending change of one simulated file, and how it applies to the file's bytes.
#ifndef VARVE_SIM_FILE_SYSTEM_FILE_EFFECT_H_
#define VARVE_SIM_FILE_SYSTEM_FILE_EFFECT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/file_system/content.h"

namespace varve::sim {

/// Position in the order in which all effects of a disk were made.
using EffectSequence = uint64_t;

inline constexpr uint64_t kPageBytes = 4096;
inline constexpr uint64_t kSectorBytes = 512;

struct FileEffect {
  enum class Kind : uint8_t {
    kData,  // a write: tears at sectors, or at any byte where it made the file longer
    kPage,  // stores into one page of a log window: tear at any byte
    kSize,  // the file's size became `size`
  };
  EffectSequence sequence = 0;
  Kind kind = Kind::kData;
  uint64_t offset = 0;                         // kData, kPage
  std::shared_ptr<const std::string> payload;  // kData, kPage; shared by copies of the disk
  uint64_t size = 0;                           // kSize
  bool elastic = false;                        // kSize of an append: any size between may survive
};

/// Changes `content` as the effect says, whole.
void Apply(const FileEffect& effect, Content& content);

[[nodiscard]] FileEffect SizeEffect(EffectSequence sequence, uint64_t size, bool elastic);

/// The bytes of `content` in [begin, end) as a change of kind kData or kPage.
[[nodiscard]] FileEffect DataEffect(EffectSequence sequence, FileEffect::Kind kind,
                                    const Content& content, uint64_t begin, uint64_t end);

/// Changes of `kind` (kData or kPage), at most one for each page, and then of the size, which make
/// `to` of `from`. Bytes on either side of the end of `from` are separate changes.
[[nodiscard]] std::vector<FileEffect> Difference(EffectSequence sequence, FileEffect::Kind kind,
                                                 bool elastic, const Content& from,
                                                 const Content& to);

}  // namespace varve::sim

#endif  // VARVE_SIM_FILE_SYSTEM_FILE_EFFECT_H_
