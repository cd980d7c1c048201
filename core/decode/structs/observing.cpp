// kcmp(2), fanotify_mark(2).

#include <array>

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

using Values = std::span<const std::uint64_t>;

/// kcmp(2)'s descriptors are of the processes that its first two arguments name.
template <std::size_t which>
Value decode_compared_fd(const Question& q) {
  const auto number = static_cast<int>(q.raw);
  const auto process = static_cast<int>(q.siblings[which]);
  const bool known = q.options.names != nullptr && number >= 0 && process > 0;
  return {known ? q.options.names->descriptor_of(process, number) : value::Descriptor{number}};
}
template <std::size_t which>
constexpr Kind compared_fd{
    .name = "fd", .words = "a file descriptor", .decode = decode_compared_fd<which>};

Value decode_slot(const Question& q) {
  const auto numbers = q.memory.get<std::array<std::uint32_t, 3>>(q.pointer());
  if (q.raw == 0 || !numbers) return address_value(q.pointer());
  const auto answer = [&](const Kind& kind, std::size_t i) {
    return kind.decode(q.about(kind, (*numbers)[i], q.pointer()));
  };
  value::Struct found;
  found.fields = {{"efd", answer(compared_fd<1>, 0)},
                  {"tfd", answer(compared_fd<1>, 1)},
                  {"toff", answer(unsigned_number, 2)}};
  return {std::move(found)};
}
constexpr Kind slot{
    .name = "epoll_slot", .words = "a file that epoll watches", .decode = decode_slot};

constexpr std::uint64_t compare_file = 0, compare_epoll = 7;

const Kind* file_of(Values arguments) {
  const std::uint64_t type = arguments[2] & 0xffffffff;
  return type == compare_file || type == compare_epoll ? &compared_fd<0> : &hex;
}
const Kind* other_of(Values arguments) {
  const std::uint64_t type = arguments[2] & 0xffffffff;
  if (type == compare_file) return &compared_fd<1>;
  return type == compare_epoll ? &slot : &hex;
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
