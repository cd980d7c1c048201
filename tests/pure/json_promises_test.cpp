// docs/json.md and the code say the same, and no bytes whatever make a line that is not JSON.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "core/report/json.hpp"
#include "tests/pure/document_tables.hpp"
#include "tests/pure/made_call.hpp"

namespace spyglass {
namespace {

using nlohmann::json;

const std::string every_event = "Every event";

/// The tables of the document: key → type, by the heading that they stand under.
struct Document {
  std::map<std::string, std::map<std::string, std::string>> keys;
  std::vector<std::string> examples;
  std::vector<std::string> forms;  ///< objects and arrays in the table of values
};

Document read_document() {
  Document document;
  std::ifstream file(std::string(SPYGLASS_SOURCE_DIR) + "/docs/json.md");
  std::string heading;
  for (std::string line; std::getline(file, line);) {
    // What follows is no line of a trace, and has a test of its own.
    if (line.starts_with("# The document of")) break;
    if (line.starts_with("## ")) {
      const auto name = in_backquotes(line);
      heading = name.empty() ? line.substr(3) : name.front();
    } else if (line.starts_with("    {")) {
      document.examples.push_back(line.substr(4));
    } else if (line.starts_with("| `")) {
      const auto cells = cells_of(line);
      document.keys[heading][in_backquotes(cells[0]).front()] = cells[1];
    } else if (heading == "Values" && line.starts_with("| ")) {
      for (const std::string& one : in_backquotes(cells_of(line).back())) {
        if (one.starts_with('{') || one.starts_with('[')) document.forms.push_back(one);
      }
    }
  }
  return document;
}

/// Which keys a document has for an event of a type, with their types.
std::map<std::string, std::string> known_keys(const Document& document, const std::string& type) {
  auto keys = document.keys.at(every_event);
  const auto own = document.keys.find(type);
  if (own != document.keys.end()) keys.insert(own->second.begin(), own->second.end());
  return keys;
}

/// Knows names for descriptors, all the same.
class SomeNames final : public Names {
 public:
  [[nodiscard]] value::Descriptor descriptor(int number) const override { return {number, "/"}; }
  [[nodiscard]] value::Descriptor descriptor_of(int, int number) const override { return {number}; }
  [[nodiscard]] value::Descriptor descriptor_behind(int, int number) const override {
    return {number};
  }
  [[nodiscard]] std::string working_directory() const override { return "/"; }
  [[nodiscard]] value::Process process(int id, IdOf) const override { return {id}; }
};

/// Lines that have every key between them.
std::vector<std::string> all_sorts_of_lines() {
  const EventPlace place{Pid(1), Tid(2), WallTime{}};
  std::vector<std::string> lines;
  ProgramMemory program;
  const auto path = program.put("/etc/passwd");
  const auto bytes = program.put(std::string(100, 'x'));
  const auto vector_end = DecodeBench::base + program.bytes().size() - sizeof(std::uint64_t);
  std::memcpy(program.bytes().last(sizeof path).data(), &path, sizeof path);
  const auto add = [&](Call call) {
    call.entered = Call::Clock::time_point(std::chrono::seconds(1));
    call.left = Call::Clock::time_point(std::chrono::seconds(2));
    lines.push_back(call_json(call, place.time));
  };
  add(made_call("openat", {0xffffff9c, path, 0}, 3, program));
  add(made_call("read", {3, bytes, 100}, 100, program));
  Call tampered = made_call("close", {3}, -5);
  tampered.injected.result = true;
  add(tampered);
  const SomeNames names;
  add(made_call("dup", {3}, 4, program, AbiId::x86_64, {.all = {.names = &names}}));
  add(made_call("read", {3, bytes, 100}, std::nullopt, program));
  add(made_call("read", {3, bytes, 100}, 100, program, AbiId::x86_64, {.read = NumberSet::all()}));
  add(made_call("access", {path, 4}, -2, program));
  Call denied = made_call("access", {path, 2}, -13, program);
  denied.denied_by = "Landlock: read-only outside your scratch directory";
  add(std::move(denied));
  add(made_call("pause", {}, -514));
  add(made_call("brk", {0}, 0x7f00));
  add(made_call("fcntl", {1, 3}, 2));
  add(made_call("execve", {path, vector_end, bytes}, 0, program));
  auto vector = value::Array{{}, false, Addr(vector_end)};
  Call broken = made_call("execve", {path, vector_end, bytes}, 0, program);
  broken.arguments[1] = {std::move(vector), "1 var"};
  add(std::move(broken));
  siginfo_t info{};
  info.si_signo = SIGCHLD;
  info.si_code = CLD_EXITED;
  info.si_utime = 5;
  lines.push_back(signal_json(place, Signal(SIGCHLD), info));
  lines.push_back(stopped_json(place, Signal(SIGSTOP)));
  lines.push_back(ended_json(place, {.code = 1}));
  lines.push_back(ended_json(place, {.killed_by = Signal(SIGKILL)}));
  lines.push_back(started_json(place, Tid(1)));
  lines.push_back(superseded_json(place, Tid(3)));
  return lines;
}

std::mt19937 generator(20);

std::string random_bytes() {
  std::string bytes;
  // Half of it is nearly text, so that what is almost UTF-8 turns up too.
  const bool nearly_text = generator() % 2 == 0;
  for (auto length = generator() % 12; length > 0; --length) {
    bytes += static_cast<char>(nearly_text && generator() % 8 != 0 ? ' ' + generator() % 95
                                                                   : generator() % 256);
  }
  return bytes;
}

Value random_value(int depth);

List<Value> random_values(std::size_t count, int depth) {
  List<Value> values;
  while (values.size() < count) values.push_back(random_value(depth));
  return values;
}

Value random_value(int depth) {
  static const std::string odd_name = "odd \xff\"name";
  const auto count = depth > 3 ? 0 : generator() % 3;
  const std::uint64_t bits = std::uint64_t{generator()} << 32 | generator();
  const bool maybe = generator() % 2 == 0;
  Value value;
  switch (generator() % 15) {
    case 0:
      value.is = value::Number{bits, static_cast<value::Number::Base>(generator() % 4)};
      break;
    case 1: value.is = value::Address{Addr(maybe ? 0 : bits)}; break;
    case 2: value.is = value::Constant{bits, maybe ? std::string_view{} : odd_name}; break;
    case 3: value.is = value::Flags{bits, {odd_name}, bits}; break;
    case 4:
      value.is = value::Text{Chars(random_bytes()), maybe, odd_name, generator() % 2 == 0};
      break;
    case 5: value.is = value::Descriptor{static_cast<int>(bits), random_bytes()}; break;
    case 6: value.is = value::Array{random_values(count, depth + 1), maybe, Addr(bits)}; break;
    case 7: value.is = value::Struct{{{odd_name, random_value(depth + 1)}, {"", {}}}, maybe}; break;
    case 8: value.is = value::Applied{odd_name, random_values(count, depth + 1)}; break;
    case 9: value.is = value::Set{{random_bytes(), "9"}, maybe}; break;
    case 10: value.is = value::Changed{random_values(2, depth + 1)}; break;
    case 11: value.is = value::Expression{random_bytes()}; break;
    case 12: value.is = value::Pending{}; break;
    case 13: value.is = value::Shifted{random_values(2, depth + 1)}; break;
    default: value.is = value::Absent{}; break;
  }
  if (generator() % 4 == 0) value.comment = random_bytes();
  return value;
}

/// The bytes that a text stands for.
std::string bytes_behind(const json& text) {
  if (text.is_string()) return text;
  std::string bytes;
  const std::string hex = text.at("hex");
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

/// Whether no struct in it has two members of one name, of which an object would lose one.
bool has_unique_names(const Value& value) {
  if (const auto* array = value.as<value::Array>()) {
    return std::ranges::all_of(array->elements, has_unique_names);
  }
  const auto* structure = value.as<value::Struct>();
  if (structure == nullptr) return true;
  std::set<std::string_view> names;
  return std::ranges::all_of(structure->fields, [&](const value::Field& field) {
    return names.insert(field.name).second && has_unique_names(field.value);
  });
}

bool is_ascii_line(const std::string& line) {
  return std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

TEST_CASE("the keys of lines are those of the document, and so are their types") {
  const Document document = read_document();
  std::map<std::string, std::set<std::string>> made;
  for (const std::string& text : all_sorts_of_lines()) {
    const json line = json::parse(text);
    const std::string type = line["type"];
    const auto known = known_keys(document, type);
    for (const auto& [key, value] : line.items()) {
      INFO(type << ", " << key);
      REQUIRE(known.contains(key));
      // "a value" may have any of the forms that the document lists for values.
      if (known.at(key) != "a value") CHECK(known.at(key) == type_word(value));
      made[type].insert(key);
    }
  }
  for (const auto& [type, keys] : made) {
    for (const auto& [key, word] : known_keys(document, type)) {
      INFO("never made: " << type << ", " << key);
      CHECK(keys.contains(key));
    }
  }
  CHECK(made.size() + 1 == document.keys.size());
}

TEST_CASE("the document's examples are lines that could be") {
  const Document document = read_document();
  REQUIRE(document.examples.size() >= 2);
  for (const std::string& example : document.examples) {
    INFO(example);
    const json line = json::parse(example);
    const auto known = known_keys(document, line.at("type"));
    for (const auto& [key, value] : line.items()) {
      REQUIRE(known.contains(key));
      CHECK(known.at(key) == type_word(value));
    }
  }
  REQUIRE(document.forms.size() > 10);
  for (const std::string& form : document.forms) {
    INFO(form);
    CHECK(json::accept(form));
  }
}

TEST_CASE("lines are JSON whatever a value holds") {
  Call call = made_call("read", {0, 0, 0}, 0);
  for (int round = 0; round < 3000; ++round) {
    call.arguments = random_values(3, 0);
    call.notes.said = {{"", random_value(0)}, {"odd \xff", random_value(0)}};
    const std::string line = call_json(call);
    INFO(line);
    REQUIRE(is_ascii_line(line));
    REQUIRE(json::accept(line));
  }
}

TEST_CASE("text comes back byte for byte") {
  Call call = made_call("read", {0, 0, 0}, 0);
  for (int round = 0; round < 3000; ++round) {
    const std::string bytes = random_bytes();
    call.arguments[1] = {value::Text{Chars(bytes)}};
    REQUIRE(bytes_behind(json::parse(call_json(call))["arguments"]["buf"]) == bytes);
  }
}

TEST_CASE("every call makes JSON of whatever memory holds") {
  ProgramMemory program(512);
  for (std::byte& byte : program.bytes()) byte = static_cast<std::byte>(generator());
  for (const auto family : row_families()) {
    for (const Row& row : family) {
      for (const Abi* abi : all_abis()) {
        if (!call_number(abi->id, row.name)) continue;
        CAPTURE(row.name, abi->name);
        for (const std::uint64_t at : {DecodeBench::base, DecodeBench::base + 500}) {
          const Call call = made_call(row.name, {at, at + 8, at + 16, at, at, at}, 10, program,
                                      abi->id, {.all = {.verbose = true}});
          REQUIRE(std::ranges::all_of(call.arguments, has_unique_names));
          const std::string line = call_json(call);
          REQUIRE(is_ascii_line(line));
          REQUIRE(json::accept(line));
        }
      }
    }
  }
}

TEST_CASE("a signal makes JSON whatever its information is") {
  for (int round = 0; round < 2000; ++round) {
    siginfo_t info{};
    auto* bytes = reinterpret_cast<unsigned char*>(&info);
    for (std::size_t i = 0; i < sizeof info; ++i) {
      bytes[i] = static_cast<unsigned char>(generator());
    }
    info.si_signo = static_cast<int>(generator() % 70);
    info.si_code = static_cast<int>(generator() % 20) - 10;
    const std::string line = signal_json({}, Signal(info.si_signo), info);
    REQUIRE(is_ascii_line(line));
    REQUIRE(json::accept(line));
  }
}

}  // namespace spyglass
