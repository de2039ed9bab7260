// From the engine's public types to the model's own.
#ifndef VARVE_SIM_ORACLE_CONVERT_H_
#define VARVE_SIM_ORACLE_CONVERT_H_

#include <optional>
#include <string>

#include "model/collection.h"
#include "model/cursor.h"
#include "model/operation.h"
#include "model/shape.h"
#include "sim/oracle/oracle.h"
#include "varve/introspection.h"
#include "varve/platform/instrumentation.h"
#include "varve/types.h"

namespace varve::sim {

[[nodiscard]] model::Durability ToModel(Durability durability);
[[nodiscard]] model::Version ToModel(const VersionShape& shape);
[[nodiscard]] model::Drop ToModel(const EntryDropped& dropped);
[[nodiscard]] model::Step ToModel(CursorStep step);

}  // namespace varve::sim

#endif  // VARVE_SIM_ORACLE_CONVERT_H_
