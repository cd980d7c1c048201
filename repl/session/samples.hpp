#pragma once

#include <chrono>
#include <compare>
#include <map>
#include <string>
#include <vector>

namespace spyglass {

/// What sampling has found: counts, for views. A round looks at every thread once, and takes one
/// sample of each.
struct Samples {
  struct Place {
    std::string function;  ///< "hot", or "libc.so.6+0x1234" where there is no name
    std::string module;
    auto operator<=>(const Place&) const = default;
  };
  /// Names of functions, the outermost first.
  using Stack = std::vector<std::string>;

  std::map<Place, std::size_t> running;        ///< where instruction pointers were
  std::map<Stack, std::size_t> stacks;         ///< of the same samples
  std::map<std::string, std::size_t> waiting;  ///< by the call that a thread slept in
  std::size_t stopped = 0;                     ///< by a signal, as by Ctrl-Z
  std::size_t rounds = 0;
  std::size_t rounds_wanted = 0;
  std::chrono::milliseconds lasted{};
};

}  // namespace spyglass
