#include "repl/views/memory.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <array>

#include "core/elf/maps.hpp"
#include "core/report/text.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

constexpr std::uint64_t most_bytes = 4096;
constexpr std::size_t words_shown = 16;
constexpr std::size_t longest_string = 60;

/// A row of 8: the width at which hexadecimal, characters and address still fit into 60 columns.
constexpr std::size_t bytes_a_row(int width) { return width >= 80 ? 16 : 8; }

std::string characters(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += c >= ' ' && c <= '~' ? c : '.';
  return text;
}

std::string string_at(const Memory& memory, Addr at) {
  const auto text = memory.text(at, longest_string);
  std::string quoted;
  if (text) append_quoted(quoted, text->bytes, !text->terminated);
  return quoted;
}

struct AuxiliaryName {
  std::uint64_t type;
  std::string_view name;
  std::string_view means;
};
// getauxval(3).
constexpr std::array auxiliary_names = {
    AuxiliaryName{AT_NULL, "AT_NULL", "the end of this list"},
    AuxiliaryName{AT_PHDR, "AT_PHDR", "where the program headers are in memory"},
    AuxiliaryName{AT_PHENT, "AT_PHENT", "the size of one program header"},
    AuxiliaryName{AT_PHNUM, "AT_PHNUM", "how many program headers there are"},
    AuxiliaryName{AT_PAGESZ, "AT_PAGESZ", "the size of a page"},
    AuxiliaryName{AT_BASE, "AT_BASE", "where the dynamic loader is"},
    AuxiliaryName{AT_FLAGS, "AT_FLAGS", "flags, unused"},
    AuxiliaryName{AT_ENTRY, "AT_ENTRY", "where the program begins"},
    AuxiliaryName{AT_UID, "AT_UID", "the real user id"},
    AuxiliaryName{AT_EUID, "AT_EUID", "the effective user id"},
    AuxiliaryName{AT_GID, "AT_GID", "the real group id"},
    AuxiliaryName{AT_EGID, "AT_EGID", "the effective group id"},
    AuxiliaryName{AT_PLATFORM, "AT_PLATFORM", "a string that names the machine"},
    AuxiliaryName{AT_HWCAP, "AT_HWCAP", "what the processor can do, a bit each"},
    AuxiliaryName{AT_CLKTCK, "AT_CLKTCK", "ticks a second, for times(2)"},
    AuxiliaryName{AT_SECURE, "AT_SECURE", "1 for a set-uid program"},
    AuxiliaryName{AT_RANDOM, "AT_RANDOM", "where 16 random bytes are"},
    AuxiliaryName{AT_HWCAP2, "AT_HWCAP2", "more of what the processor can do"},
    AuxiliaryName{AT_EXECFN, "AT_EXECFN", "the path that execve was given"},
    AuxiliaryName{AT_SYSINFO, "AT_SYSINFO", "the entry into the kernel of the vDSO"},
    AuxiliaryName{AT_SYSINFO_EHDR, "AT_SYSINFO_EHDR", "where the vDSO is"},
    AuxiliaryName{51, "AT_MINSIGSTKSZ", "the smallest stack for a signal handler"},
    AuxiliaryName{27, "AT_RSEQ_FEATURE_SIZE", "the size of rseq's fields"},
    AuxiliaryName{28, "AT_RSEQ_ALIGN", "the alignment of rseq"},
};

const AuxiliaryName* auxiliary_name(std::uint64_t type) {
  for (const AuxiliaryName& row : auxiliary_names) {
    if (row.type == type) return &row;
  }
  return nullptr;
}

/// Walks upwards over words and collects what it finds.
class StackReader {
 public:
  StackReader(const Memory& memory, Addr at, std::size_t word_size)
      : memory_(memory), at_(at), size_(word_size) {}

  std::vector<Line> first_stop() {
    const auto count = next("argc", "how many arguments");
    if (!count) return std::move(rows_);
    strings("argv", *count);
    next("", "the end of argv");
    environment();
    auxiliary();
    return std::move(rows_);
  }

  std::vector<Line> later(const ProgramSymbols& symbols) {
    for (std::size_t i = 0; i < words_shown; ++i) {
      const auto word = memory_.get_word(at_, size_);
      if (!word) break;
      const std::string place = symbols.words(Addr(*word));
      const bool named = place.find(' ') != std::string::npos;
      add(i == 0 ? "top" : "", *word, named ? place : "");
    }
    return std::move(rows_);
  }

 private:
  void add(std::string name, std::uint64_t word, std::string what) {
    rows_.push_back({{fmt::format("{:#x}", at_.value()), Tone::faint},
                     {fmt::format("{:#x}", word)},
                     {std::move(name), Tone::strong},
                     {std::move(what)}});
    at_ = at_ + size_;
  }

  std::optional<std::uint64_t> next(std::string name, std::string what) {
    const auto word = memory_.get_word(at_, size_);
    if (word) add(std::move(name), *word, std::move(what));
    return word;
  }

  void strings(std::string_view name, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count && i < words_shown; ++i) {
      const auto word = memory_.get_word(at_, size_);
      if (!word) return;
      add(fmt::format("{}[{}]", name, i), *word, string_at(memory_, Addr(*word)));
    }
    if (count > words_shown) at_ = at_ + (count - words_shown) * size_;
  }

  void environment() {
    const Addr start = at_;
    std::uint64_t count = 0;
    while (memory_.get_word(start + count * size_, size_).value_or(0) != 0) ++count;
    constexpr std::uint64_t shown = 3;
    strings("envp", std::min(count, shown));
    if (count > shown) {
      rows_.push_back({{""}, {"…"}, {""}, {fmt::format("{} more", count - shown), Tone::faint}});
      at_ = start + count * size_;
    }
    next("", "the end of envp");
  }

  void auxiliary() {
    for (std::size_t i = 0; i < 2 * auxiliary_names.size(); ++i) {
      const auto type = memory_.get_word(at_, size_);
      const auto value = memory_.get_word(at_ + size_, size_);
      if (!type || !value) return;
      const AuxiliaryName* known = auxiliary_name(*type);
      add(known != nullptr ? std::string(known->name) : fmt::format("auxv {}", *type), *value,
          known != nullptr ? std::string(known->means) : "");
      at_ = at_ + size_;
      if (*type == AT_NULL) return;
    }
  }

  const Memory& memory_;
  Addr at_;
  std::size_t size_;
  std::vector<Line> rows_;
};

std::string words_for(const Mapping& mapping) {
  if (mapping.path == "[heap]") return "the heap: memory from brk";
  if (mapping.path == "[stack]") return "the stack";
  if (mapping.path == "[vdso]")
    return "code of the kernel that answers some calls without entering it";
  if (mapping.path == "[vvar]" || mapping.path == "[vvar_vclock]") {
    return "data of the kernel for the vDSO";
  }
  const bool runs = mapping.permissions.find('x') != std::string::npos;
  const bool writes = mapping.permissions.find('w') != std::string::npos;
  if (mapping.path.empty()) return runs ? "memory that may be executed" : "memory without a file";
  return runs ? "code" : writes ? "variables" : "constants and headers";
}

}  // namespace

Result<void> show_memory(Output& out, const Memory& memory, Addr from, std::uint64_t length) {
  if (length == 0 || length > most_bytes) {
    return bad_input(fmt::format("how many bytes? a number from 1 to {}", most_bytes));
  }
  const std::string bytes = memory.bytes(from, static_cast<std::size_t>(length));
  if (bytes.empty()) {
    return bad_input(
        fmt::format("nothing is mapped at {:#x} (`maps` shows what is)", from.value()));
  }
  const std::size_t per_row = bytes_a_row(out.look().usable_width());
  std::vector<Line> rows;
  for (std::size_t start = 0; start < bytes.size(); start += per_row) {
    const std::string part = bytes.substr(start, per_row);
    std::string digits;
    for (const char c : part) digits += fmt::format("{:02x} ", static_cast<unsigned char>(c));
    digits.resize(per_row * 3, ' ');
    // The last column is wrapped at spaces, which characters may be: it is put into the middle.
    rows.push_back({{fmt::format("{:#x}", (from + start).value()), Tone::faint},
                    {digits},
                    {characters(part)},
                    {""}});
  }
  show_table(out, rows, 2);
  if (bytes.size() < length) {
    out.line(fmt::format("  memory ends at {:#x}", (from + bytes.size()).value()), Tone::faint);
  }
  return {};
}

Result<void> show_stack(Output& out, const Session& session) {
  const auto registers = session.registers();
  const auto memory = session.memory();
  if (!registers) return tl::make_unexpected(registers.error());
  if (!memory) return tl::make_unexpected(memory.error());
  const auto& calls = session.log().calls();
  const bool first_stop = !session.registers_before() && calls.size() == 1;
  StackReader reader(*memory, registers->stack_pointer(), registers->abi().word_size);
  const auto rows = first_stop ? reader.first_stop() : reader.later(session.symbols());
  if (rows.empty()) {
    return bad_input(fmt::format("the stack pointer is {:#x}, where nothing is mapped",
                                 registers->stack_pointer().value()));
  }
  show_table(out, rows, 2);
  return {};
}

Result<void> show_maps(Output& out, Tid thread) {
  const auto maps = read_maps(thread);
  if (!maps) return tl::make_unexpected(maps.error());
  std::vector<Line> rows;
  std::string_view last_path;
  for (const Mapping& mapping : *maps) {
    const std::string name = mapping.path == last_path ? "" : mapping.path;
    last_path = mapping.path;
    rows.push_back({{fmt::format("{:#x}", mapping.start.value()), Tone::faint},
                    {fmt::format("{:>7} KiB", mapping.size() / 1024)},
                    {mapping.permissions},
                    {words_for(mapping) + (name.empty() ? "" : "  " + name)}});
  }
  show_table(out, rows, 2);
  return {};
}

}  // namespace spyglass
