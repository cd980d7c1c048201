#pragma once

#include <string>
#include <vector>

/// What is run, and by whom it is watched. Both are tables; a benchmark is a pair.
namespace bench {

using Words = std::vector<std::string>;

/// A program that is watched.
struct Workload {
  std::string name;
  Words words;
  long calls = 0;       ///< how many it makes in its loop; 0: not known
  bool narrow = false;  ///< only openat(2) is of interest
  Words by = {};        ///< names of the rivals that watch it; none: all
};

/// Who watches. The words come in front of the program's.
struct Rival {
  std::string name;
  Words words;
  Words narrow = {};      ///< behind them, where only openat(2) is of interest
  bool only_all = false;  ///< cannot watch for one call alone
};

/// `programs`: the folder of the built ones; `sources`: that of their sources; `share`: a tenth of
/// the usual size, say, is 0.1.
std::vector<Workload> workloads(const std::string& programs, const std::string& sources,
                                double share);
/// `output`: a file that traces are written to.
std::vector<Rival> rivals(const std::string& spyglass, const std::string& programs,
                          const std::string& output);

}  // namespace bench
