#include "core/abi/flags.hpp"

namespace spyglass {

namespace {

struct Flag {
  std::string_view name;
  unsigned bit;
};

// Intel's manual, volume 1, 3.4.3; Arm's, C5.2.10.
constexpr Flag x86_flags[] = {{"CF", 0}, {"PF", 2},  {"AF", 4}, {"ZF", 6},
                              {"SF", 7}, {"DF", 10}, {"OF", 11}};
constexpr Flag aarch64_flags[] = {{"N", 31}, {"Z", 30}, {"C", 29}, {"V", 28}};

constexpr std::byte pushf{0x9c};
constexpr std::byte operand_size{0x66};
constexpr std::uint64_t trap_flag = 0x100;

std::span<const Flag> flags_of(const Abi& abi) {
  if (abi.id == AbiId::aarch64) return aarch64_flags;
  return x86_flags;
}

}  // namespace

std::string set_flags(const Abi& abi, std::uint64_t flags) {
  std::string names;
  for (const Flag& flag : flags_of(abi)) {
    if ((flags >> flag.bit & 1) == 0) continue;
    if (!names.empty()) names += ' ';
    names += flag.name;
  }
  return names;
}

std::uint64_t step_mark(const Abi& abi, std::span<const std::byte> code) {
  if (abi.id == AbiId::aarch64) return 0;
  if (!code.empty() && code.front() == operand_size) code = code.subspan(1);
  return !code.empty() && code.front() == pushf ? trap_flag : 0;
}

}  // namespace spyglass
