#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/proc/source.hpp"

namespace spyglass::proc {

/// What the number of a process is the number of.
enum class IdKind : std::uint8_t { thread, process, group, session };

/// A thread's ids in each pid namespace that it is in, the outermost that we see first;
/// pid_namespaces(7).
struct NestedIds {
  std::vector<pid_t> thread, process, group, session;
  [[nodiscard]] const std::vector<pid_t>& of(IdKind kind) const;
};

/// From the text of /proc/PID/status.
NestedIds parse_nested_ids(std::string_view status);

/// Whether a thread is in another pid namespace than we are, so that it has other numbers for
/// processes than we have.
bool has_other_ids(Tid thread, const Source& source = kernel());

/// Our number for what a thread of another namespace has as `id`. Nothing when there is no such
/// process any more, or when we cannot see it. Looks through all processes.
std::optional<pid_t> our_id(Tid thread, pid_t id, IdKind kind, const Source& source = kernel());

/// For kernel() alone: the texts that the two above understand.
std::optional<std::string> kernel_other_ids(Tid thread);
std::optional<std::string> kernel_our_id(const Question& question);

}  // namespace spyglass::proc
