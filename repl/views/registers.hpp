#pragma once

#include "repl/session/session.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// A register's value as people read it: small numbers in decimal, all else in hexadecimal.
std::string number_words(std::uint64_t value, std::size_t size);
std::string register_words(const RegisterValues& values, std::string_view name);

/// A register that has another value than before.
struct RegisterChange {
  std::string_view name;
  std::string words;   ///< "0 → 39"
  std::string reason;  ///< why a call changed it, or empty
};
/// Without the program counter and what the kernel keeps. `after_call`: what the call instruction
/// itself changes is given a reason, and the flags, which it saved, are left out.
std::vector<RegisterChange> changed_registers(const RegisterValues& before,
                                              const RegisterValues& now, bool after_call);
void show_changes(Output& out, const std::vector<RegisterChange>& changes);

/// A descriptor's value with what it is open on ("/dev/pts/3, standard output"), others unchanged.
Value with_target(const Session& session, Value value);

/// The registers that the last move changed, each with its reason where there is one.
/// `after_call`: a call came back.
void show_changes(Output& out, const Session& session, bool after_call);

/// All registers, those marked that the next instruction reads and writes.
void show_registers(Output& out, const Session& session);

}  // namespace spyglass
