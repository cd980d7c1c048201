#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/decode/call.hpp"
#include "repl/session/trap_hit.hpp"

namespace spyglass {

/// What a person wants the program to do before it stops again.
struct Goal {
  enum class Kind : std::uint8_t {
    load,    ///< through execve, to the first instruction
    step,    ///< one instruction; a call instruction is stepped through the kernel and out
    next,    ///< to the next call instruction, not executed yet
    enter,   ///< into the kernel: the entry of the next call
    finish,  ///< out of the kernel: the end of this call, or of the next one
    until,   ///< to the entry of one of `calls`
    run,     ///< until it ends, or something else stops it
  };
  Kind kind = Kind::run;
  std::vector<std::string> calls = {};
};

/// Why control came back.
struct Outcome {
  enum class Reason : std::uint8_t {
    loaded,           ///< before the first instruction
    attached,         ///< wherever it was
    stepped,          ///< after an instruction
    before_call,      ///< at a call instruction
    entered,          ///< at the entry of `call`
    returned,         ///< at the exit of `call`
    breakpoint,       ///< at `address`
    caught,           ///< something that `trap` is for has happened
    watched,          ///< memory that `trap` is for was touched
    fault,            ///< the program did something that `signal` is about to punish
    rewound,          ///< at a moment of its past, between two calls
    interrupted,      ///< because somebody asked
    waiting,          ///< not at all: `call` is still in the kernel, and the program runs
    ended,            ///< there is no program any more
    replaying,        ///< at the beginning of a recording
    recording_ended,  ///< the recording goes no further, though the program did
  };
  Reason reason;
  std::shared_ptr<const Call> call = nullptr;
  Addr address = {};
  Signal signal = no_signal;
  std::size_t instructions = 0;  ///< executed one by one on the way
  /// `next` gave up looking at every instruction and went on from call to call.
  bool went_by_calls = false;
  std::optional<TrapHit> trap = std::nullopt;  ///< of ours, for the three reasons above
  std::string remark = {};                     ///< what a person must be told beside it
};

/// How long to wait for a goal when the program sits in a call that does not return.
struct Patience {
  /// After this long without news, a blocked call gives control back…
  std::chrono::milliseconds quiet{200};
  /// … if it is any call (at a prompt: there is somebody who can do something else), or only one
  /// that waits for the program's own terminal (in a batch: nobody else will type there).
  bool any_call = true;
  /// … of any call only after this long, where that is longer.
  std::chrono::milliseconds elsewhere{0};
  /// Gives control back as `interrupted` in any case; 0: never.
  std::chrono::milliseconds limit{0};
};

}  // namespace spyglass
