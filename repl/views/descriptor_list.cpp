#include "repl/views/descriptor_list.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include "core/decode/constants.hpp"
#include "core/decode/constants/tables.hpp"
#include "core/proc/descriptors.hpp"
#include "core/proc/status.hpp"
#include "core/report/text.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

std::string_view access_words(unsigned flags) {
  if ((flags & O_PATH) != 0) return "a place only: neither read nor write";
  switch (flags & O_ACCMODE) {
    case O_RDONLY: return "read";
    case O_WRONLY: return "write";
    default: return "read, write";
  }
}

struct FlagWords {
  unsigned flag;
  std::string_view words;
};
// open(2), of what still counts once the file is open.
constexpr FlagWords flag_words[] = {
    {O_APPEND, "writes go to the end"},    {O_NONBLOCK, "never waits"},
    {O_DSYNC, "writes wait for the disk"}, {O_DIRECT, "goes around the page cache"},
    {O_ASYNC, "SIGIO when ready"},         {O_CLOEXEC, "closed by execve"},
};

std::string numbers(const std::vector<int>& list) {
  std::string text;
  for (const int number : list) text += fmt::format("{}{}", text.empty() ? "" : ", ", number);
  return text;
}

std::string position_words(const proc::Descriptor& descriptor) {
  const std::uint64_t at = descriptor.info.position;
  if (descriptor.size) return fmt::format("; at byte {} of {}", at, *descriptor.size);
  return at > 0 ? fmt::format("; at byte {}", at) : "";
}

/// What only this kind of descriptor has to say.
std::string own_words(const proc::Descriptor& descriptor, const proc::Source& source) {
  const proc::DescriptorInfo& info = descriptor.info;
  std::string text;
  if (info.counter) text += fmt::format("; counts {}", *info.counter);
  if (!info.watched.empty()) text += "; watches " + numbers(info.watched);
  if (info.process < 0) text += "; of a process that has ended";
  if (info.process > 0) {
    text += fmt::format("; of process {} ({})", info.process,
                        inert_line(proc::command_name(Tid(info.process), source)));
  }
  if (!descriptor.other_ends.empty()) {
    text += "; the other end is " + numbers(descriptor.other_ends);
  }
  return text;
}

}  // namespace

void show_descriptors(Output& out, Tid thread, const proc::Source& source) {
  std::vector<Line> rows;
  for (const auto& descriptor : proc::descriptors(thread, source)) {
    const unsigned flags = descriptor.info.flags;
    std::string how = fmt::format("{}; {}", descriptor.kind, access_words(flags));
    how += position_words(descriptor) + own_words(descriptor, source);
    for (const FlagWords& row : flag_words) {
      if ((flags & row.flag) != 0) how += fmt::format("; {}", row.words);
    }
    how += "; " + value_text({name_flags(constants::open_flags, flags)});
    const bool has_ends = !descriptor.endpoints.empty();
    rows.push_back({{fmt::format("{}", descriptor.number), Tone::strong},
                    {inert_line(has_ends ? descriptor.endpoints : descriptor.target)},
                    {std::move(how), Tone::faint}});
  }
  if (rows.empty()) out.line("no descriptor is open");
  show_table(out, rows, 2);
}

}  // namespace spyglass
