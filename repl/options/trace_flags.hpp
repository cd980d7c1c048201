#pragma once

#include <span>
#include <string>

#include "repl/trace/request.hpp"

namespace spyglass {

/// What one flag of `spyglass trace` looks like and does. Short and long forms are strace's.
struct TraceFlag {
  enum class Takes : std::uint8_t { nothing, value, perhaps_value };

  char letter = 0;               ///< 0: it has a long form only
  std::string_view name = {};    ///< the long form, without the dashes; empty: it has none
  Takes takes = Takes::nothing;  ///< perhaps_value: --name=VALUE or --name, and a letter alone
  std::string_view value = {};   ///< what the help calls the value
  std::string_view help = {};
  /// Puts it into the request. `value` is empty where none was given.
  Result<void> (*apply)(struct TraceReading& reading, const std::string& value) = nullptr;
};

/// A request while its flags are read one by one: some say more when they come again (-tt).
struct TraceReading {
  TraceRequest request;
  int times_t = 0;
  int times_f = 0;
  int times_q = 0;
  int times_y = 0;
  int times_x = 0;
  int times_daemonize = 0;
  bool hex_by_name = false;  ///< --strings-in-hex was given, which -x does not go with
  SummaryReporter::Options summary;
  std::string of_summary;  ///< the last flag that concerns the summary alone
  std::string of_lines;    ///< the last flag that concerns lines of text alone
  std::string of_living;   ///< the last flag that concerns a living program alone
  bool helped = false;     ///< -h or -V was answered: nothing is left to do
};

/// All of them, in the order of the help.
std::span<const TraceFlag> trace_flags();

}  // namespace spyglass
