// What a failed sync leaves of a file's pending effects.
#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "sim/base/check.h"
#include "sim/file_system/inode.h"

namespace varve::sim {

Inode::Position Inode::EndOf(EffectSequence sequence) const {
  // A sync that began before the one that failed covers none of what that one forsook, but leaves
  // it in its place.
  return std::find_if(pending_.cbegin() + static_cast<std::ptrdiff_t>(forsaken_), pending_.cend(),
                      [&](const FileEffect& effect) { return effect.sequence > sequence; });
}

void Inode::LogDirty(EffectSequence sequence, uint64_t offset) {
  VARVE_SIM_CHECK(window_.has_value() && offset <= window_->committed,
                  "a sync covers committed bytes of a live window only");
  VARVE_SIM_CHECK(EndOf(sequence) == pending_.cend(),
                  "nothing but its window changes the file of a live window");
  LogDirtyTo(sequence, offset);
  window_->synced = std::max(window_->synced, offset);
}

Inode Inode::AsOf(EffectSequence through) const {
  Inode earlier;
  earlier.durable_ = durable_;
  earlier.running_ = durable_;
  earlier.pending_.assign(pending_.cbegin(), EndOf(through));
  earlier.forsaken_ = forsaken_;
  for (const FileEffect& effect : earlier.pending_) Apply(effect, earlier.running_);
  return earlier;
}

void Inode::Forsake(EffectSequence through, const Content& durable) {
  const Inode covered = AsOf(through);
  FileEffect::Kind kind = FileEffect::Kind::kData;
  bool elastic = true;
  for (const FileEffect& effect : covered.pending_) {
    if (effect.kind == FileEffect::Kind::kPage) kind = FileEffect::Kind::kPage;
    if (effect.kind == FileEffect::Kind::kSize) elastic = elastic && effect.elastic;
  }
  elastic = elastic && durable.size() < covered.running_.size();
  std::vector<FileEffect> left = Difference(through, kind, elastic, durable, covered.running_);
  forsaken_ = left.size();
  const auto later = pending_.cbegin() + static_cast<std::ptrdiff_t>(covered.pending_.size());
  left.insert(left.end(), later, pending_.cend());
  pending_ = std::move(left);
  durable_ = durable;
}

void Inode::DropForsaken(bool with_size) {
  VARVE_SIM_CHECK(!window_.has_value(), "the pages of a live window are mapped and stay");
  size_t kept = 0;
  for (size_t i = 0; i < pending_.size(); ++i) {
    const bool dropped =
        i < forsaken_ && (with_size || pending_[i].kind != FileEffect::Kind::kSize);
    if (dropped) continue;
    if (i != kept) pending_[kept] = std::move(pending_[i]);
    ++kept;
  }
  const size_t gone = pending_.size() - kept;
  pending_.resize(kept);
  forsaken_ -= gone;
  running_ = durable_;
  for (const FileEffect& effect : pending_) Apply(effect, running_);
}

}  // namespace varve::sim
