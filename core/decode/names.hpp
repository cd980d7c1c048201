#pragma once

#include <optional>

#include "core/decode/value.hpp"

namespace spyglass {

/// What the number of a process means.
enum class IdOf : std::uint8_t { process, group, session };  ///< process: or thread

/// Knows what a program's numbers stand for outside its memory: its descriptors, and the ids of
/// processes as the program has them. Decoders ask it in passing; where there is no living program
/// to be asked about, there is none, and numbers stay numbers.
///
/// Each answer says the number again, and beside it what was found, which may be nothing.
class Names {
 public:
  virtual ~Names() = default;

  [[nodiscard]] virtual value::Descriptor descriptor(int number) const = 0;
  /// Of another process, whose id it is as the program has it.
  [[nodiscard]] virtual value::Descriptor descriptor_of(int process, int number) const = 0;
  /// Of the process that a descriptor of the program (a pidfd) stands for.
  [[nodiscard]] virtual value::Descriptor descriptor_behind(int pidfd, int number) const = 0;
  /// Where relative paths start; empty when it is not known or not wanted.
  [[nodiscard]] virtual std::string working_directory() const = 0;
  /// Of a descriptor that is a netlink(7) socket, its protocol: NETLINK_…; -1 while the kernel
  /// tells of none.
  [[nodiscard]] virtual std::optional<int> netlink_protocol(int) const { return std::nullopt; }
  [[nodiscard]] virtual value::Process process(int id, IdOf what) const = 0;
};

/// A descriptor, named if there are names. Negative ones are none, and are not asked about.
[[nodiscard]] Value descriptor_value(const Names* names, int number);

/// An id: a plain number where nothing is known of it. Only positive ones are asked about: the
/// others mean "this one", "any", or a whole group.
[[nodiscard]] Value process_value(const Names* names, int id, IdOf what);

}  // namespace spyglass
