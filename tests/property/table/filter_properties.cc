#include <set>
#include <string>
#include <vector>

#include "engine/table/filter.h"
#include "engine/table/filter_builder.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/property.h"

namespace varve {
namespace {

double DrawBits() {
  return *rc::gen::oneOf(rc::gen::element(0.1, 1.0, 10.0, 64.0, 1000.0),
                         rc::gen::map(rc::gen::inRange(1, 640), [](int i) { return i / 10.0; }));
}

VARVE_PROPERTY(FilterProperties, NoKeyThatWasAddedIsDenied) {
  const auto keys =
      *rc::gen::container<std::vector<std::string>>(rc::gen::oneOf(SmallKey(), AnyBytes()));
  FilterBuilder builder(DrawBits());
  for (const std::string& key : keys) builder.Add(key);
  const std::string contents = builder.Finish();
  RC_ASSERT(contents.size() == builder.bytes());
  const auto filter = Filter::Parse(contents, "filter", 0);
  RC_ASSERT(filter.ok());
  for (const std::string& key : keys) RC_ASSERT(filter->MayContain(FilterHash(key)));
  if (keys.empty()) RC_ASSERT(!filter->MayContain(FilterHash(*AnyBytes())));
}

// Ten bits a key are said to cost about one false answer in a hundred; a blocked filter somewhat
// more.
VARVE_PROPERTY(FilterProperties, FewKeysThatWereNotAddedAreAdmitted) {
  const uint64_t salt = *AnyNumber();
  const int keys = *rc::gen::inRange(200, 1500);
  FilterBuilder builder(10.0);
  const auto key = [&](int i) { return std::to_string(salt) + "/" + std::to_string(i); };
  for (int i = 0; i < keys; ++i) builder.Add(key(i));
  const auto filter = Filter::Parse(builder.Finish(), "filter", 0);
  RC_ASSERT(filter.ok());
  int admitted = 0;
  constexpr int kProbes = 1000;
  for (int i = 0; i < kProbes; ++i) admitted += filter->MayContain(FilterHash(key(keys + i)));
  RC_ASSERT(admitted < kProbes / 20);
}

VARVE_PROPERTY(FilterProperties, ContentsOfEverySizeAreTakenOrRefusedAsTheLayoutSays) {
  const size_t size = *rc::gen::inRange<size_t>(0, 300);
  std::string contents =
      *rc::gen::container<std::string>(size, rc::gen::resize(100, rc::gen::arbitrary<char>()));
  const auto filter = Filter::Parse(contents, "filter", 0);
  const auto probes = contents.empty() ? uint8_t{0} : static_cast<uint8_t>(contents.back());
  const bool sound =
      size > 1 && (size - 1) % kFilterLineBytes == 0 && probes >= 1 && probes <= kMaxFilterProbes;
  RC_ASSERT(filter.ok() == sound);
  if (!sound) {
    RC_ASSERT(absl::IsDataLoss(filter.status()));
    return;
  }
  for (int i = 0; i < 20; ++i) (void)filter->MayContain(*AnyNumber());
}

VARVE_PROPERTY(FilterProperties, ALineOfAHashIsBelowTheNumberOfLines) {
  const uint64_t lines = *NumberIn(1, uint64_t{1} << 32);
  const uint64_t hash = *AnyNumber();
  RC_ASSERT(FilterLine(hash, lines) < lines);
  FilterProbes probes(hash);
  for (int i = 0; i < kMaxFilterProbes; ++i) RC_ASSERT(probes.Next() < 8 * kFilterLineBytes);
}

}  // namespace
}  // namespace varve
