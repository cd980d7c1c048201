#include "repl/complain.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "repl/views/output.hpp"

namespace spyglass {

namespace {

/// Why not all could be written; 0: it was.
int write_whole(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count < 0 && errno != EINTR) return errno;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace

void to_standard_error(std::string_view text) { (void)write_whole(STDERR_FILENO, text); }

int to_standard_output(std::string_view text) { return write_whole(STDOUT_FILENO, text); }

int complain(std::string_view sentence) {
  to_standard_error(fmt::format("spyglass: {}\n", inert(sentence)));
  return 1;
}

}  // namespace spyglass
