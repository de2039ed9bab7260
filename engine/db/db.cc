// The handle: forwards to the engine.
#include "varve/db.h"

#include <utility>

#include "engine/base/status.h"
#include "engine/db/engine.h"

namespace varve {

DB::DB(std::shared_ptr<Engine> engine) : engine_(std::move(engine)) {}

DB::~DB() { engine_->Close().IgnoreError(); }

absl::StatusOr<std::unique_ptr<DB>> DB::Open(const Options& options, const Platform& platform,
                                             const std::string& path) {
  VARVE_ASSIGN_OR_RETURN(auto engine, Engine::Open(options, platform, path));
  return std::unique_ptr<DB>(new DB(std::move(engine)));
}

absl::Status DB::Write(const WriteBatch& batch, const WriteOptions& options) {
  return engine_->Write(batch, options);
}

absl::Status DB::Put(std::string_view key, std::string_view value, const WriteOptions& options) {
  WriteBatch batch;
  batch.Put(key, value);
  return Write(batch, options);
}

absl::Status DB::Delete(std::string_view key, const WriteOptions& options) {
  WriteBatch batch;
  batch.Delete(key);
  return Write(batch, options);
}

absl::StatusOr<std::optional<std::string>> DB::Get(std::string_view key,
                                                   const ReadOptions& options) {
  return engine_->Get(key, options);
}

absl::StatusOr<bool> DB::Get(std::string_view key, PinnedValue& value, const ReadOptions& options) {
  return engine_->Get(key, value, options);
}

std::unique_ptr<Iterator> DB::NewIterator(const ReadOptions& options) {
  return engine_->NewIterator(options);
}

Snapshot DB::GetSnapshot() { return engine_->GetSnapshot(); }
absl::Status DB::Clear() { return engine_->Clear(); }
absl::Status DB::Flush() { return engine_->Flush(); }
absl::Status DB::CompactRange(const std::string* begin, const std::string* end) {
  return engine_->CompactRange(begin, end);
}
absl::Status DB::Sync() { return engine_->Sync(); }
absl::Status DB::Resume() { return engine_->Resume(); }
absl::Status DB::Close() { return engine_->Close(); }
Introspection DB::Inspect() const { return engine_->Inspect(); }

}  // namespace varve
