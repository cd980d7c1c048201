#pragma once

#include <string>
#include <vector>

#include "core/base/number_set.hpp"
#include "core/decode/kind.hpp"
#include "core/inject/injection.hpp"
#include "core/syscalls/call_set.hpp"
#include "repl/trace/look.hpp"

namespace spyglass {

/// A message that -q and -e quiet= can do without.
enum class Message : std::uint8_t { attach, exit, path_resolution, personality, thread_execve };

/// What `spyglass trace` is asked for, in strace's terms; the defaults are strace's.
struct TraceRequest {
  // What is traced.
  std::vector<std::string> program;  ///< and its arguments; empty: only attach
  std::vector<Pid> processes;        ///< -p
  bool follow = false;               ///< -f: also what it starts

  // Which events are shown.
  CallSet calls = CallSet::all();        ///< -e trace=
  NumberSet signals = NumberSet::all();  ///< -e signal=
  NumberSet quiet;                       ///< -q, -e quiet=: of Message

  // What is done to the program.
  std::vector<Injection> injections;  ///< -e inject=, -e fault=

  // How they are shown.
  DecodeOptions decode;
  TraceLook look;

  // Where they go.
  std::string output;       ///< -o: a file, |command or !command; empty: standard error
  bool append = false;      ///< -A
  bool separately = false;  ///< -ff: a file a thread
};

}  // namespace spyglass
