#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "core/base/ids.hpp"

namespace spyglass::proc {

/// What can be asked about a thread, beside its registers and its memory.
struct Question {
  enum class Kind : std::uint8_t {
    file,          ///< the text of /proc/THREAD/`detail`
    link,          ///< where /proc/THREAD/`detail` points to
    numbers,       ///< the numbers that name entries of /proc/THREAD/`detail`
    file_facts,    ///< FileFacts of what /proc/THREAD/`detail` leads to
    path_facts,    ///< FileFacts of the path `detail`
    contents,      ///< of the file of that path, if it is small
    protocol,      ///< of the socket that /proc/THREAD/`detail` leads to, as the kernel calls it
    socket,        ///< SocketFacts of "INODE PROTOCOL", as the thread's network has it
    socket_words,  ///< of "INODE INODE …", those that the tables of sockets have
    other_ids,     ///< whether it is in another pid namespace than we are
    our_id,        ///< our number for its "KIND ID"
    kernel_stack,  ///< an error number, and the text if that is 0
    machine_age,   ///< in milliseconds, of time since the machine was started
    user,          ///< the name of the number `detail`
    group,         ///< likewise
  };
  Kind kind;
  Tid thread = {};  ///< of no meaning to paths and to the last three kinds
  std::string detail = {};

  auto operator<=>(const Question&) const = default;
};

/// Who answers. All readers of this folder ask one, and cannot tell whether it is the kernel of
/// this machine, as things are now, or a recording of what it said once. Nothing is the answer
/// about what is gone, what nobody may look at, and what was not recorded.
class Source {
 public:
  virtual ~Source() = default;
  [[nodiscard]] virtual std::optional<std::string> answer(const Question& question) const = 0;
};

/// The kernel that we run on.
const Source& kernel();

}  // namespace spyglass::proc
