// utsname of uname(2), sysinfo(2), rusage of getrusage(2), rlimit of getrlimit(2).

#include "core/decode/kinds/strings.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

constexpr bool verbose_only = true;

Value decode_text_in_place(const Question& q) {
  return text_at(q, q.place, static_cast<std::size_t>(q.raw) - 1);
}
constexpr Kind text_in_place{
    .name = "text_in_place", .words = "a text", .decode = decode_text_in_place};

constexpr std::uint16_t name_room = 65;
constexpr Member utsname_members[] = {
    {"sysname", CType::bytes, &text_in_place, name_room},
    {"nodename", CType::bytes, &text_in_place, name_room},
    {"release", CType::bytes, &text_in_place, name_room, verbose_only},
    {"version", CType::bytes, &text_in_place, name_room, verbose_only},
    {"machine", CType::bytes, &text_in_place, name_room, verbose_only},
    {"domainname", CType::bytes, &text_in_place, name_room, verbose_only},
};
constexpr Layout utsname_layout{.name = "struct utsname", .members = utsname_members};

constexpr Kind loads{.name = "loads",
                     .words = "how busy it was in the last 1, 5 and 15 minutes, times 65536",
                     .decode = decode_array_in_place,
                     .element = &size,
                     .element_type = CType::ulong};

constexpr Member sysinfo_members[] = {
    {"uptime", CType::slong, &long_number},     {"loads", CType::ulong, &loads, 3},
    {"totalram", CType::ulong, &size},          {"freeram", CType::ulong, &size},
    {"sharedram", CType::ulong, &size},         {"bufferram", CType::ulong, &size},
    {"totalswap", CType::ulong, &size},         {"freeswap", CType::ulong, &size},
    {"procs", CType::u16, &unsigned_number},    {"", CType::u16},
    {"totalhigh", CType::ulong, &size},         {"freehigh", CType::ulong, &size},
    {"mem_unit", CType::u32, &unsigned_number},
};
constexpr Layout sysinfo_layout{.name = "struct sysinfo", .members = sysinfo_members};

constexpr Member rusage_members[] = {
    {"ru_utime", CType::structure, &timeval_in_place},
    {"ru_stime", CType::structure, &timeval_in_place},
    {"ru_maxrss", CType::slong, &size, 1, verbose_only},
    {"ru_ixrss", CType::slong, &size, 1, verbose_only},
    {"ru_idrss", CType::slong, &size, 1, verbose_only},
    {"ru_isrss", CType::slong, &size, 1, verbose_only},
    {"ru_minflt", CType::slong, &size, 1, verbose_only},
    {"ru_majflt", CType::slong, &size, 1, verbose_only},
    {"ru_nswap", CType::slong, &size, 1, verbose_only},
    {"ru_inblock", CType::slong, &size, 1, verbose_only},
    {"ru_oublock", CType::slong, &size, 1, verbose_only},
    {"ru_msgsnd", CType::slong, &size, 1, verbose_only},
    {"ru_msgrcv", CType::slong, &size, 1, verbose_only},
    {"ru_nsignals", CType::slong, &size, 1, verbose_only},
    {"ru_nvcsw", CType::slong, &size, 1, verbose_only},
    {"ru_nivcsw", CType::slong, &size, 1, verbose_only},
};
constexpr Layout rusage_layout{.name = "struct rusage", .members = rusage_members};

constexpr Member rlimit_members[] = {
    {"rlim_cur", CType::ulong, &word_limit},
    {"rlim_max", CType::ulong, &word_limit},
};
constexpr Layout rlimit_layout{.name = "struct rlimit", .members = rlimit_members};

constexpr Member rlimit64_members[] = {
    {"rlim_cur", CType::u64, &limit},
    {"rlim_max", CType::u64, &limit},
};
constexpr Layout rlimit64_layout{.name = "struct rlimit64", .members = rlimit64_members};

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

constexpr Kind utsname_out = out("utsname_out", "where the system's names go", utsname_layout);
constexpr Kind sysinfo_out = out("sysinfo_out", "where the facts go", sysinfo_layout);
constexpr Kind rusage_out = out("rusage_out", "where what was used goes", rusage_layout);
constexpr Kind rlimit_in = in("rlimit_in", "a limit and how far it may be raised", rlimit_layout);
constexpr Kind rlimit_out = out("rlimit_out", "where the limit goes", rlimit_layout);
constexpr Kind rlimit64_in =
    in("rlimit64_in", "a limit and how far it may be raised", rlimit64_layout);
constexpr Kind rlimit64_out = out("rlimit64_out", "where the old limit goes", rlimit64_layout);

}  // namespace spyglass::kinds
