#include "engine/table/block_builder.h"

#include <algorithm>
#include <limits>

#include "engine/base/check.h"
#include "engine/base/coding.h"

namespace varve {
namespace {

size_t CommonPrefix(std::string_view a, std::string_view b) {
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<size_t>(in_a - a.begin());
}

}  // namespace

BlockBuilder::BlockBuilder(size_t restart_interval)
    : restart_interval_(std::max<size_t>(restart_interval, 1)) {}

void BlockBuilder::Add(const InternalKey& key, std::string_view value) {
  size_t shared = 0;
  if (restarts_.empty() || since_restart_ == restart_interval_) {
    VARVE_CHECK(payload_.size() <= std::numeric_limits<uint32_t>::max(),
                "a restart offset has 32 bits");
    restarts_.push_back(static_cast<uint32_t>(payload_.size()));
    since_restart_ = 0;
  } else {
    shared = CommonPrefix(last_user_key_, key.user_key);
  }
  ++since_restart_;

  const std::string_view suffix = key.user_key.substr(shared);
  PutVarint(payload_, shared);
  PutVarint(payload_, suffix.size());
  payload_.push_back(static_cast<char>(key.kind));
  PutVarint(payload_, key.seqno);
  PutVarint(payload_, value.size());
  payload_.append(suffix);
  payload_.append(value);
  last_user_key_.resize(shared);
  last_user_key_.append(suffix);
}

std::string_view BlockBuilder::Finish() {
  VARVE_CHECK(!empty(), "a block has an entry");
  for (const uint32_t restart : restarts_) PutFixed32(payload_, restart);
  PutFixed32(payload_, static_cast<uint32_t>(restarts_.size()));
  return payload_;
}

void BlockBuilder::Clear() {
  payload_.clear();
  restarts_.clear();
  since_restart_ = 0;
  last_user_key_.clear();
}

}  // namespace varve
