#include "sim/choice/string_table.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

namespace varve::sim {
namespace {

constexpr size_t kFirstSlots = 256;  // a power of two, as every later number of slots
constexpr size_t kChunkBytes = 16 << 10;

}  // namespace

StringTable::StringTable() : slots_(kFirstSlots, 0) {}

StringTable::~StringTable() { Clear(); }

uint64_t StringTable::Hash(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

uint32_t StringTable::Intern(std::string_view text, bool* added) {
  const uint64_t hash = Hash(text);
  const size_t mask = slots_.size() - 1;
  for (size_t slot = hash & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const uint32_t number = slots_[slot] - 1;
    if (hashes_[number] == hash && texts_[number] == text) {
      *added = false;
      return number;
    }
  }
  if ((texts_.size() + 1) * 2 > slots_.size()) Grow();
  texts_.push_back(Copy(text));
  hashes_.push_back(hash);
  slots_[FreeSlot(hash)] = size();
  *added = true;
  return size() - 1;
}

size_t StringTable::FreeSlot(uint64_t hash) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = hash & mask;
  while (slots_[slot] != 0) slot = (slot + 1) & mask;
  return slot;
}

void StringTable::Grow() {
  HostVector<uint32_t>(slots_.size() * 2, 0).swap(slots_);
  for (uint32_t number = 0; number < size(); ++number) {
    slots_[FreeSlot(hashes_[number])] = number + 1;
  }
}

std::string_view StringTable::Copy(std::string_view text) {
  if (text.size() > chunk_left_) {
    const size_t bytes = std::max(kChunkBytes, text.size());
    chunks_.push_back(HostAllocator<char>().allocate(bytes));
    chunk_left_ = bytes;
  }
  // A chunk is filled from its end, so that one number says what is left of it.
  chunk_left_ -= text.size();
  char* const copy = chunks_.empty() ? nullptr : chunks_.back() + chunk_left_;
  if (!text.empty()) std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

void StringTable::Clear() {
  for (char* chunk : chunks_) HostAllocator<char>().deallocate(chunk, 0);
  chunks_.clear();
  chunk_left_ = 0;
  texts_.clear();
  hashes_.clear();
  std::fill(slots_.begin(), slots_.end(), 0);
}

}  // namespace varve::sim
