// The user's cursor over the entries of a database, at one instant (rules V2, V3).
//
// Of each user key the newest entry with a seqno below the instant decides: a value is shown, a
// tombstone hides the key. Walking forwards, the cursor over entries stands on the deciding entry,
// and key and value are borrowed from it. Walking backwards it meets a key's entries oldest first
// and has to pass them all to know which one decides, so it stands before the key's entries, and
// key and value are copies.
#ifndef VARVE_ENGINE_MERGE_DB_ITERATOR_H_
#define VARVE_ENGINE_MERGE_DB_ITERATOR_H_

#include <memory>
#include <optional>
#include <string>

#include "engine/format/internal_iterator.h"
#include "varve/iterator.h"
#include "varve/types.h"

namespace varve {

/// Shows the live keys of `entries` at `snapshot` that are at or above `lower_bound` and below
/// `upper_bound`; inverted bounds show none. `pin` keeps everything that `entries` reads alive and
/// is released after `entries` is destroyed (rule V5). A deciding entry of a kind that no reader
/// supports yet is `kDataLoss`. `Next` and `Prev` CHECK that the cursor stands on an entry.
[[nodiscard]] std::unique_ptr<Iterator> NewDbIterator(std::unique_ptr<InternalIterator> entries,
                                                      SeqNo snapshot,
                                                      std::optional<std::string> lower_bound,
                                                      std::optional<std::string> upper_bound,
                                                      std::shared_ptr<const void> pin);

}  // namespace varve

#endif  // VARVE_ENGINE_MERGE_DB_ITERATOR_H_
