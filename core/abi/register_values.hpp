#pragma once

#include <array>

#include "core/abi/abi.hpp"

namespace spyglass {

/// The registers of one stopped thread: a copy of what PTRACE_GETREGSET gave, read and changed by
/// name. Changing it changes the thread only when it is written back.
class RegisterValues {
 public:
  static constexpr std::size_t capacity = 512;

  /// `bytes` as PTRACE_GETREGSET(NT_PRSTATUS) filled them in, of an ABI's register_set_size.
  RegisterValues(const Abi& abi, std::span<const std::byte> bytes);

  [[nodiscard]] const Abi& abi() const { return *abi_; }
  [[nodiscard]] std::span<const std::byte> bytes() const { return {bytes_.data(), size_}; }

  [[nodiscard]] std::uint64_t get(const Register& which) const;
  /// Writing the low half of a register clears the rest, as the processor's own 32-bit moves do.
  void set(const Register& which, std::uint64_t value);

  /// By name; the name must be one of the ABI's own.
  [[nodiscard]] std::uint64_t get(std::string_view name) const;
  void set(std::string_view name, std::uint64_t value);

  [[nodiscard]] Addr program_counter() const { return Addr(get(abi_->program_counter)); }
  [[nodiscard]] Addr stack_pointer() const { return Addr(get(abi_->stack_pointer)); }
  [[nodiscard]] Addr frame_pointer() const { return Addr(get(abi_->frame_pointer)); }

 private:
  const Abi* abi_;
  std::size_t size_;
  std::array<std::byte, capacity> bytes_;
};

}  // namespace spyglass
