# Warnings, hardening and sanitizers, in one interface target that every target of ours links.
add_library(varve_flags INTERFACE)
target_include_directories(varve_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(varve_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  -Wimplicit-fallthrough -Werror
  -fno-omit-frame-pointer
  -fstack-clash-protection)  # a fiber's large frame must hit its guard page, not jump it
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(varve_flags INTERFACE -Wthread-safety -Wthread-safety-beta)
  if(CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 18)
    # Debian's Abseil was built by a compiler that mangles constrained templates the older way.
    target_compile_options(varve_flags INTERFACE -fclang-abi-compat=17)
  endif()
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # At -O3 g++ 12 warns of std::string's own copies (GCC bug 105651).
  target_compile_options(varve_flags INTERFACE -Wno-restrict)
endif()
if(VARVE_SANITIZE)
  target_compile_options(varve_flags INTERFACE -fsanitize=${VARVE_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(varve_flags INTERFACE -fsanitize=${VARVE_SANITIZE})
endif()

# The code of tests, not what it tests, is compiled for a short wait. Under a sanitizer it is
# instrumented like the rest: what it inlines from the engine's headers may be the copy that runs.
add_library(varve_test_code INTERFACE)
target_link_libraries(varve_test_code INTERFACE varve_flags)
target_compile_options(varve_test_code INTERFACE $<$<CONFIG:RelWithDebInfo>:-O0 -g0>)
if(VARVE_SANITIZE AND NOT VARVE_SANITIZE MATCHES "fuzzer")
  target_compile_options(varve_test_code INTERFACE -O0)
endif()

# varve_library_headers(TARGET HEADER...): parses headers once for a library, which halves the time
# of the sanitized builds of ci/test. Nowhere else, so that what a file forgets to include is found;
# not when fuzzing, where scratch copies share objects through the compiler cache.
function(varve_library_headers target)
  if(VARVE_SANITIZE AND NOT VARVE_SANITIZE MATCHES "fuzzer")
    target_precompile_headers(${target} PRIVATE
      <algorithm> <functional> <map> <memory> <optional> <set> <string> <string_view> <utility> <vector> ${ARGN})
  endif()
endfunction()

if(VARVE_COVERAGE)
  target_compile_options(varve_flags INTERFACE --coverage)
  target_link_options(varve_flags INTERFACE --coverage)
endif()
