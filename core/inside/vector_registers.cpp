#include "core/inside/vector_registers.hpp"

#include "core/ptrace/door.hpp"

namespace spyglass {

namespace {

/// As much as the largest processors have (AMX: 8 KiB of tiles).
constexpr std::size_t max_vector_registers = 16384;

}  // namespace

std::vector<std::byte> vector_registers(const Abi& abi, Tid thread) {
  std::vector<std::byte> area(max_vector_registers);
  const auto size = door::get_register_set(thread, abi.vector_set, area);
  area.resize(size.value_or(0));
  return area;
}

void set_vector_registers(const Abi& abi, Tid thread, const std::vector<std::byte>& values) {
  if (!values.empty()) (void)door::set_register_set(thread, abi.vector_set, values);
}

}  // namespace spyglass
