#include "core/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/report/append_list.hpp"
#include "core/report/append_number.hpp"
#include "core/syscalls/errors.hpp"
#include "core/syscalls/signals.hpp"

namespace spyglass {

namespace {

void append_arguments(std::string& out, const Call& call, std::span<const std::uint8_t> indices,
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
void append_rest(std::string& out, const Call& call, std::span<const std::uint8_t> indices,
                 const TextOptions& options) {
  if (!call.begun) return append_arguments(out, call, indices, options);
  const std::size_t start = out.size();
  append_value(out, *call.begun, options);
  const std::size_t middle = out.size();
  append_arguments(out, call, indices, options);
  const std::string_view written = out;
  const bool same = written.substr(middle).starts_with(written.substr(start, middle - start));
  if (same) {
    out.erase(start, 2 * (middle - start));
  } else {
    out.replace(start, middle - start, " => ");
  }
}

/// Whether the return would tell more than its number: arguments, or what the result means.
bool waits_for_an_answer(const Call& call) {
  if (call.row == nullptr) return false;
  const bool explained = std::ranges::any_of(
      call.kinds, [](const Kind* kind) { return kind != nullptr && kind->explain != nullptr; });
  return explained || call.row->result_kind != nullptr ||
         call.whole_at_entry < ShownArguments(call).size();
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

void append_error(std::string& out, Errno error, std::int64_t result) {
  const ErrorRow* row = find_error(error);
  // The kernel's own numbers are not results: the call starts again, and the program never sees
  // them.
  if (row == nullptr) {
    out += "-1 (errno ";
    append_number(out, error.value());
  } else {
    out += is_restart(result) ? "? " : "-1 ";
    out += row->name;
    out += " (";
    out += row->message;
  }
  out += ')';
}

/// In parentheses, unless there is nothing to be said of them.
void append_notes(std::string& out, const ResultNotes& notes, const TextOptions& options) {
  if (notes.said.empty()) return;
  constexpr std::string_view opening = " (";
  const std::size_t before = out.size();
  out += opening;
  append_list(out, notes.said, ", ", [&](const value::Field& note) {
    out += note.name;
    if (!note.name.empty()) out += ' ';
    append_note(out, note, options);
  });
  if (out.size() == before + opening.size()) return out.resize(before);
  out += ')';
}

}  // namespace

void append_result(std::string& out, const Call& call, const TextOptions& options) {
  if (const auto error = call.error()) return append_error(out, *error, *call.result);
  if (!call.result || call.never_returns()) {
    out += '?';
    return;
  }
  const auto result = static_cast<std::uint64_t>(*call.result);
  switch (call.notes.shown_as) {
    case Returns::address:
      if (result != 0) out += "0x";
      append_number(out, result, 16);
      break;
    case Returns::octal: append_mode(out, result); break;
    default:
      if (call.named_result) {
        append_value(out, *call.named_result, options);
      } else {
        append_number(out, result);
      }
      break;
  }
  append_notes(out, call.notes, options);
}

std::string result_text(const Call& call, const TextOptions& options) {
  std::string text;
  append_result(text, call, options);
  return text;
}

std::string denial_text(const Call& call) {
  return fmt::format("stopped by the sandbox ({})", call.denied_by);
}

void append_call_start(std::string& out, const Call& call, const TextOptions& options) {
  out += call.name;
  out += '(';
  const ShownArguments shown(call);
  append_arguments(out, call, std::span(shown).first(call.whole_at_entry), options);
  if (separator_between_halves(call, shown.size()) && !comma_comes_later(call)) out += ", ";
  if (call.begun) append_value(out, *call.begun, options);
}

void append_call_end(std::string& out, const Call& call, const TextOptions& options) {
  const ShownArguments shown(call);
  const auto rest = std::span(shown).subspan(call.whole_at_entry);
  if (separator_between_halves(call, shown.size()) && comma_comes_later(call)) out += ", ";
  append_rest(out, call, rest, options);
  out += ')';
  append_to_column(out, options);
  out += " = ";
  append_result(out, call, options);
  if (call.result) append_injection(out, call.injected);
  if (call.denied_by.empty()) return;
  out += "   ";
  out += denial_text(call);
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

void append_resumed(std::string& out, const Call& call) {
  out += "<... ";
  out += call.name;
  out += " resumed>";
}

std::string resumed_text(const Call& call, const TextOptions& options) {
  std::string out;
  append_resumed(out, call);
  append_call_end(out, call, options);
  return out;
}

std::string lost_text(std::uint64_t records) {
  return fmt::format("[ {} record{} of calls lost here: there was no room left for them ]", records,
                     records == 1 ? "" : "s");
}

std::string exit_text(const ExitStatus& status) {
  if (!status.was_killed()) return fmt::format("exited with {}", status.code);
  return fmt::format("killed by {}{}", signal_name(status.killed_by),
                     status.dumped_core ? " (core dumped)" : "");
}

}  // namespace spyglass
