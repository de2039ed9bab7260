#include "engine/format/file_names.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace varve {
namespace {

constexpr std::string_view kManifestPrefix = "MANIFEST-";
constexpr std::string_view kLogSuffix = ".log";
constexpr std::string_view kTableSuffix = ".sst";
constexpr size_t kMinDigits = 6;

std::string Digits(uint64_t number) {
  std::string digits = std::to_string(number);
  if (digits.size() < kMinDigits) digits.insert(0, kMinDigits - digits.size(), '0');
  return digits;
}

std::optional<FileName> Numbered(FileKind kind, std::string_view digits) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  if (number == 0 || number >= kFileNumberLimit || Digits(number) != digits)
    return std::nullopt;  // not how we write it
  return FileName{kind, number};
}

}  // namespace

std::string CurrentName() { return "CURRENT"; }
std::string CurrentTemporaryName() { return "CURRENT.tmp"; }
std::string LockName() { return "LOCK"; }
std::string ManifestName(uint64_t number) { return std::string(kManifestPrefix) + Digits(number); }
std::string LogName(uint64_t number) { return Digits(number) + std::string(kLogSuffix); }
std::string TableName(uint64_t number) { return Digits(number) + std::string(kTableSuffix); }

std::string PathOf(std::string_view directory, std::string_view name) {
  std::string path(directory);
  path += '/';
  path += name;
  return path;
}

std::optional<FileName> ParseFileName(std::string_view name) {
  if (name == "CURRENT") return FileName{FileKind::kCurrent};
  if (name == "CURRENT.tmp") return FileName{FileKind::kCurrentTemporary};
  if (name == "LOCK") return FileName{FileKind::kLock};
  if (name.starts_with(kManifestPrefix)) {
    return Numbered(FileKind::kManifest, name.substr(kManifestPrefix.size()));
  }
  if (name.ends_with(kLogSuffix)) {
    return Numbered(FileKind::kLog, name.substr(0, name.size() - kLogSuffix.size()));
  }
  if (name.ends_with(kTableSuffix)) {
    return Numbered(FileKind::kTable, name.substr(0, name.size() - kTableSuffix.size()));
  }
  return std::nullopt;
}

}  // namespace varve
