#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace spyglass {

/// What a file seems to be that doesn't begin with ELF's magic number, as the end of "it is …":
/// "empty", "a script for /bin/sh", "a Windows program". `start` is its first bytes; 256 are
/// enough.
std::string describe_non_elf(std::string_view start);

/// At most the first `limit` bytes of an ordinary file. Never waits: pipes and devices are errors.
Result<std::string> read_start(const std::string& path, std::size_t limit);

/// A script's first line, "#!/bin/sh -e", taken apart as the kernel does it.
struct ScriptLine {
  std::string interpreter;  ///< empty when none is named
  std::string argument;     ///< all the rest of the line is one argument
};
ScriptLine parse_script_line(std::string_view start);

}  // namespace spyglass
