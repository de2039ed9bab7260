#include "sim/choice/log_reader.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "sim/choice/log_format.h"

namespace varve::sim {
namespace {

/// Reads records from the front of `rest_`. Every Get...() returns false where the bytes do not
/// hold what is asked for.
class LogParser {
 public:
  explicit LogParser(std::string_view records) : all_(records), rest_(records) {}

  absl::Status Parse(LogContents& contents) {
    while (!rest_.empty()) {
      const size_t offset = all_.size() - rest_.size();
      const auto tag = static_cast<LogTag>(rest_.front());
      rest_.remove_prefix(1);
      if (!ParseRecord(tag, contents)) {
        return absl::DataLossError("bad record at offset " + std::to_string(offset));
      }
    }
    return absl::OkStatus();
  }

 private:
  struct StreamName {
    std::string_view fiber;
    std::string_view label;
  };

  bool ParseRecord(LogTag tag, LogContents& contents) {
    switch (tag) {
      case LogTag::kString:
        return GetText(&strings_.emplace_back());
      case LogTag::kStream: {
        StreamName& stream = streams_.emplace_back();
        return GetString(&stream.fiber) && GetString(&stream.label);
      }
      case LogTag::kChoice:
        return ParseChoice(contents);
      case LogTag::kEvent:
        return ParseEvent(contents);
      case LogTag::kStateDigest:
        return ParseStateDigest(contents);
      case LogTag::kSignature:
        return GetCopy(&contents.signature_rule) && GetCopy(&contents.signature_message);
      case LogTag::kKnobs:
        return GetCopy(&contents.knobs_json);
      case LogTag::kDivergence:
        if (contents.divergence.empty()) return GetCopy(&contents.divergence);
        std::string later;
        return GetCopy(&later);
    }
    return false;
  }

  bool ParseChoice(LogContents& contents) {
    uint64_t stream, ordinal, candidates, pick;
    if (!GetVarint(&stream) || !GetVarint(&ordinal) || !GetVarint(&candidates) ||
        !GetVarint(&pick) || stream >= streams_.size() || candidates > UINT32_MAX ||
        pick >= candidates) {
      return false;
    }
    contents.records.push_back(RecordedPick{.fiber = std::string(streams_[stream].fiber),
                                            .label = std::string(streams_[stream].label),
                                            .ordinal = ordinal,
                                            .candidates = static_cast<uint32_t>(candidates),
                                            .pick = static_cast<uint32_t>(pick)});
    return true;
  }

  bool ParseEvent(LogContents& contents) {
    std::string_view name, fiber, detail;
    uint64_t nanos;
    if (!GetString(&name) || !GetString(&fiber) || !GetVarint(&nanos) || !GetText(&detail)) {
      return false;
    }
    contents.records.push_back(RecordedEvent{.name = std::string(name),
                                             .nanos = static_cast<int64_t>(nanos),
                                             .fiber = std::string(fiber),
                                             .detail = std::string(detail)});
    return true;
  }

  bool ParseStateDigest(LogContents& contents) {
    if (rest_.size() < 8) return false;
    uint64_t digest = 0;
    for (size_t i = 0; i < 8; ++i) {
      digest |= uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
    }
    rest_.remove_prefix(8);
    uint64_t nanos;
    if (!GetVarint(&nanos)) return false;
    contents.records.push_back(RecordedDigest{digest, static_cast<int64_t>(nanos)});
    return true;
  }

  bool GetVarint(uint64_t* value) {
    *value = 0;
    for (int shift = 0; shift < 70 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      *value |= uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }

  bool GetText(std::string_view* text) {
    uint64_t size;
    if (!GetVarint(&size) || size > rest_.size()) return false;
    *text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  bool GetCopy(std::string* text) {
    std::string_view view;
    if (!GetText(&view)) return false;
    text->assign(view);
    return true;
  }

  bool GetString(std::string_view* text) {
    uint64_t number;
    if (!GetVarint(&number) || number >= strings_.size()) return false;
    *text = strings_[number];
    return true;
  }

  const std::string_view all_;
  std::string_view rest_;
  std::vector<std::string_view> strings_;
  std::vector<StreamName> streams_;
};

}  // namespace

absl::StatusOr<LogContents> ParseChoiceLog(std::string_view file) {
  LogHeader header;
  if (file.size() < kLogHeaderBytes) return absl::DataLossError("shorter than its header");
  std::memcpy(static_cast<void*>(&header), file.data(), sizeof(header));
  if (header.magic != kLogMagic) return absl::DataLossError("not a choice log");
  if (header.size > file.size() - kLogHeaderBytes) return absl::DataLossError("cut short");
  LogContents contents;
  contents.seed = header.seed;
  contents.digest = header.digest.value();
  const absl::Status parsed = LogParser(file.substr(kLogHeaderBytes, header.size)).Parse(contents);
  if (!parsed.ok()) return parsed;
  return contents;
}

absl::StatusOr<LogContents> ReadChoiceLog(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return absl::ErrnoToStatus(errno, path);
  struct stat status;
  void* mapping = MAP_FAILED;
  if (fstat(descriptor, &status) == 0 && status.st_size > 0) {
    mapping =
        mmap(nullptr, static_cast<size_t>(status.st_size), PROT_READ, MAP_SHARED, descriptor, 0);
  }
  close(descriptor);
  if (mapping == MAP_FAILED) return absl::DataLossError(path + ": cannot be mapped");
  const auto size = static_cast<size_t>(status.st_size);
  absl::StatusOr<LogContents> contents = ParseChoiceLog({static_cast<const char*>(mapping), size});
  munmap(mapping, size);
  if (contents.ok()) return contents;
  return absl::Status(contents.status().code(),
                      absl::StrCat(path, ": ", contents.status().message()));
}

}  // namespace varve::sim
