#include "core/decode/call.hpp"

#include <fmt/format.h>

#include "core/syscalls/catalogue.hpp"

namespace spyglass {

namespace {

/// Registers → arguments: one each, but two for 64-bit arguments of a 32-bit ABI.
std::vector<std::uint64_t> argument_values(const Row& row, const CallNumbers& raw) {
  const std::size_t word_size = abi(raw.abi).word_size;
  std::vector<std::uint64_t> values;
  std::size_t next = 0;
  for (const Argument& argument : row.argument_list()) {
    std::uint64_t value = next < raw.arguments.size() ? raw.arguments[next] : 0;
    ++next;
    if (argument.wide && word_size == 4 && next < raw.arguments.size()) {
      value = (value & 0xffffffff) | raw.arguments[next] << 32;
      ++next;
    }
    values.push_back(value);
  }
  return values;
}

Question question_for(const Call& call, std::size_t index, const Memory& memory,
                      const DecodeOptions& options) {
  const Argument& argument = call.row->arguments[index];
  return {.memory = memory,
          .abi = abi(call.raw.abi),
          .options = options,
          .kind = *argument.kind,
          .raw = call.argument_values[index],
          .siblings = call.argument_values,
          .size_from = argument.size_from};
}

/// A call without a row: its arguments are six words, and only their values are known.
std::vector<Value> plain_words(const CallNumbers& raw) {
  std::vector<Value> values;
  for (const std::uint64_t word : raw.arguments) {
    values.push_back({value::Number{word, value::Number::Base::hexadecimal}});
  }
  return values;
}

}  // namespace

const Value* Call::argument(std::string_view argument_name) const {
  if (row == nullptr) return nullptr;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (row->arguments[i].name == argument_name) return &arguments[i];
  }
  return nullptr;
}

Call decode_entry(const CallNumbers& raw, const Memory& memory, const DecodeOptions& options) {
  Call call;
  call.raw = raw;
  const auto name = call_name(raw.abi, raw.number);
  call.name = name ? std::string(*name)
                   : fmt::format("syscall_{:#x}", static_cast<std::uint32_t>(raw.number));
  call.row = name ? find_row(*name, raw.abi) : nullptr;
  if (call.row == nullptr) {
    call.argument_values.assign(raw.arguments.begin(), raw.arguments.end());
    call.arguments = plain_words(raw);
    return call;
  }
  call.argument_values = argument_values(*call.row, raw);
  for (std::size_t i = 0; i < call.row->argument_count(); ++i) {
    const Argument& argument = call.row->arguments[i];
    if (argument.applies != nullptr && !argument.applies(call.argument_values)) break;
    const bool later = argument.kind->when == When::exit;
    call.arguments.push_back(later ? Value{}
                                   : argument.kind->decode(question_for(call, i, memory, options)));
  }
  return call;
}

void decode_exit(Call& call, std::int64_t result, const Memory& memory,
                 const DecodeOptions& options) {
  call.result = result;
  if (call.row == nullptr) return;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (call.row->arguments[i].kind->when == When::entry) continue;
    Question question = question_for(call, i, memory, options);
    question.result = result;
    question.before = &call.arguments[i];
    question.result_note = &call.result_note;
    Value answer = question.kind.decode(question);
    call.arguments[i] = std::move(answer);
  }
}

std::size_t known_at_entry(const Call& call) {
  if (call.row == nullptr) return call.arguments.size();
  std::size_t index = 0;
  while (index < call.arguments.size() && call.row->arguments[index].kind->when == When::entry) {
    ++index;
  }
  return index;
}

}  // namespace spyglass
