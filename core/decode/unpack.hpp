#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/abi/call_numbers.hpp"
#include "core/memory/memory.hpp"
#include "core/syscalls/row.hpp"

namespace spyglass {

/// The call that is meant by one that stands for several (socketcall and ipc of i386).
struct Unpacked {
  std::string_view name;
  CallNumbers numbers;  ///< with that call's arguments
};
/// Nothing when it stands for no other, or when arguments cannot be read.
std::optional<Unpacked> unpack(const Row& row, const CallNumbers& raw, const Memory& memory);

/// The names of the calls that it may stand for; empty for one that is itself.
std::vector<std::string_view> meant_by(const Row& row);

/// What the call that is meant returned: ipc's shmat stores it where a pointer says.
std::int64_t unpacked_result(const CallNumbers& raw, std::string_view outer, std::string_view meant,
                             std::int64_t result, const Memory& memory);

}  // namespace spyglass
