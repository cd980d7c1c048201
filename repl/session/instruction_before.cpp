#include "repl/session/instruction_before.hpp"

#include <algorithm>

namespace spyglass {

namespace {

constexpr std::uint64_t farthest = 1 << 16;
constexpr std::size_t longest_instruction = 16;

}  // namespace

std::optional<Instruction> instruction_before(const Abi& abi, const Memory& memory, Addr start,
                                              Addr at) {
  if (start >= at || at - start > farthest) return std::nullopt;
  const auto length = static_cast<std::size_t>(at - start);
  const Chars bytes = memory.bytes(start, length + longest_instruction);
  auto code = disassemble(abi, std::as_bytes(std::span(bytes)), start, length);
  const auto beyond = std::ranges::find_if(
      code, [&](const Instruction& one) { return one.address >= at || one.bad(); });
  if (beyond == code.begin() || (beyond != code.end() && beyond->address < at)) return std::nullopt;
  Instruction last = std::move(*std::prev(beyond));
  if (last.address + last.size < at) return std::nullopt;
  return last;
}

}  // namespace spyglass
