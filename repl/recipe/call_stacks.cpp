#include "repl/recipe/call_stacks.hpp"

#include "core/inside/frames.hpp"

namespace spyglass {

std::vector<std::string> CallStacks::of(const Stopped& thread) {
  const auto registers = thread.registers();
  if (!registers) return {};
  AddressNames& names = names_[thread.process()];
  names.refresh(thread.thread());
  std::vector<std::string> functions = {names.function(registers->program_counter())};
  for (const Addr back : return_addresses(*registers, thread.memory(), names.mappings())) {
    // It lies behind the call, which may be the function's last instruction.
    functions.push_back(names.function(back - 1));
  }
  return functions;
}

}  // namespace spyglass
