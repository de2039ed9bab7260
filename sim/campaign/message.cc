#include "sim/campaign/message.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string>
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

}  // namespace varve::sim
