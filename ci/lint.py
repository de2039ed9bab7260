#!/usr/bin/env python3
"""Checks the tree against the house rules that a compiler cannot see. Each finding names file, line, what is
wrong and what to use instead.

    ci/lint.py [ROOT]     exit 0: clean, 1: findings, 64: usage
"""
import re
import sys
from pathlib import Path

SOURCE = {".h", ".cc"}
MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 80
MAX_COLUMNS = 100

TOP_LEVEL = {
    "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "engine", "sim", "model", "fuzz", "tests",
    "traces", "ci", ".ci", ".clang-format", ".clang-tidy", ".gitignore", ".gitattributes", ".github",
    ".clusterfuzzlite", ".dockerignore",
}
NOT_OURS = {".git", "build", "out"}

# What each folder of the engine may include besides itself and the public headers: all that is below it.
LEAVES = ["wal", "memtable", "table", "merge", "blob"]
ENGINE_MAY_SEE = {
    "base": [],
    "posix": ["base"],
    "format": ["base"],
    **{leaf: ["format", "base"] for leaf in LEAVES},
    "version": [*LEAVES, "format", "base"],
    "compaction": ["version", *LEAVES, "format", "base"],
    "db": ["compaction", "version", *LEAVES, "format", "base"],
    "cli": ["db", "compaction", "version", *LEAVES, "format", "base", "posix"],
}

# (pattern, replacement, exempt path prefixes) for code below engine/.
BANNED_IN_ENGINE = [
    (r"std::j?thread\b", "Scheduler::Spawn", ["engine/posix/"]),
    (r"std::(recursive_|shared_|timed_)?mutex\b|std::(lock_guard|unique_lock|scoped_lock)\b",
     "Mutex and MutexLock (engine/base/mutex.h)", ["engine/posix/", "engine/base/mutex.h"]),
    (r"std::condition_variable", "CondVar (engine/base/mutex.h)", ["engine/posix/", "engine/base/mutex.h"]),
    (r"std::atomic\b|<atomic>", "Atomic (engine/base/atomic.h)", ["engine/posix/", "engine/base/atomic.h"]),
    (r"std::chrono|<chrono>", "Clock", ["engine/posix/", "engine/base/mutex.h"]),
    (r"(?<![\w:.>])(time|clock_gettime|gettimeofday)\s*\(", "Clock", ["engine/posix/"]),
    (r"\b(fopen|fwrite|fread|pread|pwrite|mmap|fsync|fdatasync|std::[io]?fstream|std::filesystem)\b",
     "FileSystem", ["engine/posix/", "engine/cli/"]),
    (r"\bthread_local\b", "Scheduler::NewTaskLocal", ["engine/posix/"]),
    (r"std::random_device|\brand\s*\(|std::mt19937", "a hash of Options::seed", []),
    (r"absl::Mutex\b", "Mutex (engine/base/mutex.h)", []),
    (r"\bthrow\b", "absl::Status", []),
    (r"(?<![\w:])assert\s*\(", "VARVE_CHECK, which stays on in production", []),
]
BANNED_EVERYWHERE = [
    (r"\b(TODO|FIXME|XXX|HACK)\b", "finished work, or a sentence that says what is not done and why"),
    (r"\bGTEST_SKIP\b|\bDISABLED_", "a test that runs"),
    (r"\bsleep_for\b|\busleep\s*\(|(?<![\w:])sleep\s*\(", "a condition or a join: a sleep synchronises nothing"),
    (r"std::hash<[^>]*\*>", "a stable identifier: addresses change from run to run"),
]
MUTABLE_STATIC = re.compile(r"^\s*static\s+(?!const\b|constexpr\b|constinit const\b|_assert|thread_local const)"
                            r"[\w:<>,*& ]+?\s+\w+\s*(=|\{|;)")
HASH_CONTAINER = re.compile(r"(?:flat_hash_|node_hash_|unordered_)(?:map|set)<[^;]*>\s+(\w+)")


def strip_comments(line):
    return re.sub(r"//.*", "", re.sub(r'"(\\.|[^"\\])*"', '""', line))


class Lint:
    def __init__(self, root):
        self.root = root
        self.findings = []
        self.files = sorted(p for p in root.rglob("*") if p.is_file() and not self.skipped(p))

    def skipped(self, path):
        return path.relative_to(self.root).parts[0] in NOT_OURS or "__pycache__" in path.parts

    def name(self, path):
        return path.relative_to(self.root).as_posix()

    def report(self, path, line, what):
        self.findings.append(f"{self.name(path)}:{line}: {what}")

    def sources(self):
        return [p for p in self.files if p.suffix in SOURCE]

    def run(self):
        self.check_top_level()
        self.check_dead_files()
        for path in self.sources():
            lines = path.read_text(encoding="utf-8").splitlines()
            self.check_shape(path, lines)
            self.check_includes(path, lines)
            self.check_banned(path, lines)
            self.check_functions(path, lines)
        self.check_hash_iteration()
        return self.findings

    def check_top_level(self):
        for entry in sorted(self.root.iterdir()):
            if entry.name not in TOP_LEVEL | NOT_OURS:
                self.report(entry, 1, "not one of the agreed top-level entries: put it into the folder it serves")

    def check_shape(self, path, lines):
        if len(lines) > MAX_FILE_LINES:
            self.report(path, len(lines), f"{len(lines)} lines, more than {MAX_FILE_LINES}: split by concept")
        for number, line in enumerate(lines, 1):
            if len(line) > MAX_COLUMNS:
                self.report(path, number, f"{len(line)} columns, more than {MAX_COLUMNS}")
        if path.suffix != ".h":
            return
        if not lines or not lines[0].startswith("//"):
            self.report(path, 1, "a header opens with a comment that states its contract")
        relative = self.name(path).removeprefix("engine/include/varve/")
        guard = "VARVE_" + re.sub(r"[^A-Z0-9]", "_", relative.upper()) + "_"
        if not any(line == f"#ifndef {guard}" for line in lines):
            self.report(path, 1, f"include guard is not {guard}")

    def check_includes(self, path, lines):
        name = self.name(path)
        for number, line in enumerate(lines, 1):
            match = re.match(r'#include ["<]([^">]+)[">]', line)
            if not match:
                continue
            wrong = self.wrong_arrow(name, match.group(1))
            if wrong:
                self.report(path, number, f"includes {match.group(1)}: {wrong}")

    @staticmethod
    def wrong_arrow(name, included):
        parts, target = name.split("/"), included.split("/")
        if parts[0] == "engine":
            if target[0] in {"sim", "model", "fuzz", "tests"}:
                return "the engine knows nothing of it"
            if parts[1] == "include" and target[0] == "engine":
                return "public headers see only public headers"
            if parts[1] != "include" and target[0] == "engine" and target[1] != parts[1]:
                if target[1] not in ENGINE_MAY_SEE.get(parts[1], []):
                    return f"engine/{parts[1]} may see {', '.join(ENGINE_MAY_SEE.get(parts[1], [])) or 'nothing else'}"
        if parts[0] == "model" and ("/" in included and target[0] != "model"):
            return "the model sees the standard library only"
        if parts[0] == "sim" and target[0] in {"engine", "fuzz", "tests"}:
            return "the simulator sees the engine's public headers (varve/...) and the model"
        return None

    def check_banned(self, path, lines):
        name = self.name(path)
        for number, line in enumerate(lines, 1):
            code = strip_comments(line)
            for pattern, instead in BANNED_EVERYWHERE:
                if re.search(pattern, line):
                    self.report(path, number, f"{re.search(pattern, line).group(0)}: use {instead}")
            if not name.startswith("engine/"):
                continue
            for pattern, instead, exempt in BANNED_IN_ENGINE:
                found = re.search(pattern, code)
                if found and not any(name.startswith(prefix) for prefix in exempt):
                    self.report(path, number, f"{found.group(0)}: use {instead}")
            if MUTABLE_STATIC.match(code) and "(" not in code.split("=")[0]:
                self.report(path, number, "mutable static: hand the state down")

    def check_functions(self, path, lines):
        start = None
        for number, line in enumerate(lines, 1):
            if re.match(r"^[\w~].*\{$", line) and not re.match(r"^(namespace|class|struct|enum|union|extern)\b", line):
                start = number
            elif re.match(r"^    .*\{$", line) and start is None and number > 1:
                continue
            if line == "}" and start is not None:
                if number - start > MAX_FUNCTION_LINES:
                    self.report(path, start, f"function of {number - start} lines, more than {MAX_FUNCTION_LINES}")
                start = None

    def check_hash_iteration(self):
        """A name declared as a hash container in a file or in its header must not be iterated there."""
        for path in self.sources():
            texts = [path] + [path.with_suffix(s) for s in SOURCE if path.with_suffix(s) != path]
            names = {m for t in texts if t.exists() for m in HASH_CONTAINER.findall(t.read_text(encoding="utf-8"))}
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                loop = re.search(r"for \(.*:\s*\*?(?:this->)?(\w+)\)", line)
                if loop and loop.group(1) in names:
                    self.report(path, number, f"iterates the hash container {loop.group(1)}: its order changes from "
                                              "process to process; keep a sorted container beside it")

    def check_dead_files(self):
        built = "\n".join(p.read_text(encoding="utf-8") for p in self.files
                          if p.name == "CMakeLists.txt" or p.suffix == ".cmake")
        included = "\n".join(p.read_text(encoding="utf-8") for p in self.sources())
        for path in self.sources():
            if path.suffix == ".cc" and not re.search(rf"(?<![\w]){re.escape(path.name)}\b", built):
                self.report(path, 1, "no CMakeLists.txt names it: build it or delete it")
            if path.suffix == ".h":
                spelled = self.name(path).removeprefix("engine/include/")
                if f'"{spelled}"' not in included:
                    self.report(path, 1, "nobody includes it: use it or delete it")


def main(arguments):
    if len(arguments) > 1 or (arguments and arguments[0].startswith("-")):
        print(__doc__, file=sys.stderr)
        return 64
    root = Path(arguments[0] if arguments else Path(__file__).resolve().parent.parent)
    findings = Lint(root).run()
    for finding in findings:
        print(finding)
    print(f"lint: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
