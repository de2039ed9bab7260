// An engine of a few lines, told what to report: the oracle's counterpart in its tests.
#ifndef VARVE_TESTS_UNIT_SIM_ORACLE_FAKE_ENGINE_H_
#define VARVE_TESTS_UNIT_SIM_ORACLE_FAKE_ENGINE_H_

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "model/operation.h"
#include "model/violation.h"
#include "sim/oracle/oracle.h"
#include "varve/batch.h"

namespace varve::sim {

inline model::Operation Put(std::string key, std::string value) {
  return {model::OperationKind::kPut, std::move(key), std::move(value)};
}
inline model::Operation Delete(std::string key) {
  return {model::OperationKind::kDelete, std::move(key), ""};
}

/// An open, empty database. Each record takes ten bytes of log 1.
class OracleTest : public testing::Test {
 protected:
  void SetUp() override {
    Recover({});
    Reopen(0, 0, {});
    ASSERT_EQ(rule_, "") << message_;
  }

  Instrumentation& engine() { return oracle_.instrumentation(); }

  /// What `DB::Open` reports while it runs: one version with these tables.
  void Recover(std::vector<TableShape> level0) {
    engine().EnterPhase(Phase::kRecovery);
    version_ = {};
    version_.id = 1;
    version_.flushed_through = visible_ - 1;
    LevelShape level;
    for (TableShape& table : level0) level.push_back({std::move(table)});
    version_.levels = {level};
    engine().OnEditPersisted(1);
    engine().OnVersionPublished(version_);
    engine().LeavePhase(Phase::kRecovery);
  }

  void Reopen(SeqNo flushed, SeqNo replayed, const std::vector<model::KeyValue>& contents) {
    Introspection introspection = Inspect();
    introspection.recovery.flushed_through = flushed;
    introspection.recovery.replayed_through = replayed;
    oracle_.OnReopened(introspection, contents);
  }

  Introspection Inspect() const {
    Introspection introspection;
    introspection.visible = visible_;
    introspection.next_seqno = visible_;
    introspection.current = version_;
    introspection.live_versions = {version_};
    introspection.logs = {{.number = 1, .committed_bytes = 1000, .synced_bytes = 0}};
    introspection.manifest_number = 2;
    return introspection;
  }

  /// The engine's part of a write, from its place in the order to its visibility.
  void Sequence(const WriteBatch* batch, size_t count, bool logged = true) {
    engine().OnBatchSequenced({.first_seqno = visible_, .logged = logged, .batch = batch});
    if (logged) engine().OnBatchLogged(visible_, 1, visible_ * 10);
    visible_ += count;
  }
  void Show() { engine().OnVisible(visible_); }

  /// A whole write.
  void Write(const std::vector<model::Operation>& operations,
             Durability durability = Durability::kBuffered) {
    const WriteBatch batch;
    const Ticket ticket = oracle_.BeginWrite(&batch, operations, durability);
    Sequence(&batch, operations.size(), durability != Durability::kNone);
    Show();
    if (durability == Durability::kSync) engine().OnLogSynced(1, (visible_ - 1) * 10);
    oracle_.EndWrite(ticket, absl::OkStatus());
  }

  /// Flushes entries from `first` to the newest, with these keys, into table `number`.
  void Flush(uint64_t number, SeqNo first, std::string smallest, std::string largest) {
    engine().OnMemtableSealed(1, visible_ - 1);
    engine().EnterPhase(Phase::kFlush);
    engine().OnTableCreated(number);
    Publish([&] {
      version_.levels[0].insert(version_.levels[0].begin(),
                                RunShape{{.number = number,
                                          .bytes = 1,
                                          .entries = visible_ - first,
                                          .smallest_key = std::move(smallest),
                                          .largest_key = std::move(largest),
                                          .smallest_seqno = first,
                                          .largest_seqno = visible_ - 1}});
      version_.flushed_through = visible_ - 1;
    });
    engine().LeavePhase(Phase::kFlush);
  }

  template <typename Change>
  void Publish(const Change& change) {
    const uint64_t previous = version_.id++;
    change();
    engine().OnEditPersisted(version_.id);
    engine().OnVersionPublished(version_);
    engine().OnVersionReleased(previous);
  }

  void ExpectGet(const std::string& key, const std::optional<std::string>& value) {
    const Ticket ticket = oracle_.BeginRead();
    oracle_.EndGet(ticket, key, value);
  }

  SeqNo TakeSnapshot() {
    const Ticket ticket = oracle_.BeginSnapshot();
    engine().OnSnapshotCreated(visible_);
    oracle_.SnapshotTaken(ticket, visible_);
    return visible_;
  }

  Oracle oracle_{[this](const model::Violation& violation) {
                   rule_ = violation.rule;
                   message_ = violation.message;
                 },
                 [this] { return task_; }};
  uint64_t task_ = 1;
  SeqNo visible_ = 1;
  VersionShape version_;
  std::string rule_;     // of the violation found, if any
  std::string message_;  // its message
};

}  // namespace varve::sim

#endif  // VARVE_TESTS_UNIT_SIM_ORACLE_FAKE_ENGINE_H_
