// How fast varve wants to be: for each workload a floor, which the present step shows, and a goal.
//
// They are factors over peers of the same run, or, where no peer is a measure, operations a second
// on two cores of a small virtual machine. Nothing passes or fails by them.
#ifndef VARVE_TESTS_BENCH_GOALS_H_
#define VARVE_TESTS_BENCH_GOALS_H_

#include <functional>
#include <optional>
#include <string_view>

namespace varve::bench {

/// The figure of a peer on the workload at hand; 0 where it has none.
using PeerFigure = std::function<double(std::string_view engine)>;

/// How far varve is: its figure over the wanted one. 1 and above is met.
struct Reached {
  double wanted = 0;  // operations a second
  double share = 0;
};

/// Empty where nothing is asked of the workload, or the peers that it is measured by did not run.
[[nodiscard]] std::optional<Reached> ReachedFloor(std::string_view workload, double varve,
                                                  const PeerFigure& peer);
[[nodiscard]] std::optional<Reached> ReachedGoal(std::string_view workload, double varve,
                                                 const PeerFigure& peer);

}  // namespace varve::bench

#endif  // VARVE_TESTS_BENCH_GOALS_H_
