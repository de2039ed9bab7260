#include "tests/property/db/commands.h"

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "model/violation.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/moves.h"

namespace varve {
namespace {

using model::Bounds;
using model::Quoted;

/// Few, so that snapshots and cursors soon stand between versions of one key.
rc::Gen<std::string> AnyKey() {
  return rc::gen::oneOf(rc::gen::element<std::string>("", "a", "aa", "b", "ba"),
                        rc::gen::element<std::string>("", "a", "aa", "b", "ba"), SmallKey());
}

std::optional<std::string> DrawBound() {
  if (*rc::gen::arbitrary<bool>()) return std::nullopt;
  return *AnyKey();
}

Bounds DrawBounds() {
  Bounds bounds;
  bounds.lower = DrawBound();
  bounds.upper = DrawBound();
  return bounds;
}

std::string Show(const std::optional<std::string>& bound) { return bound ? Quoted(*bound) : "-"; }
std::string Show(const Bounds& bounds) {
  return "[" + Show(bounds.lower) + ", " + Show(bounds.upper) + ")";
}
std::string Show(std::optional<size_t> snapshot) {
  return snapshot ? " at snapshot " + std::to_string(*snapshot) : "";
}

/// No snapshot, or the place of one that is live.
std::optional<size_t> DrawSnapshot(const DbModel& state) {
  const size_t index = *rc::gen::inRange<size_t>(0, state.snapshots.size() + 1);
  if (index == state.snapshots.size()) return std::nullopt;
  return index;
}

void RequireSnapshot(const DbModel& state, std::optional<size_t> snapshot) {
  RC_PRE(!snapshot || *snapshot < state.snapshots.size());
}

void Append(DbModel& state, model::Batch batch) {
  batch.first_seqno = state.history.next_seqno();
  RC_ASSERT(!state.history.Append(std::move(batch)).has_value());
}

class Write final : public DbCommand {
 public:
  Write() {
    const auto operation = rc::gen::apply(
        [](int kind, std::string key, std::string value, size_t padding) {
          if (kind == 0) return model::Operation{model::OperationKind::kDelete, std::move(key), {}};
          return model::Operation{model::OperationKind::kPut, std::move(key),
                                  std::move(value) + std::string(padding, '.')};
        },
        rc::gen::inRange(0, 4), AnyKey(), AnyBytes(),
        rc::gen::oneOf(rc::gen::just<size_t>(0), rc::gen::inRange<size_t>(0, 400),
                       rc::gen::inRange<size_t>(0, 6000)));
    const size_t count = *rc::gen::element<size_t>(1, 1, 1, 0, 2, 5);
    operations_ = *rc::gen::container<std::vector<model::Operation>>(count, operation);
    durability_ = *rc::gen::element(Durability::kBuffered, Durability::kNone, Durability::kSync);
  }
  void apply(DbModel& state) const override {
    model::Batch batch;
    batch.operations = operations_;
    if (operations_.empty()) return;
    Append(state, std::move(batch));
    state.unlogged = state.unlogged || durability_ == Durability::kNone;
  }
  void run(const DbModel& state, World& world) const override {
    if (operations_.size() == 1) {
      RunOne(operations_.front(), world);
    } else {
      WriteBatch batch;
      for (const model::Operation& operation : operations_) {
        if (operation.kind == model::OperationKind::kPut) batch.Put(operation.key, operation.value);
        if (operation.kind == model::OperationKind::kDelete) batch.Delete(operation.key);
      }
      RC_ASSERT(world.db().Write(batch, {.durability = durability_}).ok());
    }
    world.CheckSeqnos(nextState(state));
  }
  void show(std::ostream& out) const override {
    out << "write with durability " << static_cast<int>(durability_) << ":";
    for (const model::Operation& operation : operations_) {
      const bool put = operation.kind == model::OperationKind::kPut;
      out << (put ? " put " : " delete ") << Quoted(operation.key);
      if (put) out << "=" << Quoted(operation.value);
    }
  }

 private:
  void RunOne(const model::Operation& operation, World& world) const {
    const WriteOptions options{.durability = durability_};
    if (operation.kind == model::OperationKind::kPut) {
      RC_ASSERT(world.db().Put(operation.key, operation.value, options).ok());
    } else {
      RC_ASSERT(world.db().Delete(operation.key, options).ok());
    }
  }

  std::vector<model::Operation> operations_;
  Durability durability_;
};

class Get final : public DbCommand {
 public:
  explicit Get(const DbModel& state) : key_(*AnyKey()), snapshot_(DrawSnapshot(state)) {}
  void checkPreconditions(const DbModel& state) const override {
    RequireSnapshot(state, snapshot_);
  }
  void run(const DbModel& state, World& world) const override {
    ReadOptions options = world.At(snapshot_);
    options.fill_cache = key_.size() % 2 == 0;
    const auto got = world.db().Get(key_, options);
    RC_ASSERT(got.ok());
    const model::View view(state.history, state.Instant(snapshot_));
    const std::string* expected = view.Get(key_);
    RC_ASSERT(got->has_value() == (expected != nullptr));
    if (expected != nullptr) RC_ASSERT(**got == *expected);
  }
  void show(std::ostream& out) const override { out << "get " << Quoted(key_) << Show(snapshot_); }

 private:
  std::string key_;
  std::optional<size_t> snapshot_;
};

class Scan final : public DbCommand {
 public:
  explicit Scan(const DbModel& state) : bounds_(DrawBounds()), snapshot_(DrawSnapshot(state)) {}
  void checkPreconditions(const DbModel& state) const override {
    RequireSnapshot(state, snapshot_);
  }
  void run(const DbModel& state, World& world) const override {
    world.CheckScan(state, bounds_, snapshot_);
  }
  void show(std::ostream& out) const override {
    out << "scan " << Show(bounds_) << Show(snapshot_);
  }

 private:
  Bounds bounds_;
  std::optional<size_t> snapshot_;
};

class TakeSnapshot final : public DbCommand {
 public:
  void checkPreconditions(const DbModel& state) const override {
    RC_PRE(state.snapshots.size() < 6u);
  }
  void apply(DbModel& state) const override {
    state.snapshots.push_back(state.history.next_seqno());
  }
  void run(const DbModel&, World& world) const override {
    world.snapshots.push_back(world.db().GetSnapshot());
    RC_ASSERT(world.db().Inspect().snapshots.size() == world.snapshots.size());
  }
  void show(std::ostream& out) const override { out << "take a snapshot"; }
};

class ReleaseSnapshot final : public DbCommand {
 public:
  explicit ReleaseSnapshot(const DbModel& state) {
    RC_PRE(!state.snapshots.empty());
    index_ = *rc::gen::inRange<size_t>(0, state.snapshots.size());
  }
  void checkPreconditions(const DbModel& state) const override {
    RC_PRE(index_ < state.snapshots.size());
  }
  void apply(DbModel& state) const override {
    state.snapshots.erase(state.snapshots.begin() + static_cast<ptrdiff_t>(index_));
  }
  void run(const DbModel& state, World& world) const override {
    world.CheckScan(state, {}, index_);  // V4: to its end
    world.snapshots.erase(world.snapshots.begin() + static_cast<ptrdiff_t>(index_));
  }
  void show(std::ostream& out) const override { out << "release snapshot " << index_; }

 private:
  size_t index_ = 0;
};

class NewCursor final : public DbCommand {
 public:
  explicit NewCursor(const DbModel& state)
      : bounds_(DrawBounds()), snapshot_(DrawSnapshot(state)) {}
  void checkPreconditions(const DbModel& state) const override {
    RequireSnapshot(state, snapshot_);
    RC_PRE(state.cursors.size() < 5u);
  }
  void apply(DbModel& state) const override {
    state.cursors.push_back({state.Instant(snapshot_), bounds_, std::nullopt});
  }
  void run(const DbModel&, World& world) const override {
    ReadOptions options = world.At(snapshot_);
    options.lower_bound = bounds_.lower;
    options.upper_bound = bounds_.upper;
    world.cursors.push_back(world.db().NewIterator(options));
    RC_ASSERT(!world.cursors.back()->Valid());
  }
  void show(std::ostream& out) const override {
    out << "new cursor " << Show(bounds_) << Show(snapshot_);
  }

 private:
  Bounds bounds_;
  std::optional<size_t> snapshot_;
};

std::optional<model::Live> Follow(const model::View& view, const DbModel::Cursor& cursor,
                                  const Move& move) {
  switch (move.kind) {
    case Move::Kind::kFirst:
      return view.First(cursor.bounds);
    case Move::Kind::kLast:
      return view.Last(cursor.bounds);
    case Move::Kind::kSeek:
      return view.AtOrAfter(move.target, cursor.bounds);
    case Move::Kind::kSeekForPrev:
      return view.AtOrBefore(move.target, cursor.bounds);
    case Move::Kind::kNext:
      return view.After(*cursor.position, cursor.bounds);
    case Move::Kind::kPrev:
      return view.Before(*cursor.position, cursor.bounds);
  }
  return std::nullopt;
}

void Make(Iterator& cursor, const Move& move) {
  switch (move.kind) {
    case Move::Kind::kFirst:
      return cursor.SeekToFirst();
    case Move::Kind::kLast:
      return cursor.SeekToLast();
    case Move::Kind::kSeek:
      return cursor.Seek(move.target);
    case Move::Kind::kSeekForPrev:
      return cursor.SeekForPrev(move.target);
    case Move::Kind::kNext:
      return cursor.Next();
    case Move::Kind::kPrev:
      return cursor.Prev();
  }
}

/// Moves a cursor, once or more; steps that need an entry are left out where it stands nowhere.
class MoveCursor final : public DbCommand {
 public:
  explicit MoveCursor(const DbModel& state) {
    RC_PRE(!state.cursors.empty());
    index_ = *rc::gen::inRange<size_t>(0, state.cursors.size());
    moves_ = *rc::gen::resize(8, UserMoves());
  }
  void checkPreconditions(const DbModel& state) const override {
    RC_PRE(index_ < state.cursors.size());
  }
  void apply(DbModel& state) const override {
    DbModel::Cursor& cursor = state.cursors[index_];
    const model::View view(state.history, cursor.instant);
    for (const Move& move : moves_) Step(view, move, cursor);
  }
  void run(const DbModel& state, World& world) const override {
    DbModel::Cursor expected = state.cursors[index_];
    const model::View view(state.history, expected.instant);
    Iterator& cursor = *world.cursors[index_];
    for (const Move& move : moves_) {
      if (!Possible(move, expected)) continue;
      Make(cursor, move);
      const auto live = Step(view, move, expected);
      RC_LOG() << "after " << rc::toString(move) << "\n";
      RC_ASSERT(cursor.status().ok());
      RC_ASSERT(cursor.Valid() == live.has_value());
      if (!live) continue;
      RC_ASSERT(cursor.key() == live->key);
      RC_ASSERT(cursor.value() == live->value);
    }
  }
  void show(std::ostream& out) const override {
    out << "move cursor " << index_ << ": ";
    rc::show(moves_, out);
  }

 private:
  static bool Possible(const Move& move, const DbModel::Cursor& cursor) {
    const bool step = move.kind == Move::Kind::kNext || move.kind == Move::Kind::kPrev;
    return !step || cursor.position.has_value();
  }
  static std::optional<model::Live> Step(const model::View& view, const Move& move,
                                         DbModel::Cursor& cursor) {
    if (!Possible(move, cursor)) return std::nullopt;
    const auto live = Follow(view, cursor, move);
    cursor.position.reset();
    if (live) cursor.position.emplace(live->key);
    return live;
  }

  size_t index_ = 0;
  Moves moves_;
};

class DropCursor final : public DbCommand {
 public:
  explicit DropCursor(const DbModel& state) { RC_PRE(!state.cursors.empty()); }
  void checkPreconditions(const DbModel& state) const override { RC_PRE(!state.cursors.empty()); }
  void apply(DbModel& state) const override { state.cursors.erase(state.cursors.begin()); }
  void run(const DbModel&, World& world) const override {
    world.cursors.erase(world.cursors.begin());
  }
  void show(std::ostream& out) const override { out << "drop cursor 0"; }
};

class Flush final : public DbCommand {
 public:
  void apply(DbModel& state) const override { state.unlogged = false; }
  void run(const DbModel& state, World& world) const override {
    RC_ASSERT(world.db().Flush().ok());
    RC_ASSERT(world.db().Inspect().sealed.empty());
    world.CheckEverything(state);
    world.CheckSeqnos(state);
  }
  void show(std::ostream& out) const override { out << "flush"; }
};

class Compact final : public DbCommand {
 public:
  Compact() : range_(DrawBounds()) {}
  void apply(DbModel& state) const override { state.unlogged = state.unlogged && Inverted(); }
  void run(const DbModel& state, World& world) const override {
    const std::string* begin = range_.lower ? &*range_.lower : nullptr;
    const std::string* end = range_.upper ? &*range_.upper : nullptr;
    const absl::Status compacted = world.db().CompactRange(begin, end);
    const bool refused = absl::IsInvalidArgument(compacted);
    RC_ASSERT(Inverted() == refused);
    RC_ASSERT(refused || compacted.ok());
    world.CheckEverything(state);
    world.CheckSeqnos(state);
  }
  void show(std::ostream& out) const override {
    out << "compact [" << Show(range_.lower) << ", " << Show(range_.upper) << "]";
  }

 private:
  [[nodiscard]] bool Inverted() const {
    return range_.lower && range_.upper && *range_.upper < *range_.lower;
  }

  Bounds range_;
};

class Clear final : public DbCommand {
 public:
  void apply(DbModel& state) const override {
    model::Batch batch;
    batch.clear = true;
    Append(state, std::move(batch));
    state.unlogged = false;
  }
  void run(const DbModel& state, World& world) const override {
    RC_ASSERT(world.db().Clear().ok());
    world.CheckEverything(nextState(state));
    world.CheckSeqnos(nextState(state));
  }
  void show(std::ostream& out) const override { out << "clear"; }
};

class Sync final : public DbCommand {
 public:
  void run(const DbModel& state, World& world) const override {
    RC_ASSERT(world.db().Sync().ok());
    world.CheckSeqnos(state);
  }
  void show(std::ostream& out) const override { out << "sync"; }
};

class Reopen final : public DbCommand {
 public:
  Reopen() : options_(DrawOptions()) {}
  void apply(DbModel& state) const override {
    state.snapshots.clear();
    state.unlogged = false;
  }
  void run(const DbModel& state, World& world) const override {
    world.Reopen(options_);
    world.CheckEverything(state);
    world.CheckSeqnos(state);
  }
  void show(std::ostream& out) const override { out << "reopen with " << Describe(options_); }

 private:
  Options options_;
};

class Crash final : public DbCommand {
 public:
  explicit Crash(const DbModel& state) : options_(DrawOptions()) { RC_PRE(!state.unlogged); }
  void checkPreconditions(const DbModel& state) const override { RC_PRE(!state.unlogged); }
  void apply(DbModel& state) const override {
    state.snapshots.clear();
    state.cursors.clear();
  }
  void run(const DbModel& state, World& world) const override {
    world.Crash(options_);
    world.CheckEverything(state);
    world.CheckSeqnos(state);
  }
  void show(std::ostream& out) const override {
    out << "crash and open with " << Describe(options_);
  }

 private:
  Options options_;
};

}  // namespace

// A command that is named twice is drawn twice as often.

AnyDbCommand AnyCommand(const DbModel& state) {
  return rc::state::gen::execOneOfWithArgs<Write, Write, Write, Write, Write, Write, Write, Get,
                                           Get, Scan, TakeSnapshot, ReleaseSnapshot, NewCursor,
                                           MoveCursor, MoveCursor, DropCursor, Flush, Compact,
                                           Clear, Sync, Reopen, Crash>()(state);
}

AnyDbCommand CursorCommand(const DbModel& state) {
  return rc::state::gen::execOneOfWithArgs<Write, Write, Write, Write, TakeSnapshot, NewCursor,
                                           MoveCursor, MoveCursor, MoveCursor, Flush, Compact,
                                           Reopen>()(state);
}

AnyDbCommand StructureCommand(const DbModel& state) {
  return rc::state::gen::execOneOfWithArgs<Write, Write, Write, Write, Write, Write, TakeSnapshot,
                                           ReleaseSnapshot, Get, Flush, Compact, Clear, Reopen,
                                           Crash, Crash>()(state);
}

}  // namespace varve
