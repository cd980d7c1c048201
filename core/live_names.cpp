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

std::string link_name(int descriptor) { return fmt::format("fd/{}", descriptor); }

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
std::string socket_text(Tid holder, const std::string& protocol, std::uint64_t inode,
                        const proc::Source& source) {
  if (const auto facts = proc::diagnose_socket(holder, inode, protocol, source)) {
    const auto ends = [&](const auto& any) { return ends_text(any, inode); };
    return fmt::format("{}:[{}]", facts->protocol, std::visit(ends, facts->ends));
  }
  return proc::is_known_protocol(protocol) ? fmt::format("{}:[{}]", protocol, inode)
                                           : std::string{};
}

/// "char 5:0", "block 8:1"; empty for what is no device.
std::string device_text(const std::optional<proc::FileFacts>& about) {
  if (!about || (!S_ISCHR(about->mode) && !S_ISBLK(about->mode))) return {};
  return fmt::format("{} {}:{}", S_ISCHR(about->mode) ? "char" : "block", major(about->device),
                     minor(about->device));
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

std::optional<OpenPath> open_path(Tid thread, int descriptor, const proc::Source& source) {
  constexpr std::string_view note = " (deleted)";
  const auto target = proc::read_link(thread, link_name(descriptor), source);
  if (!target) return std::nullopt;
  if (!target->ends_with(note)) return OpenPath{*target};
  // It may be a part of the name.
  const auto named = proc::path_facts(*target, source);
  const auto open = proc::file_facts(thread, link_name(descriptor), source);
  const bool same = named && open && named->inode == open->inode && named->on == open->on;
  if (same) return OpenPath{*target};
  return OpenPath{target->substr(0, target->size() - note.size()), true};
}

value::Descriptor LiveNames::descriptor_in(Tid holder, int number) const {
  value::Descriptor named{number};
  if (naming_.descriptors.is_empty()) return named;
  const auto open = open_path(holder, number, source_);
  if (!open) return named;
  const auto say = [&](std::string words) {
    named.target = std::move(words);
    named.is_path = false;
    return named;
  };
  if (naming_.wants(DescriptorFact::socket) && open->path.starts_with("socket:[")) {
    const auto inode = proc::inode_of_target(open->path);
    std::string text = inode
                           ? socket_text(holder, proc::protocol_of_socket(holder, number, source_),
                                         *inode, source_)
                           : std::string{};
    return say(text.empty() ? open->path : text);
  }
  if (naming_.wants(DescriptorFact::device)) {
    named.device = device_text(proc::file_facts(holder, link_name(number), source_));
  }
  if (naming_.wants(DescriptorFact::pidfd) && open->path == "anon_inode:[pidfd]") {
    const auto text = proc::read_file(holder, fmt::format("fdinfo/{}", number), source_);
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
  if (!proc::has_other_ids(thread_, source_)) return descriptor_in(Tid(process), number);
  const auto ours = proc::our_id(thread_, process, proc::IdKind::thread, source_);
  return ours ? descriptor_in(Tid(*ours), number) : value::Descriptor{number};
}

value::Descriptor LiveNames::descriptor_behind(int pidfd, int number) const {
  if (naming_.descriptors.is_empty()) return value::Descriptor{number};
  const auto text = proc::read_file(thread_, fmt::format("fdinfo/{}", pidfd), source_);
  const pid_t process = text ? proc::parse_fdinfo(*text).process : 0;
  return process > 0 ? descriptor_in(Tid(process), number) : value::Descriptor{number};
}

std::string LiveNames::working_directory() const {
  if (!naming_.wants(DescriptorFact::path)) return {};
  return proc::read_link(thread_, "cwd", source_).value_or("");
}

std::optional<int> LiveNames::netlink_protocol(int number) const {
  const auto noted = netlink_.find({process_, number});
  if (noted != netlink_.end()) return noted->second;
  const auto target = proc::read_link(thread_, link_name(number), source_);
  if (!target || !target->starts_with("socket:[")) return std::nullopt;
  const std::string protocol = proc::protocol_of_socket(thread_, number, source_);
  const auto inode = proc::inode_of_target(*target);
  if (protocol != "NETLINK" || !inode) return std::nullopt;
  const auto facts = proc::diagnose_socket(thread_, *inode, protocol, source_);
  const auto* socket = facts ? std::get_if<proc::NetlinkSocket>(&facts->ends) : nullptr;
  return socket == nullptr ? -1 : static_cast<int>(socket->protocol);
}

value::Process LiveNames::named_process(int id) const {
  value::Process named{id};
  if (naming_.wants(ProcessFact::command)) named.command = proc::command_name(Tid(id), source_);
  return named;
}

value::Process LiveNames::process(int id, IdOf what) const {
  value::Process named{id};
  if (naming_.processes.is_empty()) return named;
  int ours = id;
  if (proc::has_other_ids(thread_, source_)) {
    ours = proc::our_id(thread_, id, id_kind(what), source_).value_or(0);
    if (naming_.wants(ProcessFact::our_number) && ours != id) named.outside = ours;
  }
  // Groups and sessions have no names, though a process of that number may be there.
  if (what == IdOf::process && ours != 0) named.command = named_process(ours).command;
  return named;
}

}  // namespace spyglass
