#include "core/proc/files.hpp"

#include <fmt/format.h>
#include <limits.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

namespace spyglass::proc {

namespace {

std::string path_of(Tid thread, const std::string& name) {
  return fmt::format("/proc/{}/{}", thread.value(), name);
}

}  // namespace

std::optional<std::string> read_file(Tid thread, const std::string& name) {
  std::ifstream file(path_of(thread, name), std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::optional<std::string> read_link(Tid thread, const std::string& name) {
  std::array<char, PATH_MAX> target;
  const ssize_t length = readlink(path_of(thread, name).c_str(), target.data(), target.size());
  if (length < 0) return std::nullopt;
  return std::string(target.data(), static_cast<std::size_t>(length));
}

}  // namespace spyglass::proc
