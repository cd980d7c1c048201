#include "core/observe/plans.hpp"

#include <linux/limits.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "core/decode/call.hpp"
#include "core/decode/layout.hpp"
#include "core/decode/reading.hpp"
#include "core/decode/unpack.hpp"
#include "core/syscalls/catalogue.hpp"

namespace spyglass::observe {

namespace {

/// Calls that may not come back, that become another program, or during which a child is to be
/// seen.
constexpr std::string_view told_at_once[] = {"execve", "execveat", "fork",
                                             "vfork",  "clone",    "clone3"};

/// Of structs that nobody knows, and of what their pointers lead to.
constexpr std::uint32_t unknown_struct = 256, behind_unknown = 128, small_struct = 64,
                        signal_frame = 1024;
/// Where the limit for strings does not count: as much as is decoded by sense.
constexpr std::uint32_t most_bytes = 64 << 10, most_path = PATH_MAX, most_message = 1024;
constexpr std::size_t messages_followed = 3;

/// Where a number comes from.
struct Place {
  std::uint8_t source = FROM_NOWHERE;
  std::size_t offset = 0;
  std::size_t width = 0;
};

/// Fails at every place, and knows whether it was asked.
class Spy final : public Memory {
 public:
  std::size_t read(Addr /*from*/, std::span<std::byte> /*into*/) const override {
    asked_ = true;
    return 0;
  }
  [[nodiscard]] bool asked() const { return asked_; }

 private:
  mutable bool asked_ = false;
};

/// With so much in the arguments or members beside it. Some kinds look only where a size is right.
bool looks_at_memory(const Kind& kind, const Abi& abi, const DecodeOptions& options,
                     std::uint64_t beside) {
  constexpr std::uint64_t some_pointer = 0x10000;
  constexpr std::int64_t some_result = 16;
  std::array<std::uint64_t, 48> siblings{};
  siblings.fill(beside);
  const Spy spy;
  const Value before{value::Number{}};
  const std::array<Value, 6> answers{};
  ResultNotes notes;
  Question question{.memory = spy,
                    .abi = abi,
                    .options = options,
                    .kind = kind,
                    .raw = some_pointer,
                    .place = Addr(some_pointer),
                    .siblings = siblings,
                    .size_from = 0,
                    .before = &before,
                    .notes = &notes,
                    .answers = answers};
  if (kind.when != When::entry) question.result = some_result;
  (void)kind.decode(question);
  if (kind.explain != nullptr) {
    question.result = some_result;
    kind.explain(question);
  }
  return spy.asked();
}

bool looks_at_memory(const Kind& kind, const Abi& abi, const DecodeOptions& options) {
  if (kind.decode == nullptr) return true;  // it depends on others, and may be anything
  constexpr std::uint64_t tried[] = {0, 1, 2, 4, 8, 16, 32, 64, 128, 0x10000};
  return std::ranges::any_of(
      tried, [&](std::uint64_t beside) { return looks_at_memory(kind, abi, options, beside); });
}

/// What was found out of kinds, of which most calls have the same few, under one ABI.
class Looks {
 public:
  bool at_memory(const Kind& kind, const Abi& abi, const DecodeOptions& options) {
    if (last_ != options) known_.clear();
    last_ = options;
    const auto [found, is_new] = known_.try_emplace(&kind);
    if (is_new) found->second = looks_at_memory(kind, abi, options);
    return found->second;
  }

 private:
  DecodeOptions last_;
  std::map<const Kind*, bool> known_;
};

class PlanMaker {
 public:
  PlanMaker(const Abi& abi, const DecodeOptions& options, Looks& looks)
      : abi_(abi), options_(options), looks_(looks) {}

  void add(const Kind& kind, std::uint8_t when, Place pointer, Place count);
  [[nodiscard]] capture_plan plan() const { return plan_; }

  /// Arguments that stand in memory, where the one register points to.
  Place add_block(Place pointer, std::size_t words) {
    const auto size = static_cast<std::uint32_t>(words * abi_.word_size);
    return capture({.shape = CAPTURE_BYTES, .unit = size, .most = size},
                   CAPTURE_AT_ENTRY | CAPTURE_AT_EXIT, pointer, {});
  }
  /// Whatever a pointer may lead to, that need not be one.
  void add_anything(Place pointer) {
    add_around(unknown_struct, unknown_struct / 2, CAPTURE_AT_ENTRY | CAPTURE_AT_EXIT, pointer);
  }

 private:
  Place capture(observed_capture what, std::uint8_t when, Place pointer, Place count);
  [[nodiscard]] std::uint8_t with_one_more(std::uint8_t before, const observed_capture& next) const;
  /// A struct of that size, in whose first bytes there may be pointers.
  Place add_around(std::uint32_t size, std::uint32_t pointers, std::uint8_t when, Place pointer) {
    return capture({.shape = CAPTURE_AROUND,
                    .follow = static_cast<std::uint16_t>(pointers / abi_.word_size),
                    .unit = size,
                    .most = behind_unknown},
                   when, pointer, {});
  }
  void add_members(const Layout& layout, std::uint8_t when, Place read, std::size_t from);
  void add_array(const Kind& kind, std::uint8_t when, Place pointer, Place count);

  const Abi& abi_;
  const DecodeOptions& options_;
  Looks& looks_;
  capture_plan plan_{};
};

/// Where the capture has put what it reads.
Place PlanMaker::capture(observed_capture what, std::uint8_t when, Place pointer, Place count) {
  if (plan_.count == OBSERVED_CAPTURES) return {};
  what.when = when;
  what.from = pointer.source;
  what.from_offset = static_cast<std::uint16_t>(pointer.offset);
  what.size_from = count.source;
  what.size_offset = static_cast<std::uint16_t>(count.offset);
  what.size_width = static_cast<std::uint8_t>(count.width);
  what.word = static_cast<std::uint8_t>(abi_.word_size);
  plan_.captures[plan_.count] = what;
  if ((when & CAPTURE_AT_ENTRY) != 0) plan_.at_entry = with_one_more(plan_.at_entry, what);
  if ((when & CAPTURE_AT_EXIT) != 0) plan_.at_exit = with_one_more(plan_.at_exit, what);
  return {.source = static_cast<std::uint8_t>(FROM_CAPTURE + plan_.count++)};
}

/// plan_captures, for the one that is to be the next of the plan.
std::uint8_t PlanMaker::with_one_more(std::uint8_t before, const observed_capture& next) const {
  const bool is_piece = next.shape == CAPTURE_BYTES || next.shape == CAPTURE_TEXT;
  const bool is_counted = next.size_from < FROM_CAPTURE || next.size_from == FROM_RESULT;
  const bool is_single = before == NO_CAPTURE && is_piece && next.from < OBSERVED_ARGUMENTS &&
                         (is_counted || next.size_from == FROM_NOWHERE);
  if (!is_single) return MANY_CAPTURES;
  return static_cast<std::uint8_t>(SINGLE_CAPTURE + plan_.count);
}

void PlanMaker::add_members(const Layout& layout, std::uint8_t when, Place read, std::size_t from) {
  if (read.source == FROM_NOWHERE) return;
  const auto members = layout.members_under(abi_.id);
  const auto offsets = member_offsets(layout, abi_);
  const auto place_of = [&](std::size_t index) {
    return Place{read.source, from + offsets[index], member_size(members[index], abi_)};
  };
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Member& member = members[i];
    const bool is_wide = member.type == CType::pointer || member.type == CType::u64;
    if (!is_wide || member.count != 1 || member.kind == nullptr) continue;
    const Place count =
        member.size_from < 0 ? Place{} : place_of(static_cast<std::size_t>(member.size_from));
    add(*member.kind, when, place_of(i), count);
  }
}

void PlanMaker::add_array(const Kind& kind, std::uint8_t when, Place pointer, Place count) {
  const std::size_t unit = kind.layout != nullptr ? extent(*kind.layout, abi_).size
                                                  : scalar_size(kind.element_type, abi_);
  const std::size_t shown = options_.verbose ? most_bytes : (options_.string_limit + 1) * unit;
  const auto most = static_cast<std::uint32_t>(std::min<std::size_t>(shown, most_bytes));
  observed_capture what{
      .shape = CAPTURE_BYTES, .unit = static_cast<std::uint32_t>(unit), .most = most};
  if (kind.count != 0) {
    what.unit *= kind.count;
    what.most = what.unit;
    count = {};
  } else if (count.source == FROM_NOWHERE) {
    count = {.source = FROM_RESULT};
  }
  capture(what, when, pointer, count);
}

void PlanMaker::add(const Kind& kind, std::uint8_t when, Place pointer, Place count) {
  const auto limit =
      static_cast<std::uint32_t>(std::min<std::size_t>(options_.string_limit, most_bytes)) + 2;
  const auto iovec = static_cast<std::uint32_t>(2 * abi_.word_size);
  switch (kind.behind) {
    case Behind::small:
      capture({.shape = CAPTURE_BYTES, .unit = small_struct, .most = small_struct}, when, pointer,
              {});
      return;
    case Behind::path:
      capture({.shape = CAPTURE_TEXT, .most = most_path}, when, pointer, {});
      return;
    case Behind::text: capture({.shape = CAPTURE_TEXT, .most = limit}, when, pointer, {}); return;
    case Behind::bytes:
    case Behind::everything: {
      if (count.source == FROM_NOWHERE || kind.when == When::exit) count = {.source = FROM_RESULT};
      const std::uint32_t most = kind.behind == Behind::bytes ? limit : most_bytes;
      capture({.shape = CAPTURE_BYTES, .unit = 1, .most = most}, when, pointer, count);
      return;
    }
    case Behind::words:
      capture({.shape = CAPTURE_WORDS,
               .follow = static_cast<std::uint16_t>(std::min<std::uint32_t>(limit, UINT16_MAX)),
               .most = limit},
              when, pointer, {});
      return;
    case Behind::vector:
      capture({.shape = CAPTURE_VECTOR,
               .follow = static_cast<std::uint16_t>(std::min<std::uint32_t>(limit, UINT16_MAX)),
               .unit = iovec,
               .most = std::max(limit, most_message)},
              when, pointer, count);
      return;
    case Behind::messages: {
      const Place read =
          capture({.shape = CAPTURE_BYTES, .unit = unknown_struct, .most = unknown_struct}, when,
                  pointer, {});
      const std::size_t stride = extent(*kind.layout, abi_).size + abi_.word_size;
      for (std::size_t i = 0; i < messages_followed; ++i)
        add_members(*kind.layout, when, read, i * stride);
      return;
    }
    case Behind::derived: break;
  }
  if (kind.decode == decode_array) return add_array(kind, when, pointer, count);
  if (kind.layout != nullptr) {
    const auto size = static_cast<std::uint32_t>(extent(*kind.layout, abi_).size);
    const bool is_plain = kind.decode == decode_struct_pointer;
    const Place read =
        is_plain ? capture({.shape = CAPTURE_BYTES, .unit = size, .most = size}, when, pointer, {})
                 : add_around(std::max(size, unknown_struct), size, when, pointer);
    return add_members(*kind.layout, when, read, 0);
  }
  if (!looks_.at_memory(kind, abi_, options_)) return;
  const std::uint32_t size = pointer.source == FROM_STACK ? signal_frame : unknown_struct;
  add_around(size, size, when, pointer);
}

/// When memory behind an argument must be known.
std::uint8_t when_of(const Kind& kind) {
  const Reading reading = reading_of(kind);
  return static_cast<std::uint8_t>((reading.at_entry ? CAPTURE_AT_ENTRY : 0) |
                                   (reading.at_exit ? CAPTURE_AT_EXIT : 0));
}

bool is_wanted(std::string_view name, const Row* row, const Abi& abi, const CallSet& calls) {
  if (calls.contains(name, abi.id)) return true;
  const auto meant = row != nullptr ? meant_by(*row) : std::vector<std::string_view>{};
  return std::any_of(meant.begin(), meant.end(),
                     [&](std::string_view one) { return calls.contains(one, abi.id); });
}

capture_plan make_plan(const Row* row, const Abi& abi, const DecodeOptions& options, Looks& looks) {
  PlanMaker maker(abi, options, looks);
  if (row == nullptr) return maker.plan();
  if (!meant_by(*row).empty()) {
    // Which call is meant, and so what its arguments are, is known when it is made: they stand in
    // registers (ipc), or in memory (socketcall).
    for (std::uint8_t word = 2; word < OBSERVED_ARGUMENTS; ++word) maker.add_anything({word});
    const Place block = maker.add_block({.source = 1}, OBSERVED_ARGUMENTS);
    for (std::size_t word = 1; word < OBSERVED_ARGUMENTS; ++word) {
      maker.add_anything({block.source, word * abi.word_size, abi.word_size});
    }
    return maker.plan();
  }
  if (options.raw) return maker.plan();
  const Place block =
      row->indirect ? maker.add_block({.source = 0}, row->argument_count()) : Place{};
  const auto place_of = [&](std::size_t index) -> Place {
    if (row->indirect) return {block.source, index * abi.word_size, abi.word_size};
    if (row->arguments[index].source == Source::stack_pointer) return {.source = FROM_STACK};
    const auto at = argument_register(*row, index, abi);
    return at ? Place{.source = static_cast<std::uint8_t>(*at)} : Place{};
  };
  for (std::size_t i = 0; i < row->argument_count(); ++i) {
    const Argument& argument = row->arguments[i];
    const Place count =
        argument.size_from < 0 ? Place{} : place_of(static_cast<std::size_t>(argument.size_from));
    const Place pointer = place_of(i);
    if (pointer.source != FROM_NOWHERE)
      maker.add(*argument.kind, when_of(*argument.kind), pointer, count);
  }
  return maker.plan();
}

}  // namespace

capture_plan plan_for(const Row* row, const Abi& abi, const DecodeOptions& options) {
  Looks looks;
  return make_plan(row, abi, options, looks);
}

void make_plans(std::span<capture_plan> plans, const Wanted& wanted) {
  std::size_t place = 0;
  for (const Abi* abi : native_abis()) {
    if (place == OBSERVED_ABIS * OBSERVED_CALLS) break;
    Looks looks;
    for (std::uint64_t number = 0; number < OBSERVED_CALLS; ++number, ++place) {
      const auto name = number == OBSERVED_CALLS - 1 ? std::nullopt : call_name(abi->id, number);
      const Row* row = name ? find_row(*name, abi->id) : nullptr;
      capture_plan& plan = plans[place];
      // Which call one for several stands for is always to be known.
      const bool looked_at = !wanted.rules.only_named.contains(name.value_or(""), abi->id) ||
                             (row != nullptr && !meant_by(*row).empty());
      plan = make_plan(looked_at ? row : nullptr, *abi,
                       wanted.rules.options_for(name.value_or(""), abi->id), looks);
      plan.wanted = is_wanted(name.value_or(""), row, *abi, wanted.calls) ? 1 : 0;
      const bool ends = row != nullptr && row->returns == Returns::nothing;
      plan.at_once =
          ends || std::ranges::find(told_at_once, name.value_or("")) != std::end(told_at_once);
    }
  }
}

}  // namespace spyglass::observe
