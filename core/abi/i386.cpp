// The 32-bit calls of x86: int $0x80 (syscall(2), "Architecture calling conventions"), and the
// kernel's user_regs_struct32 as PTRACE_GETREGSET gives it for a 32-bit program.

#include <elf.h>
#include <linux/audit.h>
#include <seccomp.h>

#include "core/abi/tables.hpp"

namespace spyglass {

namespace {

using enum Register::Group;

constexpr Register registers[] = {
    {"eax", 24, 4, general},    {"ebx", 0, 4, general},      {"ecx", 4, 4, general},
    {"edx", 8, 4, general},     {"esi", 12, 4, general},     {"edi", 16, 4, general},
    {"ebp", 20, 4, general},    {"esp", 60, 4, control},     {"eip", 48, 4, control},
    {"eflags", 56, 4, control}, {"orig_eax", 44, 4, kernel}, {"cs", 52, 4, kernel},
    {"ss", 64, 4, kernel},      {"ds", 28, 4, kernel},       {"es", 32, 4, kernel},
    {"fs", 36, 4, kernel},      {"gs", 40, 4, kernel},
};

constexpr CallInstruction call_instructions[] = {
    {"int 0x80", {0xcd, 0x80}, 2, AbiId::i386},
    {"sysenter", {0x0f, 0x34}, 2, AbiId::i386},
    // The vDSO's way in on AMD processors; the kernel reads it by the same convention.
    {"syscall", {0x0f, 0x05}, 2, AbiId::i386},
};

constexpr std::uint8_t int3[] = {0xcc};

}  // namespace

constexpr Abi i386_abi = {
    .id = AbiId::i386,
    .name = "i386",
    .audit_arch = AUDIT_ARCH_I386,
    .seccomp_arch = SCMP_ARCH_X86,
    .elf_machine = EM_386,
    .word_size = 4,
    .long_long_align = 4,
    .register_set_size = 68,
    .registers = registers,
    .program_counter = "eip",
    .stack_pointer = "esp",
    .frame_pointer = "ebp",
    .flags = "eflags",
    .convention = {.number = "eax",
                   .number_inside = "orig_eax",
                   .arguments = {"ebx", "ecx", "edx", "esi", "edi", "ebp"},
                   .result = "eax",
                   .summary = "number in eax, arguments in ebx ecx edx esi edi ebp",
                   .clobbers = {}},
    .call_instructions = call_instructions,
    .trap = int3,
    .trap_advances = 1,
    // struct rt_sigframe_ia32 and struct sigframe_ia32 of the kernel's asm/sigframe.h, after the
    // handler's return, and in the old one's case its trampoline's pop.
    .signal_mask = {248, 252},
    .old_signal_mask = {80, 712},
    .vector_set = NT_X86_XSTATE,
    .toolchain = {.as_option = "--32",
                  .emulation = "elf_i386",
                  .comment = "#",
                  .register_sign = "%"},
};

}  // namespace spyglass
