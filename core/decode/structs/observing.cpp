// perf_event_open(2), kcmp(2), fanotify_mark(2).

#include <array>

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

using Values = std::span<const std::uint64_t>;

constexpr Kind perf_type = one_of("perf_type", "what to count", constants::perf_types);
constexpr Kind perf_hardware = one_of("perf_hardware", "a counter", constants::perf_hardware);
constexpr Kind perf_software = one_of("perf_software", "a counter", constants::perf_software);
constexpr Kind perf_samples = any_of("perf_samples", "what to note", constants::perf_samples);
constexpr Kind perf_format = any_of("perf_format", "what to read", constants::perf_read_formats);

Value decode_size(const Question& q) {
  const auto named = name_constant(constants::perf_sizes, q.raw);
  if (!named.name.empty()) return {named};
  Value number = unsigned_number.decode(q);
  number.comment = named.unknown;
  return number;
}
constexpr Kind perf_size{.name = "perf_size",
                         .words = "the size of the struct",
                         .decode = decode_size,
                         .constants = &constants::perf_sizes};

// The switches are bits of one member.
constexpr std::size_t bits_offset = 40;
constexpr unsigned freq_bit = 10, precise_bit = 15;

const Kind* config_of(Values members) {
  constexpr std::uint64_t hardware = 0, software = 1, tracepoint = 2;
  switch (members[0]) {
    case hardware: return &perf_hardware;
    case software: return &perf_software;
    case tracepoint: return &unsigned_long_long_number;
    default: return &hex;
  }
}
constexpr Kind perf_config{.name = "perf_config", .words = "a counter", .choose = config_of};

constexpr Member attributes_members[] = {
    {"type", CType::u32, &perf_type},
    {"size", CType::u32, &perf_size},
    {"config", CType::u64, &perf_config},
    {"sample_period", CType::u64, &unsigned_long_long_number},
    {"sample_type", CType::u64, &perf_samples},
    {"read_format", CType::u64, &perf_format},
    {"", CType::u64},
    {"", CType::u64, nullptr, 2},
};
constexpr Layout attributes_layout{"struct perf_event_attr", attributes_members};
constexpr std::uint32_t first_size = 64;  // the kernel takes no shorter one

constexpr std::string_view switches[] = {
    "disabled",       "inherit",      "pinned",         "exclusive", "exclude_user",
    "exclude_kernel", "exclude_hv",   "exclude_idle",   "mmap",      "comm",
    "freq",           "inherit_stat", "enable_on_exec", "task",      "watermark"};
constexpr std::string_view precisions[] = {"arbitrary skid", "constant skid",
                                           "requested to have 0 skid", "must have 0 skid"};

/// The first members and the switches that are on; the rest is rarely set.
Value decode_attributes(const Question& q) {
  const auto size = q.memory.get<std::uint32_t>(q.pointer() + sizeof(std::uint32_t));
  if (q.raw == 0 || !size || (*size != 0 && *size < first_size)) return address_value(q.pointer());
  auto found = decode_struct(attributes_layout, q.pointer(), q);
  const auto bits = q.memory.get<std::uint64_t>(q.pointer() + bits_offset);
  auto* attributes = found ? std::get_if<value::Struct>(&found->is) : nullptr;
  if (attributes == nullptr || !bits) return address_value(q.pointer());
  const auto number = [](std::uint64_t value) {
    return Value{value::Number{value, value::Number::Base::unsigned_decimal}};
  };
  for (auto& field : attributes->fields) {
    if (field.name == "sample_period" && (*bits >> freq_bit & 1) != 0) field.name = "sample_freq";
  }
  for (std::size_t bit = 0; bit < std::size(switches); ++bit) {
    if ((*bits >> bit & 1) != 0) attributes->fields.push_back({switches[bit], number(1)});
  }
  const std::uint64_t precision = *bits >> precise_bit & 3;
  Value precise = number(precision);
  precise.comment = precisions[precision];
  attributes->fields.push_back({"precise_ip", std::move(precise)});
  attributes->cut = true;
  return std::move(*found);
}

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
  if (static_cast<std::int32_t>(q.raw) == -1) return {value::Constant{q.raw, "FAN_NOFD"}};
  return directory_fd.decode(q);
}

}  // namespace

constexpr Kind perf_attributes_in{.name = "perf_attributes_in",
                                  .words = "what to count",
                                  .decode = decode_attributes,
                                  .layout = &attributes_layout};
constexpr Kind compared_file{.name = "compared_file", .words = "a descriptor", .choose = file_of};
constexpr Kind compared_other{
    .name = "compared_other", .words = "a descriptor", .choose = other_of};
constexpr Kind fanotify_directory{.name = "fanotify_directory",
                                  .words = "where a relative path starts",
                                  .decode = decode_directory};

}  // namespace spyglass::kinds
