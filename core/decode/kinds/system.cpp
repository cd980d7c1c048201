// Names whose results have names too: personality(2), membarrier(2), syslog(2).

#include <string>

#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

constexpr std::uint64_t only_ask = 0xffffffff;

Value decode_persona(const Question& q) {
  if ((q.raw & 0xffffffff) == only_ask) {
    return {value::Number{only_ask, value::Number::Base::hexadecimal}};
  }
  return decode_flags(q);
}

void say_persona(const Question& q) {
  if (q.failed()) return;
  q.notes->shown_as = Returns::address;
  q.notes->add({}, {name_flags(constants::personalities, static_cast<std::uint64_t>(*q.result))});
}

constexpr std::uint64_t query = 0;

void say_commands(const Question& q) {
  const bool asked = (q.raw & 0xffffffff) == query;
  if (q.failed() || !asked || *q.result == 0) return;
  q.notes->shown_as = Returns::address;
  q.notes->add({},
               {name_flags(constants::membarrier_commands, static_cast<std::uint64_t>(*q.result))});
}

/// The number is what people know; the name is a comment.
Value decode_log_action(const Question& q) {
  const auto named = name_constant(constants::kernel_log_actions, q.raw & 0xffffffff);
  Value value = int_number.decode(q);
  value.comment = named.name.empty() ? named.unknown : named.name;
  return value;
}

/// The actions that read messages are those from 2 to 4.
const Kind* log_buffer_of(std::span<const std::uint64_t> arguments) {
  constexpr std::uint32_t read = 2, read_clear = 4;
  const auto action = static_cast<std::uint32_t>(arguments[0]);
  return action >= read && action <= read_clear ? &bytes_out : &address;
}

Value decode_segment(const Question& q) {
  return thread_area.decode(q.about(thread_area, q.raw, q.place));
}

/// The number of the segment, which the kernel chose if it was -1; the struct's first member.
void say_entry(const Question& q) {
  const auto entry = q.memory.get<std::int32_t>(q.pointer());
  if (q.failed() || !entry) return;
  q.notes->add({}, {value::Expression{"entry_number=" + std::to_string(*entry)}});
}

}  // namespace

constexpr Kind segment{.name = "segment",
                       .words = "a segment of memory",
                       .decode = decode_segment,
                       .explain = say_entry};
constexpr Kind persona{.name = "persona",
                       .words = "which system to look like",
                       .decode = decode_persona,
                       .constants = &constants::personalities,
                       .explain = say_persona};
constexpr Kind membarrier_command{.name = "membarrier_command",
                                  .words = "which threads",
                                  .decode = decode_constant,
                                  .constants = &constants::membarrier_commands,
                                  .explain = say_commands};
constexpr Kind membarrier_flags = any_of("membarrier_flags", "how", constants::membarrier_flags);
constexpr Kind kernel_log_buffer{
    .name = "kernel_log_buffer", .words = "where the messages go", .choose = log_buffer_of};
constexpr Kind kernel_log_action{.name = "kernel_log_action",
                                 .words = "what to do",
                                 .decode = decode_log_action,
                                 .constants = &constants::kernel_log_actions};

}  // namespace spyglass::kinds
