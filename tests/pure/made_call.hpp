#pragma once

#include <array>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "core/decode/call.hpp"
#include "core/memory/buffer_memory.hpp"
#include "core/syscalls/catalogue.hpp"
#include "tests/pure/decode_bench.hpp"

namespace spyglass {

/// Memory of a program that is not there, into which things are put one behind the other.
class ProgramMemory {
 public:
  ProgramMemory() : ProgramMemory(4096) {}
  explicit ProgramMemory(std::size_t size) : buffer_(size) {}

  /// Where it now stands.
  std::uint64_t put(std::string_view bytes) {
    const std::uint64_t at = DecodeBench::base + used_;
    std::memcpy(buffer_.bytes().data() + used_, bytes.data(), bytes.size());
    used_ += (bytes.size() + alignof(std::max_align_t)) / alignof(std::max_align_t) *
             alignof(std::max_align_t);
    return at;
  }
  template <class T>
  std::uint64_t put_value(const T& value) {
    return put({reinterpret_cast<const char*>(&value), sizeof value});
  }
  [[nodiscard]] std::span<std::byte> bytes() const { return buffer_.bytes(); }
  [[nodiscard]] BufferMemory memory() const { return {Addr(DecodeBench::base), buffer_.bytes()}; }

 private:
  GuardedBuffer buffer_;
  std::size_t used_ = 0;
};

/// A call by its name and arguments; in the kernel unless it has a result.
inline Call made_call(std::string_view name, std::array<std::uint64_t, 6> arguments,
                      std::optional<std::int64_t> result, const ProgramMemory& program = {},
                      AbiId id = AbiId::x86_64, const DecodeRules& rules = {}) {
  const BufferMemory memory = program.memory();
  Call call = decode_entry(
      {.abi = id, .number = call_number(id, name).value(), .arguments = arguments}, memory, rules);
  if (result) decode_exit(call, *result, memory, rules);
  return call;
}

}  // namespace spyglass
