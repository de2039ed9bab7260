// The manifest: the durable sequence of version edits, and CURRENT, which names the manifest in
// force.
//
// Layout (engine/format/README.md, "Manifest"): a 32-byte header, then records
//
//   u64 XXH3-64 of (manifest number, record offset, the rest) | u32 magic | u32 length | payload
//
// Each record is synced before the next is appended, so a valid record proves all before it
// durable: a bad record with nothing valid behind it is the torn tail of a crash, any other is
// corruption.
//
// (The last record has nothing behind it that vouches for it: damage to it alone is taken for a
// torn tail. What it named is then replayed from the log or reported missing; unlogged writes that
// it had flushed are lost.)
//
// Switching manifests: the new file is written and synced, its name synced, CURRENT.tmp written and
// synced, renamed over CURRENT, the directory synced. A crash anywhere leaves the old or the new
// one in force, whole. The first record of a manifest is the whole state at its creation.
#ifndef VARVE_ENGINE_VERSION_MANIFEST_H_
#define VARVE_ENGINE_VERSION_MANIFEST_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/version/version_edit.h"
#include "varve/platform/platform.h"

namespace varve {

/// The open manifest. Thread safety: the caller serialises all calls (the edit lock).
class ManifestWriter {
 public:
  ManifestWriter(const Platform& platform, std::string directory);

  /// Creates manifest `number` holding `state`, and makes it the one in force. After an error the
  /// manifest in force is the old or the new one: nothing may be appended to either.
  [[nodiscard]] absl::Status Switch(uint64_t number, const VersionEdit& state);
  /// After a failed `Switch`: whether the new manifest may be in force. Otherwise it was removed,
  /// as far as that was possible.
  [[nodiscard]] bool new_may_be_in_force() const { return new_may_be_in_force_; }

  /// Adds `edit`; it is durable on success. An error is final for this file: the edit is
  /// indeterminate and nothing may be appended.
  [[nodiscard]] absl::Status Append(const VersionEdit& edit);

  [[nodiscard]] uint64_t number() const { return number_; }
  /// Whether the file has grown past `bytes`, and past twice its size at the switch, so that a
  /// state larger than `bytes` is not rewritten at every edit.
  [[nodiscard]] bool OutgrownBy(uint64_t bytes) const {
    return bytes_ >= bytes && bytes_ >= 2 * bytes_at_switch_;
  }
  /// Size of the file in bytes.
  [[nodiscard]] uint64_t bytes() const { return bytes_; }

 private:
  [[nodiscard]] absl::Status WriteRecord(AppendFile& file, uint64_t number, uint64_t offset,
                                         const VersionEdit& edit, uint64_t* end);
  [[nodiscard]] absl::Status WriteNew(uint64_t number, const VersionEdit& state);
  [[nodiscard]] absl::Status PointCurrentTo(uint64_t number);

  const Platform platform_;
  const std::string directory_;
  std::unique_ptr<AppendFile> file_;
  uint64_t number_ = 0;
  uint64_t bytes_ = 0;
  uint64_t bytes_at_switch_ = 0;
  bool new_may_be_in_force_ = false;
};

struct LoadedManifest {
  uint64_t number = 0;
  std::vector<VersionEdit> edits;
};

/// Reads CURRENT and the manifest it names. `kNotFound` when there is no CURRENT (no database);
/// `kDataLoss` naming file and offset for everything that is damaged.
[[nodiscard]] absl::StatusOr<LoadedManifest> LoadManifest(const Platform& platform,
                                                          const std::string& directory);

}  // namespace varve

#endif  // VARVE_ENGINE_VERSION_MANIFEST_H_
