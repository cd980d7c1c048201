#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "core/decode/kind.hpp"
#include "core/memory/buffer_memory.hpp"
#include "core/report/text.hpp"
#include "tests/pure/guarded_buffer.hpp"

namespace spyglass {

/// Memory with nothing in it yet.
struct Room {
  std::size_t bytes;
};

/// Memory of a program that is not there: asks kinds about it, and answers as text.
class DecodeBench {
 public:
  static constexpr std::uint64_t base = 0x7000'0000;

  explicit DecodeBench(Room room, AbiId id = AbiId::x86_64) : buffer_(room.bytes), abi_(id) {}
  template <class T>
  explicit DecodeBench(const T& contents, AbiId id = AbiId::x86_64)
      : buffer_(std::as_bytes(std::span(&contents, 1))), abi_(id) {}

  template <class T>
  void put(std::size_t offset, const T& value) {
    std::memcpy(buffer_.bytes().data() + offset, &value, sizeof value);
  }
  [[nodiscard]] std::size_t size() const { return buffer_.bytes().size(); }
  [[nodiscard]] std::uint64_t end() const { return base + size(); }

  std::vector<std::uint64_t> siblings = std::vector<std::uint64_t>(6);
  int size_from = -1;
  std::optional<std::int64_t> result = std::nullopt;
  std::vector<Value> answers = {};
  const Names* names = nullptr;

  [[nodiscard]] Value ask(const Kind& kind, std::uint64_t raw,
                          const Value* before = nullptr) const {
    const BufferMemory memory(Addr(base), buffer_.bytes());
    const DecodeOptions options{.names = names};
    return kind.decode({.memory = memory,
                        .abi = abi(abi_),
                        .options = options,
                        .kind = kind,
                        .raw = raw,
                        .place = Addr(raw),
                        .siblings = siblings,
                        .size_from = size_from,
                        .result = result,
                        .before = before,
                        .answers = answers});
  }
  [[nodiscard]] std::string text(const Kind& kind, std::uint64_t raw = base) const {
    return value_text(ask(kind, raw));
  }
  /// Of kinds that look twice: what they say at exit, having looked at entry.
  [[nodiscard]] std::string text_after(const Kind& kind, std::int64_t returned,
                                       std::uint64_t raw = base) {
    const Value before = ask(kind, raw);
    result = returned;
    return value_text(ask(kind, raw, &before));
  }

 private:
  GuardedBuffer buffer_;
  AbiId abi_;
};

inline std::string address_text(std::uint64_t address) {
  return value_text(address_value(Addr(address)));
}

/// Asks about every place near the end of memory, and about wild ones: nothing may crash, and what
/// cannot be read whole is shown as the address that it is. `whole` is the struct's size.
inline std::vector<std::string> wild_answers(const Kind& kind, DecodeBench& bench,
                                             std::size_t whole) {
  std::vector<std::string> wrong;
  const auto expect_address = [&](std::uint64_t raw) {
    const std::string said = bench.text(kind, raw);
    if (said != address_text(raw)) wrong.push_back(said);
  };
  for (std::uint64_t left = 0; left <= bench.size(); ++left) {
    if (left < whole) {
      expect_address(bench.end() - left);
    } else {
      (void)bench.ask(kind, bench.end() - left);
    }
  }
  for (const std::uint64_t raw :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 63, ~std::uint64_t{0},
        ~std::uint64_t{0} - 7, DecodeBench::base - 1}) {
    expect_address(raw);
  }
  return wrong;
}

}  // namespace spyglass
