#include "core/live_names.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "core/decode/constants.hpp"
#include "core/decode/constants/tables.hpp"
#include "core/proc/descriptors.hpp"
#include "core/proc/files.hpp"
#include "core/proc/pid_namespaces.hpp"
#include "core/proc/socket_diagnosis.hpp"
#include "core/proc/status.hpp"
#include "core/report/text.hpp"

namespace spyglass {

namespace {

std::string link_name(Tid thread, int descriptor) {
  return fmt::format("/proc/{}/fd/{}", thread.value(), descriptor);
}

std::optional<struct stat> stat_of(const std::string& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) return std::nullopt;
  return about;
}

// --- sockets: the part between the brackets ---

std::string ends_text(const proc::InternetSocket& ends, std::uint64_t) {
  return ends.remote.empty() ? ends.local : fmt::format("{}->{}", ends.local, ends.remote);
}

std::string ends_text(const proc::UnixSocket& ends, std::uint64_t inode) {
  std::string text = std::to_string(inode);
  if (ends.peer != 0) text += fmt::format("->{}", ends.peer);
  if (!ends.path) return text;
  // Behind the NUL that an abstract one begins with, it goes as far as the next.
  const bool is_abstract = ends.path->front() == '\0';
  const std::string name(ends.path->c_str() + (is_abstract ? 1 : 0));
  text += is_abstract ? ",@" : ",";
  append_quoted(text, name, false);
  return text;
}

std::string ends_text(const proc::NetlinkSocket& ends, std::uint64_t) {
  constexpr std::string_view prefix = "NETLINK_";
  std::string_view name = name_constant(constants::netlink_protocols, ends.protocol).name;
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return fmt::format("{}:{}", name.empty() ? std::to_string(ends.protocol) : name, ends.port);
}

/// "TCP:[127.0.0.1:5000->127.0.0.1:80]", "TCP:[71]"; empty for a socket of which nothing is known.
std::string socket_text(const std::string& link, std::uint64_t inode) {
  const std::string protocol = proc::protocol_of_socket(link);
  if (const auto facts = proc::diagnose_socket(inode, protocol)) {
    const auto ends = [&](const auto& any) { return ends_text(any, inode); };
    return fmt::format("{}:[{}]", facts->protocol, std::visit(ends, facts->ends));
  }
  return proc::is_known_protocol(protocol) ? fmt::format("{}:[{}]", protocol, inode)
                                           : std::string{};
}

/// "char 5:0", "block 8:1"; empty for what is no device.
std::string device_text(const std::string& link) {
  const auto about = stat_of(link);
  if (!about || (!S_ISCHR(about->st_mode) && !S_ISBLK(about->st_mode))) return {};
  return fmt::format("{} {}:{}", S_ISCHR(about->st_mode) ? "char" : "block", major(about->st_rdev),
                     minor(about->st_rdev));
}

proc::IdKind id_kind(IdOf what) {
  switch (what) {
    case IdOf::process: return proc::IdKind::thread;
    case IdOf::group: return proc::IdKind::group;
    case IdOf::session: break;
  }
  return proc::IdKind::session;
}

}  // namespace

std::optional<OpenPath> open_path(Tid thread, int descriptor) {
  constexpr std::string_view note = " (deleted)";
  const auto target = proc::read_link(thread, fmt::format("fd/{}", descriptor));
  if (!target) return std::nullopt;
  if (!target->ends_with(note)) return OpenPath{*target};
  // It may be a part of the name.
  const auto named = stat_of(*target);
  const auto open = stat_of(link_name(thread, descriptor));
  const bool same = named && open && named->st_ino == open->st_ino && named->st_dev == open->st_dev;
  if (same) return OpenPath{*target};
  return OpenPath{target->substr(0, target->size() - note.size()), true};
}

value::Descriptor LiveNames::descriptor_in(Tid holder, int number) const {
  value::Descriptor named{number};
  if (naming_.descriptors.is_empty()) return named;
  const auto open = open_path(holder, number);
  if (!open) return named;
  const std::string link = link_name(holder, number);
  const auto say = [&](std::string words) {
    named.target = std::move(words);
    named.is_path = false;
    return named;
  };
  if (naming_.wants(DescriptorFact::socket) && open->path.starts_with("socket:[")) {
    const auto inode = proc::inode_of_target(open->path);
    std::string text = inode ? socket_text(link, *inode) : std::string{};
    return say(text.empty() ? open->path : text);
  }
  if (naming_.wants(DescriptorFact::device)) named.device = device_text(link);
  if (naming_.wants(DescriptorFact::pidfd) && open->path == "anon_inode:[pidfd]") {
    const auto text = proc::read_file(holder, fmt::format("fdinfo/{}", number));
    const pid_t process = text ? proc::parse_fdinfo(*text).process : 0;
    if (process > 0) return say("pid:" + value_text({named_process(process)}));
  }
  if (!naming_.wants(DescriptorFact::path) && named.device.empty()) return named;
  named.target = open->path;
  named.deleted = open->deleted;
  return named;
}

value::Descriptor LiveNames::descriptor(int number) const { return descriptor_in(thread_, number); }

value::Descriptor LiveNames::descriptor_of(int process, int number) const {
  if (naming_.descriptors.is_empty()) return value::Descriptor{number};
  if (!proc::has_other_ids(thread_)) return descriptor_in(Tid(process), number);
  const auto ours = proc::our_id(thread_, process, proc::IdKind::thread);
  return ours ? descriptor_in(Tid(*ours), number) : value::Descriptor{number};
}

value::Descriptor LiveNames::descriptor_behind(int pidfd, int number) const {
  if (naming_.descriptors.is_empty()) return value::Descriptor{number};
  const auto text = proc::read_file(thread_, fmt::format("fdinfo/{}", pidfd));
  const pid_t process = text ? proc::parse_fdinfo(*text).process : 0;
  return process > 0 ? descriptor_in(Tid(process), number) : value::Descriptor{number};
}

std::string LiveNames::working_directory() const {
  if (!naming_.wants(DescriptorFact::path)) return {};
  return proc::read_link(thread_, "cwd").value_or("");
}

std::optional<int> LiveNames::netlink_protocol(int number) const {
  const auto target = proc::read_link(thread_, fmt::format("fd/{}", number));
  if (!target || !target->starts_with("socket:[")) return std::nullopt;
  const std::string protocol = proc::protocol_of_socket(link_name(thread_, number));
  const auto inode = proc::inode_of_target(*target);
  if (protocol != "NETLINK" || !inode) return std::nullopt;
  const auto facts = proc::diagnose_socket(*inode, protocol);
  const auto* socket = facts ? std::get_if<proc::NetlinkSocket>(&facts->ends) : nullptr;
  return socket == nullptr ? -1 : static_cast<int>(socket->protocol);
}

value::Process LiveNames::named_process(int id) const {
  value::Process named{id};
  if (naming_.wants(ProcessFact::command)) named.command = proc::command_name(Tid(id));
  return named;
}

value::Process LiveNames::process(int id, IdOf what) const {
  value::Process named{id};
  if (naming_.processes.is_empty()) return named;
  int ours = id;
  if (proc::has_other_ids(thread_)) {
    ours = proc::our_id(thread_, id, id_kind(what)).value_or(0);
    if (naming_.wants(ProcessFact::our_number) && ours != id) named.outside = ours;
  }
  // Groups and sessions have no names, though a process of that number may be there.
  if (what == IdOf::process && ours != 0) named.command = named_process(ours).command;
  return named;
}

}  // namespace spyglass
