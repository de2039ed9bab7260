#include "engine/merge/error_iterator.h"

#include <gtest/gtest.h>

namespace varve {
namespace {

TEST(ErrorIteratorTest, KeepsItsErrorWhateverIsSought) {
  const absl::Status error = absl::DataLossError("gone");
  const auto cursor = NewErrorIterator(error);
  EXPECT_FALSE(cursor->Valid());
  cursor->SeekToFirst();
  EXPECT_EQ(cursor->status(), error);
  cursor->SeekToLast();
  EXPECT_EQ(cursor->status(), error);
  cursor->Seek(FirstOf("a"));
  EXPECT_EQ(cursor->status(), error);
  EXPECT_FALSE(cursor->Valid());
}

TEST(ErrorIteratorTest, WithoutAnErrorIsEmpty) {
  const auto cursor = NewErrorIterator(absl::OkStatus());
  cursor->SeekToFirst();
  EXPECT_FALSE(cursor->Valid());
  EXPECT_TRUE(cursor->status().ok());
}

TEST(ErrorIteratorDeathTest, HasNoEntryToMoveFrom) {
  const auto cursor = NewErrorIterator(absl::OkStatus());
  EXPECT_DEATH(cursor->Next(), "V3");
  EXPECT_DEATH(cursor->Prev(), "V3");
}

}  // namespace
}  // namespace varve
