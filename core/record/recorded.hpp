#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/abi/register_values.hpp"
#include "core/decode/call.hpp"
#include "core/proc/source.hpp"
#include "core/ptrace/event.hpp"

/// What a recording consists of: plain values, as they stand in the file one after the other.
namespace spyglass::recorded {

/// Of the format. Those before are read as well: what they lack is empty.
constexpr unsigned format_version = 2;

/// First of all.
struct Beginning {
  std::string tool;                  ///< "spyglass 0.1", for people
  std::string system;                ///< "Linux 6.1.0 x86_64", for people
  std::vector<std::string> program;  ///< and its arguments; empty: it was attached to
  Pid process{};                     ///< the one it began with; 0: the one of the first step
  bool followed = false;             ///< what the program started was traced too
  std::size_t calls_before = 0;  ///< that the program had made, and of which nothing is known here
};

/// Bytes of a thread's memory.
struct Piece {
  Addr at;
  std::string bytes;
  /// It may be looked at until other bytes are told of, or another program takes the place; else
  /// it is good for this one step.
  bool lasts = false;
};

/// An answer that is not the one that was given last.
struct Fact {
  proc::Question question;
  std::optional<std::string> answer;
};

/// A stop of a thread.
struct Step {
  Tid thread{};
  Pid process{};
  Event event;
  /// Nothing happened: somebody has changed the registers or the memory of a stopped thread, which
  /// stands where it stood.
  bool changed = false;
  std::chrono::nanoseconds when{};       ///< by a clock that never jumps
  std::chrono::nanoseconds wall_time{};  ///< since 1970
  std::chrono::microseconds system_time{};
  std::size_t threads = 0;  ///< how many were traced at this moment
  Tampering injected;       ///< of the call that the event is about
  std::string denied_by;    ///< likewise, where that call ends
  std::optional<RegisterValues> registers;
  std::vector<Piece> memory;
  std::vector<Fact> facts;
};

/// What the program wrote to the terminal that it was given.
struct Output {
  std::string bytes;
};

/// The program was put back: to the entry of its call of this number, or behind it.
struct Rewind {
  std::size_t call = 0;
  bool after = false;
};

/// Last of all, where nothing was lost.
struct End {};

using Record = std::variant<Beginning, Step, Output, Rewind, End>;

/// Made by this tool on this machine.
Beginning beginning_here();

/// As bytes.
std::string pack(const Record& record);
/// Nothing for bytes that are no record of that version of the format.
std::optional<Record> unpack(std::string_view bytes, unsigned version = format_version);

}  // namespace spyglass::recorded
