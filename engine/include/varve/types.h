// The words that the whole interface shares: sequence numbers, keyspaces, entry kinds, durability.
#ifndef VARVE_TYPES_H_
#define VARVE_TYPES_H_

#include <compare>
#include <cstddef>
#include <cstdint>

namespace varve {

/// Position of one operation in the order of all operations of a database (rule S1). The first
/// operation has 1. A *snapshot instant* S is also a SeqNo: it sees exactly the entries below S.
using SeqNo = uint64_t;

/// Every assigned sequence number is below this.
inline constexpr SeqNo kSeqNoLimit = uint64_t{1} << 63;

/// Names a keyspace in logs, manifests and calls. Never given out twice in one database.
struct KeyspaceId {
  uint32_t value = 0;

  friend auto operator<=>(const KeyspaceId&, const KeyspaceId&) = default;
};

/// The keyspace every database has from its creation on.
inline constexpr KeyspaceId kDefaultKeyspace{0};

/// What an entry says about its key. The values are part of the file formats.
enum class EntryKind : uint8_t {
  kTombstone = 0,
  kValue = 1,
  kWeakTombstone = 2,
  kRangeTombstone = 3,
  kBlobReference = 4,
};

/// What a write that returned success survives.
enum class Durability : uint8_t {
  kNone,      // nothing: not logged; durable once its memtable has been flushed
  kBuffered,  // the end of the process, however it ends
  kSync,      // the end of the machine's power
};

/// Limits of what an entry may hold, in bytes.
inline constexpr size_t kMaxKeyBytes = 65535;
inline constexpr size_t kMaxValueBytes = 4294967295;

/// Limit of a batch, in bytes of `WriteBatch::bytes`: one log record has to hold it.
inline constexpr size_t kMaxBatchBytes = 4294967295 - 64;

}  // namespace varve

#endif  // VARVE_TYPES_H_
