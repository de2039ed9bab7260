// What a measured engine is to the workloads: an interface so small that it adds one virtual call
// to an operation, and so shaped that each engine serves it in its own best way.
//
// A failed call of an engine ends the process with a message: a figure measured beside a failure is
// no figure, and each measurement has a process of its own.
#ifndef VARVE_TESTS_BENCH_ADAPTERS_ENGINE_H_
#define VARVE_TESTS_BENCH_ADAPTERS_ENGINE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace varve::bench {

/// What every put of a run survives.
enum class Logging { kOff, kBuffered, kSync };

/// The same for all engines; each adapter says which of them its engine has.
struct EngineSettings {
  std::string directory;  // exists
  Logging logging = Logging::kBuffered;
  size_t memtable_bytes = size_t{64} << 20;
  size_t cache_bytes = size_t{256} << 20;
  int bloom_bits = 10;
  int background_threads = 2;
  uint64_t expected_bytes = 0;  // of keys and values: LMDB wants a limit
};

/// What a walk over entries saw. `digest` is a sum of `DigestEntry` (walk.h), so that a wrong entry
/// shows.
struct Walked {
  uint64_t entries = 0;
  uint64_t digest = 0;
};

/// One thread's handle to an open database, with the buffers, the cursor and the snapshot that a
/// thread would reuse. Used by one thread at a time; dies before its `Engine`.
class Session {
 public:
  virtual ~Session() = default;

  virtual void Put(std::string_view key, std::string_view value) = 0;

  /// Adds to the session's batch; writes it and empties it.
  virtual void BatchPut(std::string_view key, std::string_view value) = 0;
  virtual void BatchWrite() = 0;

  /// Whether `key` is there, and its value, borrowed until the session's next call. Reads at the
  /// snapshot while one is held, else at the newest instant.
  virtual bool Get(std::string_view key, std::string_view* value) = 0;

  virtual void TakeSnapshot() = 0;
  virtual void ReleaseSnapshot() = 0;

  /// Makes the session's cursor anew, at the newest instant. The walks need it. Closed by
  /// `CloseCursor`, by the next `OpenCursor` and with the session.
  virtual void OpenCursor() = 0;
  virtual void CloseCursor() = 0;

  /// Visits the first `limit` entries at or after `target`. The loop is the adapter's, so that an
  /// entry costs the calls of the engine alone.
  virtual Walked Seek(std::string_view target, uint64_t limit) = 0;
  virtual Walked ScanForward() = 0;
  virtual Walked ScanBackward() = 0;
};

/// An open database. Closes with the object.
class Engine {
 public:
  virtual ~Engine() = default;

  [[nodiscard]] virtual std::unique_ptr<Session> NewSession() = 0;
  /// Returns when all that was written is in tables (LMDB: in the file).
  virtual void Flush() = 0;
  /// Merges all tables. Does nothing where there are none.
  virtual void Compact() = 0;

  /// The longest time, in nanoseconds, that the engine itself has made a writer wait since the last
  /// call (or the opening); none where the engine does not say.
  [[nodiscard]] virtual std::optional<uint64_t> TakeLongestStall() { return std::nullopt; }
};

/// Ends the process with status 74 and `what`: a call of the engine named `engine` failed.
[[noreturn]] void Fail(std::string_view engine, std::string_view what);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_ADAPTERS_ENGINE_H_
