#pragma once

#include <string_view>

#include "core/base/number.hpp"
#include "repl/session/session.hpp"

namespace spyglass {

/// What a place or value means in the stopped program: a number, a register, a symbol, an argument
/// of the call at hand (buf), a constant of the kernel's headers (O_RDONLY), or several of these
/// with + and - between them: message+7, rsp-16.
Result<std::uint64_t> evaluate(const Session& session, std::string_view text);

}  // namespace spyglass
