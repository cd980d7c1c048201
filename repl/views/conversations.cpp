#include "repl/views/conversations.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/memory/buffer_memory.hpp"
#include "core/syscalls/errors.hpp"
#include "core/wire/endpoint.hpp"
#include "repl/views/amounts.hpp"
#include "repl/views/memory.hpp"

namespace spyglass {

namespace {

using Origin = Conversation::Origin;
using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::size_t shown_turns = 4;
/// Silences that are shorter are nobody's fault.
constexpr milliseconds worth_telling{5};
/// Of a piece so many bytes are shown.
constexpr std::size_t shown_bytes = 4096;

std::string_view arrow(Way way) { return way == Way::sent ? "->" : "<-"; }

/// Whether people can read it: no control characters, but line ends and tabs.
bool is_text(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= ' ' ? byte != 0x7f : c == '\n' || c == '\r' || c == '\t';
  });
}

std::string how_it_began(const Conversation& conversation) {
  const std::string people = people_text(conversation);
  switch (conversation.origin) {
    case Origin::called: return people + " called";
    case Origin::taken: return people + " was called";
    case Origin::found: return people;
  }
  return people;
}

/// "78 bytes sent, 120 received; closed after 2.004 s".
std::string what_passed(const Conversation& conversation) {
  std::string text = fmt::format("{} sent, {} received", amount_words(conversation.sent.bytes),
                                 amount_words(conversation.received.bytes));
  if (conversation.ended) {
    return text + "; closed after " + span_text(*conversation.ended - conversation.began);
  }
  return text + "; still open";
}

std::string how_fast(const Conversation& conversation) {
  std::string text;
  if (conversation.origin == Origin::called) {
    text = !conversation.connected
               ? "connecting, nobody has answered yet"
               : "connected in " + span_text(*conversation.connected - conversation.began);
  }
  if (conversation.first_answer) {
    text += fmt::format("{}{} first answer after {}", text.empty() ? "" : "; ",
                        conversation.first_way == Way::sent ? "their" : "its",
                        span_text(*conversation.first_answer));
  }
  return text;
}

std::string who_waited(const Conversation& conversation) {
  const auto worth = [](Conversation::Duration span) { return span >= worth_telling; };
  const std::string waited = span_text(conversation.waited);
  const std::string hesitated = span_text(conversation.hesitated);
  if (worth(conversation.waited) && worth(conversation.hesitated)) {
    return fmt::format("it waited {} for the other end, and kept it waiting {}", waited, hesitated);
  }
  if (worth(conversation.waited)) return fmt::format("it waited {} for the other end", waited);
  if (worth(conversation.hesitated))
    return fmt::format("it kept the other end waiting {}", hesitated);
  return {};
}

/// The other end, if that is traced, too.
const Conversation* other_end(const Conversation& one, const Conversations& all) {
  const auto found = std::ranges::find_if(all.all(), [&](const auto& other) {
    return other->number != one.number && other->protocol == one.protocol &&
           is_same_end(one.local, other->peer) && is_same_end(one.peer, other->local) &&
           other->began <= one.ended.value_or(Conversation::Time::max()) &&
           one.began <= other->ended.value_or(Conversation::Time::max());
  });
  return found == all.all().end() ? nullptr : found->get();
}

void show_head(Output& out, const Conversation& conversation, const Conversations& all) {
  out.line(
      {{fmt::format("{:>3}  ", conversation.number)}, {ends_text(conversation), Tone::strong}});
  constexpr int indent = 5;
  std::string people = how_it_began(conversation);
  if (const Conversation* other = other_end(conversation, all)) {
    people += fmt::format("; the other end is {}", other->number);
  }
  out.paragraph(people, indent);
  if (conversation.refused) {
    const ErrorRow* row = find_error(*conversation.refused);
    out.paragraph(fmt::format("it was not connected: {}",
                              row == nullptr ? "an unknown error"
                                             : fmt::format("{} ({})", row->name, row->sentence)),
                  indent, Tone::bad);
    return;
  }
  out.paragraph(what_passed(conversation), indent);
  for (const std::string& text : {how_fast(conversation), who_waited(conversation)}) {
    if (!text.empty()) out.paragraph(text, indent);
  }
}

bool is_encrypted(const std::vector<Turn>& turns) {
  return std::ranges::any_of(
      turns, [](const Turn& turn) { return turn.saying.dialect == Saying::Dialect::tls; });
}

constexpr std::string_view about_encryption =
    "TLS: what they say is encrypted. What can still be seen: who talks to whom, when, how much, "
    "and the host in the hello.";

void show_bytes(Output& out, const WireEvent& piece) {
  constexpr int indent = 8;
  const std::string_view bytes = std::string_view(piece.bytes).substr(0, shown_bytes);
  if (is_text(bytes)) {
    std::string text;
    std::ranges::remove_copy(bytes, std::back_inserter(text), '\r');
    while (text.ends_with('\n')) text.pop_back();
    out.paragraph(text, indent);
  } else {
    const auto data = std::as_bytes(std::span(bytes));
    (void)show_memory(out, BufferMemory(Addr(0), data), Addr(0), data.size());
  }
  const std::uint64_t left = piece.length - bytes.size();
  if (left == 0) return;
  const bool captured = piece.bytes.size() == piece.length;
  out.line(fmt::format("        … {} more{}", amount_words(left),
                       captured ? "" : ", of which not all was captured"),
           Tone::faint);
}

}  // namespace

std::string ends_text(const Conversation& conversation) {
  std::string text = conversation.protocol;
  if (!conversation.local.empty()) text += " " + conversation.local;
  if (!conversation.peer.empty()) text += " -> " + conversation.peer;
  return text;
}

std::string people_text(const Conversation& conversation) {
  const std::size_t others = conversation.processes.size() - 1;
  std::string text =
      fmt::format("{}[{}]", conversation.command.empty() ? "?" : conversation.command,
                  conversation.processes.front().value());
  if (others > 0) text += fmt::format(" and {} more", others);
  return text;
}

std::string span_text(Conversation::Duration span) {
  const double seconds = std::chrono::duration<double>(span).count();
  if (seconds >= 1) return fmt::format("{:.3f} s", seconds);
  return fmt::format("{:.{}f} ms", seconds * 1e3, seconds < 0.01 ? 2 : 1);
}

std::string turn_text(const Turn& turn, int columns) {
  std::string text = turn.saying.what;
  if (text.empty() && is_text(turn.beginning)) {
    const std::string_view line(turn.beginning);
    text = line.substr(0, line.find_first_of("\r\n"));
  }
  if (text.empty()) return counted(turn.length, "byte");
  text = inert_line(text);
  const auto room = static_cast<std::size_t>(std::max(columns, 1));
  if (text.size() <= room) return text;
  constexpr std::string_view dots = "…";
  std::size_t end = room - 1;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
  return text.substr(0, end) + std::string(dots);
}

void show_conversations(Output& out, const Conversations& conversations, const WireLog& log) {
  for (const auto& conversation : conversations.all()) {
    show_head(out, *conversation, conversations);
    const auto turns = turns_of(*conversation, log);
    constexpr int indent = 8;
    for (std::size_t i = 0; i < std::min(turns.size(), shown_turns); ++i) {
      out.line(fmt::format("     {} {}", arrow(turns[i].way),
                           turn_text(turns[i], out.look().usable_width() - indent)));
    }
    if (turns.size() > shown_turns) {
      out.line(fmt::format("     … {} more", turns.size() - shown_turns), Tone::faint);
    }
    if (is_encrypted(turns)) out.paragraph(about_encryption, 5, Tone::faint);
  }
  const std::size_t forgotten = conversations.begun() - conversations.all().size();
  if (forgotten > 0) out.line(fmt::format("{} older ones are not kept", forgotten), Tone::faint);
}

Result<void> show_conversation(Output& out, const Conversations& conversations, const WireLog& log,
                               std::size_t number) {
  const auto found =
      std::ranges::find(conversations.all(), number, [](const auto& one) { return one->number; });
  if (found == conversations.all().end()) {
    return bad_input(fmt::format("there is no conversation {}: `net` lists them", number));
  }
  const Conversation& conversation = **found;
  show_head(out, conversation, conversations);
  const auto turns = turns_of(conversation, log);
  for (const Turn& turn : turns) {
    if (!turn.saying.what.empty()) {
      out.line(
          {{fmt::format("  {} ", arrow(turn.way))}, {inert_line(turn.saying.what), Tone::strong}});
    }
    for (const WireEvent* piece : turn.pieces) {
      const auto since = duration_cast<microseconds>(piece->time - conversation.began);
      out.line(fmt::format("  {} {:>9.6f} s  {} {}", arrow(piece->way),
                           std::chrono::duration<double>(since).count(),
                           piece->call ? std::string_view(piece->call->name) : "?",
                           counted(piece->length, "byte")),
               Tone::faint);
      show_bytes(out, *piece);
    }
  }
  if (is_encrypted(turns)) out.paragraph(about_encryption, 2, Tone::faint);
  const std::uint64_t unseen = conversation.sent.unseen + conversation.received.unseen;
  if (unseen > 0) {
    out.paragraph(fmt::format("Of all that, {} were not captured: they went from a file to the "
                              "socket inside the kernel, or one call moved more than is kept.",
                              amount_words(unseen)),
                  2, Tone::faint);
  }
  return {};
}

}  // namespace spyglass
