// Real tables in a temporary directory, and versions made of them.
#ifndef VARVE_TESTS_UNIT_VERSION_TABLE_FIXTURE_H_
#define VARVE_TESTS_UNIT_VERSION_TABLE_FIXTURE_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/format/file_names.h"
#include "engine/version/table_store.h"
#include "gtest/gtest.h"
#include "tests/unit/db/test_directory.h"

namespace varve {

/// Counts what the tests look at.
class CountingInstrumentation : public Instrumentation {
 public:
  void OnVersionReleased(uint64_t id) override { released.push_back(id); }

  std::vector<uint64_t> released;
};

class TableFixture : public ::testing::Test {
 protected:
  struct Entry {
    std::string key;
    SeqNo seqno;
    EntryKind kind = EntryKind::kValue;
  };

  explicit TableFixture(const Options& options = {})
      : platform_{posix_.platform().clock, posix_.platform().file_system,
                  posix_.platform().scheduler, instrumentation_},
        store_((std::filesystem::create_directory(directory_.path()), platform_), directory_.path(),
               options) {
    store_.reaper().Start();
  }
  ~TableFixture() override { store_.reaper().Stop(); }

  /// A table with these entries, whose values are their seqnos.
  Version::TablePtr MakeTable(const std::vector<Entry>& entries) {
    TableOutputs outputs(store_, UINT64_MAX);
    for (const Entry& entry : entries) {
      EXPECT_TRUE(
          outputs.Add({entry.key, entry.seqno, entry.kind}, std::to_string(entry.seqno)).ok());
    }
    EXPECT_TRUE(outputs.Finish().ok());
    outputs.Release();
    return outputs.tables().front();
  }

  /// `base` with `table` added to `level`; null when it does not fit.
  std::shared_ptr<const Version> Add(const std::shared_ptr<const Version>& base, uint32_t level,
                                     const Version::TablePtr& table) {
    VersionEdit edit;
    edit.added.push_back({level, table->shape()});
    auto next = base->With(++last_id_, edit, {table});
    return next.ok() ? *next : nullptr;
  }

  std::shared_ptr<const Version> Empty() { return Version::Empty(instrumentation_); }

  bool FileExists(uint64_t number) const {
    return std::filesystem::exists(directory_.path() + "/" + TableName(number));
  }

  TestDirectory directory_;
  PosixPlatform posix_;
  CountingInstrumentation instrumentation_;
  Platform platform_;
  TableStore store_;
  uint64_t last_id_ = 0;
};

}  // namespace varve

#endif  // VARVE_TESTS_UNIT_VERSION_TABLE_FIXTURE_H_
