// Sequences of commands, one task at a time, against the reference model: what a database answers
// follows from what was done with it, whatever it does to its files meanwhile.
#include "tests/property/db/commands.h"
#include "tests/property/support/property.h"

namespace varve {
namespace {

template <typename AnyOf>
void Check(AnyOf command) {
  const Options options = DrawOptions();
  RC_LOG() << "first opened with " << Describe(options) << "\n";
  World world(options);
  rc::state::check(DbModel(), world, command);
}

VARVE_PROPERTY(DbProperties, AnswersAreThoseOfTheModel) { Check(AnyCommand); }

VARVE_PROPERTY(DbProperties, CursorsKeepTheirViewBesideWritesAndMaintenance) {
  Check(CursorCommand);
}

VARVE_PROPERTY(DbProperties, WhatWasWrittenSurvivesClosingsAndCrashes) { Check(StructureCommand); }

}  // namespace
}  // namespace varve
