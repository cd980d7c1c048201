// mount_setattr(2), statmount(2), ustat(2), name_to_handle_at(2), cachestat(2), setxattrat(2),
// file_getattr(2).

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/kinds/strings.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

using Base = value::Number::Base;

constexpr Kind propagation =
    any_of_wide("mount_propagation", "who sees what is mounted", constants::mount_propagation);

constexpr Member attr_members[] = {
    {"attr_set", CType::u64, &mount_attributes},
    {"attr_clr", CType::u64, &mount_attributes},
    {"propagation", CType::u64, &propagation},
    {"userns_fd", CType::u64, &fd},
};
constexpr Layout attr_layout{"struct mount_attr", attr_members};

Value decode_mount_attr(const Question& q) {
  const bool whole = q.sibling_size() >= extent(attr_layout, q.abi).size;
  return whole ? decode_struct_pointer(q) : address_value(q.pointer());
}

constexpr Kind statmount_mask =
    any_of_wide("statmount_mask", "what to tell", constants::statmount_mask);
constexpr Member request_members[] = {
    {"size", CType::u32, &unsigned_number},
    {"", CType::u32},
    {"mnt_id", CType::u64, &unsigned_long_long_number},
    {"param", CType::u64, &statmount_mask},
};
constexpr Layout request_layout{"struct mnt_id_req", request_members};

constexpr Member ustat_members[] = {
    {"f_tfree", CType::s32, &int_number},
    {"f_tinode", CType::ulong, &size},
    {"", CType::bytes, nullptr, 12},
};
constexpr Layout ustat_layout{"struct ustat", ustat_members};

constexpr Member range_members[] = {
    {"off", CType::u64, &unsigned_long_long_number},
    {"len", CType::u64, &unsigned_long_long_number},
};
constexpr Layout range_layout{"struct cachestat_range", range_members};

constexpr Member cache_members[] = {
    {"nr_cache", CType::u64, &unsigned_long_long_number},
    {"nr_dirty", CType::u64, &unsigned_long_long_number},
    {"nr_writeback", CType::u64, &unsigned_long_long_number},
    {"nr_evicted", CType::u64, &unsigned_long_long_number},
    {"nr_recently_evicted", CType::u64, &unsigned_long_long_number},
};
constexpr Layout cache_layout{"struct cachestat", cache_members};

constexpr Member xattr_in_members[] = {
    {"value", CType::u64, &bytes_in, 1, false, nullptr, 1},
    {"size", CType::u32, &unsigned_number},
    {"flags", CType::u32, &xattr_flags},
};
constexpr Layout xattr_in_layout{"struct xattr_args", xattr_in_members};
constexpr Member xattr_out_members[] = {
    {"value", CType::u64, &bytes_out, 1, false, nullptr, 1},
    {"size", CType::u32, &unsigned_number},
    {"flags", CType::u32, &xattr_flags},
};
constexpr Layout xattr_out_layout{"struct xattr_args", xattr_out_members};

constexpr Kind file_flags = any_of_wide("file_flags", "flags", constants::file_attributes);
constexpr Member file_members[] = {
    {"fa_xflags", CType::u64, &file_flags},          {"fa_extsize", CType::u32, &unsigned_number},
    {"fa_nextents", CType::u32, &unsigned_number},   {"fa_projid", CType::u32, &unsigned_number},
    {"fa_cowextsize", CType::u32, &unsigned_number},
};
constexpr Layout file_layout{"struct file_attr", file_members};

/// struct file_handle: how many bytes, of which kind, and then those bytes.
void add_handle(const Question& q, value::Struct& handle, std::uint32_t bytes) {
  constexpr std::uint64_t most = 128;  // MAX_HANDLE_SZ
  const Addr type_at = q.pointer() + sizeof(std::uint32_t);
  const auto type = q.memory.get<std::int32_t>(type_at);
  if (!type) return;
  handle.fields.push_back({"handle_type", {value::Number{static_cast<std::uint64_t>(*type)}}});
  const auto shown = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, most));
  Chars contents = q.memory.bytes(type_at + sizeof(std::int32_t), shown);
  if (contents.size() < shown) return;
  handle.fields.push_back({"f_handle", {value::Text{std::move(contents), bytes > most, {}, true}}});
}

Value unsigned_value(std::uint64_t number) {
  return {value::Number{number, Base::unsigned_decimal}};
}

Value decode_handle_in(const Question& q) {
  const auto bytes = q.memory.get<std::uint32_t>(q.pointer());
  if (q.raw == 0 || !bytes) return address_value(q.pointer());
  value::Struct handle;
  handle.fields.push_back({"handle_bytes", unsigned_value(*bytes)});
  add_handle(q, handle, *bytes);
  return {std::move(handle)};
}

/// How much room there was, and what came of it.
Value decode_handle_out(const Question& q) {
  const auto bytes = q.memory.get<std::uint32_t>(q.pointer());
  if (q.raw == 0 || !bytes) return address_value(q.pointer());
  value::Struct handle;
  handle.fields.push_back({"handle_bytes", unsigned_value(*bytes)});
  const auto* before = q.before == nullptr ? nullptr : q.before->as<value::Struct>();
  handle.open = !q.result;
  if (!q.result || before == nullptr) return {std::move(handle)};
  const auto* room = before->fields.front().value.as<value::Number>();
  constexpr std::int64_t overflow = -75;
  if (room != nullptr && room->bits != *bytes && (!q.failed() || *q.result == overflow)) {
    handle.fields.front().value = {
        value::Changed{{unsigned_value(room->bits), unsigned_value(*bytes)}}};
  }
  if (!q.failed()) add_handle(q, handle, *bytes);
  return {std::move(handle)};
}

constexpr Kind in(std::string_view name, std::string_view words, const Layout& layout) {
  return {.name = name, .words = words, .decode = decode_struct_pointer, .layout = &layout};
}
constexpr Kind out(std::string_view name, std::string_view words, const Layout& layout) {
  return {.name = name,
          .words = words,
          .when = When::exit,
          .decode = decode_struct_pointer,
          .layout = &layout};
}

}  // namespace

constexpr Kind mount_attr_in{.name = "mount_attr_in",
                             .words = "what to change",
                             .decode = decode_mount_attr,
                             .layout = &attr_layout};
constexpr Kind mount_request_in = in("mount_request_in", "which mount", request_layout);
constexpr Kind mount_ids_out{.name = "mount_ids_out",
                             .words = "where the mounts' numbers go",
                             .when = When::exit,
                             .decode = decode_array,
                             .element = &unsigned_long_long_number,
                             .element_type = CType::u64};
constexpr Kind ustat_out = out("ustat_out", "where the facts go", ustat_layout);
constexpr Kind cache_range_in = in("cache_range_in", "a part of a file", range_layout);
constexpr Kind cache_facts_out = out("cache_facts_out", "where the numbers go", cache_layout);
constexpr Kind xattr_arguments_in = in("xattr_arguments_in", "a value", xattr_in_layout);
constexpr Kind xattr_arguments_out =
    out("xattr_arguments_out", "where the value goes", xattr_out_layout);
constexpr Kind file_attributes_in = in("file_attributes_in", "a file's flags", file_layout);
constexpr Kind file_attributes_out =
    out("file_attributes_out", "where the file's flags go", file_layout);
constexpr Kind file_handle_in{
    .name = "file_handle_in", .words = "a file's handle", .decode = decode_handle_in};
constexpr Kind file_handle_out{.name = "file_handle_out",
                               .words = "where the file's handle goes",
                               .when = When::begun,
                               .decode = decode_handle_out,
                               .settled = is_unreadable};

}  // namespace spyglass::kinds
