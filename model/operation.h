// The words of the model: operations, durability classes and crashes, independent of the engine's
// types so that the model can be wrong in no way the engine is.
#ifndef VARVE_MODEL_OPERATION_H_
#define VARVE_MODEL_OPERATION_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace varve::model {

enum class OperationKind : uint8_t { kPut, kDelete };

struct Operation {
  OperationKind kind = OperationKind::kPut;
  std::string key;
  std::string value;  // empty for kDelete

  friend bool operator==(const Operation&, const Operation&) = default;
};

/// What a write asked to survive: nothing, the end of its process, the end of the machine's power.
enum class Durability : uint8_t { kNone, kBuffered, kSync };

/// A process crash keeps the operating system's cache, a machine crash only what was synced for
/// certain.
enum class CrashKind : uint8_t { kProcess, kMachine };

/// A key and its value, as a scan yields them.
using KeyValue = std::pair<std::string, std::string>;

}  // namespace varve::model

#endif  // VARVE_MODEL_OPERATION_H_
