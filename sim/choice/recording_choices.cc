#include "sim/choice/recording_choices.h"

#include "sim/choice/internal_error.h"

namespace varve::sim {

uint32_t RecordingChoices::Pick(std::string_view label, uint32_t candidates) {
  if (candidates == 0) InternalError("a choice among no candidates");
  Stream& stream = streams_.Find(label);
  return Record(stream, candidates, Uniform(stream, candidates));
}

uint32_t RecordingChoices::PickWeighted(std::string_view label, std::span<const uint32_t> weights) {
  if (weights.empty()) InternalError("a weighted choice among no candidates");
  Stream& stream = streams_.Find(label);
  return Record(stream, static_cast<uint32_t>(weights.size()), Weighted(stream, weights));
}

uint32_t RecordingChoices::Decide(std::string_view label, uint32_t candidates, uint32_t pick) {
  if (pick >= candidates) InternalError("a decision that is not among its candidates");
  Stream& stream = streams_.Find(label);
  return Record(stream, candidates, Decided(stream, candidates, pick));
}

uint32_t RecordingChoices::Record(Stream& stream, uint32_t candidates, uint32_t pick) {
  digest_.Fold(stream.key);
  digest_.Fold(uint64_t{candidates} << 32 | pick);
  if (pick != 0 && log_ != nullptr) {
    if (stream.log_number == Stream::kNotLogged) {
      stream.log_number = log_->AddStream(streams_.text(stream.fiber), streams_.text(stream.label));
    }
    log_->AddChoice(stream.log_number, stream.ordinal, candidates, pick);
  }
  ++stream.ordinal;
  return pick;
}

}  // namespace varve::sim
