#include "sim/choice/stream_table.h"

#include "sim/choice/mix.h"

namespace varve::sim {
namespace {

constexpr size_t kFirstSlots = 1024;  // a power of two, as every later number of slots

}  // namespace

StreamTable::StreamTable() : slots_(kFirstSlots, 0) { SetFiber("world"); }

void StreamTable::SetFiber(std::string_view path) {
  bool added;
  fiber_ = strings_.Intern(path, &added);
  fiber_hash_ = Mix(strings_.hash(fiber_));
}

uint64_t StreamTable::KeyOf(uint64_t label_hash) const {
  // Not symmetric in the two, so that ("a", "b") and ("b", "a") have different keys.
  return (fiber_hash_ + label_hash) * kGolden;
}

Stream& StreamTable::Find(std::string_view label) {
  const uint64_t key = KeyOf(StringTable::Hash(label));
  const size_t mask = slots_.size() - 1;
  for (size_t slot = (key >> 32) & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
    Stream& stream = streams_[slots_[slot] - 1];
    if (stream.key == key && stream.fiber == fiber_ && strings_.text(stream.label) == label) {
      return stream;
    }
  }
  return Add(label, key);
}

Stream& StreamTable::Add(std::string_view label, uint64_t key) {
  if ((streams_.size() + 1) * 2 > slots_.size()) {
    HostVector<uint32_t>(slots_.size() * 2, 0).swap(slots_);
    for (uint32_t stream = 0; stream < streams_.size(); ++stream) Insert(stream);
  }
  bool added;
  const uint32_t label_number = strings_.Intern(label, &added);
  streams_.push_back({.key = key, .fiber = fiber_, .label = label_number});
  Insert(static_cast<uint32_t>(streams_.size() - 1));
  return streams_.back();
}

void StreamTable::Insert(uint32_t stream) {
  const size_t mask = slots_.size() - 1;
  size_t slot = (streams_[stream].key >> 32) & mask;
  while (slots_[slot] != 0) slot = (slot + 1) & mask;
  slots_[slot] = stream + 1;
}

}  // namespace varve::sim
