#include "repl/complain.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include "repl/views/output.hpp"

namespace spyglass {

void to_standard_error(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(STDERR_FILENO, text.data(), text.size());
    if (count < 0 && errno != EINTR) return;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
}

int complain(std::string_view sentence) {
  to_standard_error(fmt::format("spyglass: {}\n", inert(sentence)));
  return 1;
}

}  // namespace spyglass
