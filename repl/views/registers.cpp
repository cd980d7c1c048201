#include "repl/views/registers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/abi/flags.hpp"
#include "core/disasm/disassembler.hpp"
#include "core/proc/files.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

using RegisterGroup = Register::Group;

/// Why a register changed when a call came back; nothing when the call has no part in it.
std::string reason_for(const RegisterValues& now, const Register& which, bool after_call) {
  if (!after_call) return {};
  const CallConvention& convention = now.abi().convention;
  if (which.name == convention.result) return "the return value";
  for (const Clobber& clobber : convention.clobbers) {
    if (clobber.register_name == which.name) return std::string(clobber.why);
  }
  return {};
}

/// "0 → 39"; of flags, also those that are set now by their names.
std::string change_words(const Register& which, const RegisterValues& before,
                         const RegisterValues& now) {
  const std::uint64_t value = now.get(which);
  if (which.name != now.abi().flags) {
    return fmt::format("{} → {}", number_words(before.get(which), which.size),
                       number_words(value, which.size));
  }
  const std::string names = set_flags(now.abi(), value);
  return fmt::format("{:#x} → {:#x} ({})", before.get(which), value,
                     names.empty() ? "none set" : names);
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<Instruction> next_instruction(const Session& session, const RegisterValues& now) {
  const auto memory = session.memory();
  if (!memory) return std::nullopt;
  const Chars bytes = memory->bytes(now.program_counter(), 16);
  auto code = disassemble(now.abi(), std::as_bytes(std::span(bytes)), now.program_counter(), 1);
  if (code.empty()) return std::nullopt;
  return std::move(code.front());
}

/// Small numbers once more in decimal; addresses say nothing that way.
std::string decimal_words(std::uint64_t value, std::size_t size) {
  std::string words = number_words(value, size);
  return words.starts_with("0x") ? "" : words;
}

/// The symbol that a register points to, if any.
std::string place_words(const Session& session, std::uint64_t value) {
  const std::string words = session.symbols().words(Addr(value));
  const std::size_t name_end = words.find(" (");
  return name_end == std::string::npos ? "" : words.substr(0, name_end);
}

void add_note(std::string& notes, std::string_view note) {
  if (!notes.empty()) notes += ", ";
  notes += note;
}

}  // namespace

std::string number_words(std::uint64_t value, std::size_t size) {
  constexpr std::int64_t small = 65536;
  // In 32 bits the stack is up there; only the last page, where errors are, is nobody's.
  const std::int64_t least = size == 4 ? -4096 : -small;
  const auto shift = static_cast<unsigned>(64 - size * 8);
  const auto number = static_cast<std::int64_t>(value << shift) >> shift;
  if (number > least && number < small) return fmt::format("{}", number);
  return fmt::format("{:#x}", value);
}

std::string register_words(const RegisterValues& values, std::string_view name) {
  const Register* which = find_register(values.abi(), name);
  if (which == nullptr) return "?";
  return number_words(values.get(*which), which->size);
}

Value with_target(const Session& session, Value value) {
  auto* descriptor = std::get_if<value::Descriptor>(&value.is);
  if (descriptor == nullptr) return value;
  constexpr std::array standard = {"standard input", "standard output", "standard error"};
  const auto target =
      proc::read_link(session.focus(), fmt::format("fd/{}", descriptor->number), session.source());
  descriptor->target = target.value_or("not open");
  if (target && descriptor->number >= 0 && descriptor->number < 3) {
    descriptor->target +=
        fmt::format(" ({})", standard[static_cast<std::size_t>(descriptor->number)]);
  }
  return value;
}

std::vector<RegisterChange> changed_registers(const RegisterValues& before,
                                              const RegisterValues& now, bool after_call) {
  std::vector<RegisterChange> changes;
  for (const Register& which : now.abi().registers) {
    const bool moves_by_itself = which.name == now.abi().program_counter;
    const bool flags_of_call = after_call && which.name == now.abi().flags;
    if (which.group == RegisterGroup::part || which.group == RegisterGroup::kernel ||
        moves_by_itself || flags_of_call || now.get(which) == before.get(which)) {
      continue;
    }
    changes.push_back(
        {which.name, change_words(which, before, now), reason_for(now, which, after_call)});
  }
  return changes;
}

void show_changes(Output& out, const std::vector<RegisterChange>& changes) {
  std::vector<Line> rows;
  rows.reserve(changes.size());
  for (const RegisterChange& change : changes) {
    rows.push_back({{"*", Tone::changed},
                    {std::string(change.name)},
                    {change.words, Tone::changed},
                    {change.reason}});
  }
  show_table(out, rows, 2);
}

void show_changes(Output& out, const Session& session, bool after_call) {
  const auto now = session.registers();
  const auto& before = session.registers_before();
  if (!now || !before || before->abi().id != now->abi().id) return;
  show_changes(out, changed_registers(*before, *now, after_call));
}

void show_registers(Output& out, const Session& session) {
  const auto now = session.registers();
  if (!now) return;
  const auto next = next_instruction(session, *now);
  const auto& before = session.registers_before();
  const bool inside = session.call_site() && session.call_site()->moment == Moment::inside;
  std::vector<Line> rows;
  for (const Register& which : now->abi().registers) {
    if (which.group == RegisterGroup::part) continue;
    const bool changed =
        before && before->abi().id == now->abi().id && before->get(which) != now->get(which);
    std::string note = place_words(session, now->get(which));
    if (next && !inside && contains(next->registers_read, which.name)) add_note(note, "read next");
    if (next && !inside && contains(next->registers_written, which.name)) {
      add_note(note, "written next");
    }
    rows.push_back({{changed ? "*" : " ", Tone::changed},
                    {std::string(which.name)},
                    {fmt::format("{:#x}", now->get(which)), changed ? Tone::changed : Tone::plain},
                    {decimal_words(now->get(which), which.size), Tone::faint},
                    {note}});
  }
  show_table(out, rows, 2);
  if (before) out.line("  * changed by the last move", Tone::faint);
}

}  // namespace spyglass
