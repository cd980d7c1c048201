#include "repl/views/descriptor_list.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include "core/proc/descriptors.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

std::string_view access_words(unsigned flags) {
  switch (flags & O_ACCMODE) {
    case O_RDONLY: return "read";
    case O_WRONLY: return "write";
    default: return "read, write";
  }
}

}  // namespace

void show_descriptors(Output& out, Tid thread) {
  std::vector<Line> rows;
  for (const auto& descriptor : proc::descriptors(thread)) {
    std::string how = fmt::format("{}; {}", descriptor.kind, access_words(descriptor.flags));
    if (descriptor.position > 0) how += fmt::format("; at byte {}", descriptor.position);
    if ((descriptor.flags & O_CLOEXEC) != 0) how += "; closed by execve";
    rows.push_back({{fmt::format("{}", descriptor.number), Tone::strong},
                    {descriptor.endpoints.empty() ? descriptor.target : descriptor.endpoints},
                    {std::move(how), Tone::faint}});
  }
  if (rows.empty()) out.line("no descriptor is open");
  show_table(out, rows, 2);
}

}  // namespace spyglass
