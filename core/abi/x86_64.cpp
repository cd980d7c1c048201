// System V psABI for AMD64, appendix A.2 (calls), and struct user_regs_struct of sys/user.h.

#include <elf.h>
#include <linux/audit.h>
#include <seccomp.h>

#include "core/abi/tables.hpp"

namespace spyglass {

namespace {

using enum Register::Group;

constexpr Register registers[] = {
    {"rax", 80, 8, general},      {"rbx", 40, 8, general},     {"rcx", 88, 8, general},
    {"rdx", 96, 8, general},      {"rsi", 104, 8, general},    {"rdi", 112, 8, general},
    {"rbp", 32, 8, general},      {"rsp", 152, 8, control},    {"r8", 72, 8, general},
    {"r9", 64, 8, general},       {"r10", 56, 8, general},     {"r11", 48, 8, general},
    {"r12", 24, 8, general},      {"r13", 16, 8, general},     {"r14", 8, 8, general},
    {"r15", 0, 8, general},       {"rip", 128, 8, control},    {"eflags", 144, 8, control},
    {"orig_rax", 120, 8, kernel}, {"cs", 136, 8, kernel},      {"ss", 160, 8, kernel},
    {"ds", 184, 8, kernel},       {"es", 192, 8, kernel},      {"fs", 200, 8, kernel},
    {"gs", 208, 8, kernel},       {"fs_base", 168, 8, kernel}, {"gs_base", 176, 8, kernel},
    {"eax", 80, 4, part},         {"ebx", 40, 4, part},        {"ecx", 88, 4, part},
    {"edx", 96, 4, part},         {"esi", 104, 4, part},       {"edi", 112, 4, part},
    {"ebp", 32, 4, part},         {"esp", 152, 4, part},       {"r8d", 72, 4, part},
    {"r9d", 64, 4, part},         {"r10d", 56, 4, part},       {"r11d", 48, 4, part},
    {"r12d", 24, 4, part},        {"r13d", 16, 4, part},       {"r14d", 8, 4, part},
    {"r15d", 0, 4, part},         {"orig_eax", 120, 4, part},
};

constexpr Clobber clobbers[] = {
    {"rcx", "the syscall instruction saves the return address here"},
    {"r11", "the syscall instruction saves the flags here"},
};

constexpr CallInstruction call_instructions[] = {
    {"syscall", {0x0f, 0x05}, 2, AbiId::x86_64},
    {"int 0x80", {0xcd, 0x80}, 2, AbiId::i386},
};

constexpr std::uint8_t int3[] = {0xcc};

}  // namespace

constexpr Abi x86_64_abi = {
    .id = AbiId::x86_64,
    .name = "x86-64",
    .audit_arch = AUDIT_ARCH_X86_64,
    .seccomp_arch = SCMP_ARCH_X86_64,
    .elf_machine = EM_X86_64,
    .word_size = 8,
    .long_long_align = 8,
    .register_set_size = 216,
    .registers = registers,
    .program_counter = "rip",
    .stack_pointer = "rsp",
    .frame_pointer = "rbp",
    .flags = "eflags",
    .convention = {.number = "rax",
                   .number_inside = "orig_rax",
                   .arguments = {"rdi", "rsi", "rdx", "r10", "r8", "r9"},
                   .result = "rax",
                   .summary = "number in rax, arguments in rdi rsi rdx r10 r8 r9",
                   .clobbers = clobbers},
    .call_instructions = call_instructions,
    .trap = int3,
    .trap_advances = 1,
    // struct ucontext of asm/ucontext.h; the handler's return took the address in front of it.
    .signal_mask = {296, 300},
    .vector_set = NT_X86_XSTATE,
    .toolchain = {.as_option = "--64",
                  .emulation = "elf_x86_64",
                  .comment = "#",
                  .register_sign = "%",
                  .far_place = "movabs ${}, %rax",
                  .near_place = "lea {}(%rip), %rax"},
};

}  // namespace spyglass
