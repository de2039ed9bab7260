// The life of versions and of the files they name (H1, H2, H4).
//
// A version is persisted, then published, then (replaced and no longer pinned) released. Its tables
// are created before, and may be removed once no live version names them; an output that is
// abandoned instead may be removed at once. A wholesale drop begins an epoch: versions of the new
// epoch name only tables with entries behind the drop, and the newest version of an older epoch
// stays while a live snapshot belongs to that epoch.
#ifndef VARVE_MODEL_VERSIONS_H_
#define VARVE_MODEL_VERSIONS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "model/history.h"
#include "model/shape.h"
#include "model/violation.h"

namespace varve::model {

class Versions {
 public:
  /// Borrows `history`, whose clears are the wholesale drops.
  explicit Versions(const History& history) : history_(history) {}

  /// An opening begins: nothing is live, numbers of versions start again.
  void Restart();
  /// The opening succeeded and `history` tells what survived; checks the current version against
  /// it.
  [[nodiscard]] Verdict Opened();
  /// The database is about to be closed: everything is released in any order, but the files of the
  /// current version stay.
  void Closing() { closing_ = true; }

  [[nodiscard]] Verdict Persisted(uint64_t id);
  [[nodiscard]] Verdict Published(Version version);
  /// `snapshots`: the instants of all live snapshots. Versions that were never published may be
  /// released too.
  [[nodiscard]] Verdict Released(uint64_t id, const std::multiset<uint64_t>& snapshots);

  /// A failure was settled without reopening: outputs that were not published never will be, and
  /// their files may go.
  void Resumed();

  /// A job begins to write table `number`, and gives it up for ever.
  [[nodiscard]] Verdict TableCreated(uint64_t number);
  [[nodiscard]] Verdict TableAbandoned(uint64_t number);
  /// The engine is about to remove table `number`.
  [[nodiscard]] Verdict TableRemoved(uint64_t number);

  /// Null before the first version of an opening.
  [[nodiscard]] const Version* current() const;
  [[nodiscard]] const std::map<uint64_t, Version>& live() const { return live_; }
  [[nodiscard]] uint64_t flushed_through() const;
  /// The wholesale drop with which the current epoch began; 0 where there was none.
  [[nodiscard]] uint64_t EpochStart() const;

  /// H1, for a database in which only snapshots pin anything: the live versions are the newest of
  /// the current epoch and of each epoch with a live snapshot.
  [[nodiscard]] Verdict CheckIdle(const std::multiset<uint64_t>& snapshots) const;

  /// H4, for such a database: `tables`, those in the directory, are those that live versions name.
  [[nodiscard]] Verdict CheckTables(const std::set<uint64_t>& tables) const;

 private:
  struct Epoch {
    uint64_t start = 0;   // the drop; its instants are those above
    uint64_t newest = 0;  // version
  };

  [[nodiscard]] Verdict EnterEpoch(const Version& version);
  [[nodiscard]] Verdict CheckEpoch(const Version& version) const;
  [[nodiscard]] Verdict CheckTables(const Version& version);
  /// A live snapshot that belongs to `epoch`.
  [[nodiscard]] std::optional<uint64_t> SnapshotOf(uint64_t epoch,
                                                   const std::multiset<uint64_t>& snapshots) const;

  const History& history_;
  bool opened_ = false;
  bool closing_ = false;
  uint64_t current_ = 0;
  std::map<uint64_t, Version> live_;
  std::optional<Version> last_;  // the newest published, released or not
  std::set<uint64_t> persisted_;
  std::set<uint64_t> released_;
  std::map<uint64_t, Epoch> epochs_;  // by the number that versions carry
  std::set<uint64_t> unpublished_;    // tables written and neither published nor abandoned
  std::set<uint64_t> known_;          // tables published in this opening
  std::set<uint64_t> lost_;           // tables abandoned or removed in this opening
};

}  // namespace varve::model

#endif  // VARVE_MODEL_VERSIONS_H_
