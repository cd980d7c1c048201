#include "core/open_file.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "core/decode/constants.hpp"
#include "core/decode/constants/tables.hpp"
#include "core/live_names.hpp"
#include "core/proc/descriptors.hpp"
#include "core/proc/socket_diagnosis.hpp"

namespace spyglass {

namespace {

using Kind = OpenFile::Kind;

std::string_view without(std::string_view prefix, std::string_view name) {
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return name;
}

// --- what /proc says ---

/// Links of things without a path whose names in the kernel are not those of their calls.
struct Renamed {
  std::string_view start, name;
};
constexpr std::array renamed = {
    Renamed{"anon_inode:[eventpoll]", "epoll"},
    Renamed{"pidfd:", "pidfd"},
    Renamed{"/memfd:", "memfd"},
    Renamed{"/secretmem", "memfd_secret"},
};

/// "eventfd" of "anon_inode:[eventfd]", "net" of "net:[71]".
std::string name_of_target(std::string_view target) {
  for (const Renamed& one : renamed) {
    if (target.starts_with(one.start)) return std::string(one.name);
  }
  if (!target.starts_with("anon_inode:")) {
    return std::string(target.substr(0, target.find(':')));
  }
  std::string_view name = without("[", without("anon_inode:", target));
  if (name.ends_with(']')) name.remove_suffix(1);
  return std::string(name);
}

bool is_path(std::string_view target) {
  return target.starts_with('/') && std::ranges::none_of(renamed, [&](const Renamed& one) {
           return target.starts_with(one.start);
         });
}

/// As socket(2) would have been told: the kernel has a name of its own for each family's.
std::string protocol_of_kernel_name(std::string_view name) {
  if (name.empty()) return "socket";
  if (name.starts_with("UNIX")) return "unix";
  if (name == "NETLINK") return "netlink";
  if (name.ends_with("v6")) name.remove_suffix(2);
  return std::string(without("AF_", name));
}

void add_ends(OpenFile& to, const proc::InternetSocket& ends) {
  if (!ends.local.ends_with(":0")) to.local = ends.local;
  to.peer = ends.remote;
}

void add_ends(OpenFile& to, const proc::UnixSocket& ends) {
  if (!ends.path || ends.path->empty()) return;
  to.local = *ends.path;
  if (to.local.front() == '\0') to.local.front() = '@';
}

void add_ends(OpenFile& /*to*/, const proc::NetlinkSocket& /*ends*/) {}

OpenFile known_socket(Tid thread, int descriptor, const std::string& target,
                      const proc::Source& source) {
  const std::string kernel_name = proc::protocol_of_socket(thread, descriptor, source);
  OpenFile file{Kind::socket, protocol_of_kernel_name(kernel_name)};
  const auto inode = proc::inode_of_target(target);
  if (!inode || kernel_name.empty()) return file;
  if (const auto facts = proc::diagnose_socket(thread, *inode, kernel_name, source)) {
    std::visit([&](const auto& ends) { add_ends(file, ends); }, facts->ends);
  }
  return file;
}

// --- addresses ---

const Value* field_of(const Value& address, std::string_view name) {
  const auto* members = address.as<value::Struct>();
  if (members == nullptr) return nullptr;
  const auto found = std::ranges::find(members->fields, name, &value::Field::name);
  return found == members->fields.end() ? nullptr : &found->value;
}

/// What a value is written as a call of: htons(80).
const Value* applied_to(const Value* value, std::size_t index) {
  const auto* call = value == nullptr ? nullptr : value->as<value::Applied>();
  return call == nullptr || call->arguments.size() <= index ? nullptr : &call->arguments[index];
}

std::string internet_end(const Value* address, const Value* port, std::string_view form) {
  const auto* host = address == nullptr ? nullptr : address->as<value::Text>();
  const auto* number = port == nullptr ? nullptr : port->as<value::Number>();
  if (host == nullptr || number == nullptr || number->bits == 0) return {};
  return fmt::format(fmt::runtime(form), std::string_view(host->bytes), number->bits);
}

}  // namespace

std::string OpenFile::text() const {
  std::string text = name;
  if (!local.empty()) text += " " + local;
  if (!peer.empty()) text += " -> " + peer;
  return text;
}

std::string protocol_name(int domain, std::uint64_t type, int protocol) {
  constexpr std::uint64_t type_bits = 0xf;
  if (domain == AF_UNIX) return "unix";
  if (domain == AF_NETLINK) return "netlink";
  if (domain != AF_INET && domain != AF_INET6) {
    const auto family = static_cast<std::uint64_t>(domain);
    const auto name = name_constant(constants::address_families, family).name;
    return name.empty() ? "socket" : std::string(without("AF_", name));
  }
  const std::uint64_t kind = type & type_bits;
  if (kind == SOCK_RAW) return "RAW";
  if (protocol == 0) return kind == SOCK_STREAM ? "TCP" : "UDP";
  if (protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6) return "PING";
  const auto name =
      name_constant(constants::inet_protocols, static_cast<std::uint64_t>(protocol)).name;
  return name.empty() ? "socket" : std::string(without("IPPROTO_", name));
}

std::string end_name(const Value& address) {
  if (const Value* path = field_of(address, "sun_path")) {
    const auto* text = path->as<value::Text>();
    if (text == nullptr || text->bytes.empty()) return {};
    return fmt::format("{}{}", text->mark, std::string_view(text->bytes));
  }
  if (const Value* inner = field_of(address, "sin_addr")) {
    return internet_end(applied_to(inner, 0), applied_to(field_of(address, "sin_port"), 0),
                        "{}:{}");
  }
  return internet_end(applied_to(field_of(address, "sin6_addr"), 1),
                      applied_to(field_of(address, "sin6_port"), 0), "[{}]:{}");
}

bool is_of_no_family(const Value& address) {
  const Value* family = field_of(address, "sa_family");
  const auto* constant = family == nullptr ? nullptr : family->as<value::Constant>();
  return constant != nullptr && constant->bits == AF_UNSPEC;
}

std::optional<OpenFile> known_open_file(Tid thread, int descriptor, const proc::Source& source) {
  auto open = open_path(thread, descriptor, source);
  if (!open) return std::nullopt;
  if (is_path(open->path)) return OpenFile{Kind::path, std::move(open->path)};
  if (open->path.starts_with("pipe:[")) return OpenFile{Kind::pipe, "pipe"};
  if (open->path.starts_with("socket:[")) {
    return known_socket(thread, descriptor, open->path, source);
  }
  return OpenFile{Kind::other, name_of_target(open->path)};
}

}  // namespace spyglass
