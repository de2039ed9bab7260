#include "sim/oracle/convert.h"

#include <gtest/gtest.h>

namespace varve::sim {
namespace {

TEST(Convert, KeepsEveryFieldOfAVersion) {
  VersionShape shape;
  shape.id = 3;
  shape.epoch = 2;
  shape.flushed_through = 40;
  shape.levels = {{{{.number = 7,
                     .bytes = 999,
                     .entries = 5,
                     .smallest_key = "a",
                     .largest_key = "k",
                     .smallest_seqno = 11,
                     .largest_seqno = 40}}},
                  {}};
  const model::Version version = ToModel(shape);
  EXPECT_EQ(version.id, 3u);
  EXPECT_EQ(version.epoch, 2u);
  EXPECT_EQ(version.flushed_through, 40u);
  ASSERT_EQ(version.levels.size(), 2u);
  ASSERT_EQ(version.Tables().size(), 1u);
  EXPECT_EQ(*version.Tables()[0], (model::Table{7, 5, "a", "k", 11, 40}));
}

TEST(Convert, TellsTombstonesFromValues) {
  EXPECT_TRUE(ToModel(EntryDropped{.keyspace = {},
                                   .user_key = "k",
                                   .seqno = 4,
                                   .kind = EntryKind::kTombstone,
                                   .reason = EntryDropped::Reason::kTombstoneAtBase})
                  .tombstone);
  const model::Drop drop = ToModel(EntryDropped{.keyspace = {},
                                                .user_key = "k",
                                                .seqno = 4,
                                                .kind = EntryKind::kValue,
                                                .reason = EntryDropped::Reason::kShadowed,
                                                .shadowed_by = 9});
  EXPECT_FALSE(drop.tombstone);
  EXPECT_EQ(drop.key, "k");
  EXPECT_EQ(drop.seqno, 4u);
  EXPECT_EQ(drop.reason, model::Drop::Reason::kShadowed);
  EXPECT_EQ(drop.shadowed_by, 9u);
}

TEST(Convert, MapsDurabilitiesAndSteps) {
  EXPECT_EQ(ToModel(Durability::kNone), model::Durability::kNone);
  EXPECT_EQ(ToModel(Durability::kBuffered), model::Durability::kBuffered);
  EXPECT_EQ(ToModel(Durability::kSync), model::Durability::kSync);
  EXPECT_EQ(ToModel(CursorStep::kSeekToFirst), model::Step::kSeekToFirst);
  EXPECT_EQ(ToModel(CursorStep::kSeekForPrev), model::Step::kSeekForPrev);
  EXPECT_EQ(ToModel(CursorStep::kPrev), model::Step::kPrev);
}

}  // namespace
}  // namespace varve::sim
