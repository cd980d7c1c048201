#include "core/thread_files.hpp"

#include <fcntl.h>

#include <algorithm>
#include <limits>

#include "core/syscalls/kinds.hpp"

namespace spyglass {

namespace {

constexpr std::uint32_t highest_number = std::numeric_limits<int>::max();

}  // namespace

std::shared_ptr<OpenFile> DescriptorTable::file(int number) const {
  const auto found = entries.find(number);
  return found == entries.end() ? nullptr : found->second.file;
}

void DescriptorTable::close(std::uint32_t first, std::uint32_t last,
                            Call::Clock::time_point entered) {
  if (first > highest_number) return;
  const auto end = entries.upper_bound(static_cast<int>(std::min(last, highest_number)));
  for (auto entry = entries.lower_bound(static_cast<int>(first)); entry != end;) {
    entry = entry->second.since > entered ? std::next(entry) : entries.erase(entry);
  }
}

void DescriptorTable::set_close_on_exec(std::uint32_t first, std::uint32_t last, bool on) {
  if (first > highest_number) return;
  const auto end = entries.upper_bound(static_cast<int>(std::min(last, highest_number)));
  for (auto entry = entries.lower_bound(static_cast<int>(first)); entry != end; ++entry) {
    entry->second.close_on_exec = on;
  }
}

void DescriptorTable::close_on_exec() {
  std::erase_if(entries, [](const auto& entry) { return entry.second.close_on_exec; });
}

void DescriptorTable::forget() {
  entries.clear();
  is_complete = false;
}

std::string ThreadFiles::absolute(const Call& call, std::string_view argument_name) const {
  const Value* argument = call.argument(argument_name);
  const auto* text = argument == nullptr ? nullptr : argument->as<value::Text>();
  if (text == nullptr) return {};
  const std::string_view path(text->bytes);
  if (path.starts_with('/')) return plain_path(path);
  const int start = path_start(call, static_cast<std::size_t>(argument - call.arguments.data()));
  std::string folder;
  if (start == AT_FDCWD) {
    // No path is none; only that of a descriptor stands for the descriptor (AT_EMPTY_PATH).
    if (!path.empty()) folder = *directory;
  } else if (const auto open = descriptors->file(start);
             open && open->kind == OpenFile::Kind::path) {
    folder = open->name;
  }
  if (folder.empty()) return std::string(path);
  return plain_path(folder.append("/").append(path));
}

std::string plain_path(std::string_view absolute_path) {
  std::string plain;
  while (!absolute_path.empty()) {
    const std::size_t end = std::min(absolute_path.find('/'), absolute_path.size());
    const std::string_view part = absolute_path.substr(0, end);
    absolute_path.remove_prefix(std::min(end + 1, absolute_path.size()));
    if (part == "..") {
      plain.resize(plain.empty() ? 0 : plain.rfind('/'));
    } else if (!part.empty() && part != ".") {
      plain.append("/").append(part);
    }
  }
  return plain.empty() ? "/" : plain;
}

int path_start(const Call& call, std::size_t index) {
  const bool has_one = index > 0 && call.row->arguments[index - 1].kind == &kinds::directory_fd;
  return has_one ? static_cast<int>(argument_word(call, index - 1)) : AT_FDCWD;
}

std::uint64_t argument_word(const Call& call, std::size_t index) {
  return index < call.argument_values.size() ? call.argument_values[index]
                                             : call.raw.arguments[index];
}

}  // namespace spyglass
