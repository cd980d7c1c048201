#include "core/assemble/assemble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "core/assemble/remarks.hpp"
#include "core/assemble/tool.hpp"
#include "core/base/nearest.hpp"
#include "core/base/scratch.hpp"
#include "core/elf/object_code.hpp"

namespace spyglass {

namespace {

constexpr const char* source_file = "code.s";
constexpr const char* object_file = "code.o";
constexpr const char* script_file = "code.ld";
constexpr const char* linked_file = "code";

class Assembler {
 public:
  Assembler(const AssemblyRequest& request, Scratch scratch)
      : request_(request), tools_(request.abi.toolchain), scratch_(std::move(scratch)) {
    made_.at = request.at;
    made_.syntax = request.syntax;
  }

  Result<Assembly> run() {
    if (!take_apart()) return std::move(made_);
    for (const auto step : {&Assembler::translate, &Assembler::name_places, &Assembler::link}) {
      if (auto done = (this->*step)(); !done) return tl::make_unexpected(done.error());
      if (!made_.errors.empty()) break;
    }
    return std::move(made_);
  }

 private:
  [[nodiscard]] std::string path(const char* name) const { return scratch_.path() / name; }

  void complain(std::string message, std::optional<std::size_t> at = std::nullopt) {
    made_.errors.push_back({std::move(message), at});
  }

  bool take_apart() {
    Statements split = split_statements(request_.text, tools_);
    if (split.error) made_.errors.push_back(std::move(*split.error));
    statements_ = std::move(split.all);
    for (const Statement& statement : statements_) {
      if (auto reason = why_refused(statement)) made_.errors.push_back(std::move(*reason));
      if (const auto other = switched_syntax(statement)) made_.syntax = *other;
    }
    return made_.errors.empty();
  }

  /// Each statement on a line of its own: its number in the assembler's remarks says which it is.
  void write_source() {
    std::ofstream source(path(source_file), std::ios::binary);
    if (request_.syntax == Syntax::intel) source << ".intel_syntax noprefix";
    source << '\n';
    for (const Statement& statement : statements_) {
      std::string line(statement.text);
      std::ranges::replace(line, '\n', ' ');  // within comments
      source << line << '\n';
    }
  }

  Result<void> translate() {
    write_source();
    std::vector<std::string> words = {"as"};
    if (!tools_.as_option.empty()) words.emplace_back(tools_.as_option);
    words.insert(words.end(), {"-o", object_file, source_file});
    const auto run = run_tool(words, scratch_.path());
    if (!run) return tl::make_unexpected(run.error());
    for (const Remark& remark : assembler_remarks(run->output)) note(remark);
    if (run->end == ToolRun::End::too_much) return too_much();
    if (run->end == ToolRun::End::complained && made_.errors.empty()) complain(run->output);
    return {};
  }

  Result<void> too_much() {
    made_.errors.clear();
    complain(fmt::format("the code takes too much room or time: it may have {} KiB",
                         Assembly::largest / 1024));
    return {};
  }

  /// A register's name without the sign is a place's for the assembler, which then says odd things.
  [[nodiscard]] bool has_bare_register(std::string_view text) const {
    if (made_.syntax != Syntax::att || tools_.register_sign.empty()) return false;
    return std::ranges::any_of(request_.abi.registers, [&](const Register& one) {
      const auto at = find_piece(text, one.name);
      return at && !text.substr(0, *at).ends_with(tools_.register_sign);
    });
  }

  void note(const Remark& remark) {
    Complaint complaint{remark.text, std::nullopt};
    constexpr std::size_t lines_before = 1;
    const bool known = remark.line && *remark.line > lines_before &&
                       *remark.line - lines_before <= statements_.size();
    if (known) {
      const Statement& statement = statements_[*remark.line - lines_before - 1];
      const auto piece = find_piece(statement.text, quoted_piece(remark.text));
      complaint.at = statement.at + piece.value_or(0);
      if (has_bare_register(statement.text)) {
        complaint.message +=
            fmt::format(" (in this syntax registers begin with {})", tools_.register_sign);
      }
    }
    (remark.warning ? made_.warnings : made_.errors).push_back(std::move(complaint));
  }

  [[nodiscard]] std::optional<std::size_t> place_of(std::string_view name) const {
    return find_piece(request_.text, name);
  }

  Result<void> name_places() {
    const auto object = read_object_code(path(object_file));
    if (!object) return tl::make_unexpected(object.error());
    made_.code_size = object->bytes.size();
    if (object->bytes.empty()) complain("there is no instruction in this");
    for (const std::string& name : object->undefined) {
      const auto found = request_.find ? request_.find(name) : std::nullopt;
      if (found) {
        places_.emplace(name, *found);
      } else {
        complain(unknown_words(name), place_of(name));
      }
    }
    return {};
  }

  [[nodiscard]] std::string unknown_words(const std::string& name) const {
    if (!tools_.register_sign.empty() && find_register(request_.abi, name) != nullptr) {
      return fmt::format("`{}` is no name of the program; the register is {}{}", name,
                         tools_.register_sign, name);
    }
    const std::vector<std::string_view> names(request_.names.begin(), request_.names.end());
    return fmt::format("`{}` is no name of the program{}", name, did_you_mean(name, names));
  }

  void write_script() {
    std::ofstream script(path(script_file), std::ios::binary);
    std::string trap;
    for (const std::uint8_t byte : request_.abi.trap) trap += fmt::format(" BYTE({:#x})", byte);
    script << fmt::format(
        "SECTIONS {{\n"
        "  /DISCARD/ : {{ *(.note*) *(.comment*) }}\n"
        "  . = {:#x};\n"
        "  .text : {{ *(.text){} *(*) }}\n"
        "}}\n",
        request_.at.value(), trap);
  }

  Result<void> link() {
    write_script();
    std::vector<std::string> words = {"ld", "-m", std::string(tools_.emulation), "-T", script_file};
    for (const auto& [name, place] : places_) {
      words.push_back(fmt::format("--defsym={}={:#x}", name, place.value()));
    }
    words.insert(words.end(), {"-o", linked_file, object_file});
    const auto run = run_tool(words, scratch_.path());
    if (!run) return tl::make_unexpected(run.error());
    if (run->end == ToolRun::End::too_much) return too_much();
    if (run->end == ToolRun::End::complained) return explain_link(run->output);
    auto linked = read_object_code(path(linked_file));
    if (!linked) return tl::make_unexpected(linked.error());
    if (linked->bytes.size() > Assembly::largest) return too_much();
    if (linked->address == request_.at) {
      made_.bytes = std::move(linked->bytes);
    } else {
      complain("the code cannot be aligned to more than a page");
    }
    return {};
  }

  /// "… relocation truncated to fit: R_X86_64_32 against symbol `msg' defined in …"
  Result<void> explain_link(std::string_view output) {
    for (std::string_view rest = output; !rest.empty();) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      if (line.find("truncated to fit") == std::string_view::npos) continue;
      const std::string name(quoted_piece(line));
      const auto found = places_.find(name);
      if (found == places_.end()) {
        complain(fmt::format("the address of `{}` does not fit into this instruction", name),
                 place_of(name));
      } else {
        complain(far_words(name, found->second), place_of(name));
      }
    }
    if (made_.errors.empty()) complain(fmt::format("ld would not have it: {}", output));
    return {};
  }

  [[nodiscard]] std::string far_words(const std::string& name, Addr place) const {
    constexpr std::uint64_t reach = std::uint64_t{1} << 31;
    const std::uint64_t distance = std::max(place, request_.at) - std::min(place, request_.at);
    const std::string_view way = distance < reach ? tools_.near_place : tools_.far_place;
    std::string words = fmt::format(
        "`{}` stands at {:#x}, which does not fit into this instruction", name, place.value());
    if (!way.empty() && made_.syntax == Syntax::att) {
      words += fmt::format(": try {}", fmt::format(fmt::runtime(way), name));
    }
    return words;
  }

  const AssemblyRequest& request_;
  const Toolchain& tools_;
  Scratch scratch_;
  std::vector<Statement> statements_;
  std::map<std::string, Addr> places_;
  Assembly made_;
};

}  // namespace

Result<Assembly> assemble(const AssemblyRequest& request) {
  auto scratch = Scratch::make("the assembler");
  if (!scratch) return tl::make_unexpected(scratch.error());
  return Assembler(request, std::move(*scratch)).run();
}

std::string complaints_text(std::string_view text, const std::vector<Complaint>& complaints,
                            std::size_t indent) {
  constexpr std::size_t shown = 3;
  std::string result;
  const auto add_line = [&](std::string_view line) {
    result += fmt::format("{}{:{}}{}", result.empty() ? "" : "\n", "", indent, line);
  };
  std::optional<std::size_t> last_line;
  for (std::size_t i = 0; i < complaints.size() && i < shown; ++i) {
    const Complaint& one = complaints[i];
    if (!one.at) {
      add_line(one.message);
      continue;
    }
    const std::string_view before = text.substr(0, *one.at);
    const std::size_t begin = before.rfind('\n') + 1;  // 0 when there is none
    if (last_line != begin) {
      std::string line(text.substr(begin, text.find('\n', begin) - begin));
      std::ranges::replace(line, '\t', ' ');
      add_line(line);
    }
    last_line = begin;
    // A character of several bytes takes one column.
    const auto column = std::ranges::count_if(before.substr(begin), [](char c) {
      return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    });
    add_line(fmt::format("{:{}}^ {}", "", column, one.message));
  }
  if (complaints.size() > shown) add_line(fmt::format("and {} more", complaints.size() - shown));
  return result;
}

}  // namespace spyglass
