#include "repl/wire/conversation_json.hpp"

#include "core/report/value_json.hpp"
#include "core/syscalls/errors.hpp"

namespace spyglass {

namespace {

std::string_view origin_word(Conversation::Origin origin) {
  switch (origin) {
    case Conversation::Origin::called: return "called";
    case Conversation::Origin::taken: return "taken";
    case Conversation::Origin::found: break;
  }
  return "found";
}

std::string_view dialect_word(Saying::Dialect dialect) {
  switch (dialect) {
    case Saying::Dialect::http: return "http";
    case Saying::Dialect::dns: return "dns";
    case Saying::Dialect::tls: return "tls";
    case Saying::Dialect::unknown: break;
  }
  return "unknown";
}

std::int64_t nanoseconds(Conversation::Duration span) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(span).count();
}

Json direction_json(const Conversation::Direction& direction) {
  return {{"bytes", direction.bytes},
          {"pieces", direction.messages},
          {"unseen", direction.unseen},
          {"ended", direction.ended}};
}

Json turn_json(const Turn& turn, const Conversation& conversation) {
  Json json = {{"way", turn.way == Way::sent ? "sent" : "received"},
               {"after_ns", nanoseconds(turn.pieces.front()->time - conversation.began)},
               {"until_ns", nanoseconds(turn.pieces.back()->time - conversation.began)},
               {"bytes", turn.length},
               {"pieces", turn.pieces.size()},
               {"dialect", dialect_word(turn.saying.dialect)},
               {"text", bytes_json(turn.beginning)}};
  if (!turn.saying.what.empty()) json["what"] = bytes_json(turn.saying.what);
  return json;
}

}  // namespace

std::string conversation_json(const Conversation& conversation, const std::vector<Turn>& turns) {
  Json json = {{"number", conversation.number},
               {"protocol", conversation.protocol},
               {"origin", origin_word(conversation.origin)},
               {"local", bytes_json(conversation.local)},
               {"peer", bytes_json(conversation.peer)},
               {"command", bytes_json(conversation.command)},
               {"processes", Json::array()},
               {"sent", direction_json(conversation.sent)},
               {"received", direction_json(conversation.received)},
               {"waited_ns", nanoseconds(conversation.waited)},
               {"hesitated_ns", nanoseconds(conversation.hesitated)},
               {"turns", Json::array()}};
  for (const Pid process : conversation.processes) json["processes"].push_back(process.value());
  for (const Turn& turn : turns) json["turns"].push_back(turn_json(turn, conversation));
  if (conversation.connected) {
    json["connected_ns"] = nanoseconds(*conversation.connected - conversation.began);
  }
  if (conversation.first_answer) json["first_answer_ns"] = nanoseconds(*conversation.first_answer);
  if (conversation.ended) json["ended_ns"] = nanoseconds(*conversation.ended - conversation.began);
  if (conversation.refused) {
    const ErrorRow* row = find_error(*conversation.refused);
    json["refused"] = row == nullptr ? "?" : row->name;
  }
  return json.dump();
}

}  // namespace spyglass
