#pragma once

#include <functional>
#include <memory>

#include "repl/recipe/results.hpp"

namespace spyglass {

enum class ResultKind : std::uint8_t { text, json, csv };

/// Takes a piece of the results, whole lines with their newlines.
using WriteResult = std::function<void(std::string_view)>;

/// `several`: there are results of more than one recipe, so each says whose it is.
std::unique_ptr<ResultForm> make_form(ResultKind kind, WriteResult write, bool several);

// One file each: form_text.cpp, form_json.cpp, form_csv.cpp.
std::unique_ptr<ResultForm> make_text_form(WriteResult write, bool several);
std::unique_ptr<ResultForm> make_json_form(WriteResult write);
std::unique_ptr<ResultForm> make_csv_form(WriteResult write);

/// The entries of a summary as they are shown: the largest sums first, those that are equal in the
/// order of their keys.
std::vector<std::pair<std::string, RecipeSummary::Sum>> sorted(const RecipeSummary::Top& top);

/// The edges of a bucket: from the one to less than the other. The first one begins at 0.
struct BucketEdges {
  double from, to;
};
BucketEdges edges_of(int bucket);

/// The branches of a tree from its roots on, each before what grows from it, in the order in which
/// they grew; with the depth of each.
struct PlacedBranch {
  const RecipeSummary::Branch* branch;
  std::size_t depth;
  bool is_last;  ///< of those that grow from the same one
};
std::vector<PlacedBranch> in_order(const RecipeSummary::Tree& tree);

}  // namespace spyglass
