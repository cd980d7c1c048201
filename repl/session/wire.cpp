#include "repl/session/wire.hpp"

namespace spyglass {

Wire::Wire() : conversations_([this](WireEvent event) { log_.add(std::move(event)); }) {
  rules_.all.string_limit = Conversations::most_bytes;
}

void Wire::take(const Trace::Step& step, const Memory* memory) {
  conversations_.take(step, memory == nullptr ? step.call : whole(step, *memory));
}

std::shared_ptr<const Call> Wire::whole(const Trace::Step& step, const Memory& memory) {
  const Tid thread = step.stop.thread;
  if (std::holds_alternative<event::CallEntry>(step.stop.event) && step.call &&
      moves_bytes(*step.call)) {
    auto call = std::make_shared<Call>(decode_entry(step.call->raw, memory, rules_));
    call->thread = thread;
    call->process = step.stop.process;
    call->entered = step.call->entered;
    entered_[thread] = std::move(call);
  } else if (const auto known = entered_.find(thread); known != entered_.end()) {
    const auto call = std::move(known->second);
    entered_.erase(known);
    if (!std::holds_alternative<event::CallExit>(step.stop.event) || !step.call->result) {
      return step.call;
    }
    decode_exit(*call, *step.call->result, memory, rules_);
    call->left = step.call->left;
    call->injected = step.call->injected;
    return call;
  }
  return step.call;
}

}  // namespace spyglass
