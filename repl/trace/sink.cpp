#include "repl/trace/sink.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace spyglass {

namespace {

constexpr std::size_t buffer_size = 64 * 1024;

}  // namespace

Result<Sink> Sink::to_file(const std::string& path) {
  Sink sink;
  sink.file_ = UniqueFd(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!sink.file_) return fail_errno(fmt::format("cannot write the trace to {}", path), errno);
  sink.name_ = path;
  return sink;
}

void Sink::write(std::string_view text) {
  buffer_ += text;
  const bool somebody_watches = !is_file();
  if (somebody_watches || buffer_.size() >= buffer_size) flush();
}

bool Sink::flush() {
  const int fd = is_file() ? file_.get() : STDERR_FILENO;
  std::string_view rest = buffer_;
  while (!rest.empty() && problem_.empty()) {
    const ssize_t count = ::write(fd, rest.data(), rest.size());
    if (count > 0) {
      rest.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      problem_ = fmt::format("the trace is not complete: cannot write to {}: {}", name_,
                             std::strerror(errno));
    }
  }
  buffer_.clear();
  return problem_.empty();
}

}  // namespace spyglass
