#include "sim/campaign/message.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace varve::sim {
namespace {

/// The fixed part of an outcome; the texts follow in the order of `sizes`.
struct OutcomeHeader {
  uint64_t seed = 0;
  uint64_t digest = 0;
  uint64_t divergences = 0;
  bool failed = false;
  Statistics statistics;
  std::array<uint64_t, 3> sizes{};  // rule, message, knobs
};
static_assert(std::is_trivially_copyable_v<OutcomeHeader>);

/// The fixed part of a pick; the texts follow.
struct PickHeader {
  uint64_t ordinal = 0;
  uint64_t line = 0;
  uint32_t candidates = 0;
  uint32_t pick = 0;
  uint32_t fiber_size = 0;
  uint32_t label_size = 0;
};
static_assert(std::is_trivially_copyable_v<PickHeader>);

PickHeader HeaderOf(const RecordedPick& pick) {
  PickHeader header;
  header.ordinal = pick.ordinal;
  header.line = pick.line;
  header.candidates = pick.candidates;
  header.pick = pick.pick;
  header.fiber_size = static_cast<uint32_t>(pick.fiber.size());
  header.label_size = static_cast<uint32_t>(pick.label.size());
  return header;
}

RecordedPick TakePick(std::string_view& bytes) {
  PickHeader header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  RecordedPick pick;
  pick.ordinal = header.ordinal;
  pick.line = header.line;
  pick.candidates = header.candidates;
  pick.pick = header.pick;
  pick.fiber = bytes.substr(sizeof(header), header.fiber_size);
  pick.label = bytes.substr(sizeof(header) + header.fiber_size, header.label_size);
  bytes.remove_prefix(sizeof(header) + header.fiber_size + header.label_size);
  return pick;
}

}  // namespace

bool SendAll(int socket, const void* data, size_t size) {
  const char* bytes = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t sent = send(socket, bytes, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes += sent;
    size -= static_cast<size_t>(sent);
  }
  return true;
}

bool ReceiveAll(int socket, void* data, size_t size) {
  char* bytes = static_cast<char*>(data);
  while (size > 0) {
    const ssize_t received = recv(socket, bytes, size, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return false;
    bytes += received;
    size -= static_cast<size_t>(received);
  }
  return true;
}

bool SendOutcome(int socket, const Outcome& outcome) {
  const RunResult& result = outcome.result;
  OutcomeHeader header;
  header.seed = outcome.seed;
  header.digest = result.digest;
  header.divergences = outcome.divergences;
  header.failed = result.failed;
  header.statistics = result.statistics;
  header.sizes = {result.rule.size(), result.message.size(), result.knobs_json.size()};
  return SendAll(socket, &header, sizeof(header)) &&
         SendAll(socket, result.rule.data(), result.rule.size()) &&
         SendAll(socket, result.message.data(), result.message.size()) &&
         SendAll(socket, result.knobs_json.data(), result.knobs_json.size());
}

std::optional<Outcome> ReceiveOutcome(int socket) {
  OutcomeHeader header;
  if (!ReceiveAll(socket, &header, sizeof(header))) return std::nullopt;
  Outcome outcome;
  RunResult& result = outcome.result;
  outcome.seed = header.seed;
  outcome.divergences = header.divergences;
  result.digest = header.digest;
  result.failed = header.failed;
  result.statistics = header.statistics;
  const std::array<std::string*, 3> texts = {&result.rule, &result.message, &result.knobs_json};
  for (size_t i = 0; i < texts.size(); ++i) {
    texts[i]->resize(header.sizes[i]);
    if (!ReceiveAll(socket, texts[i]->data(), header.sizes[i])) return std::nullopt;
  }
  return outcome;
}

bool SendPicks(int socket, std::span<const RecordedPick> picks) {
  std::string bytes;
  for (const RecordedPick& pick : picks) {
    const PickHeader header = HeaderOf(pick);
    bytes.append(reinterpret_cast<const char*>(&header), sizeof(header));
    bytes.append(pick.fiber).append(pick.label);
  }
  const uint64_t size = bytes.size();
  return SendAll(socket, &size, sizeof(size)) && SendAll(socket, bytes.data(), bytes.size());
}

std::optional<Trace> ReceivePicks(int socket) {
  uint64_t size = 0;
  if (!ReceiveAll(socket, &size, sizeof(size))) return std::nullopt;
  std::string bytes(size, '\0');
  if (!ReceiveAll(socket, bytes.data(), bytes.size())) return std::nullopt;
  Trace trace;
  for (std::string_view rest = bytes; !rest.empty();) trace.records.emplace_back(TakePick(rest));
  return trace;
}

}  // namespace varve::sim
