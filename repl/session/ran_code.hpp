#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/abi/register_values.hpp"
#include "core/decode/call.hpp"

namespace spyglass {

/// What instructions did that somebody had the program execute.
struct RanCode {
  enum class End : std::uint8_t {
    done,
    fault,       ///< an instruction could not be executed
    broken_off,  ///< it did not come to its end in time, or somebody asked for a stop
    kept_back,   ///< it wanted to make a call that nobody has confirmed: `why`
    ended,       ///< it ended the program
    replaced,    ///< the program is another one now
  };
  /// An instruction that was executed, perhaps several times in a row.
  struct Step {
    Addr at;
    std::string text;
    std::size_t times = 1;
    RegisterValues before, after;
    std::optional<Call> call = std::nullopt;
    bool jumps = false;  ///< another instruction than the next one follows
  };
  /// What stopped it.
  struct Fault {
    Signal signal;
    Addr at;
    std::string text;             ///< of the instruction
    std::optional<Addr> touched;  ///< the address that it could not reach
  };

  static constexpr std::size_t kept_steps = 20;
  static constexpr std::size_t kept_calls = 20;  ///< behind those steps

  End end = End::done;
  std::vector<Step> steps = {};
  std::vector<Call> later_calls = {};  ///< of steps that are not kept
  std::size_t more = 0;                ///< steps that are not kept
  bool ran_freely = false;             ///< and then nobody counted any more
  std::optional<Fault> fault = {};
  std::string why = {};
  /// Of the thread where it stands: before, and, unless it has ended, afterwards.
  std::optional<RegisterValues> before = {}, after = {};
  bool copied = false;         ///< memory can be put back to what it was before
  std::vector<Tid> made = {};  ///< processes that it made, stopped
};

}  // namespace spyglass
