#include "core/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/report/append_list.hpp"
#include "core/syscalls/errors.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {

namespace {

void append_arguments(std::string& out, const Call& call, std::span<const std::size_t> indices,
                      const TextOptions& options) {
  append_list(out, indices, ", ", [&](std::size_t i) {
    const bool is_plain = call.row == nullptr || call.in_words;
    auto label = is_plain ? std::string_view{} : call.row->arguments[i].label;
    if (!is_plain && label.empty() && options.argument_names) label = call.row->arguments[i].name;
    if (!label.empty()) {
      out += label;
      out += '=';
    }
    append_value(out, call.arguments[i], options);
  });
}

bool separator_between_halves(const Call& call, std::size_t shown) {
  return call.whole_at_entry > 0 && call.whole_at_entry < shown;
}

/// An argument that is begun at entry needs it in front.
bool comma_comes_later(const Call& call) {
  return call.row != nullptr && call.row->comma_later && !call.begun;
}

/// The second half, without what was written with the first one. Where that has been changed since,
/// by another thread of the program, both are shown.
void append_rest(std::string& out, const Call& call, std::string_view second_half,
                 const TextOptions& options) {
  const std::string begun = call.begun ? value_text(*call.begun, options) : std::string{};
  if (second_half.starts_with(begun)) {
    out += second_half.substr(begun.size());
  } else {
    out += " => ";
    out += second_half;
  }
}

/// Whether the return would tell more than its number: arguments, or what the result means.
bool waits_for_an_answer(const Call& call) {
  if (call.row == nullptr) return false;
  const bool explained = std::ranges::any_of(
      call.kinds, [](const Kind* kind) { return kind != nullptr && kind->explain != nullptr; });
  return explained || call.row->result_kind != nullptr ||
         call.whole_at_entry < shown_arguments(call).size();
}

/// Up to where the result is written.
void append_to_column(std::string& out, const TextOptions& options) {
  // Columns are counted from 1, and in bytes, as strace does.
  const auto width = static_cast<std::size_t>(std::max(options.result_column - 1, 0));
  if (out.size() < width) out.append(width - out.size(), ' ');
}

/// What a tracer did to the call, behind its result.
void append_injection(std::string& out, const Tampering& injected) {
  if (injected.arguments) {
    out += injected.result ? " (INJECTED: args, retval)" : " (INJECTED: args)";
  } else if (injected.result) {
    out += " (INJECTED)";
  }
  if (injected.delayed) out += " (DELAYED)";
}

/// What the result means. Where its number stands beside it, that is not written once more; and a
/// word that is taken apart has nothing else to say where numbers are wanted.
void append_note(std::string& out, const value::Field& note, const TextOptions& options) {
  const bool is_set = note.value.as<value::Set>() != nullptr;
  if (!note.names_only || is_set) return append_value(out, note.value, options);
  const bool is_applied = note.value.as<value::Applied>() != nullptr;
  const bool is_flags = note.value.as<value::Flags>() != nullptr && note.name.empty();
  if ((is_applied || is_flags) && options.names == NameStyle::numbers) return;
  if (!is_applied) return append_value(out, note.value, {});
  Value named = note.value;
  named.plain.clear();
  append_value(out, named, options);
}

}  // namespace

std::string result_text(const Call& call, const TextOptions& options) {
  if (!call.result) return "?";
  const std::int64_t result = *call.result;
  if (const auto error = call.error()) {
    const ErrorRow* row = find_error(*error);
    // The kernel's own numbers are not results: the call starts again, and the program never sees
    // them.
    const bool restarts = is_restart(result);
    if (row == nullptr) return fmt::format("-1 (errno {})", error->value());
    return fmt::format("{} {} ({})", restarts ? "?" : "-1", row->name, row->message);
  }
  if (call.never_returns()) return "?";
  std::string text;
  switch (call.notes.shown_as) {
    case Returns::address:
      text = fmt::format("{}{:x}", result == 0 ? "" : "0x", static_cast<std::uint64_t>(result));
      break;
    case Returns::octal: text = fmt::format("{:#03o}", result); break;
    default:
      text = call.named_result ? value_text(*call.named_result, options)
                               : fmt::format("{}", static_cast<std::uint64_t>(result));
      break;
  }
  if (call.notes.said.empty()) return text;
  std::string said;
  append_list(said, call.notes.said, ", ", [&](const value::Field& note) {
    said += note.name;
    if (!note.name.empty()) said += ' ';
    append_note(said, note, options);
  });
  return said.empty() ? text : fmt::format("{} ({})", text, said);
}

std::string denial_text(const Call& call) {
  return fmt::format("stopped by the sandbox ({})", call.denied_by);
}

void append_call_start(std::string& out, const Call& call, const TextOptions& options) {
  out += call.name;
  out += '(';
  const auto shown = shown_arguments(call);
  append_arguments(out, call, std::span(shown).first(call.whole_at_entry), options);
  if (separator_between_halves(call, shown.size()) && !comma_comes_later(call)) out += ", ";
  if (call.begun) append_value(out, *call.begun, options);
}

void append_call_end(std::string& out, const Call& call, const TextOptions& options) {
  const auto shown = shown_arguments(call);
  const auto rest = std::span(shown).subspan(call.whole_at_entry);
  if (separator_between_halves(call, shown.size()) && comma_comes_later(call)) out += ", ";
  std::string text;
  append_arguments(text, call, rest, options);
  append_rest(out, call, text, options);
  out += ')';
  append_to_column(out, options);
  out += " = ";
  out += result_text(call, options);
  if (call.result) append_injection(out, call.injected);
  if (!call.denied_by.empty()) out += "   " + denial_text(call);
}

void append_call_death(std::string& out, const Call& call, const TextOptions& options) {
  if (waits_for_an_answer(call)) out += unfinished_mark;
  out += ')';
  append_to_column(out, options);
  out += " = ?";
}

std::string call_text(const Call& call, const TextOptions& options) {
  std::string out;
  append_call_start(out, call, options);
  if (call.in_kernel()) return out + std::string(unfinished_mark);
  append_call_end(out, call, options);
  return out;
}

std::string resumed_text(const Call& call, const TextOptions& options) {
  std::string out = fmt::format("<... {} resumed>", call.name);
  append_call_end(out, call, options);
  return out;
}

std::string exit_text(const ExitStatus& status) {
  if (!status.was_killed()) return fmt::format("exited with {}", status.code);
  return fmt::format("killed by {}{}", signal_name(status.killed_by),
                     status.dumped_core ? " (core dumped)" : "");
}

}  // namespace spyglass
