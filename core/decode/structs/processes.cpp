#include <array>

#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"

// getrusage(2), clone(2), set_thread_area(2), sched_setattr(2).

namespace spyglass::kinds {

namespace {

constexpr Member rusage_members[] = {
    {"ru_utime", CType::structure, &timeval_in_place},
    {"ru_stime", CType::structure, &timeval_in_place},
    {"ru_maxrss", CType::slong, &long_number, 1, true},
    {"ru_ixrss", CType::slong, &long_number, 1, true},
    {"ru_idrss", CType::slong, &long_number, 1, true},
    {"ru_isrss", CType::slong, &long_number, 1, true},
    {"ru_minflt", CType::slong, &long_number, 1, true},
    {"ru_majflt", CType::slong, &long_number, 1, true},
    {"ru_nswap", CType::slong, &long_number, 1, true},
    {"ru_inblock", CType::slong, &long_number, 1, true},
    {"ru_oublock", CType::slong, &long_number, 1, true},
    {"ru_msgsnd", CType::slong, &long_number, 1, true},
    {"ru_msgrcv", CType::slong, &long_number, 1, true},
    {"ru_nsignals", CType::slong, &long_number, 1, true},
    {"ru_nvcsw", CType::slong, &long_number, 1, true},
    {"ru_nivcsw", CType::slong, &long_number, 1, true},
};
constexpr Layout rusage_layout{"struct rusage", rusage_members};

/// wait4 fills it in only for a child that it found.
Value decode_wait_rusage(const Question& q) {
  const bool waited = q.result && *q.result > 0;
  return waited ? decode_struct_pointer(q) : address_value(q.pointer());
}

constexpr std::uint64_t clone_pidfd = 0x1000;
constexpr std::uint64_t clone_settls = 0x80000;
constexpr std::uint64_t clone_parent_settid = 0x100000;
constexpr std::uint64_t clone_child_settid = 0x1000000;
constexpr std::uint64_t clone_child_cleartid = 0x200000;
constexpr std::uint64_t clone_into_cgroup = 0x200000000;

enum ClonePlace : std::size_t { flags_place, pidfd_place, child_tid_place, parent_tid_place };
constexpr std::size_t set_tid_place = 8;
constexpr std::size_t set_tid_size_place = 9;
constexpr std::size_t cgroup_place = 10;

template <std::uint64_t bits>
bool with_flags(std::span<const std::uint64_t> members) {
  return (members[flags_place] & bits) != 0;
}
bool sets_ids(std::span<const std::uint64_t> members) {
  return members[set_tid_place] != 0 || members[set_tid_size_place] != 0;
}
bool into_cgroup(std::span<const std::uint64_t> members) {
  return members[cgroup_place] != 0 || with_flags<clone_into_cgroup>(members);
}

constexpr Kind clone3_flags =
    any_of_wide("clone_flags", "what the child shares", constants::clone_flags);

constexpr Member clone_members[] = {
    {"flags", CType::u64, &clone3_flags},
    {"pidfd", CType::u64, &address, 1, false, with_flags<clone_pidfd>},
    {"child_tid", CType::u64, &address, 1, false,
     with_flags<clone_child_settid | clone_child_cleartid>},
    {"parent_tid", CType::u64, &address, 1, false, with_flags<clone_parent_settid>},
    {"exit_signal", CType::u64, &signal},
    {"stack", CType::u64, &address},
    {"stack_size", CType::u64, &hex},
    {"tls", CType::u64, &thread_area, 1, false, with_flags<clone_settls>},
    {"set_tid", CType::u64, &address, 1, false, sets_ids},
    {"set_tid_size", CType::u64, &unsigned_long_long_number, 1, false, sets_ids},
    {"cgroup", CType::u64, &unsigned_long_long_number, 1, false, into_cgroup},
};

// The struct has grown twice; a program says how much of it there is.
struct CloneVersion {
  std::uint64_t size;
  Layout layout;
};
constexpr std::array clone_versions = {
    CloneVersion{88, {"struct clone_args", clone_members}},
    CloneVersion{80, {"struct clone_args", std::span(clone_members).first(10)}},
    CloneVersion{64, {"struct clone_args", std::span(clone_members).first(8)}},
};

Value decode_clone_arguments_in(const Question& q) {
  for (const CloneVersion& version : clone_versions) {
    if (q.raw == 0 || q.sibling_size() < version.size) continue;
    auto found = decode_struct(version.layout, q.pointer(), q);
    return found ? std::move(*found) : address_value(q.pointer());
  }
  return address_value(q.pointer());
}

/// The program cannot be told ids where the struct can't be read, or doesn't ask for them.
bool tells_no_ids(const Question& q) {
  const auto flags = q.memory.get<std::uint64_t>(q.pointer());
  const bool asked = flags && (*flags & (clone_pidfd | clone_parent_settid)) != 0;
  return !asked || decode_clone_arguments_in(q).as<value::Struct>() == nullptr;
}

/// At exit, beside what was asked: the ids that the kernel wrote where the struct says.
Value decode_clone_arguments(const Question& q) {
  if (!q.result) return decode_clone_arguments_in(q);
  const auto word = [&](ClonePlace place) {
    return q.memory.get<std::uint64_t>(q.pointer() + place * sizeof(std::uint64_t));
  };
  if (q.failed() || tells_no_ids(q)) return *q.before;
  const auto flags = word(flags_place);
  value::Struct written;
  const auto add = [&](std::string_view name, const Kind& kind, ClonePlace place) {
    const auto at = word(place);
    if (at) written.fields.push_back({name, kind.decode(q.about(kind, *at, {}))});
  };
  if ((*flags & clone_pidfd) != 0) add("pidfd", descriptor_out, pidfd_place);
  if ((*flags & clone_parent_settid) != 0) add("parent_tid", process_id_out, parent_tid_place);
  return {value::Changed{{*q.before, {std::move(written)}}}};
}

Value decode_limit(const Question& q) {
  return {value::Number{q.raw, value::Number::Base::hexadecimal, 8}};
}
constexpr Kind limit_number{.name = "limit", .words = "a limit", .decode = decode_limit};

template <unsigned shift, std::uint64_t mask>
Value decode_bits(const Question& q) {
  return {value::Number{q.siblings.back() >> shift & mask}};
}
template <unsigned shift, std::uint64_t mask = 1>
constexpr Kind bits{
    .name = "bits", .words = "a part of a word", .decode = decode_bits<shift, mask>};

// The flags are one word, the last member with room.
constexpr Member thread_area_members[] = {
    {"entry_number", CType::s32, &int_number},  {"base_addr", CType::u32, &address},
    {"limit", CType::u32, &limit_number},       {"seg_32bit", CType::u8, &bits<0>, 0},
    {"contents", CType::u8, &bits<1, 3>, 0},    {"read_exec_only", CType::u8, &bits<3>, 0},
    {"limit_in_pages", CType::u8, &bits<4>, 0}, {"seg_not_present", CType::u8, &bits<5>, 0},
    {"useable", CType::u8, &bits<6>, 0},        {"", CType::u32},
};
constexpr Layout thread_area_layout{"struct user_desc", thread_area_members};

/// i386 programs reach their thread's data by a segment, the others by a plain address.
Value decode_thread_area(const Question& q) {
  if (q.before != nullptr) return q.failed() ? address_value(q.pointer()) : *q.before;
  if (q.abi.id != AbiId::i386 || q.raw == 0) return address_value(q.pointer());
  auto found = decode_struct(thread_area_layout, q.pointer(), q);
  return found ? std::move(*found) : address_value(q.pointer());
}

constexpr Kind schedule_flags = any_of_wide("scheduler_flags", "how", constants::scheduler_flags);

// SCHED_FLAG_KEEP_POLICY and SCHED_FLAG_KEEP_PARAMS: what they keep is not looked at.
template <std::uint64_t keep>
bool changes(std::span<const std::uint64_t> members) {
  constexpr std::size_t schedule_flags_place = 2;
  return (members[schedule_flags_place] & keep) == 0;
}

constexpr Member schedule_members[] = {
    {"size", CType::u32, &unsigned_number},
    {"sched_policy", CType::u32, &scheduler, 1, false, changes<0x18>},
    {"sched_flags", CType::u64, &schedule_flags},
    {"sched_nice", CType::s32, &int_number, 1, false, changes<0x10>},
    {"sched_priority", CType::u32, &unsigned_number, 1, false, changes<0x10>},
    {"sched_runtime", CType::u64, &unsigned_long_long_number, 1, false, changes<0x10>},
    {"sched_deadline", CType::u64, &unsigned_long_long_number, 1, false, changes<0x10>},
    {"sched_period", CType::u64, &unsigned_long_long_number, 1, false, changes<0x10>},
    {"sched_util_min", CType::u32, &unsigned_number},
    {"sched_util_max", CType::u32, &unsigned_number},
};
// The struct has grown once; its first member says how much of it there is.
constexpr std::uint32_t first_schedule_size = 48;
constexpr Layout first_schedule_layout{"struct sched_attr", std::span(schedule_members).first(8)};
constexpr Layout schedule_layout{"struct sched_attr", schedule_members};

Value decode_schedule(const Question& q) {
  const bool unfilled = q.kind.when == When::exit && q.failed();
  if (q.raw == 0 || unfilled) return address_value(q.pointer());
  const std::uint32_t size = q.memory.get<std::uint32_t>(q.pointer()).value_or(0);
  const std::size_t known = extent(schedule_layout, q.abi).size;
  const Layout& layout = size < known ? first_schedule_layout : schedule_layout;
  auto found = decode_struct(layout, q.pointer(), q);
  if (!found) return address_value(q.pointer());
  std::get<value::Struct>(found->is).cut = size > known;
  return std::move(*found);
}

value::Field size_field(std::uint32_t size) {
  return {"size", {value::Number{size, value::Number::Base::unsigned_decimal}}};
}

/// The kernel takes no struct that is shorter than the first version; 0 stands for that one.
bool has_a_size(const Question& q) {
  const auto size = q.memory.get<std::uint32_t>(q.pointer());
  return q.raw == 0 || !size || *size == 0 || *size >= first_schedule_size;
}

/// Of one that is too short, the size; at exit, too, what size the kernel would have liked.
Value decode_schedule_in(const Question& q) {
  if (q.before == nullptr && has_a_size(q)) return decode_schedule(q);
  const auto size = q.memory.get<std::uint32_t>(q.pointer());
  value::Struct said;
  said.fields.push_back(size_field(size.value_or(0)));
  if (q.before == nullptr) return {std::move(said)};
  const auto* before = q.before->as<value::Struct>();
  if (before == nullptr || before->fields.size() != 1 || !size) return *q.before;
  const auto* was = before->fields.front().value.as<value::Number>();
  if (was == nullptr || was->bits == *size) return *q.before;
  return {value::Changed{{*q.before, {std::move(said)}}}};
}

}  // namespace

constexpr Kind wait_rusage_out{.name = "wait_rusage_out",
                               .words = "where goes what the child used",
                               .when = When::exit,
                               .decode = decode_wait_rusage,
                               .layout = &rusage_layout};
constexpr Kind waitid_rusage_out{.name = "waitid_rusage_out",
                                 .words = "where goes what the child used",
                                 .when = When::exit,
                                 .decode = decode_struct_pointer,
                                 .layout = &rusage_layout};
constexpr Kind clone_arguments{.name = "clone_arguments",
                               .words = "what the child shares, its stack, and more",
                               .when = When::begun,
                               .decode = decode_clone_arguments,
                               .layout = &clone_versions[0].layout,
                               .settled = tells_no_ids};
constexpr Kind thread_area{.name = "thread_area",
                           .words = "where the new thread's own data is",
                           .when = When::both,
                           .decode = decode_thread_area,
                           .layout = &thread_area_layout};
constexpr Kind schedule_in{.name = "schedule_in",
                           .words = "a policy and its numbers",
                           .when = When::begun,
                           .decode = decode_schedule_in,
                           .layout = &schedule_layout,
                           .settled = has_a_size};
constexpr Kind schedule_out{.name = "schedule_out",
                            .words = "where the policy and its numbers go",
                            .when = When::exit,
                            .decode = decode_schedule,
                            .layout = &schedule_layout};

}  // namespace spyglass::kinds
