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
if(VARVE_SANITIZE)
  target_compile_options(varve_flags INTERFACE -fsanitize=${VARVE_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(varve_flags INTERFACE -fsanitize=${VARVE_SANITIZE})
endif()
if(VARVE_COVERAGE)
  target_compile_options(varve_flags INTERFACE --coverage)
  target_link_options(varve_flags INTERFACE --coverage)
endif()
