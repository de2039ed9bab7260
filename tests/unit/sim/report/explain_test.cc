#include "sim/report/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace varve::sim {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Two lifetimes: a write that a power cut loses, and the reader who misses it.
constexpr std::string_view kTrace =
    R"({"varve_trace":1,"engine":"0.1.0","seed":7,"profile":"","strategy":"",)"
    R"("knobs":{"keys":"8","clients":"3"},"signature":{"rule":"D1","message":)"
    R"("get \"k\" answered absent: the write at seqno 1 was acknowledged as synced"}}
{"c":"knob.keys","f":"world","n":0,"of":6,"pick":1}
{"e":"open","t":0,"f":"main","x":"machine crash at file operation 3 of flush"}
{"e":"exists","t":200,"f":"life1","x":"/db/CURRENT"}
{"e":"get","t":300,"f":"main","x":"\"k\""}
{"e":"done","t":400,"f":"main","x":"absent"}
{"e":"get","t":500,"f":"main","x":"\"l\""}
{"e":"done","t":600,"f":"main","x":"absent"}
{"c":"key","f":"life1/writer0","n":0,"of":8,"pick":3}
{"e":"write","t":1000,"f":"life1/writer0","x":"put \"k\"=\"v0.0.0:\" sync"}
{"e":"sequenced","t":1200,"f":"life1/writer0","x":"1"}
{"c":"sched","f":"life1/writer0","n":4,"of":3,"pick":2}
{"e":"phase.enter","t":1400,"f":"life1/flush","x":"flush"}
{"e":"create-append","t":1500,"f":"life1/flush","x":"/db/000005.sst"}
{"e":"commit","t":1600,"f":"life1/writer0","x":"/db/000003.log"}
{"e":"done","t":1700,"f":"life1/writer0"}
{"e":"read","t":1800,"f":"life1/flush","x":"/db/000005.sst"}
{"e":"read","t":1900,"f":"life1/flush","x":"/db/000005.sst"}
{"e":"read","t":2000,"f":"life1/flush","x":"/db/000005.sst"}
{"e":"append","t":2100,"f":"life1/flush","x":"/db/000005.sst"}
{"e":"sync","t":2200,"f":"life1/flush","x":"/db/000005.sst"}
{"e":"crash.machine","t":2300,"f":"world","x":"in flush before sync"}
{"c":"crash.mood","f":"world","n":0,"of":6,"pick":1}
{"d":"00000000000000ff","t":2400}
{"e":"open","t":2400,"f":"main","x":"clean close"}
{"e":"phase.enter","t":2500,"f":"life2","x":"recovery"}
{"e":"list","t":2600,"f":"life2","x":"/db"}
{"e":"phase.leave","t":2700,"f":"life2","x":"recovery"}
{"e":"get","t":2800,"f":"main","x":"\"k\""}
)";

constexpr std::string_view kExpected = R"(seed       7
signature  [D1] get "k" answered absent: the write at seqno 1 was acknowledged
           as synced
picks      4 picks: 1 schedule, 1 workload, 0 faults, 1 crash, 1 knobs
knobs      keys=8; the others at their simplest
marks      o--> file operation, ~ choice of the scheduler, * of the workload, !
           fault, xN repeated

== life 1: machine crash at file operation 3 of flush ==========================
time us    main          writer0       flush         disk
0.2        o----------------------------------------> exists CURRENT
0.3        get "k" -> absent           |
0.5        get "l" -> absent           |
1.0        |             * write put "k"="v0.0.0:" sync
1.2        |             sequenced 1   |
1.2        |             ~ sched 2/3   |
1.4        |             |             phase.enter flush
1.5        |             |             o------------> create-append 000005.sst
1.6        |             o--------------------------> commit 000003.log
1.7        |             -> done       |
1.8        |             |             o------------> read x3 000005.sst
2.1        |             |             o------------> append 000005.sst
2.2        |             |             o------------> sync 000005.sst
## crash.machine in flush before sync; image: crash.mood 1/6 ###################

== life 2: clean close =========================================================
time us    main          disk
2.5        phase.enter recovery
2.6        o------------> list db/
2.7        phase.leave recovery
2.8        get "k"

!! violated: D1 !!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!
get "k" answered absent: the write at seqno 1 was acknowledged as synced
)";

std::string Explained(const ExplainOptions& options) {
  return Explain(ParseTrace(kTrace).value(), options).value();
}

TEST(Explain, Golden) {
  ExplainOptions options;
  options.width = 80;
  EXPECT_EQ(Explained(options), kExpected);
}

TEST(Explain, LastRows) {
  ExplainOptions options;
  options.last = 3;
  const std::string text = Explained(options);
  EXPECT_THAT(text, HasSubstr("\n... 14 rows before\n\n== life 2: clean close"));
  EXPECT_THAT(text, Not(HasSubstr("life 1")));
  EXPECT_THAT(text, Not(HasSubstr("phase.enter recovery")));
  EXPECT_THAT(text, HasSubstr("list db/"));
}

TEST(Explain, LastRowsOfAllAreAll) {
  ExplainOptions options;
  options.last = 1000;
  EXPECT_EQ(Explained(options), Explained({}));
}

TEST(Explain, Fibers) {
  ExplainOptions options;
  options.fibers = {"flush"};
  const std::string text = Explained(options);
  EXPECT_THAT(text, HasSubstr("\ntime us    flush         disk\n"));
  EXPECT_THAT(text, Not(HasSubstr("writer0")));
  EXPECT_THAT(text, HasSubstr("## crash.machine"));
}

TEST(Explain, FiberThatNobodyIs) {
  ExplainOptions options;
  options.fibers = {"main", "flusher"};
  const absl::Status status = Explain(ParseTrace(kTrace).value(), options).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(std::string(status.message()),
            "--fiber: 'flusher' acts nowhere in the trace; main, writer0, flush do");
}

TEST(Explain, RunThatEndsWell) {
  Trace trace;
  trace.header.knobs = "{}";
  const std::string text = Explain(trace, {}).value();
  EXPECT_THAT(text, HasSubstr("all at their simplest"));
  EXPECT_THAT(text, HasSubstr("\nthe run ends well\n"));
}

TEST(Explain, KnobThatTheHeaderDoesNotName) {
  Trace trace = ParseTrace(kTrace).value();
  trace.header.knobs = "{}";
  EXPECT_THAT(Explain(trace, {}).value(), HasSubstr("keys=?;"));
}

}  // namespace
}  // namespace varve::sim
