// Brings the lazily initialised statics of the libraries to life in the world's memory.
#ifndef VARVE_SIM_HEAP_WARM_UP_H_
#define VARVE_SIM_HEAP_WARM_UP_H_

namespace varve::sim {

/// Call once, before the first `HeapScope` of the process: it touches every library static known to
/// allocate on first use, which would otherwise be charged to, and freed with, the lifetime that
/// happens to use it first. Calling it again does nothing.
void WarmUpLibraries();

}  // namespace varve::sim

#endif  // VARVE_SIM_HEAP_WARM_UP_H_
