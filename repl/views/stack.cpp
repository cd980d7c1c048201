#include "repl/views/stack.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/disasm/disassembler.hpp"
#include "core/report/text.hpp"
#include "repl/views/memory_map.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

constexpr std::size_t arguments_shown = 16;
constexpr std::size_t variables_shown = 3;
constexpr std::size_t longest_string = 44;  ///< leaves room in 60 columns
// Of bytes that may be anything, to be called text. Where the program writes, an address may be
// six letters by chance.
constexpr std::size_t shortest_string = 4;
constexpr std::size_t shortest_written_string = 7;

/// In quotes; empty when nothing is mapped there.
std::string string_at(const Memory& memory, Addr at) {
  const auto text = memory.text(at, longest_string);
  std::string quoted;
  if (text) append_quoted(quoted, text->bytes, !text->terminated);
  return quoted;
}

/// The same, but only if it is surely text.
std::string likely_string_at(const Memory& memory, Addr at, std::size_t shortest) {
  const auto text = memory.text(at, longest_string);
  if (!text || text->bytes.size() < shortest) return {};
  const auto is_printable = [](char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\t'; };
  if (!std::all_of(text->bytes.begin(), text->bytes.end(), is_printable)) return {};
  std::string quoted;
  append_quoted(quoted, text->bytes, !text->terminated);
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

/// Says what a word of the stack may be.
class WordNames {
 public:
  WordNames(const Session& session, const Memory& memory, const Abi& abi)
      : session_(session),
        memory_(memory),
        abi_(abi),
        maps_(read_maps(session.focus(), session.source()).value_or(std::vector<Mapping>{})),
        uses_(uses_of(maps_, mapping_facts(session.focus(), session.source()))) {}

  /// Empty for what is a plain number as far as anybody can tell. `at` is where the word lies.
  [[nodiscard]] std::string words(Addr at, std::uint64_t word) const {
    const Mapping* mapping = mapping_at(maps_, Addr(word));
    if (mapping == nullptr) return {};
    const auto index = static_cast<std::size_t>(mapping - maps_.data());
    if (mapping->permissions.find('x') != std::string::npos) return code_words(index, word);
    if (mapping->contains(at)) return place_on_stack(*mapping, at, word);
    if (const auto name = symbol(Addr(word)); !name.empty())
      return "→ " + name + text(*mapping, word);
    return fmt::format("→ {}{}", use_words(uses_[index]), text(*mapping, word));
  }

 private:
  [[nodiscard]] std::string code_words(std::size_t index, std::uint64_t word) const {
    constexpr std::size_t longest = 8;
    const Chars before = memory_.bytes(Addr(word) - longest, longest);
    const bool returns = before.size() == longest &&
                         subroutine_call_before(abi_, std::as_bytes(std::span(before))) != 0;
    std::string name = symbol(Addr(word));
    if (name.empty()) name = use_words(uses_[index]);
    return returns ? fmt::format("return address: {}", name) : fmt::format("→ {}", name);
  }

  [[nodiscard]] std::string place_on_stack(const Mapping& mapping, Addr at,
                                           std::uint64_t word) const {
    const bool is_above = word >= at.value();
    const std::uint64_t distance = is_above ? word - at.value() : at.value() - word;
    return fmt::format("→ this stack, {} bytes {}{}", distance, is_above ? "further up" : "below",
                       text(mapping, word));
  }

  /// "puts+0x1d"; empty where there is none.
  [[nodiscard]] std::string symbol(Addr at) const {
    const std::string words = session_.symbols().words(at);
    const std::size_t end = words.find(' ');
    return end == std::string::npos ? "" : words.substr(0, end);
  }

  [[nodiscard]] std::string text(const Mapping& mapping, std::uint64_t word) const {
    const bool is_written = mapping.permissions.find('w') != std::string::npos;
    const std::string found = likely_string_at(
        memory_, Addr(word), is_written ? shortest_written_string : shortest_string);
    return found.empty() ? found : ": " + found;
  }

  const Session& session_;
  const Memory& memory_;
  const Abi& abi_;
  std::vector<Mapping> maps_;
  std::vector<MappingUse> uses_;
};

/// Walks upwards over words and collects what it finds.
class StackReader {
 public:
  StackReader(const Memory& memory, Addr at, std::size_t word_size)
      : memory_(memory), at_(at), size_(word_size) {}

  std::vector<Line> first_stop() {
    const auto count = next("argc", "how many arguments");
    if (!count) return std::move(rows_);
    strings("argv", *count, arguments_shown);
    next("", "the end of argv");
    environment();
    auxiliary();
    return std::move(rows_);
  }

  std::vector<Line> later(const WordNames& names, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto word = memory_.get_word(at_, size_);
      if (!word) break;
      add(i == 0 ? "top" : "", *word, names.words(at_, *word));
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

  /// `count` pointers to strings, the first `shown` of them as rows.
  void strings(std::string_view name, std::uint64_t count, std::uint64_t shown) {
    const Addr start = at_;
    for (std::uint64_t i = 0; i < std::min(count, shown); ++i) {
      const auto word = memory_.get_word(at_, size_);
      if (!word) return;
      add(fmt::format("{}[{}]", name, i), *word, string_at(memory_, Addr(*word)));
    }
    if (count <= shown) return;
    rows_.push_back({{""}, {"…"}, {""}, {fmt::format("{} more", count - shown), Tone::faint}});
    at_ = start + count * size_;
  }

  void environment() {
    std::uint64_t count = 0;
    while (memory_.get_word(at_ + count * size_, size_).value_or(0) != 0) ++count;
    strings("envp", count, variables_shown);
    next("", "the end of envp");
  }

  void auxiliary() {
    for (std::size_t i = 0; i < 2 * auxiliary_names.size(); ++i) {
      const auto type = memory_.get_word(at_, size_);
      const auto value = memory_.get_word(at_ + size_, size_);
      if (!type || !value) return;
      const AuxiliaryName* known = auxiliary_name(*type);
      add(known != nullptr ? std::string(known->name) : fmt::format("auxv {}", *type), *value,
          known != nullptr ? means(*known, *value) : "");
      at_ = at_ + size_;
      if (*type == AT_NULL) return;
    }
  }

  [[nodiscard]] std::string means(const AuxiliaryName& known, std::uint64_t value) const {
    const bool is_text = known.type == AT_EXECFN || known.type == AT_PLATFORM;
    if (!is_text) return std::string(known.means);
    return fmt::format("{}: {}", known.means, string_at(memory_, Addr(value)));
  }

  const Memory& memory_;
  Addr at_;
  std::size_t size_;
  std::vector<Line> rows_;
};

}  // namespace

Result<void> show_stack(Output& out, const Session& session, std::size_t count) {
  const auto registers = session.registers();
  const auto memory = session.memory();
  if (!registers) return tl::make_unexpected(registers.error());
  if (!memory) return tl::make_unexpected(memory.error());
  const auto& calls = session.log().calls();
  const bool first_stop = !session.registers_before() && calls.size() == 1;
  StackReader reader(*memory, registers->stack_pointer(), registers->abi().word_size);
  const auto rows = first_stop ? reader.first_stop()
                               : reader.later(WordNames(session, *memory, registers->abi()), count);
  if (rows.empty()) {
    return bad_input(fmt::format("the stack pointer is {:#x}, where nothing is mapped",
                                 registers->stack_pointer().value()));
  }
  show_table(out, rows, 2);
  return {};
}

}  // namespace spyglass
