#include "model/recovery.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "model/view.h"
#include "model/visibility.h"

namespace varve::model {
namespace {

std::string Range(const Batch& batch) {
  return std::to_string(batch.first_seqno) + " .. " + std::to_string(batch.last_seqno());
}

/// One way in which the reports can have come about.
struct Candidate {
  uint64_t flushed_through = 0;  // at the original ending
  uint64_t recovered_through = 0;

  [[nodiscard]] bool Survives(const Batch& batch) const {
    return batch.last_seqno() <= flushed_through ||
           (batch.logged && batch.last_seqno() <= recovered_through);
  }
};

class Judge {
 public:
  Judge(History& history, const Interruption& interruption, const Recovered& recovered)
      : history_(history),
        interruption_(interruption),
        recovered_(recovered),
        through_(std::max(recovered.flushed_through, recovered.replayed_through)) {}

  Verdict Run() {
    VARVE_MODEL_CHECK(CheckReports());
    VARVE_MODEL_CHECK(CheckPromises());
    std::vector<Candidate> matches;
    for (const uint64_t flushed : Flushes()) {
      const Candidate candidate{flushed, through_};
      if (Contents(candidate) == *recovered_.contents) matches.push_back(candidate);
    }
    if (matches.empty()) {
      return Violated(
          "D1", Reports(), ", but the contents are not those of that prefix: ",
          FirstDifference(Contents({Flushes().back(), through_}), *recovered_.contents));
    }
    Settle(matches);
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::string Reports() const {
    return "recovered through " + std::to_string(recovered_.flushed_through) + " from tables and " +
           std::to_string(recovered_.replayed_through) + " from the log";
  }

  /// The numbers by themselves: H2, V1, batch ends.
  Verdict CheckReports() const {
    const uint64_t flushed = recovered_.flushed_through;
    const uint64_t replayed = recovered_.replayed_through;
    const uint64_t published =
        std::max(interruption_.flushed_through, interruption_.recovery_flushed_through);
    if (flushed < published) {
      return Violated("H2", Reports(), ", but a version with everything through ", published,
                      " had been published");
    }
    if (replayed != 0 && replayed <= flushed) {
      return Violated("V1", Reports(), ": what the tables hold was replayed again");
    }
    if (through_ >= history_.next_seqno() && through_ != 0) {
      return Violated("D1", Reports(), ", but only numbers below ", history_.next_seqno(),
                      " had been given out");
    }
    for (const uint64_t end : {flushed, replayed}) {
      if (end == 0 || history_.IsBatchEnd(end + 1)) continue;
      return Violated("D1", Reports(), ": ", end, " cuts the batch ", Range(*history_.Find(end)));
    }
    if (const Batch* last = history_.Find(replayed);
        last != nullptr && !last->logged && replayed != 0) {
      return Violated("D1", Reports(), ": batch ", Range(*last), " was never logged");
    }
    return std::nullopt;
  }

  [[nodiscard]] std::string_view Promise(const Batch& batch) const {
    if (batch.settled) return "was inside when the database was last opened";
    const bool synced =
        batch.logged && (batch.promised || batch.end <= interruption_.synced ||
                         (batch.acknowledged && batch.durability == Durability::kSync));
    if (synced) return "was synced";
    if (!batch.acknowledged) return "";
    // A clear is durable when it returns, logged or not.
    if (batch.clear) return "is an acknowledged clear";
    if (interruption_.ending == Ending::kClosed) return "was acknowledged before a clean close";
    if (interruption_.cache_lost && batch.logged && batch.end > interruption_.synced) return "";
    if (interruption_.ending == Ending::kProcessCrash && batch.durability != Durability::kNone) {
      return "was acknowledged and should survive the process";
    }
    return "";
  }

  Verdict CheckPromises() const {
    const Candidate reported{recovered_.flushed_through, through_};
    for (const Batch& batch : history_.batches()) {
      const std::string_view promise = Promise(batch);
      if (promise.empty() || reported.Survives(batch)) continue;
      return Violated(batch.settled ? "D3" : "D1", Reports(), ", so batch ", Range(batch),
                      " is lost, which ", promise);
    }
    return std::nullopt;
  }

  /// The flush ends that may have been in force at the original ending. Only when no opening was
  /// interrupted since does the reported one say it.
  [[nodiscard]] std::vector<uint64_t> Flushes() const {
    if (!interruption_.in_recovery) return {recovered_.flushed_through};
    std::vector<uint64_t> flushes = {interruption_.flushed_through};
    for (const uint64_t end : interruption_.maybe_flushed_through) {
      if (end > interruption_.flushed_through && end <= recovered_.flushed_through) {
        flushes.push_back(end);
      }
    }
    return flushes;
  }

  [[nodiscard]] std::vector<KeyValue> Contents(const Candidate& candidate) const {
    History after = history_;
    after.Retain([&](const Batch& batch) { return candidate.Survives(batch); });
    return View(after, after.next_seqno()).Scan({}, /*forward=*/true);
  }

  /// Keeps what survives in any candidate that the contents allow; what does not survive in all of
  /// them makes no difference to any answer from now on.
  void Settle(const std::vector<Candidate>& matches) {
    const auto survives = [](const Batch& batch) {
      return [&batch](const Candidate& match) { return match.Survives(batch); };
    };
    history_.Retain([&](const Batch& batch) {
      return std::any_of(matches.begin(), matches.end(), survives(batch));
    });
    for (Batch& batch : history_.mutable_batches()) {
      batch.settled = true;
      if (std::all_of(matches.begin(), matches.end(), survives(batch))) continue;
      batch.states.assign(batch.states.size(), EntryState::kUnknown);
    }
  }

  History& history_;
  const Interruption& interruption_;
  const Recovered& recovered_;
  const uint64_t through_;
};

}  // namespace

Verdict Recover(History& history, const Interruption& interruption, const Recovered& recovered) {
  return Judge(history, interruption, recovered).Run();
}

}  // namespace varve::model
