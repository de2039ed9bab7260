#include "sim/workload/session.h"

#include <utility>

#include "model/violation.h"

namespace varve::sim {
namespace {

// What a read is held to; every other rule is a change's.
constexpr std::string_view kReadRule = "D4";

std::string_view DurabilityName(Durability durability) {
  switch (durability) {
    case Durability::kNone:
      return " none";
    case Durability::kBuffered:
      return " buffered";
    case Durability::kSync:
      return " sync";
  }
  return {};
}

std::string Describe(const std::vector<model::Operation>& operations, Durability durability) {
  std::string text;
  for (const model::Operation& operation : operations) {
    if (!text.empty()) text += ", ";
    text += operation.kind == model::OperationKind::kPut ? "put " : "delete ";
    text += model::Quoted(std::string_view(operation.key));
    if (operation.kind == model::OperationKind::kPut) {
      text += "=" + model::Quoted(std::string_view(operation.value).substr(0, 24));
    }
  }
  text += DurabilityName(durability);
  return text;
}

std::string Describe(const Bounds& bounds) {
  return "[" + (bounds.lower ? model::Quoted(std::string_view(*bounds.lower)) : "-") + ", " +
         (bounds.upper ? model::Quoted(std::string_view(*bounds.upper)) : "-") + ")";
}

std::string AtInstant(const CheckedSnapshot* snapshot) {
  return snapshot == nullptr ? std::string() : " @" + std::to_string(snapshot->instant());
}

std::optional<SeqNo> InstantOf(const CheckedSnapshot* snapshot) {
  if (snapshot == nullptr) return std::nullopt;
  return snapshot->instant();
}

ReadOptions OptionsOf(const Bounds& bounds, const CheckedSnapshot* snapshot) {
  ReadOptions options;
  if (snapshot != nullptr) options.snapshot = &snapshot->snapshot();
  options.lower_bound = bounds.lower;
  options.upper_bound = bounds.upper;
  return options;
}

}  // namespace

void Session::Begin(std::string_view call, std::string_view detail) {
  const int64_t now = context_.kernel.now().nanos;
  context_.oracle.SetTime(now);
  settled_ = context_.service.settled;
  read_faults_ = context_.service.read_faults;
  context_.log.AddEvent(call, now, fiber_, detail);
}

void Session::End(std::string_view call, std::string_view rule, const absl::Status& status,
                  std::string_view answer) {
  const int64_t now = context_.kernel.now().nanos;
  if (counted_ == Counted::kYes) ++context_.statistics.operations;
  context_.digest.Fold(static_cast<uint64_t>(status.code()));
  context_.digest.Fold(answer);
  if (context_.RefusedByClose(status)) {
    refused_ = true;
    context_.log.AddEvent("refused", now, fiber_, {});
    return;
  }
  disturbed_ = !status.ok();
  if (!status.ok()) {
    const std::string text = status.ToString();
    context_.log.AddEvent("error", now, fiber_, text);
    const bool read = rule == kReadRule;
    if (read ? context_.ReadExcused(status, read_faults_) : context_.Excused(status, settled_)) {
      return;
    }
    context_.referee.Fail(rule, std::string(call) + " failed without a fault: " + text);
  }
  context_.log.AddEvent("done", now, fiber_, answer.substr(0, 48));
}

std::string Session::NextValue(size_t padding_bytes) {
  std::string value = "v" + std::to_string(context_.lifetime) + "." + std::to_string(client_) +
                      "." + std::to_string(values_++) + ":";
  value.append(padding_bytes, static_cast<char>('a' + values_ % 26));
  return value;
}

void Session::Write(const std::vector<model::Operation>& operations, Durability durability) {
  WriteBatch batch;
  for (const model::Operation& operation : operations) {
    if (operation.kind == model::OperationKind::kPut) {
      batch.Put(operation.key, operation.value);
    } else {
      batch.Delete(operation.key);
    }
  }
  Begin("write", Describe(operations, durability));
  const Ticket ticket = context_.oracle.BeginWrite(&batch, operations, durability);
  const absl::Status status = db_.Write(batch, {.durability = durability});
  context_.oracle.EndWrite(ticket, status);
  End("write", "D5", status);
}

void Session::Get(const std::string& key, const CheckedSnapshot* snapshot) {
  Begin("get", model::Quoted(std::string_view(key)) + AtInstant(snapshot));
  const Ticket ticket = context_.oracle.BeginRead(InstantOf(snapshot));
  absl::StatusOr<std::optional<std::string>> value = context_.choices.OneIn("get.pinned", 2)
                                                         ? GetPinned(key, snapshot)
                                                         : db_.Get(key, OptionsOf({}, snapshot));
  if (!value.ok()) {
    context_.oracle.EndFailed(ticket);
    End("get", kReadRule, value.status());
    return;
  }
  context_.oracle.EndGet(ticket, key, *value);
  End("get", kReadRule, absl::OkStatus(),
      value->has_value() ? std::string_view(**value) : std::string_view("absent"));
}

absl::StatusOr<std::optional<std::string>> Session::GetPinned(const std::string& key,
                                                              const CheckedSnapshot* snapshot) {
  if (pinned_.view() != pinned_copy_) {
    context_.referee.Fail("V5", "a pinned value changed while it was held");
  }
  const absl::StatusOr<bool> found = db_.Get(key, pinned_, OptionsOf({}, snapshot));
  pinned_copy_ = pinned_.view();
  if (!found.ok()) return found.status();
  if (!*found) return std::nullopt;
  return pinned_copy_;
}

void Session::Scan(const Bounds& bounds, bool forward, const CheckedSnapshot* snapshot) {
  Begin(forward ? "scan" : "scan.reverse", Describe(bounds) + AtInstant(snapshot));
  const Ticket ticket = context_.oracle.BeginRead(InstantOf(snapshot));
  std::vector<model::KeyValue> entries;
  const std::unique_ptr<Iterator> it = db_.NewIterator(OptionsOf(bounds, snapshot));
  const bool may_be_refused = context_.closing;
  forward ? it->SeekToFirst() : it->SeekToLast();
  while (it->Valid()) {
    entries.emplace_back(it->key(), it->value());
    context_.digest.Fold(entries.back().first);
    context_.digest.Fold(entries.back().second);
    forward ? it->Next() : it->Prev();
  }
  const absl::Status status = it->status();
  if (absl::IsFailedPrecondition(status) && !may_be_refused) {
    context_.referee.Fail("V5", "closing the handle ended a scan: " + status.ToString());
  }
  if (!status.ok()) {
    context_.oracle.EndBrokenScan(ticket, bounds.lower, bounds.upper, entries, forward);
  } else {
    context_.oracle.EndScan(ticket, bounds.lower, bounds.upper, entries, forward);
  }
  End("scan", kReadRule, status, std::to_string(entries.size()) + " entries");
}

void Session::CrossCheck(const CheckedSnapshot& snapshot) {
  Scan({}, true, &snapshot);
  Scan({}, false, &snapshot);
  for (const std::string& key : context_.keys.keys()) Get(key, &snapshot);
}

std::unique_ptr<CheckedSnapshot> Session::TakeSnapshot() {
  Begin("snapshot", {});
  const Ticket ticket = context_.oracle.BeginSnapshot();
  auto snapshot = std::make_unique<CheckedSnapshot>(context_, db_.GetSnapshot());
  context_.oracle.SnapshotTaken(ticket, snapshot->instant());
  End("snapshot", "V4", absl::OkStatus(), std::to_string(snapshot->instant()));
  return snapshot;
}

std::unique_ptr<CheckedCursor> Session::OpenCursor(const Bounds& bounds,
                                                   const CheckedSnapshot* snapshot) {
  Begin("cursor", Describe(bounds) + AtInstant(snapshot));
  const Ticket ticket =
      context_.oracle.BeginCursor(InstantOf(snapshot), bounds.lower, bounds.upper);
  auto iterator = db_.NewIterator(OptionsOf(bounds, snapshot));
  auto cursor = std::make_unique<CheckedCursor>(context_, std::move(iterator), ticket,
                                                /*may_be_refused=*/context_.closing);
  context_.oracle.CursorCreated(ticket);
  End("cursor", "V5", absl::OkStatus(), "#" + std::to_string(ticket));
  return cursor;
}

void Session::Flush() {
  Begin("flush", {});
  const Ticket ticket = context_.oracle.BeginFlush();
  const absl::Status status = db_.Flush();
  context_.oracle.EndFlush(ticket, status);
  End("flush", "D5", status);
}

void Session::Compact(const Bounds& range) {
  Begin("compact", Describe(range));
  // `CompactRange` flushes first, so it is held to what `Flush` promises.
  const Ticket ticket = context_.oracle.BeginFlush();
  const absl::Status status = db_.CompactRange(range.lower ? &*range.lower : nullptr,
                                               range.upper ? &*range.upper : nullptr);
  context_.oracle.EndFlush(ticket, status);
  End("compact", "D5", status);
}

void Session::Sync() {
  Begin("sync", {});
  const Ticket ticket = context_.oracle.BeginSync();
  const absl::Status status = db_.Sync();
  context_.oracle.EndSync(ticket, status);
  End("sync", "D5", status);
}

void Session::Clear() {
  Begin("clear", {});
  const Ticket ticket = context_.oracle.BeginClear();
  const absl::Status status = db_.Clear();
  context_.oracle.EndClear(ticket, status);
  End("clear", "D5", status);
}

void Session::Resume() {
  Begin("resume", {});
  End("resume", "D5", db_.Resume());
}

void Session::Inspect() {
  Begin("inspect", {});
  const Ticket ticket = context_.oracle.BeginInspect();
  const Introspection introspection = db_.Inspect();
  context_.oracle.EndInspect(ticket, introspection);
  End("inspect", "H3", absl::OkStatus(), std::to_string(introspection.visible));
}

}  // namespace varve::sim
