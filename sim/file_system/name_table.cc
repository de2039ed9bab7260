#include "sim/file_system/name_table.h"

#include <utility>

#include "sim/base/check.h"

namespace varve::sim {
namespace {

ImageClass LossOf(NameEffect::Kind kind) {
  switch (kind) {
    case NameEffect::Kind::kLink:
      return ImageClass::kDirectoryEntryLost;
    case NameEffect::Kind::kUnlink:
      return ImageClass::kUnlinkUndone;
    case NameEffect::Kind::kRename:
      return ImageClass::kRenameLost;
  }
  return ImageClass::kDirectoryEntryLost;
}

bool Touches(const std::set<Slot>& slots, const NameEffect& effect) {
  return slots.contains(effect.slot) || (effect.from.has_value() && slots.contains(*effect.from));
}

bool Concerns(const NameEffect& effect, InodeId directory) {
  return effect.slot.directory == directory ||
         (effect.from.has_value() && effect.from->directory == directory);
}

// `directory` was synced after the effect.
void MarkSynced(NameEffect& effect, InodeId directory) {
  if (effect.slot.directory == directory) effect.slot_synced = true;
  if (effect.from.has_value() && effect.from->directory == directory) effect.from_synced = true;
}

void AddSlots(const NameEffect& effect, std::set<Slot>& slots) {
  slots.insert(effect.slot);
  if (effect.from.has_value()) slots.insert(*effect.from);
}

}  // namespace

NameTable::NameTable() { directories_[kRootDirectory]; }

const Entries& NameTable::entries(InodeId directory) const {
  return directories_.at(directory).running;
}

std::optional<InodeId> NameTable::Find(InodeId directory, std::string_view name) const {
  const Entries& names = entries(directory);
  const auto entry = names.find(name);
  if (entry == names.end()) return std::nullopt;
  return entry->second;
}

Entries& NameTable::Of(View view, InodeId directory) {
  Directory& both = directories_.at(directory);
  return view == View::kRunning ? both.running : both.durable;
}

void NameTable::Assign(Entries& entries, const std::string& name, std::optional<InodeId> inode) {
  if (inode.has_value()) {
    entries[name] = *inode;
  } else {
    entries.erase(name);
  }
}

void NameTable::Apply(View view, const NameEffect& effect) {
  if (effect.from.has_value()) {
    Assign(Of(view, effect.from->directory), effect.from->name, std::nullopt);
  }
  const bool sets = effect.kind != NameEffect::Kind::kUnlink;
  Assign(Of(view, effect.slot.directory), effect.slot.name,
         sets ? std::optional<InodeId>(effect.inode) : std::nullopt);
}

void NameTable::AddDirectory(InodeId inode) { directories_[inode]; }

void NameTable::Link(EffectSequence sequence, const Slot& slot, InodeId inode) {
  VARVE_SIM_CHECK(!Find(slot.directory, slot.name).has_value(), "a new name is free");
  NameEffect effect;
  effect.sequence = sequence;
  effect.kind = NameEffect::Kind::kLink;
  effect.inode = inode;
  effect.slot = slot;
  Apply(View::kRunning, effect);
  pending_.push_back(std::move(effect));
}

void NameTable::Unlink(EffectSequence sequence, const Slot& slot) {
  const std::optional<InodeId> inode = Find(slot.directory, slot.name);
  VARVE_SIM_CHECK(inode.has_value(), "a removed name exists");
  NameEffect effect;
  effect.sequence = sequence;
  effect.kind = NameEffect::Kind::kUnlink;
  effect.inode = *inode;
  effect.slot = slot;
  Apply(View::kRunning, effect);
  pending_.push_back(std::move(effect));
}

void NameTable::Rename(EffectSequence sequence, const Slot& from, const Slot& to) {
  const std::optional<InodeId> inode = Find(from.directory, from.name);
  VARVE_SIM_CHECK(inode.has_value() && from != to, "a rename gives an existing file another name");
  NameEffect effect;
  effect.sequence = sequence;
  effect.kind = NameEffect::Kind::kRename;
  effect.inode = *inode;
  effect.slot = to;
  effect.from = from;
  Apply(View::kRunning, effect);
  pending_.push_back(std::move(effect));
}

void NameTable::Sync(InodeId directory, EffectSequence sequence) {
  for (NameEffect& effect : pending_) {
    if (effect.sequence <= sequence) MarkSynced(effect, directory);
  }
  SettleSynced();
}

void NameTable::SyncPartly(InodeId directory, EffectSequence sequence, Choices& choices) {
  for (NameEffect& effect : pending_) {
    const bool covered = effect.sequence <= sequence && Concerns(effect, directory);
    if (covered && choices.Pick("fault.entry", 2) == kSurvives) MarkSynced(effect, directory);
  }
  SettleSynced();
}

void NameTable::SyncNamesOf(InodeId inode, EffectSequence sequence) {
  std::set<InodeId> wanted = {inode};
  // Backwards: the link of a directory was made before the names in it.
  for (size_t i = pending_.size(); i-- > 0;) {
    NameEffect& effect = pending_[i];
    const bool sets = effect.kind != NameEffect::Kind::kUnlink && effect.sequence <= sequence;
    if (!sets || !wanted.contains(effect.inode)) continue;
    if (Find(effect.slot.directory, effect.slot.name) != effect.inode) continue;
    effect.slot_synced = true;
    effect.from_synced = true;
    wanted.insert(effect.slot.directory);
  }
  SettleSynced();
}

void NameTable::SettleSynced() {
  // Backwards, so that what a durable effect depends on (an earlier effect on one of its slots) is
  // met after it.
  std::set<Slot> needed;
  std::vector<bool> durable(pending_.size(), false);
  for (size_t i = pending_.size(); i-- > 0;) {
    const NameEffect& effect = pending_[i];
    const bool synced = effect.slot_synced && (!effect.from.has_value() || effect.from_synced);
    if (!synced && !Touches(needed, effect)) continue;
    durable[i] = true;
    AddSlots(effect, needed);
  }

  std::vector<NameEffect> rest;
  for (size_t i = 0; i < pending_.size(); ++i) {
    if (durable[i]) {
      Apply(View::kDurable, pending_[i]);
    } else {
      rest.push_back(std::move(pending_[i]));
    }
  }
  pending_ = std::move(rest);
}

bool NameTable::Differs(const Slot& slot) const {
  const Directory& both = directories_.at(slot.directory);
  const auto running = both.running.find(slot.name);
  const auto durable = both.durable.find(slot.name);
  if (running == both.running.end() || durable == both.durable.end()) {
    return (running == both.running.end()) != (durable == both.durable.end());
  }
  return running->second != durable->second;
}

void NameTable::BecomeImage(Choices& choices, Mood mood, ImageReport& report) {
  LogFate fate(choices, mood, pending_.size());
  std::set<Slot> lost_slots;
  std::vector<const NameEffect*> lost;
  for (const NameEffect& effect : pending_) {
    const bool blocked = Touches(lost_slots, effect);
    if (blocked) fate.Skip();
    if (!blocked && fate.Next("crash.entry", 2) == kSurvives) {
      Apply(View::kDurable, effect);
      continue;
    }
    AddSlots(effect, lost_slots);
    lost.push_back(&effect);
  }
  for (const NameEffect* effect : lost) {
    const bool visible =
        Differs(effect->slot) || (effect->from.has_value() && Differs(*effect->from));
    if (visible) report.Count(LossOf(effect->kind));
  }
  for (auto& [inode, directory] : directories_) directory.running = directory.durable;
  pending_.clear();
}

void NameTable::DropUnreachable() {
  VARVE_SIM_CHECK(pending_.empty(), "directories are dropped only when no name is pending");
  std::set<InodeId> reachable = {kRootDirectory};
  for (const NamedInode& entry : Walk(View::kRunning)) reachable.insert(entry.inode);
  std::erase_if(directories_, [&](const auto& entry) { return !reachable.contains(entry.first); });
}

std::set<InodeId> NameTable::Named() const {
  std::set<InodeId> named;
  for (const auto& [inode, directory] : directories_) {
    for (const auto& [name, target] : directory.running) named.insert(target);
  }
  return named;
}

std::set<InodeId> NameTable::Referenced() const {
  std::set<InodeId> referenced;
  for (const auto& [inode, directory] : directories_) {
    for (const auto& [name, target] : directory.running) referenced.insert(target);
    for (const auto& [name, target] : directory.durable) referenced.insert(target);
  }
  for (const NameEffect& effect : pending_) referenced.insert(effect.inode);
  return referenced;
}

std::vector<NamedInode> NameTable::Walk(View view) const {
  std::vector<NamedInode> out;
  WalkInto(view, kRootDirectory, "", out);
  return out;
}

void NameTable::WalkInto(View view, InodeId directory, const std::string& path,
                         std::vector<NamedInode>& out) const {
  const Directory& both = directories_.at(directory);
  for (const auto& [name, inode] : view == View::kRunning ? both.running : both.durable) {
    const bool is_directory = IsDirectory(inode);
    const std::string below = path + "/" + name;
    out.push_back({below, inode, is_directory});
    if (is_directory) WalkInto(view, inode, below, out);
  }
}

}  // namespace varve::sim
