#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/ptrace/kernel_filter.hpp"

namespace spyglass {

/// What a launched program's descriptors 0, 1 and 2 are.
enum class Streams : std::uint8_t {
  inherited,  ///< ours
  terminal,   ///< a pseudo-terminal of its own, so that its input and ours don't mix (pty(7))
  pipes,      ///< three pipes
  nothing,    ///< /dev/null: nothing to read, and what it writes is lost
};

/// Whom a program runs as (credentials(7)).
struct User {
  std::string name;
  uid_t uid;
  gid_t gid;
};

/// Where we stand in relation to a program that we start.
enum class Placement : std::uint8_t {
  parent,         ///< it is our child, and dies with us
  grandchild,     ///< it takes our place, and we go on as a child's child of it
  process_group,  ///< the same, in a process group of our own
  session,        ///< the same, in a session of our own
};

struct LaunchOptions {
  std::string path;                      ///< of the file to execute; no search takes place here
  std::vector<std::string> arguments;    ///< argv, the program's own name first
  std::vector<std::string> environment;  ///< NAME=value
  std::string directory;                 ///< to run in; empty: ours
  Streams streams = Streams::inherited;
  bool randomize_addresses = false;  ///< leave ASLR on (personality(2), ADDR_NO_RANDOMIZE)
  /// Which calls stop the program and what it starts; nothing: all of them.
  std::optional<KernelFilter> filter = std::nullopt;
  std::optional<User> user = std::nullopt;  ///< whom it runs as; nothing: us
  Placement placement = Placement::parent;
  /// Called in a process whose child is to be the program: enters namespaces, of which some are for
  /// children alone (setns(2)). Only for Placement::parent. False, with errno: nothing is started.
  std::function<bool()> join = {};
  /// Called in the child when all else is set up: narrows what the program may do. False, with
  /// errno: that did not work, and nothing is executed.
  std::function<bool()> confine = {};
  /// With Streams::inherited: it leads a session of its own (setsid(2)), so that nobody of ours is
  /// in its process group, and our terminal is not its own. With others it always does.
  bool own_session = false;
  std::string terminals = "/dev/ptmx";  ///< where Streams::terminal comes from (pts(4))
};

/// Our ends of a program's descriptors.
struct Channels {
  UniqueFd terminal;          ///< the master side, for Streams::terminal; non-blocking
  std::string terminal_name;  ///< "/dev/pts/3": what the program's descriptors point to
  /// The other side, held open: reading from a terminal that nobody has open fails for good, though
  /// the program may open it again.
  UniqueFd terminal_side;
  UniqueFd input, output, errors;  ///< for Streams::pipes; the reading ends are non-blocking
};

/// A child that is ready to execve(2) and waits for `go`: it has its descriptors, its directory
/// and its session. Whoever has seized it by then sees it stop at a signal behind `go`, and nothing
/// else before its execve(2) but a filter that it installs.
struct PreparedChild {
  Pid process;
  UniqueFd go;       ///< write one byte here, or close it to make the child exit
  UniqueFd failure;  ///< an errno of setting up, when the child could not get ready
  Channels channels;
};

/// Makes the child. With another Placement than parent it returns in a new process, and never in
/// the old one, which becomes the program. Signals that we block or handle are as in a fresh shell
/// for it (signal(7)); with our streams it also ignores what we were told to ignore.
Result<PreparedChild> prepare_child(const LaunchOptions& options);

}  // namespace spyglass
