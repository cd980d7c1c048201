// seccomp(2), landlock(7), capget(2), lsm_list_modules(2).

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

using Values = std::span<const std::uint64_t>;

constexpr Member filter_members[] = {
    {"len", CType::u16, &unsigned_number},
    {"filter", CType::pointer, &address},
};
constexpr Layout filter_layout{"struct sock_fprog", filter_members};
constexpr Kind filter_in{.name = "filter_in",
                         .words = "a program that decides on calls",
                         .decode = decode_struct_pointer,
                         .layout = &filter_layout};

constexpr Kind action = one_of("seccomp_action", "what to do", constants::seccomp_actions);
constexpr Kind action_in{.name = "action_in",
                         .words = "an answer of a filter",
                         .decode = decode_array,
                         .element = &action,
                         .element_type = CType::u32,
                         .count = 1};

constexpr Member notification_members[] = {
    {"seccomp_notif", CType::u16, &unsigned_number},
    {"seccomp_notif_resp", CType::u16, &unsigned_number},
    {"seccomp_data", CType::u16, &unsigned_number},
};
constexpr Layout notification_layout{"struct seccomp_notif_sizes", notification_members};
constexpr Kind notification_sizes_out{.name = "notification_sizes_out",
                                      .words = "where the sizes go",
                                      .when = When::exit,
                                      .decode = decode_struct_pointer,
                                      .layout = &notification_layout};

constexpr std::uint64_t new_listener = 1 << 3;
constexpr Kind filter_flags = explained(
    any_of("seccomp_filter_flags", "how", constants::seccomp_flags), [](const Question& q) {
      if ((q.raw & new_listener) != 0) q.notes->shown_as = Returns::descriptor;
    });
constexpr Kind no_flags{.name = "no_flags", .words = "0", .decode = [](const Question& q) {
                          return hex.decode(q.about(hex, q.raw & 0xffffffff, {}));
                        }};

// SECCOMP_…
enum Operation : std::uint64_t { set_strict, set_filter, get_action, get_sizes };

const Kind* flags_of(Values arguments) {
  return (arguments[0] & 0xffffffff) == set_filter ? &filter_flags : &no_flags;
}
const Kind* argument_of(Values arguments) {
  switch (arguments[0] & 0xffffffff) {
    case set_filter: return &filter_in;
    case get_action: return &action_in;
    case get_sizes: return &notification_sizes_out;
    default: return &address;
  }
}

constexpr Kind file_access =
    any_of_wide("landlock_file_access", "rights", constants::landlock_file_access);
constexpr Kind net_access =
    any_of_wide("landlock_net_access", "rights", constants::landlock_net_access);
constexpr Kind scopes = any_of_wide("landlock_scopes", "limits", constants::landlock_scopes);

constexpr Member ruleset_members[] = {
    {"handled_access_fs", CType::u64, &file_access},
    {"handled_access_net", CType::u64, &net_access},
    {"scoped", CType::u64, &scopes},
};
constexpr Layout ruleset_layout{"struct landlock_ruleset_attr", ruleset_members};

/// As many members as the program says that there are; the struct has grown with the kernel.
Value decode_ruleset(const Question& q) {
  const auto count = static_cast<std::size_t>(q.sibling_size() / sizeof(std::uint64_t));
  if (q.raw == 0 || count == 0) return address_value(q.pointer());
  const std::size_t known = std::min(count, std::size(ruleset_members));
  const Layout layout{ruleset_layout.name, std::span(ruleset_members).first(known)};
  auto found = decode_struct(layout, q.pointer(), q);
  if (!found) return address_value(q.pointer());
  if (auto* value = std::get_if<value::Struct>(&found->is)) value->cut = count > known;
  return std::move(*found);
}

constexpr std::uint64_t rule_path_beneath = 1, rule_net_port = 2;

/// Packed: without padding behind the descriptor, so that it is no Layout.
Value decode_path_rule(const Question& q) {
  const auto access = q.memory.get<std::uint64_t>(q.pointer());
  const auto parent = q.memory.get<std::int32_t>(q.pointer() + sizeof(std::uint64_t));
  if (!access || !parent) return address_value(q.pointer());
  value::Struct rule;
  rule.fields.push_back({"allowed_access", file_access.decode(q.about(file_access, *access, {}))});
  rule.fields.push_back({"parent_fd", descriptor_value(q, *parent)});
  return {std::move(rule)};
}
constexpr Kind path_rule{
    .name = "path_rule", .words = "files below a directory", .decode = decode_path_rule};

constexpr Member port_members[] = {
    {"allowed_access", CType::u64, &net_access},
    {"port", CType::u64, &unsigned_long_long_number},
};
constexpr Layout port_layout{"struct landlock_net_port_attr", port_members};
constexpr Kind port_rule{.name = "port_rule",
                         .words = "a network port",
                         .decode = decode_struct_pointer,
                         .layout = &port_layout};

const Kind* rule_of(Values arguments) {
  switch (arguments[1] & 0xffffffff) {
    case rule_path_beneath: return &path_rule;
    case rule_net_port: return &port_rule;
    default: return &address;
  }
}

constexpr Kind capability_version =
    one_of("capability_version", "which layout", constants::capability_versions);
constexpr Member header_members[] = {
    {"version", CType::u32, &capability_version},
    {"pid", CType::s32, &process_id},
};
constexpr Layout header_layout{"struct __user_cap_header_struct", header_members};

/// The halves of a set are words of their own, of which an empty upper one says nothing.
Value capabilities_value(std::uint32_t low, std::uint32_t high) {
  constexpr unsigned half = 32;
  const std::uint64_t bits = low | std::uint64_t{high} << half;
  if (high == 0) return {name_flags(constants::capability_bits, low)};
  value::Flags upper = name_flags(constants::capability_bits, bits - low);
  upper.bits >>= half;
  upper.rest >>= half;
  List<Value> parts;
  if (low != 0) parts.push_back({name_flags(constants::capability_bits, low)});
  parts.push_back({std::move(upper)});
  value::Flags whole = joined(std::move(parts));
  whole.bits = bits;
  whole.rest = name_flags(constants::capability_bits, bits).rest;
  return {std::move(whole)};
}

/// Three sets. The newer versions have two structs, of which the second holds the upper halves.
Value decode_capabilities(const Question& q) {
  if (q.raw == 0 || q.failed()) return address_value(q.pointer());
  const auto version = q.memory.get<std::uint32_t>(Addr(q.sibling_size()));
  if (!version || name_constant(constants::capability_versions, *version).name.empty()) {
    return address_value(q.pointer());
  }
  constexpr std::string_view names[] = {"effective", "permitted", "inheritable"};
  const bool wide = *version != constants::capability_versions.rows[0].value;
  value::Struct sets;
  for (std::size_t i = 0; i < std::size(names); ++i) {
    const Addr at = q.pointer() + i * sizeof(std::uint32_t);
    const auto low = q.memory.get<std::uint32_t>(at);
    const auto high = wide ? q.memory.get<std::uint32_t>(at + sizeof(std::uint32_t[3]))
                           : std::optional<std::uint32_t>(0);
    if (!low || !high) return address_value(q.pointer());
    sets.fields.push_back({names[i], capabilities_value(*low, *high)});
  }
  return {std::move(sets)};
}

Value decode_module(const Question& q) { return {name_constant(constants::lsm_ids, q.raw)}; }
constexpr Kind security_module{.name = "security_module",
                               .words = "a security module",
                               .decode = decode_module,
                               .constants = &constants::lsm_ids};

}  // namespace

constexpr Kind seccomp_operation =
    one_of("seccomp_operation", "what to do", constants::seccomp_operations);
constexpr Kind seccomp_flags{.name = "seccomp_flags", .words = "how", .choose = flags_of};
constexpr Kind seccomp_argument{
    .name = "seccomp_argument", .words = "what the operation needs", .choose = argument_of};
constexpr Kind landlock_ruleset_in{.name = "landlock_ruleset_in",
                                   .words = "what is forbidden unless allowed",
                                   .decode = decode_ruleset,
                                   .layout = &ruleset_layout};
constexpr Kind landlock_rule_in{
    .name = "landlock_rule_in", .words = "what is allowed, and where", .choose = rule_of};
constexpr Kind capability_header{.name = "capability_header",
                                 .words = "which layout, and of which thread",
                                 .decode = decode_struct_pointer,
                                 .layout = &header_layout};
constexpr Kind capability_data_in{
    .name = "capability_data_in", .words = "rights", .decode = decode_capabilities};
constexpr Kind capability_data_out{.name = "capability_data_out",
                                   .words = "where the rights go",
                                   .when = When::exit,
                                   .decode = decode_capabilities};
constexpr Kind lsm_ids_out{.name = "lsm_ids_out",
                           .words = "where the modules' numbers go",
                           .when = When::exit,
                           .decode = decode_array,
                           .element = &security_module,
                           .element_type = CType::u64};

}  // namespace spyglass::kinds
