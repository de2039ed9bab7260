// Short forms for tests of the simulated disk.
#ifndef VARVE_TESTS_UNIT_SIM_FILE_SYSTEM_DISK_FIXTURE_H_
#define VARVE_TESTS_UNIT_SIM_FILE_SYSTEM_DISK_FIXTURE_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/file_system/disk.h"
#include "sim/file_system/gate.h"

namespace varve::sim {

/// Lets everything through; remembers it; calls `hook` first, if there is one.
class RecordingGate final : public OperationGate {
 public:
  void Before(FileOperation operation, std::string_view path, std::string_view bytes,
              uint64_t offset, uint64_t size) override {
    std::string line(Name(operation));
    line.append(" ").append(path);
    if (!bytes.empty()) line.append(" ").append(bytes);
    passed.push_back(std::move(line));
    asked.emplace_back(offset, size);
    if (hook) hook(operation);
  }

  void After(FileOperation operation, absl::StatusCode code, std::string_view result,
             uint64_t number) override {
    std::string line(Name(operation));
    line.append(" ").append(absl::StatusCodeToString(code));
    if (!result.empty()) line.append(" ").append(result);
    line.append(" ").append(std::to_string(number));
    ended.push_back(std::move(line));
  }

  std::vector<std::string> passed;
  std::vector<std::pair<uint64_t, uint64_t>> asked;  // offset and size of each in `passed`
  std::vector<std::string> ended;
  std::function<void(FileOperation)> hook;
};

/// The running tree, one line: "/d/ /d/f=bytes /g=".
std::string TreeOf(const Disk& disk);

/// Creates the file, which must be new; its id.
InodeId MakeFile(Disk& disk, std::string_view path, std::string_view bytes = "");

/// The id of an existing file or directory.
InodeId IdOf(const Disk& disk, std::string_view path);

/// Makes all that is pending for the file durable, and its directory's names.
void SyncAll(Disk& disk, std::string_view path, std::string_view directory = "/");

}  // namespace varve::sim

#endif  // VARVE_TESTS_UNIT_SIM_FILE_SYSTEM_DISK_FIXTURE_H_
