#include "sim/file_system/gate.h"

#include <gtest/gtest.h>

#include <set>

namespace varve::sim {
namespace {

class OneAnswer final : public OperationGate {
 public:
  explicit OneAnswer(Fault fault) : fault_(fault) {}
  void Before(FileOperation, std::string_view, std::string_view, uint64_t, uint64_t) override {}
  Fault Decide(FileOperation, std::string_view, uint64_t) override { return fault_; }
  void After(FileOperation, absl::StatusCode, std::string_view, uint64_t) override {}

 private:
  Fault fault_;
};

class NoAnswer final : public OperationGate {
 public:
  void Before(FileOperation, std::string_view, std::string_view, uint64_t, uint64_t) override {}
  void After(FileOperation, absl::StatusCode, std::string_view, uint64_t) override {}
};

TEST(Gate, OperationsHaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (int i = 0; i < kFileOperationCount; ++i) names.insert(Name(static_cast<FileOperation>(i)));
  EXPECT_EQ(names.size(), static_cast<size_t>(kFileOperationCount));
  EXPECT_FALSE(names.contains("unknown"));
}

TEST(Gate, NothingGoesWrongUnlessTheGateSaysSo) {
  NoAnswer gate;
  EXPECT_EQ(DecideFault(gate, FileOperation::kSync, "/f"), Fault::kNone);
}

TEST(Gate, APartOfAnOperationWithoutPartsIsNothing) {
  OneAnswer gate(Fault::kPartial);
  EXPECT_EQ(DecideFault(gate, FileOperation::kRename, "/f"), Fault::kBefore);
  EXPECT_EQ(DecideFault(gate, FileOperation::kSync, "/f"), Fault::kPartial);
}

TEST(Gate, AFullDiskStopsOnlyWhatNeedsRoom) {
  OneAnswer gate(Fault::kNoSpace);
  EXPECT_EQ(DecideFault(gate, FileOperation::kSync, "/f"), Fault::kNone);
  EXPECT_EQ(DecideFault(gate, FileOperation::kCommit, "/f"), Fault::kNone);
  EXPECT_EQ(DecideFault(gate, FileOperation::kAppend, "/f"), Fault::kNoSpace);
}

}  // namespace
}  // namespace varve::sim
