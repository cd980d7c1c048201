// The 64-bit ARM: syscall(2), "Architecture calling conventions", and struct user_pt_regs of the
// kernel's asm/ptrace.h.

#include <elf.h>
#include <linux/audit.h>
#include <seccomp.h>

#include "core/abi/tables.hpp"

namespace spyglass {

namespace {

using enum Register::Group;

constexpr Register registers[] = {
    {"x0", 0, 8, general},       {"x1", 8, 8, general},    {"x2", 16, 8, general},
    {"x3", 24, 8, general},      {"x4", 32, 8, general},   {"x5", 40, 8, general},
    {"x6", 48, 8, general},      {"x7", 56, 8, general},   {"x8", 64, 8, general},
    {"x9", 72, 8, general},      {"x10", 80, 8, general},  {"x11", 88, 8, general},
    {"x12", 96, 8, general},     {"x13", 104, 8, general}, {"x14", 112, 8, general},
    {"x15", 120, 8, general},    {"x16", 128, 8, general}, {"x17", 136, 8, general},
    {"x18", 144, 8, general},    {"x19", 152, 8, general}, {"x20", 160, 8, general},
    {"x21", 168, 8, general},    {"x22", 176, 8, general}, {"x23", 184, 8, general},
    {"x24", 192, 8, general},    {"x25", 200, 8, general}, {"x26", 208, 8, general},
    {"x27", 216, 8, general},    {"x28", 224, 8, general}, {"x29", 232, 8, general},
    {"x30", 240, 8, general},    {"sp", 248, 8, control},  {"pc", 256, 8, control},
    {"pstate", 264, 8, control},
};

constexpr CallInstruction call_instructions[] = {
    {"svc #0", {0x01, 0x00, 0x00, 0xd4}, 4, AbiId::aarch64},
};

constexpr std::uint8_t brk[] = {0x00, 0x00, 0x20, 0xd4};

}  // namespace

constexpr Abi aarch64_abi = {
    .id = AbiId::aarch64,
    .name = "aarch64",
    .audit_arch = AUDIT_ARCH_AARCH64,
    .seccomp_arch = SCMP_ARCH_AARCH64,
    .elf_machine = EM_AARCH64,
    .word_size = 8,
    .long_long_align = 8,
    .register_set_size = 272,
    .registers = registers,
    .program_counter = "pc",
    .stack_pointer = "sp",
    .frame_pointer = "x29",
    .flags = "pstate",
    .convention = {.number = "x8",
                   .number_inside = "x8",
                   .arguments = {"x0", "x1", "x2", "x3", "x4", "x5"},
                   .result = "x0",
                   .summary = "number in x8, arguments in x0 to x5",
                   .clobbers = {}},
    .call_instructions = call_instructions,
    .trap = brk,
    .trap_advances = 0,
    // struct rt_sigframe of the kernel's arch/arm64/kernel/signal.c.
    .signal_mask = {168, 172},
    // The kernel has read x8 by then: PTRACE_SETREGSET in ptrace(2).
    .call_number_set = NT_ARM_SYSTEM_CALL,
    .vector_set = NT_PRFPREG,
    .toolchain = {.as_option = {}, .emulation = "aarch64linux", .comment = "//"},
};

}  // namespace spyglass
