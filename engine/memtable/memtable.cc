#include "engine/memtable/memtable.h"

#include "absl/status/status.h"
#include "engine/base/check.h"

namespace varve {
namespace {

class MemTableIterator : public InternalIterator {
 public:
  explicit MemTableIterator(const SkipList& list) : list_(list) {}

  void SeekToFirst() override { Stand(list_.First()); }
  void SeekToLast() override { Stand(list_.Last()); }
  void Seek(const InternalKey& target) override { Stand(list_.AtOrAfter(target)); }

  void Next() override {
    VARVE_CHECK(Valid(), "Next() needs an entry to stand on");
    Stand(list_.After(*node_));
  }

  void Prev() override {
    VARVE_CHECK(Valid(), "Prev() needs an entry to stand on");
    Stand(list_.Before(node_->key()));
  }

  absl::Status status() const override { return absl::OkStatus(); }

 private:
  void Stand(const SkipList::Node* node) {
    node_ = node;
    if (node == nullptr) return StandNowhere();
    StandOn(node->key(), node->value());
  }

  const SkipList& list_;
  const SkipList::Node* node_ = nullptr;
};

}  // namespace

MemTable::MemTable(const Platform& platform, uint64_t id, uint64_t seed)
    : hook_(platform.scheduler.hook()),
      id_(id),
      arena_(platform.scheduler),
      list_(platform, arena_, seed) {}

void MemTable::Add(SeqNo seqno, EntryKind kind, std::string_view key, std::string_view value) {
  VARVE_CHECK(seqno > 0 && seqno < kSeqNoLimit, "S1");
  // The bounds widen first, and the insertion releases them: whoever finds the entry finds it
  // within.
  largest_seqno_.RaiseTo(hook_, seqno, std::memory_order_relaxed);
  smallest_from_limit_.RaiseTo(hook_, kSeqNoLimit - seqno, std::memory_order_relaxed);
  list_.Insert({key, seqno, kind}, value);
  entries_.FetchAdd(1, std::memory_order_relaxed);
}

std::optional<MemTable::Found> MemTable::Get(std::string_view key, SeqNo snapshot) const {
  const SkipList::Node* const node = list_.AtOrAfter(SeekKey(key, snapshot));
  if (node == nullptr) return std::nullopt;
  const InternalKey found = node->key();
  if (found.user_key != key) return std::nullopt;
  VARVE_CHECK(found.seqno < snapshot, "V2");
  return Found{found.seqno, found.kind, node->value()};
}

std::unique_ptr<InternalIterator> MemTable::NewIterator() const {
  return std::make_unique<MemTableIterator>(list_);
}

SeqNo MemTable::largest_seqno() const { return largest_seqno_.Load(std::memory_order_relaxed); }

SeqNo MemTable::smallest_seqno() const {
  const SeqNo from_limit = smallest_from_limit_.Load(std::memory_order_relaxed);
  return from_limit == 0 ? 0 : kSeqNoLimit - from_limit;
}

MemtableShape MemTable::Shape() const {
  return {.id = id_,
          .entries = entries(),
          .bytes = bytes(),
          .smallest_seqno = smallest_seqno(),
          .largest_seqno = largest_seqno()};
}

}  // namespace varve
