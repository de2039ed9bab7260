#include "sim/campaign/crash_report.h"

#include <sys/wait.h>

#include <array>
#include <cctype>
#include <csignal>

namespace varve::sim {
namespace {

constexpr std::array<std::string_view, 2> kSanitizerMarks = {"Sanitizer", "runtime error:"};
constexpr std::array<std::string_view, 5> kTellingMarks = {
    "CHECK failed", "ERROR: ", "runtime error:", "internal error:", "what():"};

template <typename Marks>
bool ContainsAny(std::string_view text, const Marks& marks) {
  for (const std::string_view mark : marks) {
    if (text.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

bool IsHex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }
bool IsDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// Removes "==1234==" from the front of a sanitizer's line.
std::string_view WithoutProcessId(std::string_view line) {
  if (!line.starts_with("==")) return line;
  size_t end = 2;
  while (end < line.size() && IsDigit(line[end])) ++end;
  return line.substr(end).starts_with("==") ? line.substr(end + 2) : line;
}

/// The end of the directory part of the absolute path that begins at `begin`.
size_t EndOfDirectories(std::string_view line, size_t begin) {
  const size_t end = line.find_first_of(" '\"():", begin);
  return line.substr(0, end).rfind('/') + 1;
}

std::string Normalized(std::string_view line) {
  line = WithoutProcessId(line);
  std::string text;
  for (size_t i = 0; i < line.size();) {
    const bool starts_word = i == 0 || line[i - 1] == ' ';
    if (starts_word && line[i] == '/') {
      i = EndOfDirectories(line, i);
      if (i >= line.size()) break;
    }
    if (line.substr(i).starts_with("0x")) {
      text += "0x?";
      for (i += 2; i < line.size() && IsHex(line[i]);) ++i;
      continue;
    }
    text += line[i++];
  }
  return text;
}

}  // namespace

std::string TellingLine(std::string_view standard_error) {
  std::string_view last;
  while (!standard_error.empty()) {
    const size_t end = standard_error.find('\n');
    const std::string_view line = standard_error.substr(0, end);
    standard_error.remove_prefix(end == std::string_view::npos ? standard_error.size() : end + 1);
    if (ContainsAny(line, kTellingMarks)) return Normalized(line);
    if (!line.empty()) last = line;
  }
  return Normalized(last);
}

Signature SignatureOfDeath(int wait_status, std::string_view standard_error) {
  Signature signature;
  signature.message = TellingLine(standard_error);
  if (ContainsAny(standard_error, kSanitizerMarks)) {
    signature.rule = "sanitizer";
  } else if (WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGABRT) {
    signature.rule = "abort";
  } else if (WIFSIGNALED(wait_status)) {
    signature.rule = "signal " + std::to_string(WTERMSIG(wait_status));
  } else {
    signature.rule = "exit " + std::to_string(WEXITSTATUS(wait_status));
  }
  return signature;
}

}  // namespace varve::sim
