#include "core/decode/reading.hpp"

#include <algorithm>
#include <string_view>

#include "core/decode/kind.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass {

namespace {

/// Their calls leave memory where it is, and come back to where they were made. Not those of
/// sockets: a netlink socket has a protocol that can be told from its first message on.
constexpr Group quiet_groups[] = {Group::files, Group::descriptors, Group::time, Group::identity};

/// They write over what they read, which is not shown: the version that the kernel would have.
constexpr std::string_view writing_back[] = {"capget", "capset"};

/// nanosleep(2) may be given one place for the time to sleep and for what is left of it.
bool names_a_place_twice(std::span<const std::uint64_t> arguments) {
  constexpr std::uint64_t lowest_address = 0x10000;  // mmap_min_addr, proc(5)
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto others = arguments.subspan(i + 1);
    if (arguments[i] >= lowest_address && std::ranges::find(others, arguments[i]) != others.end()) {
      return true;
    }
  }
  return false;
}

}  // namespace

Reading reading_of(const Kind& kind) {
  if (kind.choose != nullptr) return {.at_entry = true, .at_exit = true};  // it may be any
  const bool looks_first = kind.settled != nullptr && kind.settled != is_null;
  return {.at_entry = kind.when != When::exit || looks_first,
          .at_exit = kind.when != When::entry || kind.explain != nullptr};
}

bool entry_can_wait(const Row& row, const CallNumbers& call) {
  const bool is_quiet = std::ranges::find(quiet_groups, row.group) != std::end(quiet_groups);
  if (!is_quiet || row.indirect || !row.multiplexes.empty() || row.returns == Returns::nothing)
    return false;
  if (std::ranges::find(writing_back, row.name) != std::end(writing_back)) return false;
  if (names_a_place_twice(std::span(call.arguments).first(row.argument_count()))) return false;
  return std::ranges::none_of(row.argument_list(), [](const Argument& argument) {
    const Reading reading = reading_of(*argument.kind);
    return (reading.at_entry && reading.at_exit) || argument.source == Source::stack_pointer;
  });
}

}  // namespace spyglass
