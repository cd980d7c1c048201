#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "repl/options/trace_flags.hpp"

namespace spyglass {

/// What the flags of `spyglass trace` do that take more than setting a member. Each reads the value
/// that was given, which is empty where none was, and says what is wrong with it.

/// -X
Result<void> set_names(TraceReading& reading, const std::string& style);
/// -x, -xx, and --strings-in-hex, which says the same in words.
Result<void> set_hex_strings(TraceReading& reading, bool by_name, const std::string& which);
/// --absolute-timestamps=[[format:]FORMAT[,[precision:]PRECISION]]
Result<void> set_clock(TraceReading& reading, const std::string& value);
/// -p 12,13, -p '12 13' (as pidof(8) prints them), or -p name.
Result<void> add_processes(TraceReading& reading, const std::string& list);
/// -q, -qq, -qqq.
Result<void> be_quiet(TraceReading& reading, const std::string& nothing);
/// -y is --decode-fds=path, and -yy --decode-fds=all.
Result<void> name_descriptors(TraceReading& reading, const std::string& set);
/// -f, -ff.
Result<void> follow(TraceReading& reading, const std::string& nothing);
/// -D, -DD, -DDD, or --daemonize=grandchild|pgroup|session.
Result<void> daemonize(TraceReading& reading, const std::string& value);
/// -I 1 to 4, or in words.
Result<void> set_interruptible(TraceReading& reading, const std::string& value);
/// -E NAME=VALUE, -E NAME.
Result<void> change_environment(TraceReading& reading, const std::string& value);
/// --sandbox[=on|require|off], --without, --limit.
Result<void> use_sandbox(TraceReading& reading, const std::string& use);
Result<void> do_without_layers(TraceReading& reading, const std::string& names);
Result<void> set_sandbox_limit(TraceReading& reading, const std::string& limit);
/// --engine auto, bpf or ptrace.
Result<void> set_engine(TraceReading& reading, const std::string& value);
/// -b execve.
Result<void> detach_on(TraceReading& reading, const std::string& value);

/// For flags that show a time, with the precision as their value; without one, microseconds.
Result<void> set_precision(std::optional<Precision>& to, std::string_view flag,
                           const std::string& word);

/// For flags whose value is a whole number from 0 on.
Result<void> set_number(int& to, std::string_view flag, const std::string& text);
Result<void> set_number(std::size_t& to, std::string_view flag, const std::string& text);

}  // namespace spyglass
