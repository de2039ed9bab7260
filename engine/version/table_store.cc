#include "engine/version/table_store.h"

#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"

namespace varve {

TableStore::TableStore(const Platform& platform, std::string directory, const Options& options)
    : platform_(platform),
      directory_(std::move(directory)),
      options_(options),
      reaper_(std::make_shared<FileReaper>(platform, directory_)),
      cache_(platform.scheduler, reclaimer_, options.block_cache_bytes),
      reclaimer_(platform.scheduler) {}

uint64_t TableStore::NewFileNumber() {
  return next_file_number_.FetchAdd(1, std::memory_order_relaxed);
}

uint64_t TableStore::next_file_number() const {
  return next_file_number_.Load(std::memory_order_relaxed);
}

void TableStore::ReserveFileNumbers(uint64_t bound) {
  next_file_number_.RaiseTo(platform_.scheduler.hook(), bound, std::memory_order_relaxed);
}

absl::StatusOr<Version::TablePtr> TableStore::Open(uint64_t number) {
  BlockCache* cache = options_.block_cache_bytes > 0 ? &cache_ : nullptr;
  VARVE_ASSIGN_OR_RETURN(auto table, Table::Open(platform_.file_system, directory_, number, cache));
  return std::make_shared<TableFile>(std::move(table), reaper_);
}

absl::StatusOr<std::unique_ptr<TableBuilder>> TableStore::Create(uint64_t number) {
  platform_.instrumentation.OnTableCreated(number);
  const TableBuildOptions build{.block_bytes = options_.block_bytes,
                                .restart_interval = options_.block_restart_interval,
                                .bloom_bits_per_key = options_.bloom_bits_per_key};
  return TableBuilder::Create(platform_.file_system, directory_, number, build);
}

TableOutputs::TableOutputs(TableStore& store, uint64_t split_bytes)
    : store_(store), split_bytes_(split_bytes) {}

TableOutputs::~TableOutputs() {
  if (released_) return;
  builder_ = nullptr;
  tables_.clear();
  for (const uint64_t number : numbers_) {
    store_.platform().instrumentation.OnTableAbandoned(number);
    store_.reaper().Remove(number);
  }
}

absl::Status TableOutputs::Add(const InternalKey& key, std::string_view value) {
  if (builder_ != nullptr && builder_->bytes() >= split_bytes_ &&
      key.user_key != last_user_key_) {  // H3
    VARVE_RETURN_IF_ERROR(FinishTable());
  }
  if (builder_ == nullptr) {
    numbers_.push_back(store_.NewFileNumber());
    VARVE_ASSIGN_OR_RETURN(builder_, store_.Create(numbers_.back()));
  }
  last_user_key_.assign(key.user_key);
  return builder_->Add(key, value);
}

absl::Status TableOutputs::FinishTable() {
  VARVE_RETURN_IF_ERROR(builder_->Finish().status());
  builder_ = nullptr;
  VARVE_ASSIGN_OR_RETURN(auto table, store_.Open(numbers_.back()));
  tables_.push_back(std::move(table));
  return absl::OkStatus();
}

absl::Status TableOutputs::Finish() {
  if (builder_ != nullptr) VARVE_RETURN_IF_ERROR(FinishTable());
  if (tables_.empty()) return absl::OkStatus();
  // The edit that names the tables must not outlive their names.
  return store_.platform().file_system.SyncDirectory(store_.directory());
}

}  // namespace varve
