#include "core/abi/abi.hpp"

#include <algorithm>

#include "core/abi/tables.hpp"

namespace spyglass {

namespace {

/// In the order of their ids.
constexpr std::array<const Abi*, 3> abis = {&x86_64_abi, &i386_abi, &aarch64_abi};

#if defined(__x86_64__)
constexpr std::array native = {&x86_64_abi, &i386_abi};
#elif defined(__aarch64__)
constexpr std::array native = {&aarch64_abi};
#else
#error "spyglass traces programs on x86-64 and AArch64 machines; see CONTRIBUTING.md, 'an ABI'"
#endif

struct Alias {
  std::string_view name;
  AbiId id;
};
constexpr std::array aliases = {Alias{"x86_64", AbiId::x86_64}, Alias{"amd64", AbiId::x86_64},
                                Alias{"x86", AbiId::i386}, Alias{"i686", AbiId::i386},
                                Alias{"arm64", AbiId::aarch64}};

template <class List, class Matches>
const Abi* find_abi(const List& list, Matches matches) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Abi* a) { return matches(*a); });
  return found == list.end() ? nullptr : *found;
}

}  // namespace

std::span<const Abi* const> all_abis() { return abis; }

const Abi& abi(AbiId id) { return *abis[static_cast<std::size_t>(id)]; }

const Abi* abi_of_audit_arch(std::uint32_t audit_arch) {
  return find_abi(abis, [&](const Abi& a) { return a.audit_arch == audit_arch; });
}

const Abi* abi_of_elf_machine(std::uint16_t machine) {
  return find_abi(abis, [&](const Abi& a) { return a.elf_machine == machine; });
}

std::span<const Abi* const> native_abis() { return native; }

const Abi* native_abi_of_register_set(std::size_t size) {
  return find_abi(native, [&](const Abi& a) { return a.register_set_size == size; });
}

const Abi* abi_by_name(std::string_view name) {
  for (const Alias& alias : aliases) {
    if (alias.name == name) return &abi(alias.id);
  }
  return find_abi(abis, [&](const Abi& a) { return a.name == name; });
}

const Register* find_register(const Abi& abi, std::string_view name) {
  const auto found = std::find_if(abi.registers.begin(), abi.registers.end(),
                                  [&](const Register& r) { return r.name == name; });
  return found == abi.registers.end() ? nullptr : &*found;
}

const CallInstruction* call_instruction_at(const Abi& abi, std::span<const std::byte> code) {
  for (const CallInstruction& instruction : abi.call_instructions) {
    if (code.size() < instruction.size) continue;
    const bool same = std::equal(
        instruction.bytes.begin(), instruction.bytes.begin() + instruction.size, code.begin(),
        [](std::uint8_t expected, std::byte actual) { return std::byte{expected} == actual; });
    if (same) return &instruction;
  }
  return nullptr;
}

std::size_t call_instruction_before(const Abi& abi, std::span<const std::byte> code) {
  for (const CallInstruction& instruction : abi.call_instructions) {
    if (code.size() < instruction.size) continue;
    if (call_instruction_at(abi, code.last(instruction.size)) == &instruction) {
      return instruction.size;
    }
  }
  return 0;
}

}  // namespace spyglass
