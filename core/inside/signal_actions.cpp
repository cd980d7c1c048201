#include "core/inside/signal_actions.hpp"

namespace spyglass {

namespace {

constexpr std::uint64_t set_size = 8;    // of a kernel's sigset_t
constexpr std::size_t action_size = 32;  // and more than that of any ABI's struct sigaction

Result<void> exchange(Visit& visit, Signal signal, Addr wanted, Addr found) {
  const auto answer = visit.call("rt_sigaction", {static_cast<std::uint64_t>(signal.value()),
                                                  wanted.value(), found.value(), set_size});
  if (!answer) return tl::make_unexpected(answer.error());
  if (const auto error = error_of_result(answer->result)) {
    return fail_errno("the process does not tell what it does about a signal", error->value());
  }
  return {};
}

/// Where the kernel has put the struct. Its first member is the handler.
Result<Addr> ask(Visit& visit, Signal signal) {
  const auto place = visit.borrow(action_size);
  if (!place) return place;
  if (auto asked = exchange(visit, signal, Addr(), *place); !asked) {
    return tl::make_unexpected(asked.error());
  }
  return place;
}

std::uint64_t handler_at(const Visit& visit, Addr place) {
  std::uint64_t handler = 0;
  const auto size = visit.registers().abi().word_size;
  (void)visit.memory().read(place, std::as_writable_bytes(std::span(&handler, 1)).first(size));
  return handler;
}

}  // namespace

Result<std::uint64_t> signal_handler(Visit& visit, Signal signal) {
  const auto place = ask(visit, signal);
  if (!place) return tl::make_unexpected(place.error());
  return handler_at(visit, *place);
}

Result<void> put_back_handler(Visit& visit, Signal signal, std::uint64_t handler) {
  const auto place = ask(visit, signal);
  if (!place) return tl::make_unexpected(place.error());
  if (handler_at(visit, *place) != 0) return {};
  const auto word = std::as_bytes(std::span(&handler, 1)).first(visit.registers().abi().word_size);
  if (auto written = visit.memory().write(*place, word); !written) return written;
  return exchange(visit, signal, *place, Addr());
}

bool sets_signal_action(std::string_view call) {
  return call == "rt_sigaction" || call == "sigaction" || call == "signal";
}

}  // namespace spyglass
