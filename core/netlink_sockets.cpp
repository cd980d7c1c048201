#include "core/netlink_sockets.hpp"

#include <sys/socket.h>

namespace spyglass {

void NetlinkSockets::note(LiveNames& names, const Call& call) {
  const bool is_about_socket = call.row != nullptr && call.row->group == Group::sockets;
  if (!call.result || call.error() || call.argument_values.empty()) return;
  const Pid process = call.process;
  const auto first = static_cast<int>(call.argument_values[0]);
  if (call.name == "socket") {
    const auto made = static_cast<int>(*call.result);
    if (first != AF_NETLINK) return names.forget_netlink(process, made);
    names.note_netlink(process, made, -1);
    unbound_[{process, made}] = static_cast<int>(call.argument_values[2]);
  } else if (call.name == "close") {
    names.forget_netlink(process, first);
    unbound_.erase({process, first});
  } else if (is_about_socket) {
    // It has an address from its first bind, connect or message on; options give it none.
    const auto found = unbound_.find({process, first});
    if (found == unbound_.end() || call.name.ends_with("sockopt")) return;
    names.note_netlink(process, first, found->second);
    unbound_.erase(found);
  }
}

}  // namespace spyglass
