#include "sim/shrink/subtrees.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace varve::sim {
namespace {

bool IsWithin(std::string_view path, std::string_view ancestor) {
  return path.starts_with(ancestor) &&
         (path.size() == ancestor.size() || path[ancestor.size()] == '/');
}

/// "life1/client2/flush" and its ancestors, itself last.
std::vector<std::string> PathsTo(const std::string& path) {
  std::vector<std::string> paths;
  for (size_t end = path.find('/'); end != std::string::npos; end = path.find('/', end + 1)) {
    paths.push_back(path.substr(0, end));
  }
  paths.push_back(path);
  return paths;
}

}  // namespace

bool Subtree::Contains(const RecordedPick& pick) const {
  if (!fiber.empty() && !IsWithin(pick.fiber, fiber)) return false;
  if (label.ends_with('.')) return pick.label.starts_with(label);
  return label.empty() || pick.label == label;
}

std::vector<Subtree> SubtreesOf(const Picks& picks) {
  std::map<std::pair<std::string, std::string>, uint64_t> sizes;
  for (const RecordedPick& pick : picks) {
    for (const std::string& path : PathsTo(pick.fiber)) ++sizes[{path, ""}];
    ++sizes[{"", pick.label}];
    if (const size_t dot = pick.label.find('.'); dot != std::string::npos) {
      ++sizes[{"", pick.label.substr(0, dot + 1)}];
    }
    ++sizes[{pick.fiber, pick.label}];
  }
  std::vector<std::pair<uint64_t, Subtree>> sorted;
  for (const auto& [key, size] : sizes) sorted.push_back({size, {key.first, key.second}});
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first > b.first;
    return std::tie(a.second.fiber, a.second.label) < std::tie(b.second.fiber, b.second.label);
  });
  std::vector<Subtree> subtrees;
  subtrees.reserve(sorted.size());
  for (auto& [size, subtree] : sorted) subtrees.push_back(std::move(subtree));
  return subtrees;
}

}  // namespace varve::sim
