#include "core/decode/kinds/names.hpp"

#include "core/decode/constants/tables.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

// The kernel's flags and commands are C ints or unsigned ints, whatever is in the upper half.

Value decode_constant(const Question& question) {
  return {name_constant(*question.kind.constants, question.raw & 0xffffffff)};
}

Value decode_flags(const Question& question) {
  return {name_flags(*question.kind.constants, question.raw & 0xffffffff)};
}

Value decode_wide_flags(const Question& question) {
  return {name_flags(*question.kind.constants, question.raw)};
}

constexpr Kind open_flags = any_of("open_flags", "how to open it", constants::open_flags);
constexpr Kind access_mode = any_of("access_mode", "what to ask for", constants::access_modes);
constexpr Kind seek_origin = one_of("seek_origin", "where to count from", constants::seek_origins);

}  // namespace spyglass::kinds
