#include "engine/version/manifest.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/hash.h"
#include "engine/base/read_file.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/format/file_names.h"

namespace varve {
namespace {

constexpr std::string_view kMagic = "varveMAN";
constexpr uint32_t kFormatVersion = 1;
constexpr size_t kHeaderBytes = 32;  // magic, version, 0, number, checksum
constexpr size_t kVersionAt = 8;     // in the header, as the checksum is
constexpr size_t kChecksumAt = 24;
constexpr size_t kRecordHeaderBytes = 16;      // checksum, magic, length
constexpr uint32_t kRecordMagic = 0x54494445;  // "EDIT"
constexpr uint64_t kManifestLimit = uint64_t{1} << 30;
constexpr uint64_t kCurrentLimit = 4096;

std::string Header(uint64_t number) {
  std::string header(kMagic);
  PutFixed32(header, kFormatVersion);
  PutFixed32(header, 0);
  PutFixed64(header, number);
  PutFixed64(header, Hash64(header));
  return header;
}

/// `kDataLoss` unless `content` begins with the header of manifest `number`.
absl::Status CheckHeader(std::string_view content, uint64_t number, const std::string& path) {
  const std::string_view header = content.substr(0, kHeaderBytes);
  if (header == Header(number)) return absl::OkStatus();
  // These places are the same in every version, so that another version is not taken for damage.
  if (header.size() == kHeaderBytes && header.starts_with(kMagic) &&
      LoadFixed64(header.data() + kChecksumAt) == Hash64(header.substr(0, kChecksumAt))) {
    const uint32_t version = LoadFixed32(header.data() + kVersionAt);
    if (version != kFormatVersion) {
      return Corruption(path, 0,
                        absl::StrCat("manifest format version ", version,
                                     " is not the one that can be read, ", kFormatVersion));
    }
  }
  return Corruption(path, 0, "not the header of this manifest");
}

uint64_t RecordChecksum(uint64_t number, uint64_t offset, std::string_view length_and_payload) {
  return Hash64(length_and_payload, MixPosition(number, offset));
}

std::string Record(uint64_t number, uint64_t offset, std::string_view payload) {
  std::string body;
  PutFixed32(body, kRecordMagic);
  PutFixed32(body, static_cast<uint32_t>(payload.size()));
  body.append(payload);
  std::string record;
  PutFixed64(record, RecordChecksum(number, offset, body));
  record.append(body);
  return record;
}

/// CURRENT: the manifest's name, a space, 16 hexadecimal digits of the name's hash, a newline.
std::string CurrentContent(uint64_t number) {
  const std::string name = ManifestName(number);
  return absl::StrCat(name, " ", absl::Hex(Hash64(name), absl::kZeroPad16), "\n");
}

absl::StatusOr<uint64_t> ReadCurrent(FileSystem& file_system, const std::string& directory) {
  const std::string path = PathOf(directory, CurrentName());
  VARVE_ASSIGN_OR_RETURN(const std::string content,
                         ReadWholeFile(file_system, path, kCurrentLimit));
  const auto name = ParseFileName(std::string_view(content).substr(0, content.find(' ')));
  if (!name || name->kind != FileKind::kManifest || content != CurrentContent(name->number)) {
    return Corruption(path, 0, "does not name a manifest");
  }
  return name->number;
}

/// The payload of the record at `offset`, or nothing when there is no valid record there.
std::optional<std::string_view> RecordAt(std::string_view content, uint64_t number,
                                         uint64_t offset) {
  if (content.size() - offset < kRecordHeaderBytes) return std::nullopt;
  const uint64_t checksum = LoadFixed64(content.data() + offset);
  if (LoadFixed32(content.data() + offset + 8) != kRecordMagic) return std::nullopt;
  const uint32_t length = LoadFixed32(content.data() + offset + 12);
  if (length > content.size() - offset - kRecordHeaderBytes) return std::nullopt;
  const std::string_view body = content.substr(offset + 8, 8 + size_t{length});
  if (RecordChecksum(number, offset, body) != checksum) return std::nullopt;
  return body.substr(8);
}

/// Whether a valid record begins anywhere behind `offset`. Each magic is tried; the work is bounded
/// by a budget of hashed bytes, beyond which the answer is "yes" (refuse rather than guess).
bool ValidRecordBehind(std::string_view content, uint64_t number, uint64_t offset) {
  uint64_t budget = 64 * static_cast<uint64_t>(content.size()) + 4096;
  for (uint64_t start = offset + 1; start + kRecordHeaderBytes <= content.size(); ++start) {
    if (LoadFixed32(content.data() + start + 8) != kRecordMagic) continue;
    const uint64_t length = LoadFixed32(content.data() + start + 12);
    if (length > content.size() - start - kRecordHeaderBytes) continue;
    if (length > budget) return true;
    budget -= length;
    if (RecordAt(content, number, start)) return true;
  }
  return false;
}

}  // namespace

ManifestWriter::ManifestWriter(const Platform& platform, std::string directory)
    : platform_(platform), directory_(std::move(directory)) {}

absl::Status ManifestWriter::WriteRecord(AppendFile& file, uint64_t number, uint64_t offset,
                                         const VersionEdit& edit, uint64_t* end) {
  const std::string record = Record(number, offset, edit.Encode());
  VARVE_RETURN_IF_ERROR(file.Append(record));
  VARVE_RETURN_IF_ERROR(file.Sync());
  *end = offset + record.size();
  return absl::OkStatus();
}

absl::Status ManifestWriter::Switch(uint64_t number, const VersionEdit& state) {
  PhaseScope phase(platform_.instrumentation, Phase::kManifestSwitch);
  new_may_be_in_force_ = false;
  const absl::Status switched = WriteNew(number, state);
  if (!switched.ok() && !new_may_be_in_force_) {
    const std::string path = PathOf(directory_, ManifestName(number));
    platform_.instrumentation.OnFileRemoved(path);
    platform_.file_system.Remove(path).IgnoreError();  // the next opening tries again
  }
  return switched;
}

absl::Status ManifestWriter::WriteNew(uint64_t number, const VersionEdit& state) {
  FileSystem& files = platform_.file_system;
  VARVE_ASSIGN_OR_RETURN(auto file, files.CreateAppend(PathOf(directory_, ManifestName(number))));
  VARVE_RETURN_IF_ERROR(file->Append(Header(number)));
  uint64_t end = 0;
  VARVE_RETURN_IF_ERROR(WriteRecord(*file, number, kHeaderBytes, state, &end));
  // The name must not be lost once CURRENT holds it.
  VARVE_RETURN_IF_ERROR(files.SyncDirectory(directory_));
  VARVE_RETURN_IF_ERROR(PointCurrentTo(number));
  file_ = std::move(file);
  number_ = number;
  bytes_ = end;
  bytes_at_switch_ = end;
  return absl::OkStatus();
}

absl::Status ManifestWriter::PointCurrentTo(uint64_t number) {
  FileSystem& files = platform_.file_system;
  const std::string temporary = PathOf(directory_, CurrentTemporaryName());
  // A leftover of an earlier crash.
  if (absl::Status removed = files.Remove(temporary); !removed.ok() && !absl::IsNotFound(removed)) {
    return removed;
  }
  {
    VARVE_ASSIGN_OR_RETURN(const auto file, files.CreateAppend(temporary));
    VARVE_RETURN_IF_ERROR(file->Append(CurrentContent(number)));
    VARVE_RETURN_IF_ERROR(file->Sync());
  }
  new_may_be_in_force_ = true;
  VARVE_RETURN_IF_ERROR(files.Rename(temporary, PathOf(directory_, CurrentName())));
  return files.SyncDirectory(directory_);
}

absl::Status ManifestWriter::Append(const VersionEdit& edit) {
  VARVE_CHECK(file_ != nullptr, "a manifest is in force");
  return WriteRecord(*file_, number_, bytes_, edit, &bytes_);
}

absl::StatusOr<LoadedManifest> LoadManifest(const Platform& platform,
                                            const std::string& directory) {
  LoadedManifest loaded;
  VARVE_ASSIGN_OR_RETURN(loaded.number, ReadCurrent(platform.file_system, directory));
  const std::string path = PathOf(directory, ManifestName(loaded.number));
  auto read = ReadWholeFile(platform.file_system, path, kManifestLimit);
  if (absl::IsNotFound(read.status())) {
    return Corruption(path, 0, "CURRENT names this manifest, which is missing");
  }
  VARVE_RETURN_IF_ERROR(read.status());
  const std::string_view content = *read;
  VARVE_RETURN_IF_ERROR(CheckHeader(content, loaded.number, path));
  uint64_t offset = kHeaderBytes;
  while (const auto payload = RecordAt(content, loaded.number, offset)) {
    auto edit = VersionEdit::Decode(*payload);
    if (!edit.ok()) return Corruption(path, offset, FromAbsl(edit.status().message()));
    loaded.edits.push_back(*std::move(edit));
    offset += kRecordHeaderBytes + payload->size();
  }
  if (loaded.edits.empty() || ValidRecordBehind(content, loaded.number, offset)) {
    return Corruption(path, offset, "damaged record");
  }
  return loaded;
}

}  // namespace varve
