#include "core/elf/not_elf.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/unique_fd.hpp"

namespace spyglass {

namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  std::string_view what;
};

constexpr Magic magics[] = {
    {"MZ"sv, "a Windows program"},
    {"!<arch>\n"sv, "an archive of object files (a static library)"},
    {"!<thin>\n"sv, "an archive of object files (a static library)"},
    {"\xcf\xfa\xed\xfe"sv, "a macOS program"},
    {"\xce\xfa\xed\xfe"sv, "a macOS program"},
    {"\xca\xfe\xba\xbe"sv, "a Java class or a macOS program"},
    {"\0asm"sv, "a WebAssembly module"},
    {"\x1f\x8b"sv, "compressed by gzip"},
    {"\xfd\x37zXZ\0"sv, "compressed by xz"},
    {"BZh"sv, "compressed by bzip2"},
    {"\x28\xb5\x2f\xfd"sv, "compressed by zstd"},
    {"PK\x03\x04"sv, "a zip archive"},
    {"%PDF"sv, "a PDF document"},
    {"\x89PNG"sv, "a PNG picture"},
};

bool is_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 ? byte != 0x7f : std::strchr("\t\n\v\f\r\x1b", c) != nullptr && c != 0;
  });
}

constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

ScriptLine parse_script_line(std::string_view start) {
  std::string_view line = start.substr(0, start.find('\n'));
  line = line.substr(0, line.find('\0'));
  if (!line.starts_with("#!")) return {};
  line = trimmed(line.substr(2));
  const auto end = std::find_if(line.begin(), line.end(), is_blank);
  const auto length = static_cast<std::size_t>(end - line.begin());
  return {std::string(line.substr(0, length)), std::string(trimmed(line.substr(length)))};
}

std::string describe_non_elf(std::string_view start) {
  if (start.empty()) return "empty";
  if (start.starts_with("#!")) {
    ScriptLine line = parse_script_line(start);
    if (line.interpreter.ends_with('\r')) line.interpreter.pop_back();
    if (line.interpreter.empty()) return "a script that names no interpreter";
    return fmt::format("a script for {}", line.interpreter);
  }
  for (const Magic& magic : magics) {
    if (start.starts_with(magic.bytes)) return std::string(magic.what);
  }
  return is_text(start) ? "text" : "data of another format";
}

Result<std::string> read_start(const std::string& path, std::size_t limit) {
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat about {};
  if (!file || fstat(file.get(), &about) != 0) return fail_errno("cannot read " + path, errno);
  if (S_ISDIR(about.st_mode)) return fail("cannot read " + path + ": it is a directory");
  if (!S_ISREG(about.st_mode)) {
    return fail("cannot read " + path + ": it is a device, a pipe or a socket and not a file");
  }
  std::string bytes(limit, '\0');
  const ssize_t count = pread(file.get(), bytes.data(), bytes.size(), 0);
  if (count < 0) return fail_errno("cannot read " + path, errno);
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

}  // namespace spyglass
