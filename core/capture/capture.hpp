#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/capture/packet.hpp"

namespace spyglass::capture {

/// Packets of a network namespace's loopback, as they pass.
///
/// A socket that sees packets belongs to the namespace that it is opened in, and a process with
/// more than one thread cannot join another user namespace, in which it would be allowed to open
/// one (setns(2)); nor can one that joined come back. And libpcap takes no sockets of others. So a
/// process of ours joins the namespaces and runs libpcap there, and does nothing but answer: it
/// hands over what the kernel has kept for it, when it is asked. What nobody asks for in time is
/// dropped by the kernel and counted, so that memory is bounded.
///
/// It is nobody's child: a tracer waits for any child of its own. It ends when our end of the
/// connection does, however we end.
class Capture {
 public:
  /// `join` puts the calling process into the namespaces; false, with errno, when it cannot.
  /// `filter` is in libpcap's language (pcap-filter(7)); an error there is Kind::input and says
  /// what libpcap says of it.
  static Result<Capture> start(const std::function<bool()>& join, const std::string& filter);

  struct Frame {
    Time time;
    std::vector<std::uint8_t> bytes;
  };
  /// All that has passed until now and was not handed over yet, each packet once. Waits for the
  /// helper to answer, which it does at once; an error when it is gone.
  Result<std::vector<Frame>> take();

  /// How many packets the kernel had no room for, until now.
  Result<std::uint64_t> dropped();

 private:
  explicit Capture(UniqueFd helper) : helper_(std::move(helper)) {}
  Result<void> ask(char what);

  UniqueFd helper_;
};

/// Puts the calling process into namespaces that nobody else is in: for finding out whether
/// packets can be seen here, and whether a filter is one.
bool join_fresh_namespaces();

}  // namespace spyglass::capture
