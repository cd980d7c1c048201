#include "core/proc/pid_namespaces.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/nsfs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sstream>
#include <string>

#include "core/base/unique_fd.hpp"
#include "core/proc/files.hpp"
#include "core/proc/folders.hpp"
#include "core/proc/status.hpp"

namespace spyglass::proc {

namespace {

using Inode = ino_t;

UniqueFd open_namespace(Tid thread) {
  const std::string path = fmt::format("/proc/{}/ns/pid", thread.value());
  return UniqueFd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

std::optional<Inode> inode_of(const UniqueFd& file) {
  struct stat about {};
  if (!file || fstat(file.get(), &about) != 0) return std::nullopt;
  return about.st_ino;
}

/// Whether a thread is in a namespace, or in one inside it.
bool is_within(Tid thread, Inode wanted) {
  UniqueFd level = open_namespace(thread);
  while (const auto inode = inode_of(level)) {
    if (*inode == wanted) return true;
    // Fails at our own namespace: what is around that is not ours to see.
    level = UniqueFd(ioctl(level.get(), NS_GET_PARENT));
  }
  return false;
}

/// A namespace, and how many others are around it that we see.
struct Space {
  Inode inode;
  std::size_t depth;
};

/// Our number for the id, if it is one of this thread's.
std::optional<pid_t> match(Tid thread, pid_t id, IdKind kind, const Space& space) {
  const auto text = read_file(thread, "status");
  if (!text) return std::nullopt;
  const NestedIds all = parse_nested_ids(*text);
  const std::vector<pid_t>& ids = all.of(kind);
  const bool same = ids.size() > space.depth && ids[space.depth] == id;
  return same && is_within(thread, space.inode) ? std::optional(ids.front()) : std::nullopt;
}

std::vector<pid_t> numbers_after(std::istringstream& line) {
  std::vector<pid_t> numbers;
  for (pid_t number; line >> number;) numbers.push_back(number);
  return numbers;
}

/// Looks through all processes.
std::optional<pid_t> search_our_id(Tid thread, pid_t id, IdKind kind) {
  const auto inode = inode_of(open_namespace(thread));
  const auto text = read_file(thread, "status");
  if (!inode || !text) return std::nullopt;
  const std::size_t levels = parse_nested_ids(*text).thread.size();
  if (levels < 2) return std::nullopt;
  const Space space{*inode, levels - 1};
  // Most often it is one of its own.
  if (const auto own = match(thread, id, kind, space)) return own;
  const std::vector<int> processes = numbers_in("/proc");
  for (const int number : processes) {
    if (const auto found = match(Tid(number), id, kind, space)) return found;
  }
  if (kind != IdKind::thread) return std::nullopt;
  for (const int number : processes) {
    for (const Tid other : threads_of(Pid(number))) {
      if (const auto found = match(other, id, kind, space)) return found;
    }
  }
  return std::nullopt;
}

}  // namespace

const std::vector<pid_t>& NestedIds::of(IdKind kind) const {
  switch (kind) {
    case IdKind::thread: return thread;
    case IdKind::process: return process;
    case IdKind::group: return group;
    case IdKind::session: break;
  }
  return session;
}

NestedIds parse_nested_ids(std::string_view status) {
  NestedIds ids;
  std::istringstream lines{std::string(status)};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string key;
    words >> key;
    if (key == "NSpid:") ids.thread = numbers_after(words);
    if (key == "NStgid:") ids.process = numbers_after(words);
    if (key == "NSpgid:") ids.group = numbers_after(words);
    if (key == "NSsid:") ids.session = numbers_after(words);
  }
  return ids;
}

bool has_other_ids(Tid thread, const Source& source) {
  return source.answer({Question::Kind::other_ids, thread}).has_value();
}

std::optional<std::string> kernel_other_ids(Tid thread) {
  const auto theirs = read_link(thread, "ns/pid");
  const bool other = theirs && theirs != read_link(Tid(getpid()), "ns/pid");
  return other ? theirs : std::nullopt;
}

std::optional<pid_t> our_id(Tid thread, pid_t id, IdKind kind, const Source& source) {
  const auto text = source.answer(
      {Question::Kind::our_id, thread, fmt::format("{} {}", static_cast<int>(kind), id)});
  pid_t number = 0;
  if (!text || !(std::istringstream(*text) >> number)) return std::nullopt;
  return number;
}

std::optional<std::string> kernel_our_id(const Question& question) {
  std::istringstream words(question.detail);
  int kind = 0;
  pid_t id = 0;
  words >> kind >> id;
  const auto found = search_our_id(question.thread, id, static_cast<IdKind>(kind));
  return found ? std::optional(std::to_string(*found)) : std::nullopt;
}

}  // namespace spyglass::proc
