# Sourced by the commands of this folder: packages and configuration, with clear words when something
# is missing. Expects Debian 12; on other systems the packages have to be there already.

say() { printf '%s\n' "== $*" >&2; }
die() { printf '%s\n' "$(basename "$0"): $*" >&2; exit 70; }

# Compilations of scratch copies of this tree hit the cache: paths below the current directory count as
# relative, and the directory itself does not count.
export CCACHE_DIR=${CCACHE_DIR:-$PWD/build/ccache} CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

packages_build=(g++ cmake ninja-build pkg-config libabsl-dev libxxhash-dev libboost-context-dev
  nlohmann-json3-dev)
packages_test=(libgtest-dev libgmock-dev librapidcheck-dev clang-19 libclang-rt-19-dev llvm-19 clang-format
  python3 git patch ccache  # llvm-19: its symbolizer names the functions in reports of sanitizers
  libleveldb-dev liblmdb-dev librocksdb-dev libbenchmark-dev)  # what varve-bench compares with
packages_fuzz=(clang-19 libclang-rt-19-dev llvm-19)

# install_packages NAME...: installs those that are missing, as root or through sudo.
install_packages() {
  local missing=() name
  command -v dpkg-query >/dev/null ||
    { say "not a Debian system: please provide the equivalents of: $*"; return 0; }
  for name in "$@"; do
    dpkg-query -W -f='${Status}\n' "$name" 2>/dev/null | grep -q '^install ok installed' ||
      missing+=("$name")
  done
  ((${#missing[@]} == 0)) && return 0
  local run=()
  if [[ $(id -u) != 0 ]]; then
    command -v sudo >/dev/null ||
      die "missing packages and neither root nor sudo: apt-get install ${missing[*]}"
    run=(sudo)
  fi
  say "installing ${#missing[@]} packages: ${missing[*]}"
  "${run[@]}" apt-get update -qq >/dev/null ||
    die "apt-get update failed: is a Debian mirror reachable? then: apt-get install ${missing[*]}"
  DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq --no-install-recommends \
    "${missing[@]}" >/tmp/varve-apt.$$ 2>&1 ||
    { tail -n 20 /tmp/varve-apt.$$ >&2; die "apt-get install failed: ${missing[*]}"; }
  rm -f /tmp/varve-apt.$$
}

# configure PRESET [CMAKE ARGUMENT...]: quiet unless it fails.
configure() {
  local preset=$1
  shift
  mkdir -p "build/$preset"
  say "configuring build/$preset"
  cmake --preset "$preset" "$@" >"build/$preset/configure.log" 2>&1 ||
    { tail -n 30 "build/$preset/configure.log" >&2; die "configuring build/$preset failed"; }
}

# build PRESET [TARGET...]: progress on standard error.
build() {
  local preset=$1
  shift
  say "building build/$preset ${*:-(everything)}"
  local targets=()
  (($# > 0)) && targets=(--target "$@")
  cmake --build "build/$preset" -j "${VARVE_JOBS:-$(nproc)}" "${targets[@]}" >&2 ||
    die "building build/$preset failed (the compiler's message is above)"
}
