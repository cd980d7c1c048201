#include "core/wire/turns.hpp"

#include <algorithm>

namespace spyglass {

namespace {

/// Whatever can be told of a turn stands in so many bytes.
constexpr std::size_t longest_beginning = 16 << 10;

bool is_name_service(const Conversation& conversation) {
  return conversation.local.ends_with(":53") || conversation.peer.ends_with(":53");
}

}  // namespace

std::vector<Turn> turns_of(const Conversation& conversation, const WireLog& log) {
  std::vector<const WireEvent*> pieces;
  for (const WireEvent& event : log.events()) {
    const bool is_part =
        event.kind == WireEvent::Kind::moved && event.conversation->number == conversation.number;
    if (is_part) pieces.push_back(&event);
  }
  std::ranges::stable_sort(pieces, {}, &WireEvent::time);
  std::vector<Turn> turns;
  bool whole = true;
  for (const WireEvent* piece : pieces) {
    // A message that is one for itself is a turn for itself.
    if (turns.empty() || turns.back().way != piece->way || !conversation.is_stream()) {
      turns.push_back({.way = piece->way});
      whole = true;
    }
    Turn& turn = turns.back();
    turn.pieces.push_back(piece);
    turn.length += piece->length;
    if (whole) turn.beginning += piece->bytes;
    whole =
        whole && piece->bytes.size() == piece->length && turn.beginning.size() < longest_beginning;
  }
  for (Turn& turn : turns) {
    turn.saying =
        recognise(turn.beginning, is_name_service(conversation), conversation.is_stream());
  }
  return turns;
}

}  // namespace spyglass
