#include "sim/oracle/convert.h"

namespace varve::sim {

model::Durability ToModel(Durability durability) {
  switch (durability) {
    case Durability::kNone:
      return model::Durability::kNone;
    case Durability::kBuffered:
      return model::Durability::kBuffered;
    case Durability::kSync:
      return model::Durability::kSync;
  }
  return model::Durability::kSync;
}

model::Version ToModel(const VersionShape& shape) {
  model::Version version;
  version.id = shape.id;
  version.epoch = shape.epoch;
  version.flushed_through = shape.flushed_through;
  for (const LevelShape& level : shape.levels) {
    model::Level& runs = version.levels.emplace_back();
    for (const RunShape& run : level) {
      model::Run& tables = runs.emplace_back();
      for (const TableShape& table : run) {
        tables.push_back({.number = table.number,
                          .entries = table.entries,
                          .smallest_key = table.smallest_key,
                          .largest_key = table.largest_key,
                          .smallest_seqno = table.smallest_seqno,
                          .largest_seqno = table.largest_seqno});
      }
    }
  }
  return version;
}

model::Drop ToModel(const EntryDropped& dropped) {
  model::Drop drop;
  drop.key = std::string(dropped.user_key);
  drop.seqno = dropped.seqno;
  drop.tombstone =
      dropped.kind == EntryKind::kTombstone || dropped.kind == EntryKind::kWeakTombstone;
  drop.reason = dropped.reason == EntryDropped::Reason::kShadowed
                    ? model::Drop::Reason::kShadowed
                    : model::Drop::Reason::kTombstoneAtBase;
  drop.shadowed_by = dropped.shadowed_by;
  return drop;
}

model::Step ToModel(CursorStep step) {
  switch (step) {
    case CursorStep::kSeekToFirst:
      return model::Step::kSeekToFirst;
    case CursorStep::kSeekToLast:
      return model::Step::kSeekToLast;
    case CursorStep::kSeek:
      return model::Step::kSeek;
    case CursorStep::kSeekForPrev:
      return model::Step::kSeekForPrev;
    case CursorStep::kNext:
      return model::Step::kNext;
    case CursorStep::kPrev:
      return model::Step::kPrev;
  }
  return model::Step::kSeekToFirst;
}

}  // namespace varve::sim
