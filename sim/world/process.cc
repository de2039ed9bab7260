#include "sim/world/process.h"

#include <string>
#include <utility>

#include "sim/choice/digest.h"
#include "sim/workload/session.h"
#include "sim/world/foreign_files.h"
#include "sim/world/staller.h"

namespace varve::sim {
namespace {

// Virtual time costs nothing while all fibers wait: long enough for any background job to end.
constexpr int64_t kQuietNanos = int64_t{60} * 1'000'000'000;
// How often the main fiber looks at how far clients have come.
constexpr int64_t kPollNanos = 20'000;
constexpr std::string_view kMain = "main";
// The number that stands for the main fiber where it writes: no client has it.
constexpr uint32_t kHealer = 1000;

}  // namespace

Process::Process(Machine& machine, const Assignment& assignment, Ledger& ledger)
    : machine_(machine),
      assignment_(assignment),
      ledger_(ledger),
      context_{.oracle = machine.oracle,
               .choices = machine.choices,
               .digest = machine.digest,
               .log = machine.log,
               .kernel = machine.kernel,
               .referee = machine.referee,
               .statistics = machine.statistics,
               .keys = machine.keys,
               .knobs = machine.knobs,
               .service = machine.service,
               .lifetime = assignment.lifetime} {}

void Process::Run() {
  // Told from here, since a violation can end the run from within a fiber only.
  if (assignment_.after_crash.has_value()) machine_.oracle.OnCrash(*assignment_.after_crash);
  Open();
  Check();
  Work();
  if (assignment_.plan.crashes()) {
    if (!context_.closing && machine_.choices.OneIn("crash.after_service", 4)) RestoreService();
    CrashLate();
  }
  if (!context_.closing && !machine_.choices.OneIn("close.disturbed", 4)) RestoreService();
  if (!context_.closing && machine_.choices.OneIn("close.idle_check", 2)) CheckIdle();
  CloseCleanly();
}

void Process::Open() {
  ++machine_.statistics.lifetimes;
  machine_.log.AddEvent("open", machine_.kernel.now().nanos, kMain, assignment_.plan.Describe());
  while (true) {
    const uint64_t faults = machine_.service.faults;
    absl::StatusOr<std::unique_ptr<DB>> db =
        DB::Open(machine_.options, machine_.platform, kDatabasePath);
    if (db.ok()) {
      db_ = *std::move(db);
      return;
    }
    const std::string error = db.status().ToString();
    if (!context_.Excused(db.status(), faults))
      machine_.referee.Fail("D1", "Open failed: " + error);
    machine_.log.AddEvent("open.failed", machine_.kernel.now().nanos, kMain, error);
    ++machine_.statistics.failed_opens;
    if (!machine_.choices.OneIn("open.try_again", 2)) Heal();
  }
}

void Process::Heal() {
  machine_.log.AddEvent("heal", machine_.kernel.now().nanos, kMain, {});
  machine_.gate.Heal();
}

void Process::RestoreService() {
  Heal();
  if (!machine_.service.disturbed()) return;
  // What met the last fault has said so by then.
  machine_.kernel.SleepUntil(After(machine_.kernel.now(), kQuietNanos));
  Session session(context_, *db_, kHealer, kMain, Session::Counted::kNo);
  session.Resume();
  if (session.disturbed()) {
    machine_.referee.Fail("D5", "the files are well again, but the database cannot be resumed");
  }
  ++machine_.statistics.services_restored;
  machine_.service.settled = machine_.service.faults;
  const std::string& key = machine_.keys.keys().front();
  session.Write({{model::OperationKind::kPut, key, session.NextValue(8)}}, Durability::kSync);
  session.Flush();
  session.Scan({}, /*forward=*/true, nullptr);
}

// Everything that can be read is read before any client writes.
void Process::Check() {
  // What the scan shows is evidence, and not what a client asked for.
  machine_.gate.Suspend(true);
  const Introspection introspection = db_->Inspect();
  std::vector<model::KeyValue> contents;
  const std::unique_ptr<Iterator> it = db_->NewIterator();
  for (it->SeekToFirst(); it->Valid(); it->Next()) contents.emplace_back(it->key(), it->value());
  if (const absl::Status status = it->status(); !status.ok()) {
    machine_.referee.Fail("D1", "the scan after Open failed: " + status.ToString());
  }
  const uint64_t drops = machine_.disk.forsaken_drops();
  if (std::exchange(ledger_.forsaken_drops, drops) != drops) machine_.oracle.CacheDropped();
  machine_.oracle.OnReopened(introspection, contents);
  FoldContents(contents);

  Session session(context_, *db_, 0, kMain, Session::Counted::kNo);
  session.Scan({}, /*forward=*/false, nullptr);
  for (const std::string& key : machine_.keys.keys()) session.Get(key, nullptr);
  session.Inspect();
  machine_.gate.Suspend(false);
  if (!machine_.unrecovered.has_value()) return;
  ++machine_.statistics.crashes_recovered;
  for (size_t i = 0; i < kImageClassCount; ++i) {
    if (machine_.unrecovered->counts[i] != 0) ++machine_.statistics.image_classes[i];
  }
  machine_.unrecovered.reset();
}

void Process::FoldContents(const std::vector<model::KeyValue>& contents) {
  Digest logical;
  for (const auto& [key, value] : contents) {
    logical.Fold(key);
    logical.Fold(value);
  }
  machine_.digest.Fold(logical.value());
  machine_.log.AddStateDigest(logical.value(), machine_.kernel.now().nanos);
}

void Process::Work() {
  if (assignment_.turns == 0) return;
  const std::vector<ClientRole> roles =
      PickRoles(machine_.choices, machine_.knobs.value(KnobId::kClients));
  const std::vector<uint64_t> shares =
      ShareOut(roles, assignment_.turns, machine_.knobs.value(KnobId::kAdminRate));
  std::vector<std::unique_ptr<Task>> clients;
  for (uint32_t i = 0; i < roles.size(); ++i) {
    ++machine_.statistics.clients;
    ++clients_at_work_;
    const std::string name = std::string(Name(roles[i])) + std::to_string(i);
    clients.push_back(machine_.scheduler.Spawn(
        name, [this, i, role = roles[i], turns = shares[i]] { RunClient(i, role, turns); }));
  }
  if (machine_.knobs.value(KnobId::kStalls) != 0) {
    clients.push_back(machine_.scheduler.Spawn(
        "staller", [this, main = machine_.kernel.CurrentFiberId()] { RunStaller(main); }));
  }
  MaybeCloseEarly();
  for (const std::unique_ptr<Task>& client : clients) client->Join();
}

void Process::RunStaller(FiberId main) {
  // Ten scheduling decisions, more where most of the time passes in file operations.
  constexpr int64_t kUnitNanos[] = {2'000, 10'000, 200'000};
  const int64_t unit_nanos = kUnitNanos[machine_.knobs.value(KnobId::kLatency)];
  Staller staller({.kernel = machine_.kernel,
                   .choices = machine_.choices,
                   .log = machine_.log,
                   .favourites = client_fibers_,
                   .spared = main,
                   .unit_nanos = unit_nanos});
  staller.Run([this] {
    // Its own timers keep the kernel from seeing a deadlock of the others (rule L1).
    machine_.gate.CheckProgress();
    return clients_at_work_ == 0;
  });
}

// A handle may be closed beside any other call: those that come too late are refused.
void Process::MaybeCloseEarly() {
  if (assignment_.plan.crashes() || !assignment_.may_close_early ||
      !machine_.choices.OneIn("close.early", 2)) {
    return;
  }
  const uint64_t turn =
      ledger_.turns_done + machine_.choices.Range("close.turn", 0, assignment_.turns);
  while (ledger_.turns_done < turn && clients_at_work_ > 0) {
    machine_.kernel.SleepUntil(After(machine_.kernel.now(), kPollNanos));
    machine_.gate.CheckProgress();
  }
  Close();
}

void Process::RunClient(uint32_t client, ClientRole role, uint64_t turns) {
  Session session(context_, *db_, client, machine_.kernel.CurrentPath());
  const std::unique_ptr<Client> body = NewClient(role);
  client_fibers_.push_back(machine_.kernel.CurrentFiberId());
  for (uint64_t turn = 0; turn < turns && !session.refused(); ++turn) {
    body->Turn(session);
    ++ledger_.turns_done;
  }
  body->Retire(session, estate_);
  --clients_at_work_;
}

// Waits until nothing is left to do and then accounts for every file.
void Process::CheckIdle() {
  if (!estate_.cursors.empty()) return;
  machine_.kernel.SleepUntil(After(machine_.kernel.now(), kQuietNanos));
  const Introspection introspection = db_->Inspect();
  machine_.oracle.CheckIntrospection(introspection);
  // Errors keep background work from its end, and files from being removed.
  if (machine_.service.disturbed() || machine_.gate.left_files()) return;
  machine_.oracle.CheckIdle(introspection, DatabaseFiles(machine_.disk));
}

void Process::CrashLate() {
  if (assignment_.plan.operations_of_close > 0) {
    machine_.gate.trigger().Rearm(assignment_.plan.operations_of_close);
    const uint64_t settled = machine_.service.settled;
    // The crash comes within, or right behind.
    if (const absl::Status closed = db_->Close();
        !closed.ok() && !context_.Excused(closed, settled)) {
      machine_.referee.Fail("D5", "Close failed: " + closed.ToString());
    }
  }
  machine_.gate.trigger().Disarm();
  machine_.kernel.Stop();
}

void Process::Close() {
  context_.closing = true;
  machine_.log.AddEvent("close", machine_.kernel.now().nanos, kMain, {});
  const uint64_t settled = machine_.service.settled;
  const absl::Status closed = db_->Close();
  if (!closed.ok() && !context_.Excused(closed, settled)) {
    machine_.referee.Fail("D5", "Close failed: " + closed.ToString());
  }
  machine_.gate.Closed();
  machine_.oracle.OnCleanClose(closed);
}

void Process::CloseCleanly() {
  if (!context_.closing) Close();
  // Cursors and snapshots outlive the closing always, and the handle half of the time (rule V5).
  if (machine_.choices.OneIn("close.handle_last", 2)) {
    SpendEstate();
    db_.reset();
  } else {
    db_.reset();
    SpendEstate();
  }
}

void Process::SpendEstate() {
  for (const std::unique_ptr<CheckedCursor>& cursor : estate_.cursors) {
    cursor->Wander(machine_.keys, machine_.choices.Range("cursor.steps", 1, 12), kMain);
  }
  estate_.cursors.clear();
  estate_.snapshots.clear();
}

}  // namespace varve::sim
