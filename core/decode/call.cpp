#include "core/decode/call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "core/decode/unpack.hpp"
#include "core/memory/buffer_memory.hpp"
#include "core/syscalls/catalogue.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass {

namespace {

/// Registers → arguments: one each, but two for 64-bit arguments of a 32-bit ABI.
List<std::uint64_t> argument_values(const Row& row, const CallNumbers& raw) {
  const std::size_t word_size = abi(raw.abi).word_size;
  List<std::uint64_t> values;
  values.reserve(raw.arguments.size());
  std::size_t next = 0;
  for (const Argument& argument : row.argument_list()) {
    if (argument.source != Source::registers) {
      values.push_back(argument.source == Source::stack_pointer ? raw.stack_pointer.value() : 0);
      continue;
    }
    std::uint64_t value = next < raw.arguments.size() ? raw.arguments[next] : 0;
    ++next;
    if (argument.wide && word_size == 4 && next < raw.arguments.size()) {
      const std::uint64_t second = raw.arguments[next];
      value = argument.high_first ? (second & 0xffffffff) | value << 32
                                  : (value & 0xffffffff) | second << 32;
      ++next;
    }
    values.push_back(value);
  }
  return values;
}

/// A 64-bit program that calls by a 32-bit table may have more in its registers than the kernel
/// looks at: what is at such an address is not what the call is about.
bool out_of_reach(const Abi& abi, std::uint64_t address) {
  return abi.word_size == 4 && address > 0xffffffff;
}

/// Kinds that are not to look into structs find none there.
const Memory& visible(const Call& call, std::size_t index, const Memory& memory,
                      const DecodeOptions& options) {
  static const BufferMemory nothing(Addr{}, {});
  const bool may_look = options.follow || call.kinds[index]->text;
  const bool seen = may_look && !out_of_reach(abi(call.raw.abi), call.argument_values[index]);
  return seen ? memory : nothing;
}

Question question_for(const Call& call, std::size_t index, const Memory& memory,
                      const DecodeOptions& options) {
  const Argument& argument = call.row->arguments[index];
  return {.memory = visible(call, index, memory, options),
          .abi = abi(call.raw.abi),
          .options = options,
          .kind = *call.kinds[index],
          .raw = call.argument_values[index],
          .siblings = call.argument_values,
          .size_from = argument.size_from};
}

/// The words of a call whose only register points to them; nothing when they cannot be read.
std::optional<CallNumbers> followed(const Row& row, CallNumbers raw, const Memory& memory) {
  const std::size_t word_size = abi(raw.abi).word_size;
  const Addr at(raw.arguments[0]);
  if (out_of_reach(abi(raw.abi), at.value())) return std::nullopt;
  for (std::size_t i = 0; i < row.argument_count(); ++i) {
    const auto word = memory.get_word(at + i * word_size, word_size);
    if (!word) return std::nullopt;
    raw.arguments[i] = *word;
  }
  return raw;
}

/// Adds what the row's result_kind calls a result, if it has a name for it.
void name_result(Call& call, std::int64_t result, const Memory& memory,
                 const DecodeOptions& options) {
  const Kind* kind = call.row->result_kind;
  if (kind == nullptr || call.error()) return;
  Value value = kind->decode({.memory = memory,
                              .abi = abi(call.raw.abi),
                              .options = options,
                              .kind = *kind,
                              .raw = static_cast<std::uint64_t>(result),
                              .siblings = call.argument_values});
  const auto* constant = value.as<value::Constant>();
  if (constant != nullptr && constant->name.empty()) return;
  call.notes.add_names(call.row->result_label, std::move(value));
}

/// A descriptor or an id, if there is more to say of it than its number.
std::optional<Value> named_result(const Call& call, const Names& names) {
  if (call.error()) return std::nullopt;
  const auto number = static_cast<int>(*call.result);
  const auto id = [&](IdOf what) -> std::optional<Value> {
    Value value = process_value(&names, number, what);
    if (value.as<value::Process>() == nullptr) return std::nullopt;
    return value;
  };
  switch (call.notes.shown_as) {
    case Returns::descriptor: return descriptor_value(&names, number);
    case Returns::process: return id(IdOf::process);
    case Returns::group: return id(IdOf::group);
    case Returns::session: return id(IdOf::session);
    default: return std::nullopt;
  }
}

/// A call of which nothing but the words that it was given is shown.
void show_words(Call& call, const CallNumbers& words, std::size_t count) {
  call.in_words = true;
  const auto shown = std::span(words.arguments).first(count);
  call.argument_values.assign(shown.begin(), shown.end());
  for (const std::uint64_t word : shown) {
    call.arguments.push_back({value::Number{word, value::Number::Base::hexadecimal}});
  }
  call.whole_at_entry = call.arguments.size();
}

/// Whether each argument is known when the call is made.
using Known = std::array<bool, std::tuple_size_v<decltype(Row::arguments)>>;

/// Finds out up to where a call in the kernel can be shown.
void note_first_half(Call& call, const Known& known) {
  const ShownArguments shown(call);
  const auto unknown = std::ranges::find_if(shown, [&](std::size_t i) { return !known[i]; });
  call.whole_at_entry = static_cast<std::size_t>(unknown - shown.begin());
  if (call.row->first_half < call.whole_at_entry) {
    call.whole_at_entry = call.row->first_half;
  } else if (unknown != shown.end() && call.kinds[*unknown]->when == When::begun) {
    call.begun = call.arguments[*unknown];
  }
}

/// The entry half of all arguments.
void decode_arguments(Call& call, const CallNumbers& words, const Memory& memory,
                      const DecodeOptions& options, std::string_view interrupted) {
  call.argument_values = argument_values(*call.row, words);
  Known known{};
  const std::size_t count = call.row->argument_count();
  call.arguments.reserve(count);
  call.kinds.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Argument& argument = call.row->arguments[i];
    const bool applies = argument.applies == nullptr || argument.applies(call.argument_values);
    const Kind* kind = applies ? chosen(argument.kind, call.argument_values) : nullptr;
    call.kinds.push_back(kind);
    if (kind == nullptr) {
      call.arguments.push_back({value::Absent{}});
      known[i] = true;
      continue;
    }
    Question question = question_for(call, i, memory, options);
    question.interrupted = interrupted;
    known[i] = kind->when == When::entry || (kind->settled != nullptr && kind->settled(question));
    const bool later = kind->when == When::exit && !known[i];
    call.arguments.push_back(later ? Value{} : kind->decode(question));
  }
  while (!call.arguments.empty() && call.arguments.back().as<value::Absent>() != nullptr) {
    call.arguments.pop_back();
    call.kinds.pop_back();
  }
  note_first_half(call, known);
}

}  // namespace

const Value* Call::argument(std::string_view argument_name) const {
  if (row == nullptr || in_words) return nullptr;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (row->arguments[i].name == argument_name) return &arguments[i];
  }
  return nullptr;
}

Call decode_entry(const CallNumbers& raw, const Memory& memory, const DecodeRules& rules,
                  std::string_view interrupted) {
  Call call;
  decode_entry(call, raw, memory, rules, interrupted);
  return call;
}

void decode_entry(Call& call, const CallNumbers& raw, const Memory& memory,
                  const DecodeRules& rules, std::string_view interrupted) {
  call.raw = raw;
  const NumberedCall made = numbered_call(raw.abi, raw.number);
  call.row = made.row;
  call.name = made.name;
  if (made.name.empty()) {
    call.name = fmt::format("syscall_{:#x}", static_cast<std::uint32_t>(raw.number));
  }
  if (call.row == nullptr) return show_words(call, raw, raw.arguments.size());
  call.notes.shown_as = call.row->returns;
  const auto meant = unpack(*call.row, raw, memory);
  const CallNumbers& inner = meant ? meant->numbers : raw;
  if (meant) {
    call.name = meant->name;
    call.row = find_row(call.name, raw.abi);
    call.notes.shown_as = call.row->returns;
  }
  if (rules.only_named.contains(call.name, raw.abi)) return;
  const DecodeOptions options = rules.options_for(call.name, raw.abi);
  const auto words = call.row->indirect ? followed(*call.row, raw, memory) : inner;
  if (options.raw && call.notes.shown_as != Returns::nothing) {
    call.notes.shown_as = Returns::address;
  }
  if (!words) {
    show_words(call, raw, 1);
    if (call.row->indirect && !options.raw)
      call.arguments[0] = address_value(Addr(raw.arguments[0]));
  } else if (options.raw) {
    show_words(call, inner, word_count(*call.row, abi(raw.abi)));
  } else {
    decode_arguments(call, *words, memory, options, interrupted);
  }
  keep_written(call, memory, rules);
}

void decode_exit(Call& call, std::int64_t result, const Memory& memory, const DecodeRules& rules) {
  const NumberedCall made = numbered_call(call.raw.abi, call.raw.number);
  const bool only_named = rules.only_named.contains(call.name, call.raw.abi);
  if (!only_named) result = unpacked_result(call.raw, made.name, call.name, result, memory);
  call.result = result;
  if (only_named) return;
  keep_read(call, memory, rules);
  if (call.row == nullptr || call.in_words) return;
  const DecodeOptions options = rules.options_for(call.name, call.raw.abi);
  name_result(call, result, memory, options);
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Kind* kind = call.kinds[i];
    if (kind == nullptr || (kind->when == When::entry && kind->explain == nullptr)) continue;
    Question question = question_for(call, i, memory, options);
    question.result = result;
    question.before = &call.arguments[i];
    question.notes = &call.notes;
    question.answers = call.arguments;
    if (kind->explain != nullptr) kind->explain(question);
    if (kind->when == When::entry) continue;
    Value answer = kind->decode(question);
    call.arguments[i] = std::move(answer);
  }
  if (options.names != nullptr) call.named_result = named_result(call, *options.names);
}

std::size_t word_count(const Row& row, const Abi& abi) {
  if (row.indirect) return 1;
  std::size_t count = 0;
  for (const Argument& argument : row.argument_list()) {
    if (argument.source != Source::registers) continue;
    count += argument.wide && abi.word_size == 4 ? 2 : 1;
  }
  return std::min(count, CallNumbers{}.arguments.size());
}

std::optional<std::size_t> argument_register(const Row& row, std::size_t index, const Abi& abi) {
  const bool elsewhere = row.indirect || row.arguments[index].source != Source::registers;
  if (elsewhere) return std::nullopt;
  std::size_t next = 0;
  for (const Argument& before : row.argument_list().first(index)) {
    if (before.source != Source::registers) continue;
    next += before.wide && abi.word_size == 4 ? 2 : 1;
  }
  return next < abi.convention.arguments.size() ? std::optional(next) : std::nullopt;
}

ShownArguments::ShownArguments(const Call& call) {
  const bool ordered = call.row != nullptr && !call.row->shown.empty() && !call.in_words;
  const std::size_t count = ordered ? call.row->shown.size() : call.arguments.size();
  for (std::size_t next = 0; next < count; ++next) {
    const std::size_t i = ordered ? call.row->shown[next] : next;
    const bool has = i < call.arguments.size() && call.arguments[i].as<value::Absent>() == nullptr;
    assert(count_ < indices_.size());
    if (has) indices_[count_++] = static_cast<std::uint8_t>(i);
  }
}

}  // namespace spyglass
