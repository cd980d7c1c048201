#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/ids.hpp"

namespace spyglass {

enum class AbiId : std::uint8_t { x86_64, i386, aarch64 };

/// A register, as it lies in the NT_PRSTATUS register set of PTRACE_GETREGSET.
struct Register {
  enum class Group : std::uint8_t {
    general,  ///< what programs compute with
    control,  ///< program counter, stack pointer, flags
    kernel,   ///< kept by the kernel beside the program's own (orig_rax, segments)
    part,     ///< the low half of another one; not listed, but known by name
  };
  std::string_view name;
  std::uint16_t offset;  ///< in bytes
  std::uint8_t size;     ///< in bytes
  Group group;
};

/// Something that the call instruction itself changes, whatever the call.
struct Clobber {
  std::string_view register_name;
  std::string_view why;
};

/// How a call is made: which register is what. For a 64-bit program that uses the 32-bit door the
/// call's convention is i386's while its registers are x86-64's; so these are names, looked up
/// among the registers of whichever program makes the call.
struct CallConvention {
  std::string_view number;                    ///< holds the number before the call instruction
  std::string_view number_inside;             ///< holds it while the kernel works
  std::array<std::string_view, 6> arguments;  ///< in the order of the C prototype
  std::string_view result;
  std::string_view summary;  ///< one line for people: "number in rax, arguments in …"
  std::span<const Clobber> clobbers;
};

/// An instruction that enters the kernel, and whose table of numbers the kernel then uses.
struct CallInstruction {
  std::string_view text;  ///< as the disassembler writes it
  std::array<std::uint8_t, 4> bytes;
  std::uint8_t size;
  AbiId enters;
};

/// Where a signal frame keeps the mask that the end of the handler puts back: its two 32-bit
/// halves, counted in bytes from the stack pointer at the call.
struct MaskPlace {
  std::uint16_t low = 0;
  std::uint16_t high = 0;
};

/// How the tools that make code of text (GNU binutils) are told of an instruction set.
struct Toolchain {
  std::string_view as_option;  ///< empty: none is needed
  std::string_view emulation;  ///< of ld: its -m
  std::string_view comment;    ///< what begins one that goes to the end of the line
  /// What a register's name begins with, so that it is no symbol's; empty: nothing.
  std::string_view register_sign = {};
  /// How an instruction names a place at any distance, and one that is within 2 GiB; {} is its
  /// name. Empty where all places are within reach.
  std::string_view far_place = {};
  std::string_view near_place = {};
};

/// All that differs between two instruction sets, as tables. Nothing outside this folder knows a
/// register's name or an instruction's length.
struct Abi {
  AbiId id;
  std::string_view name;     ///< "x86-64"
  std::uint32_t audit_arch;  ///< AUDIT_ARCH_… of linux/audit.h: what the kernel calls this table
  std::uint32_t seccomp_arch;       ///< SCMP_ARCH_… of libseccomp
  std::uint16_t elf_machine;        ///< EM_… of elf.h
  std::uint8_t word_size;           ///< of a pointer and a C long, in bytes
  std::uint8_t long_long_align;     ///< of a 64-bit integer inside a struct, in bytes (psABI)
  std::uint16_t register_set_size;  ///< of NT_PRSTATUS, in bytes: how the kernel tells them apart
  std::span<const Register> registers;
  std::string_view program_counter;
  std::string_view stack_pointer;
  /// Holds the address of the caller's own frame pointer, behind which the return address lies, a
  /// word each, in functions that keep one (psABI, "The Stack Frame"; AAPCS64, "The Frame
  /// Pointer").
  std::string_view frame_pointer;
  std::string_view flags;
  CallConvention convention;
  std::span<const CallInstruction> call_instructions;  ///< that a program of this ABI can use
  std::span<const std::uint8_t> trap;                  ///< the breakpoint instruction
  std::uint8_t trap_advances;  ///< how far the program counter is past a breakpoint that was hit
  MaskPlace signal_mask;       ///< for rt_sigreturn
  MaskPlace old_signal_mask = {};  ///< for sigreturn, where the ABI has it
  /// The register set (NT_… of elf.h) by which a tracer changes the number of a call that has been
  /// entered. 0: writing the number's register is enough.
  std::uint32_t call_number_set = 0;
  /// The register set of everything that computes with more than one word at a time.
  std::uint32_t vector_set;
  Toolchain toolchain;
};

const Abi& abi(AbiId id);
std::span<const Abi* const> all_abis();

/// By the kernel's AUDIT_ARCH_… number, or null for one that we have no table of.
const Abi* abi_of_audit_arch(std::uint32_t audit_arch);
/// By ELF e_machine, or null.
const Abi* abi_of_elf_machine(std::uint16_t machine);
/// Those of the machine that we run on, the widest one first.
std::span<const Abi* const> native_abis();
inline const Abi& native_abi() { return *native_abis().front(); }
/// Of the machine that we run on: by the size of a register set that PTRACE_GETREGSET filled in.
const Abi* native_abi_of_register_set(std::size_t size);
/// By its name, "x86-64" or "x86_64", "i386", "aarch64" or "arm64"; null otherwise.
const Abi* abi_by_name(std::string_view name);

/// Null when the ABI has no such register.
const Register* find_register(const Abi& abi, std::string_view name);

/// The call instruction that `code` begins with, or null.
const CallInstruction* call_instruction_at(const Abi& abi, std::span<const std::byte> code);

/// How many bytes the call instruction takes that `code` ends with; 0 when it ends with none.
std::size_t call_instruction_before(const Abi& abi, std::span<const std::byte> code);

/// A result as the kernel returns it in the result register: −4095 to −1 is an error (psABI A.2),
/// all else a result, huge addresses included.
constexpr std::optional<Errno> error_of_result(std::int64_t result) {
  if (result < 0 && result >= -4095) return Errno(static_cast<int>(-result));
  return std::nullopt;
}

}  // namespace spyglass
