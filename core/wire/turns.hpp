#pragma once

#include <vector>

#include "core/wire/dialects.hpp"
#include "core/wire/wire_log.hpp"

namespace spyglass {

/// What one end said before the other one said something: a request, or an answer, in whatever
/// pieces it came.
struct Turn {
  Way way = Way::sent;
  std::vector<const WireEvent*> pieces;  ///< of the log
  std::uint64_t length = 0;
  std::string beginning;  ///< its first bytes, as far as they were captured without a hole
  Saying saying;          ///< what those are
};

/// The turns of a conversation, as far as the log has them. Borrows the log's events.
std::vector<Turn> turns_of(const Conversation& conversation, const WireLog& log);

}  // namespace spyglass
