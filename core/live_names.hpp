#pragma once

#include <map>
#include <utility>

#include "core/base/number_set.hpp"
#include "core/decode/names.hpp"
#include "core/proc/source.hpp"

namespace spyglass {

/// What is said of a descriptor, beside its number.
enum class DescriptorFact : std::uint8_t { path, socket, device, pidfd };
/// And of an id: the process's name, and its number for us where it has another one for itself.
enum class ProcessFact : std::uint8_t { command, our_number };

/// Which names are wanted; none are shown by default.
struct Naming {
  NumberSet descriptors;  ///< of DescriptorFact
  NumberSet processes;    ///< of ProcessFact
  bool protocols = true;  ///< of sockets whose messages are looked into

  [[nodiscard]] bool wants(DescriptorFact fact) const {
    return descriptors.contains(static_cast<int>(fact));
  }
  [[nodiscard]] bool wants(ProcessFact fact) const {
    return processes.contains(static_cast<int>(fact));
  }
  [[nodiscard]] bool wants_nothing() const {
    return descriptors.is_empty() && processes.is_empty() && !protocols;
  }
};

/// Names as /proc and the kernel's socket diagnosis tell them of a thread, or a recording does, at
/// the moment of asking: a descriptor may be another file at the next call, so nothing is kept.
class LiveNames final : public Names {
 public:
  /// Borrows the source.
  explicit LiveNames(Naming naming, Tid thread = {}, const proc::Source& source = proc::kernel())
      : naming_(std::move(naming)), thread_(thread), source_(source) {}

  /// Whom it is asked about from now on.
  void turn_to(Tid thread) { thread_ = thread; }

  /// What a call of a process's has made of a descriptor: it may be another file's by the time that
  /// it is asked about, if the program goes on meanwhile. −1: while the kernel tells of no
  /// protocol.
  void note_netlink(Pid process, int number, int protocol) {
    netlink_[{process, number}] = protocol;
  }
  void forget_netlink(Pid process, int number) { netlink_.erase({process, number}); }
  /// The same as turn_to(), and what was noted of its process counts.
  void turn_to(Tid thread, Pid process) {
    thread_ = thread;
    process_ = process;
  }

  /// For DecodeOptions: null when nothing is wanted, so that nobody asks in vain.
  [[nodiscard]] const Names* if_wanted() const { return naming_.wants_nothing() ? nullptr : this; }

  [[nodiscard]] value::Descriptor descriptor(int number) const override;
  [[nodiscard]] value::Descriptor descriptor_of(int process, int number) const override;
  [[nodiscard]] value::Descriptor descriptor_behind(int pidfd, int number) const override;
  [[nodiscard]] std::string working_directory() const override;
  [[nodiscard]] std::optional<int> netlink_protocol(int number) const override;
  [[nodiscard]] value::Process process(int id, IdOf what) const override;

 private:
  [[nodiscard]] value::Descriptor descriptor_in(Tid holder, int number) const;
  /// By our own number for it.
  [[nodiscard]] value::Process named_process(int id) const;

  Naming naming_;
  Tid thread_;
  Pid process_{};
  std::map<std::pair<Pid, int>, int> netlink_;  ///< protocols
  const proc::Source& source_;
};

/// The path of what a descriptor of a thread is open on, without the kernel's note that it was
/// deleted; nothing when it is not open. Also for things without a path: "pipe:[71]".
struct OpenPath {
  std::string path;
  bool deleted = false;
};
std::optional<OpenPath> open_path(Tid thread, int descriptor,
                                  const proc::Source& source = proc::kernel());

}  // namespace spyglass
