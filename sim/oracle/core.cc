#include "sim/oracle/core.h"

namespace varve::sim {

Oracle::Core::Core(ViolationHandler on_violation, CurrentTask current_task)
    : on_violation_(std::move(on_violation)), current_task_(std::move(current_task)) {}

bool Oracle::Core::Judge(const model::Verdict& verdict) {
  if (verdict.has_value() && !silent_) {
    silent_ = true;
    on_violation_(*verdict);
  }
  return !silent_;
}

Ticket Oracle::Core::Begin(std::string_view what, Call call) {
  const Ticket ticket = ++last_ticket_;
  call.since = visibility_.Now();
  call.next_seqno = history_.next_seqno();
  call.acknowledged = acknowledged_;
  call.events = events_;
  call.log_end = log_sync_.end();
  call.refused = failed_;
  call.resumptions = resumptions_;
  progress_.Begin(ticket, std::string(what), Now());
  calls_.emplace(ticket, std::move(call));
  return ticket;
}

std::optional<Oracle::Core::Call> Oracle::Core::End(Ticket ticket) {
  const auto at = calls_.find(ticket);
  if (at == calls_.end() || silent_) return std::nullopt;
  Call call = std::move(at->second);
  calls_.erase(at);
  const model::Verdict late =
      clock_ ? progress_.CheckCall(ticket, clock_(), call_bound_nanos_) : std::nullopt;
  progress_.End(ticket);
  if (!Judge(late)) return std::nullopt;
  return call;
}

}  // namespace varve::sim
