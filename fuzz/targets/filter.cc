// A table's filter: Filter and FilterBuilder against the format's own words.
//
// Input: u8 mode. Mode 0: the rest is a filter. Mode 1: u8 bits per key, u8 number of keys, keys.
#include "engine/table/filter.h"

#include <string>
#include <vector>

#include "engine/base/check.h"
#include "engine/table/filter_builder.h"
#include "fuzz/support/allocation.h"
#include "fuzz/support/exact_copy.h"
#include "fuzz/support/input.h"
#include "fuzz/support/naive_table.h"
#include "fuzz/support/target.h"

namespace varve::fuzz {
namespace {

constexpr std::string_view kPath = "db/000007.sst";

void CheckFilter(std::string_view bytes) {
  const ExactCopy copy(bytes);
  const AllocationMeter meter;
  const auto filter = Filter::Parse(copy.view(), kPath, 0);
  meter.CheckBound(bytes.size(), 2, 1024);
  VARVE_CHECK(filter.ok() == IsFilterNaively(bytes), "accepted as the format says");
  if (!filter.ok()) {
    VARVE_CHECK(absl::IsDataLoss(filter.status()), "damage is called corruption");
    return;
  }
  std::string key;
  for (size_t i = 0; i < 64; ++i) {
    VARVE_CHECK(filter->MayContain(FilterHash(key)) == NaiveMayContain(bytes, key),
                "the bits that the format says");
    key.push_back(static_cast<char>(bytes[i % bytes.size()] + 1));
  }
}

void CheckBuilt(Input& input) {
  // 0 bits: no filter. Half a bit a step reaches past the limit of 64 bits.
  const double bits_per_key = input.Byte() / 2.0;
  FilterBuilder builder(bits_per_key);
  std::vector<std::string> keys;
  for (size_t left = input.Byte(); left > 0; --left) keys.push_back(input.Key());
  for (const std::string& key : keys) builder.Add(key);
  const std::string contents = builder.Finish();
  VARVE_CHECK(contents.empty() == (bits_per_key == 0), "a filter when one was asked for");
  VARVE_CHECK(contents.size() == builder.bytes(), "the builder knows its size");
  if (contents.empty()) return;
  CheckFilter(contents);
  const auto filter = Filter::Parse(contents, kPath, 0);
  for (const std::string& key : keys) {
    VARVE_CHECK(filter->MayContain(FilterHash(key)), "no false negative");
    VARVE_CHECK(NaiveMayContain(contents, key), "no false negative");
  }
}

}  // namespace
}  // namespace varve::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  varve::fuzz::Input input(data, size);
  if (input.Below(2) == 0) {
    varve::fuzz::CheckFilter(input.Rest());
  } else {
    varve::fuzz::CheckBuilt(input);
  }
  return 0;
}
