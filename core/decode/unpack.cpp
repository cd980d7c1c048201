#include "core/decode/unpack.hpp"

#include <algorithm>
#include <array>

#include "core/abi/abi.hpp"
#include "core/syscalls/catalogue.hpp"

namespace spyglass {

namespace {

/// socketcall: a number, and a pointer to the arguments.
std::optional<Unpacked> from_memory(const Row& row, const CallNumbers& raw, const Memory& memory) {
  const auto which = static_cast<std::uint32_t>(raw.arguments[0]);
  if (which == 0 || which > row.multiplexes.size()) return std::nullopt;
  const Row* meant = find_row(row.multiplexes[which - 1], raw.abi);
  if (meant == nullptr) return std::nullopt;
  const std::size_t word_size = abi(raw.abi).word_size;
  Unpacked inner{meant->name, raw};
  inner.numbers.arguments = {};
  for (std::size_t i = 0; i < meant->argument_count(); ++i) {
    const auto word = memory.get_word(Addr(raw.arguments[1]) + i * word_size, word_size);
    if (!word) return std::nullopt;
    inner.numbers.arguments[i] = *word;
  }
  return inner;
}

// Where ipc(2) has the arguments of the call that is meant.
enum IpcPlace : std::uint8_t { nowhere, first, second, third, pointer, fifth };

struct IpcCall {
  std::uint32_t number;
  std::string_view name;
  std::array<IpcPlace, 5> arguments;
};
constexpr std::uint32_t semctl = 3, msgrcv = 12;
constexpr IpcCall ipc_calls[] = {
    {1, "semop", {first, pointer, second}},
    {2, "semget", {first, second, third}},
    {semctl, "semctl", {first, second, third, pointer}},
    {4, "semtimedop", {first, pointer, second, fifth}},
    {11, "msgsnd", {first, pointer, second, third}},
    {msgrcv, "msgrcv", {first, pointer, second, fifth, third}},
    {13, "msgget", {first, second}},
    {14, "msgctl", {first, second, pointer}},
    {21, "shmat", {first, pointer, second}},
    {22, "shmdt", {pointer}},
    {23, "shmget", {first, second, third}},
    {24, "shmctl", {first, second, pointer}},
};

/// ipc: a number with a version above it, and the arguments in registers, in another order. Two
/// calls have an argument more than there were registers: it is in memory, with the pointer.
std::optional<Unpacked> from_registers(const CallNumbers& raw, const Memory& memory) {
  const auto which = static_cast<std::uint32_t>(raw.arguments[0]) & 0xffff;
  const auto version = static_cast<std::uint32_t>(raw.arguments[0]) >> 16;
  const auto found = std::ranges::find(ipc_calls, which, &IpcCall::number);
  if (found == std::end(ipc_calls)) return std::nullopt;
  const std::size_t word_size = abi(raw.abi).word_size;
  const Addr at(raw.arguments[pointer]);
  Unpacked inner{found->name, raw};
  inner.numbers.arguments = {};
  for (std::size_t i = 0; i < found->arguments.size(); ++i) {
    if (found->arguments[i] == nowhere) break;
    inner.numbers.arguments[i] = raw.arguments[found->arguments[i]];
  }
  if (which == semctl) {
    const auto value = memory.get_word(at, word_size);
    if (value) inner.numbers.arguments[3] = *value;
  }
  if (which == msgrcv && version == 0) {
    const auto message = memory.get_word(at, word_size);
    const auto type = memory.get_word(at + word_size, word_size);
    if (message && type) {
      inner.numbers.arguments[1] = *message;
      inner.numbers.arguments[3] = *type;
    }
  }
  return inner;
}

}  // namespace

std::optional<Unpacked> unpack(const Row& row, const CallNumbers& raw, const Memory& memory) {
  if (!row.multiplexes.empty()) return from_memory(row, raw, memory);
  if (row.name == "ipc") return from_registers(raw, memory);
  return std::nullopt;
}

std::vector<std::string_view> meant_by(const Row& row) {
  std::vector<std::string_view> names(row.multiplexes.begin(), row.multiplexes.end());
  if (row.name == "ipc") {
    for (const IpcCall& call : ipc_calls) names.push_back(call.name);
  }
  return names;
}

std::int64_t unpacked_result(const CallNumbers& raw, std::string_view outer, std::string_view meant,
                             std::int64_t result, const Memory& memory) {
  if (outer != "ipc" || meant != "shmat" || result != 0) return result;
  const auto word = memory.get_word(Addr(raw.arguments[third]), abi(raw.abi).word_size);
  return word ? static_cast<std::int64_t>(*word) : result;
}

}  // namespace spyglass
