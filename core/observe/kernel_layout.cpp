#include "core/observe/kernel_layout.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/btf.h>
#include <sys/stat.h>

#include <array>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/mapped.hpp"
#include "core/base/read_text.hpp"
#include "core/base/unique_fd.hpp"

namespace spyglass::observe {

namespace {

/// `outer`, if there is one, is a member whose type, of that size, has the other one.
struct Place {
  std::string_view structure, outer, member;
  std::uint32_t KernelLayout::*offset;
  std::uint32_t KernelLayout::*size = nullptr;
};

constexpr auto places = std::to_array<Place>({
    {"task_struct", "thread_info", "status", &KernelLayout::status_in_task},
    {"task_struct", "", "__state", &KernelLayout::state_in_task},
    {"task_struct", "", "thread_pid", &KernelLayout::id_in_task},
    {"task_struct", "", "group_leader", &KernelLayout::leader_in_task},
    {"pid", "", "level", &KernelLayout::level_in_id},
    {"pid", "numbers", "nr", &KernelLayout::number_in_id, &KernelLayout::number_stride},
});

/// How long a type is behind its head. Nothing: it is of a kind that came after this was written.
std::optional<std::size_t> bytes_behind(const btf_type& type) {
  const std::size_t count = BTF_INFO_VLEN(type.info);
  switch (BTF_INFO_KIND(type.info)) {
    case BTF_KIND_INT: return sizeof(std::uint32_t);
    case BTF_KIND_ARRAY: return sizeof(btf_array);
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION: return count * sizeof(btf_member);
    case BTF_KIND_ENUM: return count * sizeof(btf_enum);
    case BTF_KIND_ENUM64: return count * sizeof(btf_enum64);
    case BTF_KIND_FUNC_PROTO: return count * sizeof(btf_param);
    case BTF_KIND_VAR: return sizeof(btf_var);
    case BTF_KIND_DATASEC: return count * sizeof(btf_var_secinfo);
    case BTF_KIND_DECL_TAG: return sizeof(btf_decl_tag);
    case BTF_KIND_PTR:
    case BTF_KIND_FWD:
    case BTF_KIND_TYPEDEF:
    case BTF_KIND_VOLATILE:
    case BTF_KIND_CONST:
    case BTF_KIND_RESTRICT:
    case BTF_KIND_FUNC:
    case BTF_KIND_FLOAT:
    case BTF_KIND_TYPE_TAG: return 0;
    default: return std::nullopt;
  }
}

bool has_members(const btf_type& type) {
  const auto kind = BTF_INFO_KIND(type.info);
  return kind == BTF_KIND_STRUCT || kind == BTF_KIND_UNION;
}

struct Member {
  std::uint32_t offset;  ///< in bytes
  std::uint32_t type;
};

/// The types of a kernel, by their ids. They are gone through only as far as they are asked for:
/// those of threads are among the first of a hundred thousand.
class Types {
 public:
  /// Nothing: these are none. The bytes must stay.
  static std::optional<Types> of(std::span<const std::byte> bytes);

  [[nodiscard]] const btf_type* structure(std::string_view name);
  [[nodiscard]] std::optional<Member> member(const btf_type* of, std::string_view name);
  /// Behind other names for it, or of an array of it; null: that is none with members.
  [[nodiscard]] const btf_type* structure_behind(std::uint32_t id);

 private:
  /// Null: there are not so many, or one before it cannot be read.
  const btf_type* type(std::uint32_t id);
  [[nodiscard]] std::string_view name_at(std::uint32_t offset) const {
    return offset < names_.size() ? names_.data() + offset : std::string_view();
  }

  std::string_view names_;  ///< the last byte is a NUL
  std::span<const std::byte> rest_;
  std::vector<const btf_type*> types_ = {nullptr};
};

std::optional<Types> Types::of(std::span<const std::byte> bytes) {
  btf_header head{};
  if (bytes.size() < sizeof head) return std::nullopt;
  std::memcpy(&head, bytes.data(), sizeof head);
  if (head.magic != BTF_MAGIC || head.hdr_len > bytes.size()) return std::nullopt;
  bytes = bytes.subspan(head.hdr_len);
  const auto is_within = [&](std::uint64_t offset, std::uint64_t size) {
    return offset + size <= bytes.size();
  };
  if (!is_within(head.type_off, head.type_len) || !is_within(head.str_off, head.str_len)) {
    return std::nullopt;
  }
  Types types;
  const auto names = bytes.subspan(head.str_off, head.str_len);
  types.names_ = {reinterpret_cast<const char*>(names.data()), names.size()};
  types.rest_ = bytes.subspan(head.type_off, head.type_len);
  const auto place = reinterpret_cast<std::uintptr_t>(types.rest_.data());
  if (!types.names_.ends_with('\0') || place % alignof(btf_type) != 0) return std::nullopt;
  return types;
}

const btf_type* Types::type(std::uint32_t id) {
  while (id >= types_.size()) {
    if (rest_.size() < sizeof(btf_type)) return nullptr;
    const auto* next = reinterpret_cast<const btf_type*>(rest_.data());
    const auto behind = bytes_behind(*next);
    if (!behind || sizeof *next + *behind > rest_.size()) return nullptr;
    types_.push_back(next);
    rest_ = rest_.subspan(sizeof *next + *behind);
  }
  return types_[id];
}

const btf_type* Types::structure(std::string_view name) {
  for (std::uint32_t id = 1;; ++id) {
    const btf_type* found = type(id);
    if (found == nullptr) return nullptr;
    if (BTF_INFO_KIND(found->info) == BTF_KIND_STRUCT && name_at(found->name_off) == name) {
      return found;
    }
  }
}

std::optional<Member> Types::member(const btf_type* of, std::string_view name) {
  if (of == nullptr) return std::nullopt;
  const std::span members(reinterpret_cast<const btf_member*>(of + 1), BTF_INFO_VLEN(of->info));
  for (const btf_member& each : members) {
    // Where there are bit fields, their sizes stand there as well.
    const std::uint32_t bits =
        BTF_INFO_KFLAG(of->info) ? BTF_MEMBER_BIT_OFFSET(each.offset) : each.offset;
    if (name_at(each.name_off) == name) return Member{bits / 8, each.type};
    if (!name_at(each.name_off).empty()) continue;
    if (const auto inner = member(structure_behind(each.type), name)) {
      return Member{bits / 8 + inner->offset, inner->type};
    }
  }
  return std::nullopt;
}

const btf_type* Types::structure_behind(std::uint32_t id) {
  while (const btf_type* found = type(id)) {
    if (has_members(*found)) return found;
    switch (BTF_INFO_KIND(found->info)) {
      case BTF_KIND_ARRAY: id = reinterpret_cast<const btf_array*>(found + 1)->type; break;
      case BTF_KIND_TYPEDEF:
      case BTF_KIND_VOLATILE:
      case BTF_KIND_CONST:
      case BTF_KIND_TYPE_TAG: id = found->type; break;
      default: return nullptr;
    }
  }
  return nullptr;
}

}  // namespace

Result<KernelLayout> layout_from(std::span<const std::byte> bytes) {
  auto types = Types::of(bytes);
  if (!types) {
    return fail(
        fmt::format("{} is not as linux/btf.h describes it, so it is not known where the "
                    "kernel keeps the ids of threads",
                    types_of_kernel));
  }
  KernelLayout layout{};
  for (const Place& place : places) {
    const btf_type* structure = types->structure(place.structure);
    std::uint32_t offset = 0;
    if (!place.outer.empty()) {
      const auto outer = types->member(structure, place.outer);
      structure = outer ? types->structure_behind(outer->type) : nullptr;
      offset = outer ? outer->offset : 0;
      if (structure != nullptr && place.size != nullptr) layout.*place.size = structure->size;
    }
    const auto member = types->member(structure, place.member);
    if (!member) {
      return fail(
          fmt::format("no {}{}{} in struct {} is told of in {}, so it is not known where "
                      "the kernel keeps the ids of threads",
                      place.outer, place.outer.empty() ? "" : ".", place.member, place.structure,
                      types_of_kernel));
    }
    layout.*place.offset = offset + member->offset;
  }
  return layout;
}

Result<KernelLayout> layout_of_kernel() {
  const UniqueFd file(open(types_of_kernel, O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (file && fstat(file.get(), &status) == 0) {
    const Mapped types(file.get(), static_cast<std::size_t>(status.st_size), 0, MAP_PRIVATE);
    if (types.is_there()) return layout_from(types.bytes());
  }
  // Kernels before 6.16 let it be read alone.
  const auto text = read_text(types_of_kernel);
  if (!text) return tl::make_unexpected(text.error());
  return layout_from(std::as_bytes(std::span(*text)));
}

}  // namespace spyglass::observe
