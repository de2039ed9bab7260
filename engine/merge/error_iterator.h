// A cursor over nothing, because of an error: what a maker of cursors returns when it cannot make
// the one asked for.
#ifndef VARVE_ENGINE_MERGE_ERROR_ITERATOR_H_
#define VARVE_ENGINE_MERGE_ERROR_ITERATOR_H_

#include <memory>

#include "absl/status/status.h"
#include "engine/format/internal_iterator.h"

namespace varve {

/// Stands nowhere and answers `error` whatever is sought; with an OK status it is a cursor over no
/// entries.
[[nodiscard]] std::unique_ptr<InternalIterator> NewErrorIterator(absl::Status error);

}  // namespace varve

#endif  // VARVE_ENGINE_MERGE_ERROR_ITERATOR_H_
