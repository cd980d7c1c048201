#pragma once

#include <span>
#include <string>
#include <string_view>

#include "repl/doctor/machine.hpp"

namespace spyglass {

/// What a machine's facts mean for one thing that spyglass makes use of.
struct Diagnosis {
  enum class Mark : std::uint8_t { ok, limited, missing };
  Mark mark = Mark::ok;
  std::string is;         ///< how it is
  std::string lost = {};  ///< what does not work then, unless it is ok
  std::string fix = {};   ///< a command; empty: no command helps
};

/// One thing to look at. All of them are rows of a table, in the order in which they are shown.
struct Check {
  std::string_view name;
  Diagnosis (*judge)(const Machine&);
  bool main_job = false;  ///< without it nothing that runs a program works
};

std::span<const Check> checks();
std::string_view words_of(Diagnosis::Mark mark);

}  // namespace spyglass
