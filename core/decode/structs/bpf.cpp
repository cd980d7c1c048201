// bpf(2): the command says which struct of the union is meant. Only the first members are shown.

#include <linux/bpf.h>

#include <algorithm>
#include <array>

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

using Values = std::span<const std::uint64_t>;

constexpr Kind map_type = one_of("bpf_map_type", "a kind of map", constants::bpf_map_types);
constexpr Kind program_type =
    one_of("bpf_program_type", "a kind of program", constants::bpf_program_types);

constexpr Member map_members[] = {
    {"map_type", CType::u32, &map_type},
    {"key_size", CType::u32, &unsigned_number},
    {"value_size", CType::u32, &unsigned_number},
    {"max_entries", CType::u32, &unsigned_number},
};
constexpr Member element_members[] = {
    {"map_fd", CType::u32, &fd},
    {"", CType::u32},
    {"key", CType::u64, &address},
    {"value", CType::u64, &address},
};
constexpr Member key_members[] = {
    {"map_fd", CType::u32, &fd},
    {"", CType::u32},
    {"key", CType::u64, &address},
};
constexpr Member next_key_members[] = {
    {"map_fd", CType::u32, &fd},
    {"", CType::u32},
    {"key", CType::u64, &address},
    {"next_key", CType::u64, &address},
};
constexpr Member program_members[] = {
    {"prog_type", CType::u32, &program_type},
    {"insn_cnt", CType::u32, &unsigned_number},
    {"insns", CType::u64, &address},
    {"license", CType::u64, &string},
};
constexpr Member object_members[] = {
    {"pathname", CType::u64, &path},
    {"bpf_fd", CType::u32, &fd},
};
constexpr Member next_members[] = {{"start_id", CType::u32, &unsigned_number}};
constexpr Member program_id_members[] = {{"prog_id", CType::u32, &unsigned_number}};
constexpr Member map_id_members[] = {{"map_id", CType::u32, &unsigned_number}};
constexpr Member attach_members[] = {
    {"target_fd", CType::u32, &fd},
    {"attach_bpf_fd", CType::u32, &fd},
    {"attach_type", CType::u32, &unsigned_number},
};
constexpr Member link_members[] = {
    {"prog_fd", CType::u32, &fd},
    {"target_fd", CType::u32, &fd},
    {"attach_type", CType::u32, &unsigned_number},
};
constexpr Member freeze_members[] = {{"map_fd", CType::u32, &fd}};

constexpr Layout map_layout{"union bpf_attr", map_members};
constexpr Layout element_layout{"union bpf_attr", element_members};
constexpr Layout key_layout{"union bpf_attr", key_members};
constexpr Layout next_key_layout{"union bpf_attr", next_key_members};
constexpr Layout program_layout{"union bpf_attr", program_members};
constexpr Layout object_layout{"union bpf_attr", object_members};
constexpr Layout next_layout{"union bpf_attr", next_members};
constexpr Layout program_id_layout{"union bpf_attr", program_id_members};
constexpr Layout map_id_layout{"union bpf_attr", map_id_members};
constexpr Layout attach_layout{"union bpf_attr", attach_members};
constexpr Layout link_layout{"union bpf_attr", link_members};
constexpr Layout freeze_layout{"union bpf_attr", freeze_members};

/// By command; those that are not here show the pointer.
const Layout* layout_of(std::uint64_t command) {
  switch (command) {
    case 0: return &map_layout;
    case 1:
    case 2:
    case 21: return &element_layout;
    case 3: return &key_layout;
    case 4: return &next_key_layout;
    case 5: return &program_layout;
    case 6:
    case 7: return &object_layout;
    case 8: return &attach_layout;
    case 11:
    case 12: return &next_layout;
    case 13: return &program_id_layout;
    case 14: return &map_id_layout;
    case 22: return &freeze_layout;
    case 28: return &link_layout;
    default: return nullptr;
  }
}

Value decode_attributes(const Question& q) {
  const Layout* layout = layout_of(q.siblings[0] & 0xffffffff);
  if (q.raw == 0 || layout == nullptr) return address_value(q.pointer());
  const std::size_t known = extent(*layout, q.abi).size;
  if (q.sibling_size() < known) return address_value(q.pointer());
  auto found = decode_struct(*layout, q.pointer(), q);
  if (!found) return address_value(q.pointer());
  if (auto* attributes = std::get_if<value::Struct>(&found->is)) {
    attributes->cut = q.sibling_size() > known;
  }
  return std::move(*found);
}

constexpr std::array<std::uint32_t, 12> opening_commands = {
    BPF_MAP_CREATE,       BPF_PROG_LOAD,           BPF_OBJ_GET,      BPF_PROG_GET_FD_BY_ID,
    BPF_MAP_GET_FD_BY_ID, BPF_RAW_TRACEPOINT_OPEN, BPF_BTF_LOAD,     BPF_BTF_GET_FD_BY_ID,
    BPF_LINK_CREATE,      BPF_LINK_GET_FD_BY_ID,   BPF_ENABLE_STATS, BPF_ITER_CREATE};

}  // namespace

constexpr Kind bpf_command =
    explained(one_of("bpf_command", "what to do", constants::bpf_commands), [](const Question& q) {
      const auto command = static_cast<std::uint32_t>(q.raw);
      const bool opens = std::ranges::find(opening_commands, command) != opening_commands.end();
      if (opens) q.notes->shown_as = Returns::descriptor;
    });
constexpr Kind bpf_attributes{.name = "bpf_attributes",
                              .words = "what the command needs",
                              .decode = decode_attributes,
                              .layout = &map_layout};

}  // namespace spyglass::kinds
