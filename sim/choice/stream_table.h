// The streams of a run's choices: one for each (fiber path, label), found on every choice.
#ifndef VARVE_SIM_CHOICE_STREAM_TABLE_H_
#define VARVE_SIM_CHOICE_STREAM_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/choice/host_allocator.h"
#include "sim/choice/string_table.h"

namespace varve::sim {

/// The choices of one fiber under one label.
struct Stream {
  uint64_t key = 0;      // a hash of path and label: the same in every process and every run
  uint64_t ordinal = 0;  // how many choices have been made
  uint32_t fiber = 0;    // numbers of the strings that name the stream
  uint32_t label = 0;
  uint32_t log_number = kNotLogged;  // what the choice log calls it
  uint32_t cursor = 0;               // a replay's: the stream's next recorded pick ...
  uint32_t cursor_end = 0;           // ... and where the stream's recorded picks end

  static constexpr uint32_t kNotLogged = UINT32_MAX;
};

/// Finding a known stream hashes and compares the label's few bytes, and nothing depends on where
/// they lie in memory. All memory is the host's. Thread safety: as a standard container.
class StreamTable {
 public:
  StreamTable();

  /// The fiber that the following calls of `Find` mean.
  void SetFiber(std::string_view path);

  /// The stream of the current fiber and `label`. Valid until the next call of `Find`.
  [[nodiscard]] Stream& Find(std::string_view label);

  [[nodiscard]] std::string_view text(uint32_t string) const { return strings_.text(string); }
  [[nodiscard]] size_t size() const { return streams_.size(); }
  [[nodiscard]] Stream& stream(size_t index) { return streams_[index]; }

 private:
  [[nodiscard]] uint64_t KeyOf(uint64_t label_hash) const;
  void Insert(uint32_t stream);
  Stream& Add(std::string_view label, uint64_t key);

  StringTable strings_;
  HostVector<Stream> streams_;
  HostVector<uint32_t> slots_;  // open addressing, linear: index of a stream + 1, or 0 where free
  uint32_t fiber_ = 0;
  uint64_t fiber_hash_ = 0;
};

}  // namespace varve::sim

#endif  // VARVE_SIM_CHOICE_STREAM_TABLE_H_
