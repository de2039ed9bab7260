# Which tests there are for whom, by labels of ctest and by targets that build what they run:
#
#   unit        target unit_tests: unit, conformance, property and stress tests, and the replays of
#               the fuzzers' corpora. What ci/mutants lets judge a planted bug.
#   sanitized   target sanitized_tests: what ci/test runs in a build with a sanitizer. Empty in
#               other builds.
#   threads     target threads_tests: of `unit`, the least that reaches whatever tasks share without a
#               lock, on real threads. What ci/mutants lets judge planted bugs in a build with
#               ThreadSanitizer; cheap to build, since a patched copy builds it anew.
#
# Under AddressSanitizer and UBSan `sanitized` is all of `unit` and a short campaign of the simulator.
# Under ThreadSanitizer it is what runs on real threads: the simulator's tests, those of the model
# and the campaign are left out, since all fibers share one thread, on which there is nothing to race
# with, and the sanitizer would have to be told of every switch; and so are the properties and the
# replays, which are single threads too.
# Left out of both is the exploration of all interleavings: its hundreds of thousands of executions
# would take minutes there, and the same structures are sanitized by their unit and stress tests.
add_custom_target(unit_tests)
add_custom_target(sanitized_tests)
add_custom_target(threads_tests)
set(VARVE_SINGLE_THREADED "^(sim_.*|model_test|.*_properties|fuzz_replay_.*|sanitized_campaign)$")

# Leaks are looked for, except where runs end amid work: a simulated crash or violation abandons its
# fibers, and what their stacks alone hold is never freed. (The simulator has its own leak check, by
# lifetime: sim/heap.)
set(VARVE_ABANDONS_FIBERS
  "^(sim_(campaign|cli|explore|registered_traces|scheduler|shrink|workload|world|world_parts)_test|sanitized_campaign)$")

# Reports name functions where a symbolizer of the compiler's version is installed.
string(REGEX MATCH "^[0-9]+" clang_major "${CMAKE_CXX_COMPILER_VERSION}")
find_program(VARVE_SYMBOLIZER NAMES llvm-symbolizer-${clang_major} llvm-symbolizer)
set(symbolizer "")
if(VARVE_SYMBOLIZER)
  set(symbolizer ":external_symbolizer_path=${VARVE_SYMBOLIZER}")
endif()
# The first error ends the test (-fno-sanitize-recover=all does it for UBSan).
set(VARVE_ASAN_OPTIONS "ASAN_OPTIONS=halt_on_error=1:strict_string_checks=1${symbolizer}")
set(VARVE_SANITIZER_ENVIRONMENT
  "UBSAN_OPTIONS=print_stacktrace=1${symbolizer}"
  "TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1${symbolizer}")

# varve_sanitized_test(NAME EXECUTABLE [ALSO label...]): gives a test its labels and environment.
function(varve_sanitized_test name executable)
  cmake_parse_arguments(ARG "" "" "ALSO" ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_ALSO}" TIMEOUT 600)
  if(NOT VARVE_SANITIZE)
    return()
  endif()
  if(name MATCHES "${VARVE_ABANDONS_FIBERS}")
    set(leaks 0)
  else()
    set(leaks 1)
  endif()
  set_tests_properties(${name} PROPERTIES
    ENVIRONMENT "${VARVE_ASAN_OPTIONS}:detect_leaks=${leaks};${VARVE_SANITIZER_ENVIRONMENT}")
  if(name STREQUAL "explore_test")
    return()
  endif()
  if(NOT (VARVE_SANITIZE MATCHES "thread" AND name MATCHES "${VARVE_SINGLE_THREADED}"))
    set_property(TEST ${name} APPEND PROPERTY LABELS sanitized)
    add_dependencies(sanitized_tests ${executable})
  endif()
endfunction()

# varve_unit_test(NAME EXECUTABLE [ARGUMENT...]): a ctest entry with the label `unit`.
function(varve_unit_test name executable)
  add_test(NAME ${name} COMMAND ${executable} ${ARGN})
  add_dependencies(unit_tests ${executable})
  if(name MATCHES "^(stress|memtable_test)$")
    add_dependencies(threads_tests ${executable})
    varve_sanitized_test(${name} ${executable} ALSO unit threads)
  else()
    varve_sanitized_test(${name} ${executable} ALSO unit)
  endif()
endfunction()
