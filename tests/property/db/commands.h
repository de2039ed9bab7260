// What may be done with a database, as commands that RapidCheck puts into sequences and shrinks.
#ifndef VARVE_TESTS_PROPERTY_DB_COMMANDS_H_
#define VARVE_TESTS_PROPERTY_DB_COMMANDS_H_

#include <rapidcheck.h>
#include <rapidcheck/state.h>

#include <memory>

#include "tests/property/db/world.h"

namespace varve {

using DbCommand = rc::state::Command<DbModel, World>;
using AnyDbCommand = rc::Gen<std::shared_ptr<const DbCommand>>;

/// A command that makes sense in the state: everything, about a third of it writes.
[[nodiscard]] AnyDbCommand AnyCommand(const DbModel& state);
/// Mostly writes, and cursors that are moved between them.
[[nodiscard]] AnyDbCommand CursorCommand(const DbModel& state);
/// Mostly writes, and all that changes or reopens what is on disk.
[[nodiscard]] AnyDbCommand StructureCommand(const DbModel& state);

}  // namespace varve

#endif  // VARVE_TESTS_PROPERTY_DB_COMMANDS_H_
