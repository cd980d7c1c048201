// docs/net.md and the lines of `spyglass net --json` say the same.

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>

#include "core/wire/wire_log.hpp"
#include "repl/wire/conversation_json.hpp"
#include "tests/pure/document_tables.hpp"
#include "tests/pure/wire_harness.hpp"

namespace spyglass {
namespace {

using nlohmann::json;

struct Key {
  std::string type;
  bool is_always_there = false;
};
using Keys = std::map<std::string, Key>;

/// Of each kind of object, by the heading of its table.
std::map<std::string, Keys> read_document() {
  std::map<std::string, Keys> document;
  std::ifstream file(std::string(SPYGLASS_SOURCE_DIR) + "/docs/net.md");
  std::string heading;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) heading = line.starts_with("### ") ? line.substr(4) : "";
    if (heading.empty() || !line.starts_with("| `")) continue;
    const auto cells = cells_of(line);
    REQUIRE(cells.size() == 4);
    document[heading][in_backquotes(cells[0]).front()] = {cells[1], cells[3] == "never"};
  }
  return document;
}

bool is_text(const json& value) {
  return value.is_string() || (value.is_object() && value.size() == 1 && value.contains("hex"));
}

/// The keys that were met, by the kind of their object.
using Met = std::map<std::string, std::set<std::string>>;

void check(const json& object, const std::string& kind, const std::map<std::string, Keys>& document,
           Met& met) {
  const Keys& keys = document.at(kind);
  for (const auto& [key, value] : object.items()) {
    INFO(kind << ", " << key);
    REQUIRE(keys.contains(key));
    const std::string& type = keys.at(key).type;
    CHECK((type == "text" ? is_text(value) : type == type_word(value)));
    met[kind].insert(key);
  }
  for (const auto& [key, about] : keys) {
    INFO(kind << ", " << key);
    CHECK((!about.is_always_there || object.contains(key)));
  }
}

/// Conversations that have every key between them.
std::vector<json> all_sorts_of_lines() {
  Talk talk;
  talk.connect(3, 80);
  talk.send(3, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  talk.receive(3, "HTTP/1.1 200 OK\r\n\r\n");
  talk.close(3);
  talk.connect(4, 81, -ECONNREFUSED);
  talk.accept(5, 6, 82, 41000);
  talk.send(6, "\xff\x00 no text");
  talk.pass();
  WireLog log;
  for (const WireEvent& event : talk.heard) log.add(event);
  std::vector<json> lines;
  for (const auto& one : talk.conversations.all()) {
    const std::string line = conversation_json(*one, turns_of(*one, log));
    CHECK(line.find('\n') == std::string::npos);
    lines.push_back(json::parse(line));
  }
  return lines;
}

}  // namespace

TEST_CASE("the keys of conversations are those of the document, and so are their types") {
  const auto document = read_document();
  REQUIRE(document.size() == 3);
  Met met;
  for (const json& line : all_sorts_of_lines()) {
    check(line, "conversation", document, met);
    for (const char* way : {"sent", "received"}) check(line.at(way), "direction", document, met);
    for (const json& turn : line.at("turns")) check(turn, "turn", document, met);
  }
  for (const auto& [kind, keys] : document) {
    for (const auto& [key, about] : keys) {
      INFO("never made: " << kind << ", " << key);
      CHECK(met[kind].contains(key));
    }
  }
}

}  // namespace spyglass
