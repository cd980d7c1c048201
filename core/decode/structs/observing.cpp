// kcmp(2), fanotify_mark(2).

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

using Values = std::span<const std::uint64_t>;

constexpr Member slot_members[] = {
    {"efd", CType::u32, &fd},
    {"tfd", CType::u32, &fd},
    {"toff", CType::u32, &unsigned_number},
};
constexpr Layout slot_layout{"struct kcmp_epoll_slot", slot_members};
constexpr Kind slot{.name = "epoll_slot",
                    .words = "a file that epoll watches",
                    .decode = decode_struct_pointer,
                    .layout = &slot_layout};

constexpr std::uint64_t compare_file = 0, compare_epoll = 7;

const Kind* file_of(Values arguments) {
  const std::uint64_t type = arguments[2] & 0xffffffff;
  return type == compare_file || type == compare_epoll ? &fd : &hex;
}
const Kind* other_of(Values arguments) {
  return (arguments[2] & 0xffffffff) == compare_epoll ? &slot : file_of(arguments);
}

Value decode_directory(const Question& q) {
  if (static_cast<std::int32_t>(q.raw) == -1) {
    return {value::Constant{~std::uint64_t{0}, "FAN_NOFD", {}, value::Number::Base::decimal}};
  }
  return directory_fd.decode(q);
}

}  // namespace

constexpr Kind compared_file{.name = "compared_file", .words = "a descriptor", .choose = file_of};
constexpr Kind compared_other{
    .name = "compared_other", .words = "a descriptor", .choose = other_of};
constexpr Kind fanotify_directory{.name = "fanotify_directory",
                                  .words = "where a relative path starts",
                                  .decode = decode_directory};

}  // namespace spyglass::kinds
