#include "model/recovery.h"

#include <algorithm>
#include <string>
#include <utility>

#include "model/view.h"
#include "model/visibility.h"

namespace varve::model {
namespace {

std::string Range(const Batch& batch) {
  return std::to_string(batch.first_seqno) + " .. " + std::to_string(batch.last_seqno());
}

/// One way in which the reports can have come about.
struct Candidate {
  std::vector<Batch> extension;   // in-flight batches that had been logged, in order
  uint64_t flushed_through = 0;   // at the original ending
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
    const std::vector<std::vector<Batch>> extensions = Extensions();
    const std::vector<uint64_t> flushes = Flushes();
    std::vector<Candidate> matches;
    for (const std::vector<Batch>& extension : extensions) {
      for (const uint64_t flushed : flushes) {
        Candidate candidate{extension, flushed, through_};
        if (Contents(candidate) == *recovered_.contents) matches.push_back(std::move(candidate));
      }
    }
    if (matches.empty()) return Mismatch(extensions);
    Settle(matches);
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::string Reports() const {
    return "recovered through " + std::to_string(recovered_.flushed_through) +
           " from tables and " + std::to_string(recovered_.replayed_through) + " from the log";
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
    for (const uint64_t end : {flushed, replayed}) {
      if (end == 0 || end >= history_.next_seqno() || history_.IsBatchEnd(end + 1)) continue;
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
    if (interruption_.ending == Ending::kProcessCrash && batch.durability != Durability::kNone) {
      return "was acknowledged and should survive the process";
    }
    return "";
  }

  Verdict CheckPromises() const {
    const Candidate reported{{}, recovered_.flushed_through, through_};
    for (const Batch& batch : history_.batches()) {
      const std::string_view promise = Promise(batch);
      if (promise.empty() || reported.Survives(batch)) continue;
      return Violated(batch.settled ? "D3" : "D1", Reports(), ", so batch ", Range(batch),
                      " is lost, which ", promise);
    }
    return std::nullopt;
  }

  /// The flush ends that may have been in force at the original ending.
  [[nodiscard]] std::vector<uint64_t> Flushes() const {
    std::vector<uint64_t> flushes = {recovered_.flushed_through};
    if (!interruption_.in_recovery) return flushes;
    flushes.push_back(interruption_.flushed_through);
    for (const uint64_t end : interruption_.maybe_flushed_through) {
      if (end > interruption_.flushed_through && end < recovered_.flushed_through) {
        flushes.push_back(end);
      }
    }
    return flushes;
  }

  /// Every order of in-flight batches that takes exactly the numbers from the next one through what
  /// was recovered, and ends with a logged one.
  [[nodiscard]] std::vector<std::vector<Batch>> Extensions() const {
    if (through_ < history_.next_seqno()) return {{}};
    std::vector<std::vector<Batch>> found;
    std::vector<Batch> chosen;
    std::vector<bool> used(interruption_.in_flight.size(), false);
    Extend(history_.next_seqno(), chosen, used, found);
    return found;
  }

  void Extend(uint64_t next, std::vector<Batch>& chosen, std::vector<bool>& used,
              std::vector<std::vector<Batch>>& found) const {
    if (next == through_ + 1) {
      if (chosen.back().logged) found.push_back(chosen);
      return;
    }
    for (size_t i = 0; i < used.size(); ++i) {
      const uint64_t count = interruption_.in_flight[i].count();
      if (used[i] || count == 0 || count > through_ + 1 - next) continue;
      used[i] = true;
      chosen.push_back(interruption_.in_flight[i]);
      chosen.back().first_seqno = next;
      Extend(next + count, chosen, used, found);
      chosen.pop_back();
      used[i] = false;
    }
  }

  [[nodiscard]] History After(const Candidate& candidate) const {
    History after = history_;
    for (const Batch& batch : candidate.extension) {
      (void)after.Append(batch);  // in order and without gaps by construction
    }
    after.Retain([&](const Batch& batch) { return candidate.Survives(batch); });
    return after;
  }

  [[nodiscard]] std::vector<KeyValue> Contents(const Candidate& candidate) const {
    const History after = After(candidate);
    return View(after, after.next_seqno()).Scan({}, /*forward=*/true);
  }

  Verdict Mismatch(const std::vector<std::vector<Batch>>& extensions) const {
    if (extensions.empty()) {
      return Violated("D1", Reports(), ", but only numbers below ", history_.next_seqno(),
                      " had been given out, and no write under way accounts for the rest");
    }
    const Candidate plain{extensions.front(), recovered_.flushed_through, through_};
    return Violated("D1", Reports(), ", but the contents are not those of that prefix: ",
                    FirstDifference(Contents(plain), *recovered_.contents));
  }

  void Settle(const std::vector<Candidate>& matches) {
    const Candidate& first = matches.front();
    const bool guessed = std::any_of(matches.begin(), matches.end(), [&](const Candidate& other) {
      return !std::equal(other.extension.begin(), other.extension.end(), first.extension.begin(),
                         first.extension.end(), [](const Batch& a, const Batch& b) {
                           return a.operations == b.operations;
                         });
    });
    History after = history_;
    for (Batch batch : first.extension) {
      batch.guessed = guessed;
      (void)after.Append(std::move(batch));
    }
    after.Retain([&](const Batch& batch) {
      return std::any_of(matches.begin(), matches.end(),
                         [&](const Candidate& match) { return match.Survives(batch); });
    });
    for (Batch& batch : after.mutable_batches()) {
      batch.settled = true;
      for (const Candidate& match : matches) {
        if (match.Survives(batch) && !batch.guessed) continue;
        batch.states.assign(batch.states.size(), EntryState::kUnknown);
      }
    }
    history_ = std::move(after);
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
