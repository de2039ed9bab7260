#include "sim/file_system/inode.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "sim/base/check.h"

namespace varve::sim {

void Inode::Write(EffectSequence sequence, uint64_t offset, std::string_view data) {
  VARVE_SIM_CHECK(!window_.has_value(),
                  "a file that is a live log window is written through it alone");
  if (data.empty()) return;
  const uint64_t old_size = running_.size();
  running_.Write(offset, data);
  FileEffect effect;
  effect.sequence = sequence;
  effect.offset = offset;
  effect.payload = std::make_shared<const std::string>(data);
  pending_.push_back(std::move(effect));
  if (running_.size() > old_size) pending_.push_back(SizeEffect(sequence, running_.size(), true));
}

void Inode::Truncate(EffectSequence sequence, uint64_t size) {
  VARVE_SIM_CHECK(!window_.has_value(),
                  "a file that is a live log window is written through it alone");
  if (size == running_.size()) return;
  running_.Resize(size);
  pending_.push_back(SizeEffect(sequence, size, false));
}

void Inode::SyncThrough(EffectSequence sequence) {
  const Position end = EndOf(sequence);
  if (forsaken_ > 0) {
    Content durable = durable_;
    std::for_each(pending_.cbegin() + static_cast<std::ptrdiff_t>(forsaken_), end,
                  [&](const FileEffect& effect) { Apply(effect, durable); });
    return Forsake(sequence, durable);
  }
  for (auto effect = pending_.cbegin(); effect != end; ++effect) Apply(*effect, durable_);
  pending_.erase(pending_.cbegin(), end);
}

void Inode::OpenWindow(EffectSequence sequence, uint64_t capacity) {
  VARVE_SIM_CHECK(!window_.has_value() && running_.size() == 0,
                  "a log window begins as an empty file");
  Truncate(sequence, capacity);
  window_ = Window{.capacity = capacity};
}

std::span<char> Inode::Reserve(size_t size) {
  VARVE_SIM_CHECK(window_.has_value(), "the log window is live");
  window_->reserved = size;
  window_->high = std::max(window_->high, window_->committed + size);
  return running_.Expose(window_->committed, size);
}

void Inode::Commit(size_t size) {
  VARVE_SIM_CHECK(window_.has_value(), "the log window is live");
  VARVE_SIM_CHECK(size <= window_->reserved, "a commit covers reserved bytes only");
  window_->committed += size;
  window_->reserved = 0;
}

void Inode::SyncWindow(EffectSequence sequence, uint64_t offset) {
  VARVE_SIM_CHECK(window_.has_value(), "the log window is live");
  VARVE_SIM_CHECK(offset <= window_->committed, "a sync covers committed bytes only");
  SyncThrough(sequence);
  if (offset <= window_->synced) return;
  Apply(DataEffect(sequence, FileEffect::Kind::kPage, running_, window_->synced, offset), durable_);
  window_->synced = offset;
}

void Inode::LogDirtyTo(EffectSequence sequence, uint64_t end) {
  for (uint64_t begin = window_->synced; begin < end;) {
    const uint64_t page_end = std::min(end, (begin / kPageBytes + 1) * kPageBytes);
    pending_.push_back(DataEffect(sequence, FileEffect::Kind::kPage, running_, begin, page_end));
    begin = page_end;
  }
}

void Inode::CloseWindow(EffectSequence sequence) {
  if (!window_.has_value()) return;
  LogDirtyTo(sequence, window_->high);
  running_.Conceal();
  window_.reset();
}

void Inode::EraseUncommitted(uint64_t begin, uint64_t end) {
  VARVE_SIM_CHECK(window_.has_value() && begin >= window_->committed && end <= window_->capacity,
                  "only uncommitted bytes are torn by the end of a process");
  running_.Write(begin, std::string(end - begin, '\0'));
}

void Inode::Settle() {
  VARVE_SIM_CHECK(pending_.empty() && !window_.has_value(), "a settled file has no pending effect");
  durable_ = running_;
}

void Inode::BecomeImage(const Content& image) {
  running_ = image;
  durable_ = image;
  pending_.clear();
  forsaken_ = 0;
  window_.reset();
}

}  // namespace varve::sim
