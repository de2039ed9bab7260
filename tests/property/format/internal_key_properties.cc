#include "engine/format/internal_key.h"
#include "tests/property/support/generators.h"
#include "tests/property/support/property.h"

namespace varve {
namespace {

int Sign(int value) { return (value > 0) - (value < 0); }

VARVE_PROPERTY(InternalKeyProperties, IsATotalOrderOfKeysAscendingThenSeqnosDescending) {
  const std::string keys[] = {*SmallKey(), *SmallKey(), *SmallKey()};
  const auto seqno = rc::gen::inRange<SeqNo>(1, 4);
  const InternalKey a{keys[0], *seqno, EntryKind::kValue};
  const InternalKey b{keys[1], *seqno, EntryKind::kTombstone};
  const InternalKey c{keys[2], *seqno, EntryKind::kValue};
  const bool before = a.user_key != b.user_key ? a.user_key < b.user_key : a.seqno > b.seqno;
  RC_ASSERT((Compare(a, b) < 0) == before);
  RC_ASSERT(Sign(Compare(a, b)) == -Sign(Compare(b, a)));
  RC_ASSERT(Compare(a, a) == 0);
  if (Compare(a, b) <= 0 && Compare(b, c) <= 0) RC_ASSERT(Compare(a, c) <= 0);
}

VARVE_PROPERTY(InternalKeyProperties, SeekKeyStandsBeforeExactlyWhatTheInstantSees) {
  const std::string key = *SmallKey();
  const SeqNo snapshot = *NumberIn(1, kSeqNoLimit);
  const SeqNo seqno = *rc::gen::oneOf(
      NumberIn(1, kSeqNoLimit), rc::gen::map(rc::gen::inRange(-2, 3), [=](int delta) -> SeqNo {
        const SeqNo near = snapshot + static_cast<SeqNo>(static_cast<int64_t>(delta));
        return near == 0 || near >= kSeqNoLimit ? 1 : near;
      }));
  const InternalKey entry{key, seqno, EntryKind::kValue};
  RC_ASSERT((Compare(SeekKey(key, snapshot), entry) <= 0) == (seqno < snapshot));
  RC_ASSERT(Compare(FirstOf(key), entry) < 0);
}

}  // namespace
}  // namespace varve
