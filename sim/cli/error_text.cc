#include "sim/cli/error_text.h"

#include "sim/cli/exit_status.h"

namespace varve::sim {
namespace {

void Print(const std::string& verb, const absl::Status& status, std::FILE* err) {
  const std::string text(status.message());
  std::fprintf(err, "varve-sim %s: %s\n", verb.c_str(), text.c_str());
}

}  // namespace

int UsageError(const std::string& verb, const absl::Status& status, std::FILE* err) {
  Print(verb, status, err);
  std::fprintf(err, "varve-sim --help says more\n");
  return kExitUsage;
}

int CampaignError(const std::string& verb, const absl::Status& status, std::FILE* err) {
  Print(verb, status, err);
  // Damaged memory of a worker, and processes that cannot be made, have nothing to do with writing.
  const bool internal =
      absl::IsDataLoss(status) || absl::IsInternal(status) || absl::IsUnavailable(status);
  return internal ? kExitInternal : kExitCannotWrite;
}

}  // namespace varve::sim
