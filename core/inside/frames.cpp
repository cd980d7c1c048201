#include "core/inside/frames.hpp"

namespace spyglass {

namespace {

/// A recursion without an end must not take all of our time.
constexpr std::size_t most_frames = 128;

}  // namespace

std::vector<Addr> return_addresses(const RegisterValues& registers, const Memory& memory,
                                   const std::vector<Mapping>& maps) {
  std::vector<Addr> result;
  const std::size_t word = registers.abi().word_size;
  const Mapping* stack = mapping_at(maps, registers.stack_pointer());
  if (stack == nullptr) return result;
  Addr below = registers.stack_pointer();
  Addr frame = registers.frame_pointer();
  while (result.size() < most_frames) {
    const bool in_order = frame >= below && stack->contains(frame) && frame.value() % word == 0;
    if (!in_order) break;
    const auto next = memory.get_word(frame, word);
    const auto back = memory.get_word(frame + word, word);
    if (!next || !back) break;
    const Mapping* code = mapping_at(maps, Addr(*back));
    if (code == nullptr || code->permissions[2] != 'x') break;
    result.emplace_back(*back);
    below = frame + word;
    frame = Addr(*next);
  }
  return result;
}

}  // namespace spyglass
