#pragma once

#include "core/base/result.hpp"
#include "core/wire/conversations.hpp"
#include "core/wire/turns.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// Conversations over sockets, a few lines each: between whom, how long it took, what was asked and
/// answered, and who kept whom waiting.
void show_conversations(Output& out, const Conversations& conversations, const WireLog& log);

/// One of them whole: every piece, when it came, and what it says, as text or in hexadecimal.
Result<void> show_conversation(Output& out, const Conversations& conversations, const WireLog& log,
                               std::size_t number);

// What the lines are put together of.

/// "TCP 127.0.0.1:41000 -> 127.0.0.1:80".
std::string ends_text(const Conversation& conversation);
/// "fetch[4711]", "front[12] and 3 others".
std::string people_text(const Conversation& conversation);
/// What a turn says, on one line: what it is, or its first line; at most so many columns.
std::string turn_text(const Turn& turn, int columns);
/// "0.12 ms", "2.001 s".
std::string span_text(Conversation::Duration span);

}  // namespace spyglass
