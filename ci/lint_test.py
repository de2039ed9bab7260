#!/usr/bin/env python3
"""Every rule of ci/lint.py finds its violation in a small tree, and a clean tree has no findings."""
import tempfile
import unittest
from pathlib import Path

from lint import Lint

HEADER = "// Contract.\n#ifndef {guard}\n#define {guard}\n{body}\n#endif  // {guard}\n"


class LintTest(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.root = Path(self.temporary.name)
        self.write("engine/db/CMakeLists.txt", "target_sources(varve PRIVATE a.cc)\n")
        self.header("engine/db/a.h", "int A();")
        self.write("engine/db/a.cc", '#include "engine/db/a.h"\nint A() {\n  return 1;\n}\n')

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def header(self, name, body):
        spelled = name.removeprefix("engine/include/varve/").upper()
        guard = "VARVE_" + "".join(c if c.isalnum() else "_" for c in spelled) + "_"
        self.write(name, HEADER.format(guard=guard, body=body))

    def add_code(self, line):
        self.write("engine/db/a.cc", f'#include "engine/db/a.h"\n{line}\n')

    def expect(self, *words):
        findings = Lint(self.root).run()
        self.assertTrue(any(all(w in f for w in words) for f in findings), (words, findings))

    def test_clean_tree_has_no_findings(self):
        self.assertEqual(Lint(self.root).run(), [])

    def test_foreign_top_level_entry(self):
        self.write("scratch/x.txt", "")
        self.expect("scratch", "top-level")

    def test_arrow_up_inside_the_engine(self):
        self.header("engine/base/b.h", '#include "engine/db/a.h"')
        self.write("engine/base/CMakeLists.txt", "b.cc")
        self.write("engine/base/b.cc", '#include "engine/base/b.h"\n')
        self.expect("engine/base/b.h", "engine/base may see")

    def test_arrow_between_leaves(self):
        self.header("engine/wal/w.h", "")
        self.header("engine/table/t.h", '#include "engine/wal/w.h"')
        self.write("engine/db/a.cc", '#include "engine/db/a.h"\n#include "engine/table/t.h"\n')
        self.expect("engine/table/t.h", "engine/table may see")

    def test_engine_names_the_simulator(self):
        self.add_code('#include "sim/world/world.h"')
        self.expect("a.cc:2", "the engine knows nothing of it")

    def test_public_header_includes_a_private_one(self):
        self.header("engine/include/varve/p.h", '#include "engine/db/a.h"')
        self.write("engine/db/a.cc", '#include "engine/db/a.h"\n#include "varve/p.h"\n')
        self.expect("public headers see only public headers")

    def test_model_sees_the_engine(self):
        self.write("model/m.cc", '#include "varve/db.h"\n')
        self.write("model/CMakeLists.txt", "m.cc")
        self.expect("model/m.cc", "standard library only")

    def test_simulator_sees_engine_internals(self):
        self.write("sim/s.cc", '#include "engine/db/a.h"\n')
        self.write("sim/CMakeLists.txt", "s.cc")
        self.expect("sim/s.cc", "public headers")

    def test_banned_names_are_found_with_their_replacement(self):
        for code, instead in [
            ("std::thread t;", "Scheduler::Spawn"), ("std::mutex m;", "Mutex"), ("std::atomic<int> a;", "Atomic"),
            ("auto t = std::chrono::steady_clock::now();", "Clock"), ("auto t = time(nullptr);", "Clock"),
            ("FILE* f = fopen(p, m);", "FileSystem"), ("thread_local int x;", "NewTaskLocal"),
            ("std::random_device d;", "seed"), ("std::mt19937 g;", "seed"), ("absl::Mutex m;", "Mutex"),
            ("throw 1;", "absl::Status"), ("assert(x);", "VARVE_CHECK"), ("std::condition_variable c;", "CondVar"),
            ("static int counter = 0;", "mutable static"),
        ]:
            with self.subTest(code):
                self.add_code(code)
                self.expect("a.cc:2", instead)

    def test_banned_names_in_comments_and_in_their_own_place_are_fine(self):
        self.add_code("// std::mutex is banned")
        self.write("engine/posix/CMakeLists.txt", "p.cc")
        self.write("engine/posix/p.cc", "std::thread t;\n")
        self.assertEqual(Lint(self.root).run(), [])

    def test_marks_of_unfinished_work(self):
        for mark in ["// TO" + "DO: later", "GTEST_" + "SKIP();", "sleep_" + "for(x);"]:
            with self.subTest(mark):
                self.add_code(mark)
                self.expect("a.cc:2", "use")

    def test_hash_container_iteration(self):
        self.header("engine/db/a.h", "absl::flat_hash_map<int, int> map_;")
        self.add_code("void F() { for (const auto& [k, v] : map_) {} }")
        self.expect("iterates the hash container map_")

    def test_dead_files(self):
        self.write("engine/db/dead.cc", "")
        self.header("engine/db/unused.h", "")
        self.expect("dead.cc", "no CMakeLists.txt names it")
        self.expect("unused.h", "nobody includes it")

    def test_long_files_lines_and_functions(self):
        self.add_code("\n".join(["void F() {"] + ["  int x;"] * 600 + ["}"]))
        self.expect("split by concept")
        self.expect("function of")
        self.add_code("// " + "x" * 120)
        self.expect("columns")

    def test_header_shape(self):
        self.write("engine/db/a.h", "#ifndef WRONG\n#define WRONG\n#endif\n")
        self.expect("opens with a comment")
        self.expect("include guard is not VARVE_ENGINE_DB_A_H_")


if __name__ == "__main__":
    unittest.main()
