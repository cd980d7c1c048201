#pragma once

#include <string>
#include <vector>

#include "repl/lesson/pack/pack.hpp"

namespace spyglass {

/// Makes a pack of what an author names: folders, of which every lesson, helper and program goes
/// in, and single lessons, with what these require and run. `name`: of the course; empty: that of
/// the folder or lesson, where only one is named.
Result<Pack> collect_pack(const std::vector<std::string>& words, std::string name);

}  // namespace spyglass
