#include "core/proc/waiting.hpp"

#include <ios>
#include <sstream>

#include "core/proc/files.hpp"
#include "core/proc/status.hpp"

namespace spyglass::proc {

std::optional<CurrentCall> parse_current_call(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::int64_t number = -1;
  // A thread that is stopped outside of calls has -1 here, and two values only.
  if (!(words >> number) || number < 0) return std::nullopt;
  CurrentCall call;
  call.number = static_cast<std::uint64_t>(number);
  words >> std::hex;
  for (std::uint64_t& argument : call.arguments) words >> argument;
  std::uint64_t stack_pointer = 0;
  std::uint64_t program_counter = 0;
  if (!(words >> stack_pointer >> program_counter)) return std::nullopt;
  call.stack_pointer = Addr(stack_pointer);
  call.program_counter = Addr(program_counter);
  return call;
}

std::optional<Addr> parse_stack_pointer(std::string_view text) {
  if (const auto call = parse_current_call(text)) return call->stack_pointer;
  std::istringstream words{std::string(text)};
  std::int64_t number = 0;
  std::uint64_t pointer = 0;
  if (!(words >> number >> std::hex >> pointer) || number != -1) return std::nullopt;
  return Addr(pointer);
}

Waiting waiting(Tid thread, const Source& source) {
  Waiting result;
  const auto known = status(thread, source);
  if (!known) return result;
  result.state = known->state;
  // "0" means that it waits nowhere, or that we may not know.
  if (auto channel = read_file(thread, "wchan", source); channel && *channel != "0") {
    result.channel = *channel;
  }
  if (const auto text = read_file(thread, "syscall", source))
    result.call = parse_current_call(*text);
  return result;
}

std::string_view words_for_state(char state) {
  switch (state) {
    case 'R': return "running, or ready to";
    case 'S': return "sleeping until something happens";
    case 'D': return "waiting for a device; not even a signal wakes it";
    case 'T': return "stopped by a signal";
    case 't': return "stopped by its tracer";
    case 'Z': return "ended; its parent has not asked how yet (a zombie)";
    case 'X': return "ended";
    case 'I': return "idle (a kernel thread)";
    default: return "gone";
  }
}

}  // namespace spyglass::proc
