#include "core/decode/reading.hpp"

#include <algorithm>

#include "core/decode/kind.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass {

namespace {

/// Their calls leave memory where it is, and come back to where they were made. Not those of
/// sockets: a netlink socket has a protocol that can be told from its first message on.
constexpr Group quiet_groups[] = {Group::files, Group::descriptors, Group::time, Group::identity};

}  // namespace

Reading reading_of(const Kind& kind) {
  if (kind.choose != nullptr) return {.at_entry = true, .at_exit = true};  // it may be any
  const bool looks_first = kind.settled != nullptr && kind.settled != is_null;
  return {.at_entry = kind.when != When::exit || looks_first,
          .at_exit = kind.when != When::entry || kind.explain != nullptr};
}

bool entry_can_wait(const Row& row) {
  const bool is_quiet = std::ranges::find(quiet_groups, row.group) != std::end(quiet_groups);
  if (!is_quiet || row.indirect || !row.multiplexes.empty() || row.returns == Returns::nothing)
    return false;
  return std::ranges::none_of(row.argument_list(), [](const Argument& argument) {
    const Reading reading = reading_of(*argument.kind);
    return (reading.at_entry && reading.at_exit) || argument.source == Source::stack_pointer;
  });
}

}  // namespace spyglass
