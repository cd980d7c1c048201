#include "core/proc/kernel_stack.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <sstream>

#include "core/base/unique_fd.hpp"
#include "core/proc/status.hpp"

namespace spyglass::proc {

std::vector<std::string> parse_kernel_stack(std::string_view text) {
  std::vector<std::string> result;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    // "[<0>] pipe_read+0x3a1/0x4d0 [module]"; older kernels put an address between the brackets.
    const std::size_t bracket = line.find(">] ");
    if (!line.starts_with("[<") || bracket == std::string::npos) continue;
    const std::string name = line.substr(bracket + 3, line.find('+') - bracket - 3);
    // Older kernels end the list with a mark in place of a name.
    if (!name.empty() && !name.starts_with("0xffff")) result.push_back(name);
  }
  return result;
}

std::optional<std::string> kernel_stack_text(Tid thread) {
  const std::string path = fmt::format("/proc/{}/stack", thread.value());
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return std::to_string(errno);
  std::string text = "0\n";
  std::array<char, 4096> part;
  ssize_t count = 0;
  // The right is asked for when it is read, not when it is opened.
  while ((count = read(file.get(), part.data(), part.size())) > 0) {
    text.append(part.data(), static_cast<std::size_t>(count));
  }
  return count < 0 ? std::to_string(errno) : text;
}

Result<std::vector<std::string>> kernel_stack(Tid thread, const Source& source) {
  const std::string text =
      source.answer({Question::Kind::kernel_stack, thread}).value_or(std::to_string(ESRCH));
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (number == ENOENT && !status(thread, source)) number = ESRCH;
  if (number == 0) return parse_kernel_stack(text);
  return fail_errno(fmt::format("cannot read the kernel stack of thread {}", thread.value()),
                    number);
}

}  // namespace spyglass::proc
