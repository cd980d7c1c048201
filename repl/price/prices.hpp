#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace spyglass {

/// What it costs to run a program in one way: alone, or watched by something.
struct Price {
  using Times = std::vector<std::chrono::nanoseconds>;  ///< on the clock, a round each

  std::string name;          ///< "ptrace, counted"
  Times rounds = {};         ///< of the program
  Times start = {};          ///< of a program that does nothing: what is paid in any case
  std::string why_not = {};  ///< then there are no rounds
  [[nodiscard]] bool is_known() const { return !rounds.empty(); }
};

/// How often the tool made a call of its own.
struct OwnCalls {
  std::string name;
  double each = 0;  ///< for each call that it watched
};

/// The rows that the page explains go by these names.
namespace ways {
constexpr const char* alone = "alone";
constexpr const char* counted = "ptrace, counted";
constexpr const char* ptrace = "ptrace";
constexpr const char* bpf = "bpf";
constexpr const char* strace = "strace";
}  // namespace ways

/// What watching costs, measured on this machine.
struct Prices {
  std::string program;              ///< as it was typed
  std::uint64_t calls = 0;          ///< that it makes
  std::uint64_t start_calls = 0;    ///< those of the program that does nothing
  std::vector<Price> rows;          ///< the first is `alone`
  std::vector<OwnCalls> tool = {};  ///< the most frequent first; none: not known
  std::string why_no_tool = {};     ///< why not
};

/// The one in the middle, or between the two in the middle; 0 of none.
std::chrono::nanoseconds median(Price::Times times);

}  // namespace spyglass
