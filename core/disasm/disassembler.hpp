#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/abi/abi.hpp"
#include "core/abi/syntax.hpp"

namespace spyglass {

/// One instruction. The registers are those of the ABI's table in full width (%al and %eax both
/// are "rax"), each named once, in the table's order; others, such as %xmm0, are left out. The
/// program counter is not said to be written, since every instruction moves it.
struct Instruction {
  Addr address;
  std::size_t size = 0;  ///< in bytes
  std::string mnemonic;  ///< "(bad)" for bytes that are no instruction
  std::string operands;
  std::vector<std::string> registers_read;  ///< also those that aren't written out: push reads %rsp
  std::vector<std::string> registers_written;

  [[nodiscard]] bool bad() const { return mnemonic == "(bad)"; }
};

/// The first `max_count` instructions of `code`, whose first byte stands at address `at`. What
/// cannot be decoded becomes one "(bad)" of a single byte (of four on AArch64, where instructions
/// are words), and so does an instruction that `code` ends in the middle of: give 16 bytes for each
/// that is wanted. A call instruction reads and writes what its convention says, number and all six
/// arguments: how many of them count depends on the call.
std::vector<Instruction> disassemble(const Abi& abi, std::span<const std::byte> code, Addr at,
                                     std::size_t max_count, Syntax syntax = Syntax::att);

/// How many bytes the instruction takes that `code` ends with, if that calls a subroutine: what
/// follows it is the address that the subroutine returns to. 0 when it ends with none. Instructions
/// of different lengths may end at one place, so this is a very good guess on x86.
std::size_t subroutine_call_before(const Abi& abi, std::span<const std::byte> code);

/// Whether an instruction of the ABI is written with this word, with or without AT&T's letter for
/// the operands' size.
bool is_mnemonic(const Abi& abi, std::string_view word);

}  // namespace spyglass
