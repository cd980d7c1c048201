// Calls of every kind and ABI, about a memory that may hold anything, has a hole, and changes while
// the call is made. What comes of them is written in all forms that there are.
//
// An input is a head, the calls (see read_call), and then the memory.

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/decode/call.hpp"
#include "core/memory/window_memory.hpp"
#include "core/report/explain.hpp"
#include "core/report/json.hpp"
#include "core/report/text.hpp"
#include "core/report/transfer_text.hpp"
#include "core/syscalls/catalogue.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

namespace spyglass::fuzz {

namespace {

constexpr Addr base{0x10000};  // below 4 GiB, so that words of any ABI can point there
constexpr std::size_t most_calls = 32;

/// The input's last bytes, of which a few cannot be read.
class HoledMemory final : public Memory {
 public:
  HoledMemory(std::string bytes, std::size_t hole, std::size_t hole_size)
      : bytes_(std::move(bytes)),
        hole_(std::min(hole, bytes_.size())),
        hole_end_(std::min(hole_ + hole_size, bytes_.size())) {}

  std::size_t read(Addr from, std::span<std::byte> into) const override {
    if (from < base || from - base >= bytes_.size()) return 0;
    const auto at = static_cast<std::size_t>(from - base);
    if (at >= hole_ && at < hole_end_) return 0;
    const std::size_t end = at < hole_ ? hole_ : bytes_.size();
    const std::size_t count = std::min(into.size(), end - at);
    std::memcpy(into.data(), bytes_.data() + at, count);
    return count;
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] std::size_t hole() const { return hole_; }

 private:
  std::string bytes_;
  std::size_t hole_, hole_end_;
};

/// Names that nobody would wish a descriptor or a process to have.
class HostileNames final : public Names {
 public:
  [[nodiscard]] value::Descriptor descriptor(int number) const override {
    return {.number = number,
            .target = "/tmp/\033[31m\n\"<>\\\xff",
            .device = number % 3 == 0 ? "char 5:0" : "",
            .deleted = number % 2 == 0};
  }
  [[nodiscard]] value::Descriptor descriptor_of(int, int number) const override {
    return descriptor(number);
  }
  [[nodiscard]] value::Descriptor descriptor_behind(int, int number) const override {
    return descriptor(number);
  }
  [[nodiscard]] std::string working_directory() const override { return "/\a\x7f"; }
  [[nodiscard]] std::optional<int> netlink_protocol(int number) const override {
    return number % 24 - 1;
  }
  [[nodiscard]] value::Process process(int id, IdOf) const override {
    return {.number = id, .command = "\033]0;x\a>\xc2\x9b", .outside = id % 3};
  }
};

std::vector<const Row*> all_rows() {
  std::vector<const Row*> rows;
  for (const auto family : row_families()) {
    for (const Row& row : family) rows.push_back(&row);
  }
  return rows;
}

std::uint64_t number_of_call(AbiId id, std::uint16_t which) {
  static const std::vector<const Row*> rows = all_rows();
  // The rest are numbers that may mean nothing.
  if (which >= 4 * rows.size()) return which;
  return call_number(id, rows[which % rows.size()]->name).value_or(which);
}

/// A word of five bytes: most numbers mean nothing, and those that do must be easy to hit upon.
std::uint64_t read_word(Input& input, const HoledMemory& memory) {
  const auto how = input.number();
  const auto value = input.number<std::uint32_t>();
  switch (how % 8) {
    case 0:
    case 1: return (base + value % (memory.size() + 1)).value();
    case 2: return (base + memory.size() - value % 64).value();
    case 3: return (base + memory.hole() - value % 64).value();
    case 4: return value % 256;
    case 5: return static_cast<std::uint64_t>(static_cast<std::int32_t>(value));
    case 6: return std::uint64_t{value} << 32U | value;
    default: return std::uint64_t{1} << value % 64;
  }
}

struct MadeCall {
  CallNumbers numbers;
  std::int64_t result;
};

/// 38 bytes: an ABI, a call, six arguments, a result.
MadeCall read_call(Input& input, const HoledMemory& memory) {
  MadeCall call{};
  call.numbers.abi = static_cast<AbiId>(input.number() % 3);
  call.numbers.number = number_of_call(call.numbers.abi, input.number<std::uint16_t>());
  for (std::uint64_t& argument : call.numbers.arguments) argument = read_word(input, memory);
  if (call.numbers.abi == AbiId::i386) {
    for (std::uint64_t& argument : call.numbers.arguments) argument &= 0xffff'ffff;
  }
  call.numbers.stack_pointer = base + memory.size() / 2;
  call.result = static_cast<std::int64_t>(read_word(input, memory));
  return call;
}

DecodeRules read_rules(Input& input) {
  static const HostileNames names;
  const auto bits = input.number();
  DecodeRules rules;
  rules.all.string_limit = (bits & 1U) != 0 ? 4096 : 32;
  rules.all.verbose = (bits & 2U) != 0;
  rules.all.follow = (bits & 4U) == 0;
  rules.all.raw = (bits & 0xf8U) == 0xf8U;
  if ((bits & 8U) != 0) rules.all.names = &names;
  if ((bits & 16U) != 0) rules.read = rules.written = NumberSet::all();
  return rules;
}

void check_json(const Call& call) {
  const std::string json = call_json(call);
  require_visible(json);
  const auto object = nlohmann::json::parse(json, nullptr, false);
  require(object.is_object(), "a call's JSON is none", json);
  require(object.contains("name") || object.contains("call") || object.contains("type"),
          "a call's JSON does not say what it is", json);
}

void check_forms(const Call& call) {
  static const TextOptions looks[] = {
      {},
      {.result_column = 0, .names = NameStyle::both, .hex_strings = HexStrings::all},
      {.names = NameStyle::numbers, .hex_strings = HexStrings::odd_bytes, .argument_names = true},
  };
  for (const TextOptions& look : looks) {
    const std::string text = call_text(call, look);
    require_visible(text);
    require(text.starts_with(call.name + "("), "a line does not begin with the call", text);
    require_visible(resumed_text(call, look));
  }
  check_json(call);
  for (const Explanation& said : {explain_call(call), explain_arguments(call)}) {
    require_inert(said.what);
    require_inert(said.outcome);
  }
  require_inert(explain_result(call));
  if (call.transfer) {
    write_transfer(*call.transfer, [](std::string_view lines) {
      for (const char c : lines) {
        require((c >= ' ' && c <= '~') || c == '\n', "bytes that moved are not shown as text",
                lines);
      }
    });
  }
}

void decode_all(std::string_view bytes) {
  Input input(bytes);
  const std::size_t count = 1 + input.number() % most_calls;
  const DecodeRules rules = read_rules(input);
  const std::size_t hole = input.number<std::uint16_t>();
  const std::size_t hole_size = input.number();
  const auto change = static_cast<char>(input.number());
  constexpr std::size_t head = 6, a_call = 38;
  std::string contents(bytes.substr(std::min(bytes.size(), head + count * a_call)));
  const HoledMemory before(contents, hole, hole_size);
  for (char& byte : contents) byte = static_cast<char>(byte ^ change);
  const HoledMemory after(std::move(contents), hole, hole_size);
  for (std::size_t i = 0; i < count && !input.rest().empty(); ++i) {
    const auto [numbers, result] = read_call(input, before);
    Call call = decode_entry(numbers, WindowMemory(before), rules);
    keep_written(call, before, rules);
    std::string line;
    append_call_start(line, call);
    check_forms(call);
    const WindowMemory windows(after);
    decode_exit(call, result, windows, rules);
    keep_read(call, windows, rules);
    check_forms(call);
    append_call_end(line, call);
    // They need not be the whole line: memory has changed between them.
    require_visible(line);
    require(line.ends_with(" = " + result_text(call)), "a line does not end with its result", line);
  }
}

const Target decoders("decoders", decode_all);

}  // namespace

}  // namespace spyglass::fuzz
