// Short ways to say histories and verdicts.
#ifndef VARVE_TESTS_UNIT_MODEL_SUPPORT_H_
#define VARVE_TESTS_UNIT_MODEL_SUPPORT_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/history.h"
#include "model/operation.h"
#include "model/violation.h"

namespace varve::model {

inline Operation Put(std::string key, std::string value) {
  return {OperationKind::kPut, std::move(key), std::move(value)};
}
inline Operation Delete(std::string key) { return {OperationKind::kDelete, std::move(key), ""}; }

/// A batch that takes the next numbers, logged in log 1, one record every ten bytes.
inline Batch Next(const History& history, std::vector<Operation> operations) {
  Batch batch;
  batch.first_seqno = history.next_seqno();
  batch.operations = std::move(operations);
  batch.logged = true;
  batch.end = {1, batch.first_seqno * 10};
  return batch;
}

inline Batch Unlogged(const History& history, std::vector<Operation> operations) {
  Batch batch = Next(history, std::move(operations));
  batch.logged = false;
  batch.end = kNotLogged;
  batch.durability = Durability::kNone;
  return batch;
}

inline Batch Clear(const History& history) {
  Batch batch = Next(history, {});
  batch.clear = true;
  batch.durability = Durability::kSync;
  return batch;
}

inline void Add(History& history, Batch batch) {
  const Verdict verdict = history.Append(std::move(batch));
  ASSERT_FALSE(verdict.has_value()) << verdict->rule << ": " << verdict->message;
}

inline void Add(History& history, std::vector<Operation> operations) {
  Add(history, Next(history, std::move(operations)));
}

/// The rule that a verdict cites; "" when it is legal.
inline std::string Rule(const Verdict& verdict) {
  return verdict.has_value() ? verdict->rule : std::string();
}

/// The rule that is broken and the text that the message contains.
MATCHER_P2(Breaks, rule, text, "") {
  if (!arg.has_value()) {
    *result_listener << "which is legal";
    return false;
  }
  *result_listener << arg->rule << ": " << arg->message;
  return arg->rule == rule && arg->message.find(text) != std::string::npos;
}

MATCHER(IsLegal, "") {
  if (!arg.has_value()) return true;
  *result_listener << arg->rule << ": " << arg->message;
  return false;
}

}  // namespace varve::model

#endif  // VARVE_TESTS_UNIT_MODEL_SUPPORT_H_
