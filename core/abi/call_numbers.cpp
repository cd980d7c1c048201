#include "core/abi/call_numbers.hpp"

namespace spyglass {

CallNumbers read_call_numbers(const RegisterValues& registers, const Abi& door, Moment moment) {
  const CallConvention& convention = door.convention;
  CallNumbers call{.abi = door.id, .number = 0, .arguments = {},
                   .stack_pointer = registers.stack_pointer()};
  call.number =
      registers.get(moment == Moment::before ? convention.number : convention.number_inside);
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    call.arguments[i] = registers.get(convention.arguments[i]);
  }
  return call;
}

}  // namespace spyglass
