#include "sim/choice/choice_log.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <new>

#include "sim/choice/internal_error.h"
#include "sim/choice/log_format.h"

namespace varve::sim {
namespace {

constexpr uint64_t kAllocationChunk = uint64_t{4} << 20;

LogHeader& HeaderOf(char* mapping) { return *std::launder(reinterpret_cast<LogHeader*>(mapping)); }

char* PutVarint(char* out, uint64_t value) {
  while (value >= 0x80) {
    *out++ = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  *out++ = static_cast<char>(value);
  return out;
}

char* PutTag(char* out, LogTag tag) {
  *out = static_cast<char>(tag);
  return out + 1;
}

char* PutText(char* out, std::string_view text) {
  out = PutVarint(out, text.size());
  if (!text.empty()) std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* PutFixed64(char* out, uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) *out++ = static_cast<char>(value >> shift);
  return out;
}

std::string_view Cut(std::string_view text) { return text.substr(0, kMaxLogText); }

}  // namespace

absl::StatusOr<std::unique_ptr<ChoiceLog>> ChoiceLog::Create(const std::string& path,
                                                             uint64_t capacity) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return absl::ErrnoToStatus(errno, path + ": cannot create the choice log");
  const uint64_t bytes = kLogHeaderBytes + capacity;
  void* mapping = MAP_FAILED;
  if (ftruncate(descriptor, 0) == 0 && ftruncate(descriptor, static_cast<off_t>(bytes)) == 0) {
    mapping = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  }
  if (mapping == MAP_FAILED) {
    const absl::Status error = absl::ErrnoToStatus(errno, path + ": cannot map the choice log");
    close(descriptor);
    return error;
  }
  auto log =
      std::unique_ptr<ChoiceLog>(new ChoiceLog(descriptor, static_cast<char*>(mapping), capacity));
  log->Reset(0);
  return log;
}

ChoiceLog::ChoiceLog(int descriptor, char* mapping, uint64_t capacity)
    : descriptor_(descriptor), mapping_(mapping), capacity_(capacity) {
  Allocate(kLogHeaderBytes);
  new (mapping_) LogHeader();
}

ChoiceLog::~ChoiceLog() {
  munmap(mapping_, kLogHeaderBytes + capacity_);
  close(descriptor_);
}

void ChoiceLog::Allocate(uint64_t through) {
  const uint64_t bytes = kLogHeaderBytes + capacity_;
  const uint64_t end =
      std::min(bytes, (through + kAllocationChunk - 1) / kAllocationChunk * kAllocationChunk);
  const auto begin = static_cast<off_t>(allocated_);
  const int error = posix_fallocate(descriptor_, begin, static_cast<off_t>(end) - begin);
  // A filesystem without the operation takes the space when the pages are written.
  if (error != 0 && error != EOPNOTSUPP && error != EINVAL) {
    std::array<char, 100> text;
    std::snprintf(text.data(), text.size(), "no room for the choice log: %s", strerror(error));
    InternalError(text.data());
  }
  allocated_ = end;
}

void ChoiceLog::Reset(uint64_t seed) {
  LogHeader& header = HeaderOf(mapping_);
  std::atomic_ref<uint64_t>(header.size).store(0, std::memory_order_release);
  header.seed = seed;
  header.digest = Digest();
  size_ = 0;
  streams_ = 0;
  strings_.Clear();
}

Digest& ChoiceLog::digest() { return HeaderOf(mapping_).digest; }

uint64_t ChoiceLog::seed() const { return HeaderOf(mapping_).seed; }

char* ChoiceLog::Begin(size_t most) {
  if (size_ + most > capacity_) [[unlikely]] {
    std::array<char, 160> text;
    std::snprintf(text.data(), text.size(),
                  "the choice log of seed %" PRIu64 " is full at %" PRIu64
                  " bytes: the run is far longer than a run should be",
                  seed(), size_);
    InternalError(text.data());
  }
  const uint64_t end = kLogHeaderBytes + size_ + most;
  if (end > allocated_) [[unlikely]]
    Allocate(end);
  return mapping_ + kLogHeaderBytes + size_;
}

void ChoiceLog::End(const char* record_end) {
  size_ = static_cast<uint64_t>(record_end - (mapping_ + kLogHeaderBytes));
  std::atomic_ref<uint64_t>(HeaderOf(mapping_).size).store(size_, std::memory_order_release);
}

uint32_t ChoiceLog::AddString(std::string_view text) {
  text = Cut(text);
  bool added;
  const uint32_t number = strings_.Intern(text, &added);
  if (added) End(PutText(PutTag(Begin(1 + kMaxVarint + text.size()), LogTag::kString), text));
  return number;
}

uint32_t ChoiceLog::AddStream(std::string_view fiber, std::string_view label) {
  const uint32_t fiber_number = AddString(fiber);
  const uint32_t label_number = AddString(label);
  char* out = PutTag(Begin(1 + 2 * kMaxVarint), LogTag::kStream);
  End(PutVarint(PutVarint(out, fiber_number), label_number));
  return streams_++;
}

void ChoiceLog::AddChoice(uint32_t stream, uint64_t ordinal, uint32_t candidates, uint32_t pick) {
  char* out = PutTag(Begin(1 + 4 * kMaxVarint), LogTag::kChoice);
  out = PutVarint(PutVarint(out, stream), ordinal);
  End(PutVarint(PutVarint(out, candidates), pick));
}

void ChoiceLog::AddEvent(std::string_view name, int64_t nanos, std::string_view fiber,
                         std::string_view detail) {
  const uint32_t name_number = AddString(name);
  const uint32_t fiber_number = AddString(fiber);
  detail = Cut(detail);
  char* out = PutTag(Begin(1 + 4 * kMaxVarint + detail.size()), LogTag::kEvent);
  out = PutVarint(PutVarint(out, name_number), fiber_number);
  End(PutText(PutVarint(out, static_cast<uint64_t>(nanos)), detail));
}

void ChoiceLog::AddStateDigest(uint64_t digest, int64_t nanos) {
  char* out = PutTag(Begin(1 + 8 + kMaxVarint), LogTag::kStateDigest);
  End(PutVarint(PutFixed64(out, digest), static_cast<uint64_t>(nanos)));
}

void ChoiceLog::SetKnobs(std::string_view json) {
  End(PutText(PutTag(Begin(1 + kMaxVarint + json.size()), LogTag::kKnobs), json));
}

void ChoiceLog::SetSignature(std::string_view rule, std::string_view message) {
  rule = Cut(rule);
  message = Cut(message);
  char* out = PutTag(Begin(1 + 2 * kMaxVarint + rule.size() + message.size()), LogTag::kSignature);
  End(PutText(PutText(out, rule), message));
}

void ChoiceLog::SetDivergence(std::string_view text) {
  text = Cut(text);
  End(PutText(PutTag(Begin(1 + kMaxVarint + text.size()), LogTag::kDivergence), text));
}

}  // namespace varve::sim
