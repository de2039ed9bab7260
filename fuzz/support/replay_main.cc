// Runs a target on the files named, or on all files of the directories named, for compilers without
// libFuzzer. A broken promise aborts; with
// --verbose the input that broke it is the one named last.
//
//     fuzz_block [--verbose] PATH...     exit 0: all held, 64: usage, 66: no input there
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/support/target.h"

namespace {

constexpr int kUsage = 64;
constexpr int kNoInput = 66;

/// The regular files below `path`, in ascending order.
std::vector<std::string> FilesOf(const std::string& path) {
  std::vector<std::string> files;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
  } else if (std::filesystem::is_regular_file(path, error)) {
    files.push_back(path);
  }
  return files;
}

/// With `verbose`, names the input beforehand: after an abort that line tells which one it was.
void RunFile(const std::string& file, bool verbose) {
  if (verbose) {
    std::printf("%s\n", file.c_str());
    std::fflush(stdout);
  }
  std::ifstream in(file, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in),
                                std::istreambuf_iterator<char>()};
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  bool verbose = false;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--verbose") {
      verbose = true;
      continue;
    }
    const std::vector<std::string> found = FilesOf(argument);
    if (found.empty()) {
      std::fprintf(stderr, "%s: no input there\n", argument.c_str());
      return kNoInput;
    }
    files.insert(files.end(), found.begin(), found.end());
  }
  if (files.empty()) {
    std::fprintf(stderr, "usage: %s [--verbose] FILE|DIRECTORY...\n", argv[0]);
    return kUsage;
  }
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string& file : files) RunFile(file, verbose);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("%zu inputs replayed in %.2f s\n", files.size(), took.count());
  return 0;
}
