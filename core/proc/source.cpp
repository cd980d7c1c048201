#include "core/proc/source.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <charconv>

#include "core/base/read_text.hpp"
#include "core/proc/folders.hpp"
#include "core/proc/kernel_stack.hpp"
#include "core/proc/pid_namespaces.hpp"
#include "core/proc/socket_diagnosis.hpp"
#include "core/proc/sockets.hpp"

namespace spyglass::proc {

namespace {

using Answer = std::optional<std::string>;

std::string path_of(const Question& question) {
  return fmt::format("/proc/{}/{}", question.thread.value(), question.detail);
}

Answer text_of(const std::string& path) {
  auto text = read_text(path);
  return text ? Answer(std::move(*text)) : std::nullopt;
}

Answer file(const Question& question) { return text_of(path_of(question)); }

Answer link(const Question& question) {
  std::array<char, PATH_MAX> target;
  const ssize_t length = readlink(path_of(question).c_str(), target.data(), target.size());
  if (length < 0) return std::nullopt;
  return std::string(target.data(), static_cast<std::size_t>(length));
}

Answer numbers(const Question& question) {
  return fmt::format("{}", fmt::join(numbers_in(path_of(question)), " "));
}

Answer facts(const std::string& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) return std::nullopt;
  return fmt::format("{} {} {} {} {}", about.st_mode, about.st_rdev, about.st_size, about.st_dev,
                     about.st_ino);
}

Answer contents(const std::string& path) {
  constexpr off_t most = 1 << 20;
  struct stat about {};
  if (stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode) || about.st_size > most) {
    return std::nullopt;
  }
  return text_of(path);
}

Answer protocol(const Question& question) {
  std::string name = kernel_protocol_of_socket(path_of(question));
  return name.empty() ? std::nullopt : Answer(std::move(name));
}

/// /proc counts from the start of the machine, time asleep included.
Answer machine_age() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return fmt::format("{}", now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

unsigned id_in(const Question& question) {
  unsigned id = 0;
  std::from_chars(question.detail.data(), question.detail.data() + question.detail.size(), id);
  return id;
}

Answer user(const Question& question) {
  const passwd* known = getpwuid(id_in(question));
  return known == nullptr ? std::nullopt : Answer(known->pw_name);
}

Answer group(const Question& question) {
  const struct group* known = getgrgid(id_in(question));
  return known == nullptr ? std::nullopt : Answer(known->gr_name);
}

class Kernel final : public Source {
 public:
  [[nodiscard]] Answer answer(const Question& question) const override {
    switch (question.kind) {
      case Question::Kind::file: return file(question);
      case Question::Kind::link: return link(question);
      case Question::Kind::numbers: return numbers(question);
      case Question::Kind::file_facts: return facts(path_of(question));
      case Question::Kind::path_facts: return facts(question.detail);
      case Question::Kind::contents: return contents(question.detail);
      case Question::Kind::protocol: return protocol(question);
      case Question::Kind::socket: return kernel_socket(question);
      case Question::Kind::socket_words: return kernel_socket_words(question);
      case Question::Kind::other_ids: return kernel_other_ids(question.thread);
      case Question::Kind::our_id: return kernel_our_id(question);
      case Question::Kind::kernel_stack: return kernel_stack_text(question.thread);
      case Question::Kind::machine_age: return machine_age();
      case Question::Kind::user: return user(question);
      case Question::Kind::group: break;
    }
    return group(question);
  }
};

}  // namespace

const Source& kernel() {
  static const Kernel one;
  return one;
}

}  // namespace spyglass::proc
