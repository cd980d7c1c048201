// perf_event_open(2).

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rare_kinds.hpp"

namespace spyglass::kinds {

namespace {

using Base = value::Number::Base;
using Values = std::span<const std::uint64_t>;

constexpr Kind perf_type = one_of("perf_type", "what to count", constants::perf_types);
constexpr Kind perf_hardware = one_of("perf_hardware", "a counter", constants::perf_hardware);
constexpr Kind perf_software = one_of("perf_software", "a counter", constants::perf_software);
constexpr Kind perf_samples = any_of_wide("perf_samples", "what to note", constants::perf_samples);
constexpr Kind perf_format =
    any_of_wide("perf_format", "what to read", constants::perf_read_formats);
constexpr Kind perf_breakpoint =
    one_of("perf_breakpoint", "which use", constants::perf_breakpoints);

Value decode_size(const Question& q) {
  auto named = name_constant(constants::perf_sizes, q.raw);
  if (named.name.empty()) named.base = Base::unsigned_decimal;
  return {named};
}
constexpr Kind perf_size{.name = "perf_size",
                         .words = "the size of the struct",
                         .decode = decode_size,
                         .constants = &constants::perf_sizes};

// PERF_TYPE_…
constexpr std::uint64_t hardware = 0, software = 1, tracepoint = 2, breakpoint = 5;

const Kind* config_of(Values members) {
  switch (members[0]) {
    case hardware: return &perf_hardware;
    case software: return &perf_software;
    case tracepoint: return &unsigned_long_long_number;
    default: return &hex;
  }
}
constexpr Kind perf_config{.name = "perf_config", .words = "a counter", .choose = config_of};

const Kind* length_of(Values members) {
  return members[0] == breakpoint ? &unsigned_long_long_number : &hex;
}
constexpr Kind perf_length{
    .name = "perf_length", .words = "of what is watched", .choose = length_of};

enum Place : std::size_t { type_place = 0, samples_place = 4, switches_place = 6 };

constexpr unsigned freq_bit = 10, watermark_bit = 14, precise_bit = 15, clock_bit = 25;

template <std::size_t place, unsigned bit, bool wanted>
bool with_bit(Values members) {
  return (members[place] >> bit & 1) == wanted;
}
template <bool wanted>
bool of_breakpoint(Values members) {
  return (members[type_place] == breakpoint) == wanted;
}

// Members that share their room stand for each other: one has it, the other none.
constexpr Member head[] = {
    {"type", CType::u32, &perf_type},
    {"size", CType::u32, &perf_size},
    {"config", CType::u64, &perf_config},
    {"sample_period", CType::u64, &unsigned_long_long_number},
    {"sample_type", CType::u64, &perf_samples},
    {"read_format", CType::u64, &perf_format},
    {"", CType::u64},
    {"wakeup_events", CType::u32, &unsigned_number, 1, true},
    {"bp_type", CType::u32, &perf_breakpoint, 1, true, of_breakpoint<true>},
    {"bp_addr", CType::u64, &hex, 1, true},
    {"bp_len", CType::u64, &perf_length, 1, true},
    {"branch_sample_type", CType::u64, &hex, 1, true, with_bit<samples_place, 11, true>},
    {"sample_regs_user", CType::u64, &hex, 1, true},
    {"sample_stack_user", CType::u32, &hex, 1, true, with_bit<samples_place, 13, true>},
    {"clockid", CType::s32, &clock_id, 1, true, with_bit<switches_place, clock_bit, true>},
    {"sample_regs_intr", CType::u64, &hex, 1, true},
    {"aux_watermark", CType::u32, &unsigned_number, 1, true},
    {"sample_max_stack", CType::u16, &unsigned_number, 1, true},
    {"", CType::u16},
    {"aux_sample_size", CType::u32, &unsigned_number, 1, true},
    {"", CType::u32},
    {"sig_data", CType::u64, &hex, 1, true},
};

/// The struct has grown with the kernel; a program says how much of it there is.
struct Version {
  std::uint32_t size;
  std::size_t members;
};
constexpr Version versions[] = {{128, 22}, {120, 21}, {112, 19}, {104, 16},
                                {96, 15},  {80, 12},  {72, 11},  {64, 10}};
constexpr Layout whole_layout{"struct perf_event_attr", head};

// Bits of one member. The last of the first row is two bits wide.
constexpr std::string_view switches[] = {"disabled",
                                         "inherit",
                                         "pinned",
                                         "exclusive",
                                         "exclude_user",
                                         "exclude_kernel",
                                         "exclude_hv",
                                         "exclude_idle",
                                         "mmap",
                                         "comm",
                                         "freq",
                                         "inherit_stat",
                                         "enable_on_exec",
                                         "task",
                                         "watermark",
                                         "precise_ip",
                                         "",
                                         "mmap_data",
                                         "sample_id_all",
                                         "exclude_host",
                                         "exclude_guest",
                                         "exclude_callchain_kernel",
                                         "exclude_callchain_user",
                                         "mmap2",
                                         "comm_exec",
                                         "use_clockid",
                                         "context_switch",
                                         "write_backward",
                                         "namespaces",
                                         "ksymbol",
                                         "bpf_event",
                                         "aux_output",
                                         "cgroup",
                                         "text_poke",
                                         "build_id",
                                         "inherit_thread",
                                         "remove_on_exec",
                                         "sigtrap"};
constexpr std::string_view precisions[] = {"arbitrary skid", "constant skid",
                                           "requested to have 0 skid", "must have 0 skid"};

Value number(std::uint64_t bits) { return {value::Number{bits, Base::unsigned_decimal}}; }

/// All of them, or those that are on.
List<value::Field> switch_fields(std::uint64_t bits, bool all) {
  List<value::Field> fields;
  for (unsigned bit = 0; bit < std::size(switches); ++bit) {
    const std::uint64_t on = bits >> bit & 1;
    if (bit == precise_bit) {
      const std::uint64_t precision = bits >> precise_bit & 3;
      Value precise = number(precision);
      precise.comment = precisions[precision];
      fields.push_back({switches[bit], std::move(precise)});
    } else if (!switches[bit].empty() && (all || on != 0)) {
      fields.push_back({switches[bit], number(on)});
    }
  }
  constexpr unsigned known = std::size(switches);
  if (const std::uint64_t unknown = bits >> known; unknown != 0) {
    Value rest{value::Number{unknown, Base::hexadecimal}};
    rest.comment = "Bits 63..38";
    static_assert(known == 38);
    fields.push_back({"__reserved_1", std::move(rest)});
  }
  return fields;
}

/// What a member is called when the switches, or the type, make another one of it.
std::string_view called(std::string_view name, std::uint64_t bits, bool of_breakpoint) {
  if (name == "sample_period" && (bits >> freq_bit & 1) != 0) return "sample_freq";
  if (name == "wakeup_events" && (bits >> watermark_bit & 1) != 0) return "wakeup_watermark";
  if (name == "bp_addr" && !of_breakpoint) return "config1";
  if (name == "bp_len" && !of_breakpoint) return "config2";
  return name;
}

Value decode_attributes(const Question& q) {
  const auto size = q.memory.get<std::uint32_t>(q.pointer() + sizeof(std::uint32_t));
  const std::uint32_t given =
      size.value_or(1) == 0 ? std::end(versions)[-1].size : size.value_or(1);
  for (const Version& version : versions) {
    if (q.raw == 0 || given < version.size) continue;
    const Layout layout{whole_layout.name, std::span(head).first(version.members)};
    constexpr std::size_t bits_offset = 40;
    auto found = decode_struct(layout, q.pointer(), q);
    const auto bits = q.memory.get<std::uint64_t>(q.pointer() + bits_offset);
    const auto type = q.memory.get<std::uint32_t>(q.pointer());
    auto* attributes = found ? std::get_if<value::Struct>(&found->is) : nullptr;
    if (attributes == nullptr || !bits || !type) return address_value(q.pointer());
    auto& fields = attributes->fields;
    for (auto& field : fields) field.name = called(field.name, *bits, *type == breakpoint);
    constexpr std::ptrdiff_t before_switches = 6;
    auto shown = switch_fields(*bits, q.options.verbose);
    fields.insert(fields.begin() + before_switches, std::make_move_iterator(shown.begin()),
                  std::make_move_iterator(shown.end()));
    return std::move(*found);
  }
  return address_value(q.pointer());
}

}  // namespace

constexpr Kind perf_attributes_in{.name = "perf_attributes_in",
                                  .words = "what to count",
                                  .decode = decode_attributes,
                                  .layout = &whole_layout};

}  // namespace spyglass::kinds
