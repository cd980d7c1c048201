#pragma once

#include <map>

#include "core/wire/conversations.hpp"
#include "core/wire/wire_log.hpp"

namespace spyglass {

/// What the program at hand has said over sockets since it was started, and heard. Calls at the
/// prompt show the beginning of their data; this one looks at all of it.
class Wire {
 public:
  Wire();

  /// Of every step, while its thread still stands there. `memory`: the thread's, or null where it
  /// runs on; then what the call has captured must do.
  void take(const Trace::Step& step, const Memory* memory);

  [[nodiscard]] const Conversations& conversations() const { return conversations_; }
  [[nodiscard]] const WireLog& log() const { return log_; }

 private:
  [[nodiscard]] std::shared_ptr<const Call> whole(const Trace::Step& step, const Memory& memory);

  WireLog log_;
  Conversations conversations_;
  DecodeRules rules_;
  std::map<Tid, std::shared_ptr<Call>> entered_;  ///< calls that move bytes
};

}  // namespace spyglass
