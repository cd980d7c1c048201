#include "repl/recipe/forms.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace spyglass {

std::unique_ptr<ResultForm> make_form(ResultKind kind, WriteResult write, bool several) {
  switch (kind) {
    case ResultKind::json: return make_json_form(std::move(write));
    case ResultKind::csv: return make_csv_form(std::move(write));
    case ResultKind::text: break;
  }
  return make_text_form(std::move(write), several);
}

std::vector<std::pair<std::string, RecipeSummary::Sum>> sorted(const RecipeSummary::Top& top) {
  std::vector<std::pair<std::string, RecipeSummary::Sum>> list(top.begin(), top.end());
  std::ranges::sort(list, [](const auto& a, const auto& b) {
    return a.second.amount != b.second.amount ? a.second.amount > b.second.amount
                                              : a.first < b.first;
  });
  return list;
}

BucketEdges edges_of(int bucket) {
  const double to = std::ldexp(1.0, bucket + RecipeSummary::Histogram::lowest);
  return {bucket == 0 ? 0 : to / 2, to};
}

std::vector<PlacedBranch> in_order(const RecipeSummary::Tree& tree) {
  std::map<std::size_t, std::vector<std::size_t>> children;
  std::vector<std::size_t> roots;
  for (std::size_t i = 0; i < tree.branches.size(); ++i) {
    const RecipeSummary::Branch& branch = tree.branches[i];
    const auto parent = branch.has_parent ? tree.places.find(branch.parent) : tree.places.end();
    const bool grows = parent != tree.places.end() && parent->second != i;
    (grows ? children[parent->second] : roots).push_back(i);
  }
  std::vector<PlacedBranch> result;
  std::set<std::size_t> placed;
  // A stack of our own: a tree may be as deep as it has branches.
  std::vector<PlacedBranch> to_place;
  const auto push_all = [&](const std::vector<std::size_t>& list, std::size_t depth) {
    for (std::size_t i = list.size(); i > 0; --i) {
      to_place.push_back({&tree.branches[list[i - 1]], depth, i == list.size()});
    }
  };
  push_all(roots, 0);
  while (!to_place.empty()) {
    const PlacedBranch next = to_place.back();
    to_place.pop_back();
    const auto index = static_cast<std::size_t>(next.branch - tree.branches.data());
    if (!placed.insert(index).second) continue;
    result.push_back(next);
    if (const auto found = children.find(index); found != children.end()) {
      push_all(found->second, next.depth + 1);
    }
  }
  return result;
}

}  // namespace spyglass
