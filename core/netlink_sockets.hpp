#pragma once

#include <map>
#include <utility>

#include "core/decode/call.hpp"
#include "core/live_names.hpp"

namespace spyglass {

/// Sockets of netlink(7), as calls make them and give them addresses. What is said of a descriptor
/// when it is asked about later may concern another file: who watches programs that do not stand
/// still tells the names (LiveNames) what each was at its time.
class NetlinkSockets {
 public:
  /// A call has come back.
  void note(LiveNames& names, const Call& call);

 private:
  std::map<std::pair<Pid, int>, int> unbound_;  ///< their protocols, which the kernel keeps quiet
};

}  // namespace spyglass
