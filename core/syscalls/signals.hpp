#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"

namespace spyglass {

/// What signal(7) knows of a signal.
struct SignalRow {
  int number;                 ///< x86 and ARM numbers
  std::string_view name;      ///< "SIGPIPE"
  std::string_view message;   ///< strsignal(3)'s words in the C locale
  std::string_view sentence;  ///< one plain sentence: who sends it, why, what happens by default
};

/// The standard signals 1 to 31 in order; real-time signals have no rows.
std::span<const SignalRow> signal_rows();

const SignalRow* find_signal(Signal number);
/// With or without the "SIG" in front.
const SignalRow* find_signal(std::string_view name);

/// The sentence of any signal; real-time ones (32 to 64) share one. Empty for other numbers.
std::string_view signal_sentence(Signal number);

/// A signal by its name, with or without the "SIG" in front; real-time ones as signal_name() has
/// them.
std::optional<Signal> signal_number(std::string_view name);

/// What a person calls a signal: SIGUSR1, USR1, sigusr1, SIGRTMIN, SIGRT_1, or its number.
Result<Signal> parse_signal(std::string_view word);

/// "SIGINT", "SIGRTMIN", "SIGRT_1" …: as a trace names it (real-time signals from 32 on), or the
/// plain number.
std::string signal_name(Signal number);

}  // namespace spyglass
