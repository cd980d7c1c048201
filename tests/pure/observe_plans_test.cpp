// What the programs in the kernel are told to read of each call.

#include "core/observe/plans.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/syscalls/catalogue.hpp"
#include "tests/pure/made_call.hpp"

using namespace spyglass;
using observe::plan_for;

namespace {

capture_plan plan_of(std::string_view name, AbiId id = AbiId::x86_64,
                     const DecodeOptions& options = {}) {
  return plan_for(find_row(name, id), abi(id), options);
}

std::span<const observed_capture> captures(const capture_plan& plan) {
  return std::span(plan.captures).first(plan.count);
}

/// The only capture of what an argument, or a place in an earlier capture, points to.
const observed_capture& capture_from(const capture_plan& plan, std::uint8_t from,
                                     std::uint16_t offset = 0) {
  const observed_capture* found = nullptr;
  for (const observed_capture& one : captures(plan)) {
    if (one.from != from || one.from_offset != offset) continue;
    CHECK(found == nullptr);
    found = &one;
  }
  REQUIRE(found != nullptr);
  return *found;
}

/// Every call of every ABI that this machine runs.
template <class Take>
void for_each_call(const Take& take) {
  for (const Abi* one : native_abis()) {
    for (std::uint64_t number = 0; number < OBSERVED_CALLS; ++number) {
      const NumberedCall call = numbered_call(one->id, number);
      if (call.row != nullptr) take(*one, number, call);
    }
  }
}

/// A page of zeros at one address, and nothing elsewhere. Knows whether it was read.
class OnePage final : public Memory {
 public:
  static constexpr std::uint64_t place = 0x7000'0000, size = 4096;

  std::size_t read(Addr from, std::span<std::byte> into) const override {
    const std::uint64_t offset = from.value() - place;
    if (offset >= size) return 0;
    read_ = true;
    const auto there = into.first(std::min<std::size_t>(into.size(), size - offset));
    std::ranges::fill(there, std::byte{0});
    return there.size();
  }
  [[nodiscard]] bool was_read() const { return read_; }

 private:
  mutable bool read_ = false;
};

/// Whether decoding looks where an argument points to, while all others are this number.
bool is_followed(const Abi& abi, std::uint64_t number, std::size_t argument, std::uint64_t others) {
  CallNumbers raw{.abi = abi.id, .number = number};
  raw.arguments.fill(others);
  raw.arguments[argument] = OnePage::place;
  const OnePage memory;
  Call call = decode_entry(raw, memory, {});
  decode_exit(call, 1, memory, {});
  return memory.was_read();
}

/// What a plan says of the captures of one moment is so.
void check_moment(const capture_plan& plan, std::uint8_t said, std::uint8_t when) {
  const auto all = captures(plan);
  const auto is_of_it = [&](const observed_capture& one) { return (one.when & when) != 0; };
  const auto many = std::ranges::count_if(all, is_of_it);
  CHECK((said == NO_CAPTURE) == (many == 0));
  if (said == NO_CAPTURE || said == MANY_CAPTURES) return;
  REQUIRE(many == 1);
  const observed_capture& only = *std::ranges::find_if(all, is_of_it);
  CHECK(&only - &*all.begin() == said - SINGLE_CAPTURE);
  CHECK((only.shape == CAPTURE_BYTES || only.shape == CAPTURE_TEXT));
  CHECK(only.from < OBSERVED_ARGUMENTS);
  CHECK((only.size_from < OBSERVED_ARGUMENTS || only.size_from == FROM_RESULT ||
         only.size_from == FROM_NOWHERE));
}

}  // namespace

TEST_CASE("a path is read at the entry, up to its end and as far as the kernel would") {
  const capture_plan plan = plan_of("openat");
  const observed_capture& path = capture_from(plan, 1);
  CHECK(plan.count == 1);
  CHECK(path.shape == CAPTURE_TEXT);
  CHECK(path.when == CAPTURE_AT_ENTRY);
  CHECK(path.most == 4096);
  CHECK(plan.at_exit == NO_CAPTURE);
}

TEST_CASE("a buffer is read when there is something in it, and no more than is shown") {
  const capture_plan filled = plan_of("read");
  const observed_capture& into = capture_from(filled, 1);
  CHECK(into.shape == CAPTURE_BYTES);
  CHECK(into.when == CAPTURE_AT_EXIT);
  CHECK(into.size_from == FROM_RESULT);
  CHECK(into.unit == 1);
  CHECK(into.most >= DecodeOptions{}.string_limit);
  CHECK(into.most < 64);
  CHECK(filled.at_entry == NO_CAPTURE);
  CHECK(filled.at_exit == SINGLE_CAPTURE);

  const observed_capture from = capture_from(plan_of("write"), 1);
  CHECK(from.when == CAPTURE_AT_ENTRY);
  CHECK(from.size_from == 2);
  const observed_capture longer =
      capture_from(plan_of("write", AbiId::x86_64, {.string_limit = 1000}), 1);
  CHECK(longer.most >= 1000);
}

TEST_CASE("what a struct points to is found in what was read of it") {
  const capture_plan plan = plan_of("sendmsg");
  const observed_capture& head = capture_from(plan, 1);
  CHECK(head.unit >= 56);  // struct msghdr
  const auto at = [&](std::uint16_t offset) -> const observed_capture& {
    return capture_from(plan, FROM_CAPTURE, offset);
  };
  CHECK(at(0).unit + at(0).most > 0);  // msg_name
  const observed_capture& pieces = at(16);
  CHECK(pieces.shape == CAPTURE_VECTOR);
  CHECK(pieces.size_from == FROM_CAPTURE);
  CHECK(pieces.size_offset == 24);
  CHECK(pieces.size_width == 8);
  CHECK(pieces.unit == 16);
  CHECK(pieces.follow > 0);
  CHECK(at(32).when != 0);  // msg_control
}

TEST_CASE("the words of a new program are read with what they lead to") {
  const capture_plan plan = plan_of("execve");
  CHECK(capture_from(plan, 0).shape == CAPTURE_TEXT);
  for (const auto argument : {std::uint8_t{1}, std::uint8_t{2}}) {
    const observed_capture& words = capture_from(plan, argument);
    CHECK(words.shape == CAPTURE_WORDS);
    CHECK(words.follow >= DecodeOptions{}.string_limit);
    CHECK(words.when == CAPTURE_AT_ENTRY);
    CHECK(words.word == 8);
  }
}

TEST_CASE("32-bit calls have pointers of their own size, and arguments in memory") {
  CHECK(capture_from(plan_of("execve", AbiId::i386), 1).word == 4);
  CHECK(capture_from(plan_of("writev", AbiId::i386), 1).unit == 8);
  // The one register leads to what the others hold elsewhere.
  const Row* select = find_row("select", AbiId::i386);
  REQUIRE(select != nullptr);
  REQUIRE(select->indirect);
  const capture_plan plan = plan_for(select, abi(AbiId::i386), {});
  CHECK(capture_from(plan, 0).unit == 5 * 4);
  CHECK(captures(plan).size() > 1);
  for (const observed_capture& one : captures(plan).subspan(1)) CHECK(one.from >= FROM_CAPTURE);
}

TEST_CASE("of a call that stands for others, whatever may be a pointer is followed") {
  const capture_plan plan = plan_of("socketcall", AbiId::i386);
  const observed_capture& block = capture_from(plan, 1);
  CHECK(block.unit == OBSERVED_ARGUMENTS * 4);
  CHECK(block.when == (CAPTURE_AT_ENTRY | CAPTURE_AT_EXIT));
  const auto index = static_cast<std::uint8_t>(&block - plan.captures);
  for (std::uint16_t word = 1; word < OBSERVED_ARGUMENTS; ++word) {
    const observed_capture& one =
        capture_from(plan, static_cast<std::uint8_t>(FROM_CAPTURE + index),
                     static_cast<std::uint16_t>(word * 4));
    CHECK(one.shape == CAPTURE_AROUND);
  }
}

TEST_CASE("nothing is read for calls that nobody knows, or that are shown as words") {
  CHECK(plan_for(nullptr, native_abi(), {}).count == 0);
  CHECK(plan_of("openat", AbiId::x86_64, {.raw = true}).count == 0);
}

TEST_CASE("one piece behind an argument is told from more") {
  const capture_plan two_moments = plan_of("newfstatat");
  CHECK(two_moments.at_entry == SINGLE_CAPTURE);
  CHECK(two_moments.at_exit == SINGLE_CAPTURE + 1);
  const capture_plan two_paths = plan_of("rename");
  CHECK(two_paths.at_entry == MANY_CAPTURES);
  CHECK(two_paths.at_exit == NO_CAPTURE);
  CHECK(plan_of("execve").at_entry == MANY_CAPTURES);
  CHECK(plan_of("readv").at_exit == MANY_CAPTURES);
}

TEST_CASE("every call has a plan that the kernel can keep to") {
  std::vector<capture_plan> plans(std::size_t{OBSERVED_ABIS} * OBSERVED_CALLS);
  observe::make_plans(plans, {});
  std::size_t most = 0;
  for (const capture_plan& plan : plans) {
    CHECK(plan.wanted == 1);
    REQUIRE(plan.count <= OBSERVED_CAPTURES);
    most = std::max<std::size_t>(most, plan.count);
    check_moment(plan, plan.at_entry, CAPTURE_AT_ENTRY);
    check_moment(plan, plan.at_exit, CAPTURE_AT_EXIT);
    for (std::size_t i = 0; i < plan.count; ++i) {
      const observed_capture& one = plan.captures[i];
      CHECK(one.shape != CAPTURE_NOTHING);
      CHECK((one.when & (CAPTURE_AT_ENTRY | CAPTURE_AT_EXIT)) != 0);
      CHECK((one.word == 4 || one.word == 8));
      CHECK(one.most <= 64 << 10);
      // Only what has been read before can be looked into.
      for (const std::uint8_t source : {one.from, one.size_from}) {
        const bool in_capture = source >= FROM_CAPTURE && source < FROM_CAPTURE + OBSERVED_CAPTURES;
        if (in_capture) CHECK(source - FROM_CAPTURE < static_cast<int>(i));
        if (!in_capture) CHECK((source < OBSERVED_ARGUMENTS || source >= FROM_STACK));
      }
    }
  }
  CHECK(most > 4);
}

TEST_CASE("no row has more captures than there is room for") {
  // A plan that is full drops what comes last: none is, but those that follow everything.
  for_each_call([](const Abi& abi, std::uint64_t, const NumberedCall& call) {
    if (!call.row->multiplexes.empty()) return;
    INFO(call.name << " of " << abi.name);
    CHECK(plan_for(call.row, abi, {}).count < OBSERVED_CAPTURES);
  });
}

TEST_CASE("whatever argument decoding follows has a capture") {
  for_each_call([](const Abi& abi, std::uint64_t number, const NumberedCall& call) {
    if (!call.row->multiplexes.empty() || call.row->indirect) return;
    const capture_plan plan = plan_for(call.row, abi, {});
    for (std::size_t argument = 0; argument < OBSERVED_ARGUMENTS; ++argument) {
      const bool has_capture = std::ranges::any_of(
          captures(plan), [&](const observed_capture& one) { return one.from == argument; });
      if (has_capture) continue;
      for (const std::uint64_t others : {0, 1, 2, 3, 8, 16, 128}) {
        INFO(call.name << " of " << abi.name << ", argument " << argument << ", others " << others);
        CHECK_FALSE(is_followed(abi, number, argument, others));
      }
    }
  });
}

TEST_CASE("calls are asked for by name, and by what they may mean") {
  std::vector<capture_plan> plans(std::size_t{OBSERVED_ABIS} * OBSERVED_CALLS);
  observe::make_plans(plans, {.calls = *CallSet::parse("semget,openat@64"), .rules = {}});
  const auto wanted = [&](observed_abi index, std::string_view name) {
    const AbiId id = native_abis()[index]->id;
    return plans[index * std::size_t{OBSERVED_CALLS} + *call_number(id, name)].wanted == 1;
  };
  CHECK(wanted(OBSERVED_NATIVE, "openat"));
  CHECK_FALSE(wanted(OBSERVED_NATIVE, "read"));
  CHECK_FALSE(wanted(OBSERVED_COMPAT, "openat"));
  CHECK(wanted(OBSERVED_COMPAT, "ipc"));
  CHECK_FALSE(wanted(OBSERVED_COMPAT, "socketcall"));
}

TEST_CASE("the entry of what may not come back is told at once") {
  std::vector<capture_plan> plans(std::size_t{OBSERVED_ABIS} * OBSERVED_CALLS);
  observe::make_plans(plans, {});
  const auto at_once = [&](std::string_view name) {
    return plans[*call_number(native_abi().id, name)].at_once == 1;
  };
  for (const auto* name : {"execve", "clone3", "exit_group", "exit"}) CHECK(at_once(name));
  for (const auto* name : {"read", "openat", "close"}) CHECK_FALSE(at_once(name));
}
