#include "repl/views/memory_map.hpp"

#include <fmt/format.h>

#include "repl/views/amounts.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

using Content = MappingUse::Content;

std::string owner_words(const MappingUse& use) {
  switch (use.owner) {
    case MappingUse::Owner::program: return "the program";
    case MappingUse::Owner::loader: return "the loader";
    case MappingUse::Owner::library: return inert_line(use.file.substr(use.file.rfind('/') + 1));
    case MappingUse::Owner::nobody: break;
  }
  return "a file";
}

std::string permission_words(const std::string& permissions) {
  struct Letter {
    char letter;
    std::string_view words;
  };
  constexpr Letter letters[] = {{'r', "read"}, {'w', "write"}, {'x', "run"}};
  std::string text;
  for (const Letter& known : letters) {
    if (permissions.find(known.letter) == std::string::npos) continue;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", known.words);
  }
  if (text.empty()) text = "nothing allowed";
  return permissions.ends_with('s') ? text + "; shared" : text;
}

/// The path, once for the mappings of a file that follow each other; never a kernel's own name,
/// which the words have said already.
std::string path_words(const Mapping& mapping, const std::string& last_path) {
  const bool is_file = mapping.path.starts_with('/');
  const bool is_named = mapping.path.starts_with("[anon");
  if ((!is_file && !is_named) || mapping.path == last_path) return "";
  return "  " + inert_line(mapping.path) + (mapping.deleted ? " (its name is gone)" : "");
}

}  // namespace

std::string use_words(const MappingUse& use) {
  const std::string owner = owner_words(use);
  switch (use.content) {
    case Content::headers: return fmt::format("headers of {}, and what it only reads", owner);
    case Content::code: return fmt::format("code of {}", owner);
    case Content::constants: return fmt::format("constants of {}", owner);
    case Content::variables: return fmt::format("variables of {}", owner);
    case Content::zeros: return fmt::format("variables of {} that are zero at first", owner);
    case Content::file: return "contents of a file";
    case Content::shared_memory: return "memory that processes can share";
    case Content::heap: return "the heap: memory from brk";
    case Content::stack: return "the stack";
    case Content::thread_stack: return fmt::format("the stack of thread {}", use.thread.value());
    case Content::guard:
      return fmt::format("a guard: stops thread {} when its stack overflows", use.thread.value());
    case Content::reserved: return "addresses kept free";
    case Content::vdso: return "code of the kernel that answers some calls without entering it";
    case Content::vdso_data: return "data of the kernel for the vDSO";
    case Content::generated_code: return "memory that may be run, without a file";
    case Content::anonymous: return "memory without a file";
  }
  return "";
}

Result<void> show_maps(Output& out, Tid thread, const proc::Source& source) {
  const auto maps = read_maps(thread, source);
  if (!maps) return tl::make_unexpected(maps.error());
  const auto uses = uses_of(*maps, mapping_facts(thread, source));
  std::vector<Line> rows;
  std::string last_path;
  for (std::size_t index = 0; index < maps->size(); ++index) {
    const Mapping& mapping = (*maps)[index];
    rows.push_back(
        {{fmt::format("{:#x}", mapping.start.value()), Tone::faint},
         {fmt::format("{:>8}", amount_words(mapping.size()))},
         {mapping.permissions},
         {fmt::format("{}; {}{}", use_words(uses[index]), permission_words(mapping.permissions),
                      path_words(mapping, last_path))}});
    last_path = mapping.path;
  }
  show_table(out, rows, 2);
  return {};
}

}  // namespace spyglass
