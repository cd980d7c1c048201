#pragma once

#include <string>
#include <vector>

namespace spyglass::proc {

/// The numbers that entries of a folder of /proc are named by, in rising order; other entries are
/// left out. Empty when the folder cannot be read; entries that go meanwhile do no harm.
std::vector<int> numbers_in(const std::string& folder);

}  // namespace spyglass::proc
