// The choice log: the trace of a run while it happens, in a shared file mapping, so that it is
// complete up to the very last choice however the process ends (abort, SIGSEGV, SIGKILL).
//
// Layout of the file (integers little-endian, v = LEB128 varint):
//
//   offset 0   u64 magic "varvelog"      offset 24  u64 digest of the run (see `digest()`)
//   offset 8   u64 seed of the run       offset 32  u64 number of folds of that digest
//   offset 16  u64 bytes of records      offset 64  records, each a tag byte and its fields:
//
//   1 string      v length, bytes           defines the next string number, counted from 0
//   2 stream      v fiber, v label          defines the next stream; both are string numbers
//   3 choice      v stream, v ordinal, v candidates, v pick
//   4 event       v name, v fiber (string numbers), v nanos, v length, detail
//   5 state       u64 digest, v nanos
//   6 signature   v length, rule, v length, message
//   7 knobs       v length, JSON object
//   8 divergence  v length, text
//
// A record counts once the header's number of bytes covers it, which is stored last. The file has
// its full size from the start but no blocks; they are allocated ahead in chunks, so that a full
// disk is an error with a name and not a SIGBUS in the middle of a run.
//
// The log never calls `operator new` after it was created: in a simulated world that memory belongs
// to the simulated process and goes with its crash.
#ifndef VARVE_SIM_CHOICE_CHOICE_LOG_H_
#define VARVE_SIM_CHOICE_CHOICE_LOG_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "sim/choice/digest.h"
#include "sim/choice/string_table.h"

namespace varve::sim {

/// Thread safety: one operating system thread. Calls never deschedule a fiber. Anything that cannot
/// be recorded (the log is full, the disk is full) ends the process with exit status 70.
class ChoiceLog {
 public:
  static constexpr uint64_t kDefaultCapacity = uint64_t{256} << 20;

  /// Makes the file `path`, or takes over one that is there. The file stays when the log goes.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<ChoiceLog>> Create(
      const std::string& path, uint64_t capacity = kDefaultCapacity);
  ~ChoiceLog();
  ChoiceLog(const ChoiceLog&) = delete;
  ChoiceLog& operator=(const ChoiceLog&) = delete;

  /// Forgets everything and starts the log, and the digest, of another run.
  void Reset(uint64_t seed);

  /// The run's digest. It lives inside the mapping, so that what it was when a run died is known.
  [[nodiscard]] Digest& digest();

  /// Adds a stream and returns its number; the two must not have been added since `Reset`.
  uint32_t AddStream(std::string_view fiber, std::string_view label);
  /// Adds a choice. Picks of 0 need not be added: a replay assumes them.
  void AddChoice(uint32_t stream, uint64_t ordinal, uint32_t candidates, uint32_t pick);

  /// `name` should be one of few strings ("crash.machine"); what differs goes into `detail`.
  void AddEvent(std::string_view name, int64_t nanos, std::string_view fiber,
                std::string_view detail);
  /// A digest of the logical state of the world (never of bytes that depend on a package version).
  void AddStateDigest(uint64_t digest, int64_t nanos);

  /// The run's configuration, one JSON object on one line; the last one counts. A world says it as
  /// soon as it knows, so that the trace of a run that dies has it.
  void SetKnobs(std::string_view json);
  /// How the run failed; the last one counts. For a failure found before the process is abandoned.
  void SetSignature(std::string_view rule, std::string_view message);
  /// Where a replay first left its trace; the first one counts.
  void SetDivergence(std::string_view text);

  [[nodiscard]] uint64_t seed() const;
  /// Bytes of records so far.
  [[nodiscard]] uint64_t size() const { return size_; }

 private:
  ChoiceLog(int descriptor, char* mapping, uint64_t capacity);

  uint32_t AddString(std::string_view text);
  char* Begin(size_t most);          // room for a record of at most `most` bytes
  void End(const char* record_end);  // makes the record count
  void Allocate(uint64_t through);   // blocks for the file's first `through` bytes

  const int descriptor_;
  char* const mapping_;
  const uint64_t capacity_;  // of records, in bytes
  uint64_t size_ = 0;        // of records, in bytes
  uint64_t allocated_ = 0;   // bytes of the file that have blocks
  uint32_t streams_ = 0;
  StringTable strings_;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_CHOICE_LOG_H_
