#include <fmt/format.h>

#include <bit>

#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass::kinds {

namespace {

constexpr std::size_t set_size = 8;  // of the kernel's sigset_t, on every ABI that we know

/// The signals whose bits are set, or, if these are two thirds of all or more, the others.
Value signal_set_value(std::uint64_t bits, std::size_t bytes) {
  const std::size_t count = (bytes + 3) / 4 * 32;
  value::Set set;
  set.complement = static_cast<std::size_t>(std::popcount(bits)) >= count * 2 / 3;
  const std::uint64_t shown = set.complement ? ~bits : bits;
  for (std::size_t i = 0; i < count; ++i) {
    if ((shown >> i & 1) == 0) continue;
    set.numbers.push_back(static_cast<int>(i) + 1);
    set.names.push_back(signal_name(Signal(set.numbers.back())).substr(3));
  }
  return {std::move(set)};
}

Value set_at(const Question& q, std::uint64_t size, std::size_t least) {
  const bool unfilled = q.kind.when == When::exit && q.failed();
  if (q.raw == 0 || unfilled || size < least || size > set_size) return address_value(q.pointer());
  const auto bits = q.memory.get_word(q.pointer(), static_cast<std::size_t>(size));
  return bits ? signal_set_value(*bits, static_cast<std::size_t>(size))
              : address_value(q.pointer());
}

Value decode_set(const Question& q) { return set_at(q, q.sibling_size(), q.abi.word_size); }

/// rt_sigpending alone takes any size.
Value decode_pending_set(const Question& q) { return set_at(q, q.sibling_size(), 1); }

Value decode_old_set(const Question& q) { return set_at(q, q.abi.word_size, q.abi.word_size); }

Value decode_set_member(const Question& q) { return signal_set_value(q.raw, set_size); }

/// Of the 32 bits that sigsuspend passes in a register.
Value decode_old_set_member(const Question& q) {
  return signal_set_value(q.raw & 0xffffffff, q.abi.word_size);
}

/// What the end of a handler puts back: the kernel left it on the stack.
Value frame_mask(const Question& q, const MaskPlace& place) {
  const auto low = q.memory.get<std::uint32_t>(q.pointer() + place.low);
  const auto high = q.memory.get<std::uint32_t>(q.pointer() + place.high);
  if (place.high == 0 || !low || !high) return address_value(q.pointer());
  const std::uint64_t bits = *low | static_cast<std::uint64_t>(*high) << 32;
  value::Struct frame;
  frame.fields.push_back({"mask", signal_set_value(bits, set_size)});
  return {std::move(frame)};
}

Value decode_frame(const Question& q) {
  Value frame = frame_mask(q, q.abi.signal_mask);
  if (q.options.follow) return frame;
  value::Struct unread;
  unread.fields.push_back({"mask", address_value(q.pointer() + q.abi.signal_mask.low)});
  return {std::move(unread)};
}
Value decode_old_frame(const Question& q) { return frame_mask(q, q.abi.old_signal_mask); }

Value decode_interrupted(const Question& q) {
  return {value::Expression{fmt::format("<... resuming interrupted {} ...>",
                                        q.interrupted.empty() ? "system call" : q.interrupted)}};
}

Value decode_handler(const Question& q) {
  const std::uint64_t all_ones = q.abi.word_size == 4 ? 0xffffffff : ~std::uint64_t{0};
  const auto named =
      name_constant(constants::handlers, q.raw == all_ones ? ~std::uint64_t{0} : q.raw);
  return named.name.empty() ? address.decode(q) : Value{named};
}

}  // namespace

constexpr Kind signal_set_in{
    .name = "signal_set_in", .words = "a set of signals", .decode = decode_set};
constexpr Kind signal_set_out{.name = "signal_set_out",
                              .words = "where the set of signals goes",
                              .when = When::exit,
                              .decode = decode_set};
constexpr Kind pending_set_out{.name = "pending_set_out",
                               .words = "where the set of signals goes",
                               .when = When::exit,
                               .decode = decode_pending_set};
constexpr Kind old_signal_set_in{
    .name = "old_signal_set_in", .words = "a set of signals", .decode = decode_old_set};
constexpr Kind old_signal_set_out{.name = "old_signal_set_out",
                                  .words = "where the set of signals goes",
                                  .when = When::exit,
                                  .decode = decode_old_set};
constexpr Kind signal_set{
    .name = "signal_set", .words = "a set of signals", .decode = decode_set_member};
constexpr Kind old_signal_set{
    .name = "old_signal_set", .words = "a set of signals", .decode = decode_old_set_member};
constexpr Kind signal_frame{.name = "signal_frame",
                            .words = "what the kernel left on the stack before the handler ran",
                            .decode = decode_frame};
constexpr Kind old_signal_frame{.name = "old_signal_frame",
                                .words = "what the kernel left on the stack before the handler ran",
                                .decode = decode_old_frame};
constexpr Kind interrupted_call{
    .name = "interrupted_call", .words = "the call that goes on", .decode = decode_interrupted};
constexpr Kind signal_handler{
    .name = "signal_handler", .words = "a signal handler", .decode = decode_handler};
constexpr Kind mask_change = one_of("mask_change", "how to change it", constants::mask_changes);
constexpr Kind action_flags =
    any_of_wide("action_flags", "how the handler is called", constants::action_flags);
constexpr Kind stack_flags = any_of("stack_flags", "how it is used", constants::stack_flags);
constexpr Kind signalfd_flags = any_of("signalfd_flags", "how", constants::signalfd_flags);

}  // namespace spyglass::kinds
