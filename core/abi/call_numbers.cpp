#include "core/abi/call_numbers.hpp"

namespace spyglass {

CallNumbers read_call_numbers(const RegisterValues& registers, const Abi& door, Moment moment) {
  const CallConvention& convention = door.convention;
  CallNumbers call{
      .abi = door.id, .number = 0, .arguments = {}, .stack_pointer = registers.stack_pointer()};
  call.number =
      registers.get(moment == Moment::before ? convention.number : convention.number_inside);
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    call.arguments[i] = registers.get(convention.arguments[i]);
  }
  return call;
}

bool goes_back_into_call(const RegisterValues& registers) {
  const CallConvention& convention = registers.abi().convention;
  const bool narrow = registers.abi().word_size == 4;
  const auto value = [&](std::string_view name) {
    const std::uint64_t word = registers.get(name);
    return narrow ? static_cast<std::int32_t>(word) : static_cast<std::int64_t>(word);
  };
  // ERESTARTSYS to ERESTART_RESTARTBLOCK of the kernel's linux/errno.h. Where there is no call
  // (−1, as after rt_sigreturn) there is nothing to go back to.
  const std::int64_t number = value(convention.number_inside);
  const std::int64_t result = value(convention.result);
  return number != -1 && result <= -512 && result >= -516;
}

}  // namespace spyglass
