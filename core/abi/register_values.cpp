#include "core/abi/register_values.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace spyglass {

RegisterValues::RegisterValues(const Abi& abi, std::span<const std::byte> bytes)
    : abi_(&abi), size_(bytes.size()) {
  assert(bytes.size() <= capacity);
  std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

std::uint64_t RegisterValues::get(const Register& which) const {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes_.data() + which.offset, which.size);
  return value;
}

void RegisterValues::set(const Register& which, std::uint64_t value) {
  const std::size_t width = which.group == Register::Group::part ? abi_->word_size : which.size;
  if (which.size < sizeof value) value &= (std::uint64_t{1} << (which.size * 8)) - 1;
  std::memcpy(bytes_.data() + which.offset, &value, width);
}

std::uint64_t RegisterValues::get(std::string_view name) const {
  const Register* which = find_register(*abi_, name);
  assert(which != nullptr);
  return get(*which);
}

void RegisterValues::set(std::string_view name, std::uint64_t value) {
  const Register* which = find_register(*abi_, name);
  assert(which != nullptr);
  set(*which, value);
}

}  // namespace spyglass
