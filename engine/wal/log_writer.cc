#include "engine/wal/log_writer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/format/file_names.h"

namespace varve {

// The constant members may be read by anybody who holds a reference, and so may those that the
// serialised calls write: a record is committed before `end` covers it. `synced` is read and
// written under the writer's lock. The window is used by the serialised calls, but for its `Sync`,
// which is the leader's.
struct LogWriter::Segment {
  Segment(uint64_t log_number, std::string log_path, std::unique_ptr<LogWindow> log_window)
      : number(log_number), path(std::move(log_path)), window(std::move(log_window)) {}

  const uint64_t number;
  const std::string path;
  const std::unique_ptr<LogWindow> window;
  Atomic<uint64_t> end{kLogHeaderBytes};  // behind the last record
  Atomic<SeqNo> largest_seqno{0};         // 0 while it has no record
  uint64_t synced = 0;                    // at most `end`

  LogPosition end_position() const { return {number, end.Load(std::memory_order_acquire)}; }
  bool HasRoom(uint64_t payload_bytes) const {
    return RecordBytes(payload_bytes) <= window->capacity() - end.Load(std::memory_order_relaxed);
  }
};

namespace {

absl::Status CommitHeader(LogWindow& window, const LogHeader& header) {
  VARVE_ASSIGN_OR_RETURN(const std::span<char> out, window.Reserve(kLogHeaderBytes));
  EncodeLogHeader(header, out.first<kLogHeaderBytes>());
  return window.Commit(kLogHeaderBytes);
}

absl::Status CommitRecord(LogWindow& window, LogPosition at, LogPosition proven,
                          std::span<const std::string_view> parts, size_t payload_bytes) {
  VARVE_CHECK(window.committed() == at.offset, "a record begins where the last one ended");
  const size_t record_bytes = RecordBytes(payload_bytes);
  VARVE_ASSIGN_OR_RETURN(const std::span<char> out, window.Reserve(record_bytes));
  char* to = out.data() + kRecordHeaderBytes;
  for (const std::string_view part : parts) {
    if (part.empty()) continue;  // its pointer may be null
    std::memcpy(to, part.data(), part.size());
    to += part.size();
  }
  SealRecord(at, proven, payload_bytes, out.data());
  return window.Commit(record_bytes);
}

absl::Status CheckPayload(uint64_t bytes) {
  if (bytes <= kMaxRecordPayloadBytes) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("a log record of ", bytes, " bytes: the limit is ", kMaxRecordPayloadBytes));
}

// For callers, `kResourceExhausted` means that the writer goes on; here it does not.
absl::Status WithoutResourceExhausted(const absl::Status& error) {
  return absl::IsResourceExhausted(error) ? absl::UnavailableError(error.message()) : error;
}

}  // namespace

LogWriter::LogWriter(const Platform& platform, std::string directory, uint64_t segment_bytes)
    : hook_(platform.scheduler.hook()),
      file_system_(platform.file_system),
      instrumentation_(platform.instrumentation),
      directory_(std::move(directory)),
      segment_bytes_(segment_bytes),
      mutex_(platform.scheduler, "log"),
      progress_(platform.scheduler, "log progress") {}

LogWriter::~LogWriter() = default;

absl::StatusOr<std::shared_ptr<LogWriter::Segment>> LogWriter::CreateFirstSegment(
    uint64_t number, uint64_t* synced) {
  LogHeader header;
  header.number = number;
  VARVE_ASSIGN_OR_RETURN(std::shared_ptr<Segment> segment, CreateSegment(header, 0));
  VARVE_ASSIGN_OR_RETURN(*synced, segment->window->Sync());
  return segment;
}

absl::Status LogWriter::Start(uint64_t number) {
  uint64_t synced = 0;
  absl::StatusOr<std::shared_ptr<Segment>> segment = CreateFirstSegment(number, &synced);
  if (!segment.ok()) return FailUnlocked(segment.status());
  const MutexLock lock(mutex_);
  VARVE_CHECK(live_.empty(), "the sequence of logs starts once");
  live_.push_back(*std::move(segment));
  appending_ = live_.back().get();
  Prove(*live_.back(), synced);
  return absl::OkStatus();
}

absl::Status LogWriter::Restart(uint64_t number, const std::function<absl::Status()>& settle) {
  {
    // No sync of the old sequence begins from here on, and none ends behind the new one's start.
    const MutexLock lock(mutex_);
    VARVE_CHECK(number > active().number, "log numbers ascend");
    (void)Fail(absl::UnavailableError("the log was given up"));
    while (syncing_) progress_.Wait(mutex_);
  }
  uint64_t synced = 0;
  VARVE_ASSIGN_OR_RETURN(std::shared_ptr<Segment> segment, CreateFirstSegment(number, &synced));
  VARVE_RETURN_IF_ERROR(settle());
  std::vector<std::shared_ptr<Segment>> old;  // closed outside the lock
  const MutexLock lock(mutex_);
  old = std::exchange(live_, {std::move(segment)});
  appending_ = live_.back().get();
  error_ = absl::OkStatus();
  failed_.Store(false, std::memory_order_release);
  Prove(*live_.back(), synced);
  return absl::OkStatus();
}

absl::Status LogWriter::status() const {
  const MutexLock lock(mutex_);
  return error_;
}

bool LogWriter::HasRoom(size_t payload_bytes) const {
  VARVE_CHECK(appending_ != nullptr, "a log is used once Start() has succeeded");
  return appending_->HasRoom(payload_bytes);
}

absl::Status LogWriter::Rotate(uint64_t number, size_t payload_bytes) {
  const PhaseScope phase(instrumentation_, Phase::kLogRotation);
  VARVE_RETURN_IF_ERROR(CheckPayload(payload_bytes));
  LogHeader header;
  header.number = number;
  {
    const MutexLock lock(mutex_);
    VARVE_RETURN_IF_ERROR(error_);
    VARVE_CHECK(number > active().number, "log numbers ascend along the sequence");
    header.previous = active().end_position();
    header.proven = proven_;
  }
  absl::StatusOr<std::shared_ptr<Segment>> segment = CreateSegment(header, payload_bytes);
  if (absl::IsResourceExhausted(segment.status())) return segment.status();
  if (!segment.ok()) return FailUnlocked(segment.status());
  instrumentation_.Hit(Probe::kLogRotated);
  const MutexLock lock(mutex_);
  live_.push_back(*std::move(segment));
  appending_ = live_.back().get();
  return error_;
}

absl::StatusOr<LogPosition> LogWriter::Append(std::span<const std::string_view> parts,
                                              SeqNo largest_seqno) {
  size_t payload_bytes = 0;
  for (const std::string_view part : parts) payload_bytes += part.size();
  VARVE_RETURN_IF_ERROR(CheckPayload(payload_bytes));

  if (failed_.Load(std::memory_order_acquire)) return status();
  VARVE_CHECK(HasRoom(payload_bytes), "the caller rotates where there is no room");
  Segment& segment = *appending_;
  const LogPosition at = segment.end_position();
  const absl::Status committed =
      CommitRecord(*segment.window, at, StatedProven(), parts, payload_bytes);
  if (!committed.ok()) return FailUnlocked(committed);
  VARVE_CHECK(largest_seqno > segment.largest_seqno.Load(std::memory_order_relaxed), "S1");
  // Before the end covers the record: a log without the seqno would count as obsolete too early.
  segment.largest_seqno.Store(largest_seqno, std::memory_order_release);
  const LogPosition end{at.number, at.offset + RecordBytes(payload_bytes)};
  segment.end.Publish(hook_, end.offset, std::memory_order_release);
  // A sync that failed meanwhile leaves these bytes as uncertain as those it covered.
  if (failed_.Load(std::memory_order_acquire)) return status();
  return end;
}

LogPosition LogWriter::StatedProven() {
  if (const uint64_t proofs = proofs_.Load(std::memory_order_acquire); proofs != stated_proofs_) {
    stated_proofs_ = proofs;
    stated_proven_ = this->proven();
  }
  return stated_proven_;
}

absl::Status LogWriter::SyncThrough(LogPosition position) {
  const MutexLock lock(mutex_);
  VARVE_CHECK(position <= active().end_position(), "only what was appended can be synced");
  bool shared = false;
  while (proven_ < position) {
    VARVE_RETURN_IF_ERROR(error_);
    shared = syncing_;
    if (syncing_) {
      progress_.Wait(mutex_);
    } else {
      Lead();
    }
  }
  if (shared) instrumentation_.Hit(Probe::kGroupCommitShared);
  return absl::OkStatus();
}

void LogWriter::Lead() {
  syncing_ = true;
  std::vector<std::shared_ptr<Segment>> behind;
  for (const std::shared_ptr<Segment>& segment : live_) {
    const uint64_t end = segment->end_position().offset;
    if (segment->synced < end || segment == live_.back()) behind.push_back(segment);
  }
  if (behind.size() > 1) instrumentation_.Hit(Probe::kLogSyncCoveredOlder);
  for (const std::shared_ptr<Segment>& segment : behind) {
    const uint64_t committed = segment->end_position().offset;
    mutex_.Unlock();
    const absl::StatusOr<uint64_t> synced = segment->window->Sync();
    mutex_.Lock();
    if (!synced.ok()) {
      (void)Fail(synced.status());  // each waiter finds it for itself
      break;
    }
    VARVE_CHECK(*synced >= committed, "D7");
    Prove(*segment, *synced);
  }
  syncing_ = false;
  progress_.NotifyAll();
}

void LogWriter::Prove(Segment& segment, uint64_t offset) {
  // A record whose bytes are committed but whose `Append` has not come back is left out: nobody
  // waits for it yet, and what is proven must never lie behind what recovery will find.
  segment.synced = std::min(offset, segment.end_position().offset);
  const LogPosition proven{segment.number, segment.synced};
  if (proven <= proven_) return;
  proven_ = proven;
  proofs_.FetchAdd(1, std::memory_order_release);
  instrumentation_.OnLogSynced(proven.number, proven.offset);
  progress_.NotifyAll();
}

LogPosition LogWriter::end() const {
  const MutexLock lock(mutex_);
  return active().end_position();
}

LogPosition LogWriter::proven() const {
  const MutexLock lock(mutex_);
  return proven_;
}

absl::Status LogWriter::RemoveBelow(uint64_t first_log) {
  std::vector<std::shared_ptr<Segment>> obsolete;
  {
    const MutexLock lock(mutex_);
    for (const std::shared_ptr<Segment>& segment : live_) {
      if (segment->number < first_log && segment != live_.back()) obsolete.push_back(segment);
    }
  }
  absl::Status first_error;
  for (const std::shared_ptr<Segment>& segment : obsolete) {
    instrumentation_.OnFileRemoved(segment->path);
    const absl::Status removed = file_system_.Remove(segment->path);
    if (!removed.ok() && !absl::IsNotFound(removed)) {
      first_error.Update(removed);
      continue;
    }
    instrumentation_.Hit(Probe::kLogObsolete);
    const MutexLock lock(mutex_);
    std::erase(live_, segment);
  }
  return first_error;
}

uint64_t LogWriter::OldestNeeded(SeqNo flushed_through) const {
  const MutexLock lock(mutex_);
  return live_.at(CountObsolete(flushed_through))->number;
}

uint64_t LogWriter::oldest_live() const {
  const MutexLock lock(mutex_);
  return live_.at(0)->number;
}

std::vector<LogShape> LogWriter::Shapes() const {
  const MutexLock lock(mutex_);
  std::vector<LogShape> shapes;
  shapes.reserve(live_.size());
  for (const std::shared_ptr<Segment>& segment : live_) {
    shapes.push_back({.number = segment->number,
                      .committed_bytes = segment->end_position().offset,
                      .synced_bytes = segment->synced,
                      .largest_seqno = segment->largest_seqno.Load(std::memory_order_acquire)});
  }
  return shapes;
}

absl::StatusOr<std::shared_ptr<LogWriter::Segment>> LogWriter::CreateSegment(
    const LogHeader& header, size_t payload_bytes) {
  const uint64_t needed = kLogHeaderBytes + RecordBytes(payload_bytes);
  if (needed > segment_bytes_) instrumentation_.Hit(Probe::kLogOversizedBatch);
  std::string path = PathOf(directory_, LogName(header.number));
  VARVE_ASSIGN_OR_RETURN(std::unique_ptr<LogWindow> window,
                         file_system_.CreateLogWindow(path, std::max(segment_bytes_, needed)));
  // From here on there is a file, which claims to continue the active log from where that ends now.
  // A failure must be final: appending to the active log would make the claim wrong, and recovery
  // would end the sequence there.
  absl::Status ready = CommitHeader(*window, header);
  if (ready.ok()) ready = file_system_.SyncDirectory(directory_);
  if (!ready.ok()) return WithoutResourceExhausted(ready);
  return std::make_shared<Segment>(header.number, std::move(path), std::move(window));
}

LogWriter::Segment& LogWriter::active() const {
  VARVE_CHECK(!live_.empty(), "a log is used once Start() has succeeded");
  return *live_.back();
}

absl::Status LogWriter::Fail(const absl::Status& error) {
  error_.Update(error);
  failed_.Store(true, std::memory_order_release);
  progress_.NotifyAll();
  return error_;
}

absl::Status LogWriter::FailUnlocked(const absl::Status& error) {
  const MutexLock lock(mutex_);
  return Fail(error);
}

size_t LogWriter::CountObsolete(SeqNo flushed_through) const {
  // Seqnos ascend along the sequence, and a log without records holds none: the obsolete logs are
  // those before the first that holds a seqno above, at most all but the active one.
  size_t count = 0;
  while (count + 1 < live_.size() &&
         live_[count]->largest_seqno.Load(std::memory_order_acquire) <= flushed_through) {
    ++count;
  }
  return count;
}

}  // namespace varve
