#include <fmt/format.h>
#include <time.h>

#include <array>

#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/structs/time.hpp"
#include "core/syscalls/kinds.hpp"

// timespec(3type), timeval(3type), itimerspec(3type), gettimeofday(2), setitimer(2), times(2),
// utime(2), adjtimex(2).

namespace spyglass::kinds {

std::string date_text(std::int64_t seconds, std::int64_t fraction, unsigned digits) {
  constexpr std::int64_t limits[] = {1,      10,      100,      1000,      10000,
                                     100000, 1000000, 10000000, 100000000, 1000000000};
  const auto point = static_cast<time_t>(seconds);
  tm broken{};
  const bool empty = seconds == 0 && fraction == 0;
  const bool fits = fraction >= 0 && fraction < limits[digits];
  if (empty || !fits || localtime_r(&point, &broken) == nullptr) return {};
  std::array<char, 64> date{};
  std::array<char, 16> zone{};
  if (strftime(date.data(), date.size(), "%FT%T", &broken) == 0) return {};
  if (strftime(zone.data(), zone.size(), "%z", &broken) == 0) return {};
  if (fraction == 0) return fmt::format("{}{}", date.data(), zone.data());
  return fmt::format("{}.{:0{}}{}", date.data(), fraction, digits, zone.data());
}

namespace {

// Fractions are signed in C; as the kernel takes a negative one for a huge one, so do we.
constexpr Member timespec_members[] = {
    {"tv_sec", CType::slong, &long_number},
    {"tv_nsec", CType::ulong, &size},
};

/// Of the calls whose name ends in 64, which 32-bit programs have beside the older ones.
constexpr Member timespec64_members[] = {
    {"tv_sec", CType::s64, &long_long_number},
    {"tv_nsec", CType::u64, &unsigned_long_long_number},
};

}  // namespace

constexpr Layout timespec_layout{"struct timespec", timespec_members};
constexpr Layout timespec64_layout{"struct __kernel_timespec", timespec64_members};

namespace {

constexpr Member timeval_members[] = {
    {"tv_sec", CType::slong, &long_number},
    {"tv_usec", CType::ulong, &size},
};
constexpr Layout timeval_layout{"struct timeval", timeval_members};

constexpr Kind timespec64_in_place{.name = "timespec64",
                                   .words = "a time",
                                   .decode = decode_struct_in_place,
                                   .layout = &timespec64_layout};

constexpr Member itimerspec_members[] = {
    {"it_interval", CType::structure, &timespec_in_place},
    {"it_value", CType::structure, &timespec_in_place},
};
constexpr Layout itimerspec_layout{"struct itimerspec", itimerspec_members};

constexpr Member itimerspec64_members[] = {
    {"it_interval", CType::structure, &timespec64_in_place},
    {"it_value", CType::structure, &timespec64_in_place},
};
constexpr Layout itimerspec64_layout{"struct __kernel_itimerspec", itimerspec64_members};

constexpr Member itimerval_members[] = {
    {"it_interval", CType::structure, &timeval_in_place},
    {"it_value", CType::structure, &timeval_in_place},
};
constexpr Layout itimerval_layout{"struct itimerval", itimerval_members};

constexpr Member timezone_members[] = {
    {"tz_minuteswest", CType::s32, &int_number},
    {"tz_dsttime", CType::s32, &int_number},
};
constexpr Layout timezone_layout{"struct timezone", timezone_members};

constexpr Member tms_members[] = {
    {"tms_utime", CType::slong, &clock_ticks},
    {"tms_stime", CType::slong, &clock_ticks},
    {"tms_cutime", CType::slong, &clock_ticks},
    {"tms_cstime", CType::slong, &clock_ticks},
};
constexpr Layout tms_layout{"struct tms", tms_members};

/// Times of processes are counted in hundredths of a second, whatever the machine does inside.
Value decode_clock_ticks(const Question& q) {
  Value value = long_number.decode(q);
  const auto ticks = static_cast<std::int64_t>(value.as<value::Number>()->bits);
  constexpr std::int64_t a_second = 100;
  if (ticks <= 0) return value;
  Value plain = value;
  value.comment = fmt::format("{}.{:02} s", ticks / a_second, ticks % a_second);
  return std::move(value).with_plain(std::move(plain));
}

std::int64_t as_seconds(const Question& q) {
  return q.abi.word_size == 4 ? static_cast<std::int32_t>(q.raw) : static_cast<std::int64_t>(q.raw);
}

Value decode_date(const Question& q) {
  Value value = long_number.decode(q);
  value.comment = date_text(as_seconds(q));
  return value;
}
constexpr Kind date{.name = "date", .words = "seconds since 1970", .decode = decode_date};

Value decode_result_date(const Question& q) {
  return {value::Expression{date_text(as_seconds(q))}};
}

constexpr Member utimbuf_members[] = {
    {"actime", CType::slong, &date},
    {"modtime", CType::slong, &date},
};
constexpr Layout utimbuf_layout{"struct utimbuf", utimbuf_members};

/// Two times, of last access and of last change, each with its date.
Value decode_timeval_pair(const Question& q) {
  if (q.raw == 0) return address_value(q.pointer());
  value::Array pair;
  const std::size_t word = q.abi.word_size;
  for (std::size_t i = 0; i < 2; ++i) {
    const Addr at = q.pointer() + i * word * 2;
    const auto seconds = q.memory.get_word(at, word);
    const auto fraction = q.memory.get_word(at + word, word);
    auto time = decode_struct(timeval_layout, at, q);
    if (!time || !seconds || !fraction) return address_value(q.pointer());
    time->comment =
        date_text(as_seconds(q.about(date, *seconds, at)), static_cast<std::int64_t>(*fraction), 6);
    pair.elements.push_back(std::move(*time));
  }
  return {std::move(pair)};
}

constexpr Kind change_modes = any_of("clock_changes", "what to change", constants::clock_changes);
constexpr Kind status_flags = any_of("clock_status", "how the clock is", constants::clock_status);

constexpr Member timex_members[] = {
    {"modes", CType::u32, &change_modes},      {"offset", CType::slong, &long_number},
    {"freq", CType::slong, &long_number},      {"maxerror", CType::slong, &size},
    {"esterror", CType::slong, &size},         {"status", CType::s32, &status_flags},
    {"constant", CType::slong, &long_number},  {"precision", CType::slong, &size},
    {"tolerance", CType::slong, &long_number}, {"time", CType::structure, &timeval_in_place},
    {"tick", CType::slong, &long_number},      {"ppsfreq", CType::slong, &long_number},
    {"jitter", CType::slong, &long_number},    {"shift", CType::s32, &int_number},
    {"stabil", CType::slong, &long_number},    {"jitcnt", CType::slong, &long_number},
    {"calcnt", CType::slong, &long_number},    {"errcnt", CType::slong, &long_number},
    {"stbcnt", CType::slong, &long_number},    {"tai", CType::s32, &int_number},
};
constexpr Layout timex_layout{"struct timex", timex_members};

/// What is left of a sleep is written only when a signal ends it; else it shows old bytes.
Value decode_remaining(const Question& q) {
  constexpr std::int64_t restart = -516;
  const bool absolute = q.size_from >= 0 && q.sibling_size() != 0;
  if (q.result != restart || absolute || q.raw == 0) return address_value(q.pointer());
  auto found = decode_struct(*q.kind.layout, q.pointer(), q);
  return found ? std::move(*found) : address_value(q.pointer());
}

/// recvmmsg(2) writes back how much of the time was left.
void say_left(const Question& q) {
  if (q.result == 0) q.notes->add({}, {value::Expression{"Timeout"}});
  const bool is_seen = q.raw != 0 && q.options.follow;
  if (is_seen && q.result && *q.result > 0) q.notes->add("left", decode_struct_pointer(q));
}

constexpr Kind receive(std::string_view name, const Layout& layout) {
  return {.name = name,
          .words = "how long to go on",
          .decode = decode_struct_pointer,
          .layout = &layout,
          .explain = say_left};
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

constexpr Kind timespec_in =
    in("timespec_in", "a time in seconds and nanoseconds", timespec_layout);
constexpr Kind timespec_out = out("timespec_out", "where the time goes", timespec_layout);
constexpr Kind timespec_in_place{.name = "timespec",
                                 .words = "a time",
                                 .decode = decode_struct_in_place,
                                 .layout = &timespec_layout};
constexpr Kind timespec64_in =
    in("timespec64_in", "a time in seconds and nanoseconds", timespec64_layout);
constexpr Kind timespec64_out = out("timespec64_out", "where the time goes", timespec64_layout);
constexpr Kind timespec_left{.name = "timespec_left",
                             .words = "where what is left goes if a signal comes",
                             .when = When::exit,
                             .decode = decode_remaining,
                             .layout = &timespec_layout};
constexpr Kind timespec64_left{.name = "timespec64_left",
                               .words = "where what is left goes if a signal comes",
                               .when = When::exit,
                               .decode = decode_remaining,
                               .layout = &timespec64_layout};
constexpr Kind receive_timeout = receive("receive_timeout", timespec_layout);
constexpr Kind receive64_timeout = receive("receive64_timeout", timespec64_layout);
constexpr Kind timeval_in = in("timeval_in", "a time in seconds and microseconds", timeval_layout);
constexpr Kind timeval_out = out("timeval_out", "where the time goes", timeval_layout);
constexpr Kind timeval_in_place{.name = "timeval",
                                .words = "a time",
                                .decode = decode_struct_in_place,
                                .layout = &timeval_layout};
constexpr Kind timeval_pair{.name = "timeval_pair",
                            .words = "two times: of last access and of last change",
                            .decode = decode_timeval_pair,
                            .layout = &timeval_layout};
constexpr Kind timezone_in = in("timezone_in", "a time zone", timezone_layout);
constexpr Kind timezone_out = out("timezone_out", "where the time zone goes", timezone_layout);
constexpr Kind itimerspec_in =
    in("itimerspec_in", "when it runs out, and how often again", itimerspec_layout);
constexpr Kind itimerspec_out =
    out("itimerspec_out", "where the timer's setting goes", itimerspec_layout);
constexpr Kind itimerspec64_in =
    in("itimerspec64_in", "when it runs out, and how often again", itimerspec64_layout);
constexpr Kind itimerspec64_out =
    out("itimerspec64_out", "where the timer's setting goes", itimerspec64_layout);
constexpr Kind itimerval_in =
    in("itimerval_in", "when it runs out, and how often again", itimerval_layout);
constexpr Kind itimerval_out =
    out("itimerval_out", "where the timer's setting goes", itimerval_layout);
constexpr Kind tms_out = out("tms_out", "where the processor times go", tms_layout);
constexpr Kind utimbuf_in = in("utimbuf_in", "times of last access and change", utimbuf_layout);
constexpr Kind timex_out = out("timex_out", "the clock's settings", timex_layout);
constexpr Kind time_out{.name = "time_out",
                        .words = "where the time goes",
                        .when = When::exit,
                        .decode = decode_array,
                        .element = &date,
                        .element_type = CType::slong,
                        .count = 1};
constexpr Kind time_in{.name = "time_in",
                       .words = "seconds since 1970",
                       .decode = decode_array,
                       .element = &date,
                       .element_type = CType::slong,
                       .count = 1};
constexpr Kind result_date{
    .name = "date", .words = "the same as a date", .decode = decode_result_date};

constexpr Kind clock_ticks{
    .name = "clock_ticks", .words = "hundredths of a second", .decode = decode_clock_ticks};
constexpr Kind clock_id = one_of("clock", "a clock", constants::clocks);
constexpr Kind timer_flags = any_of("timer_flags", "a span or a point", constants::timer_flags);
constexpr Kind interval_timer = one_of("interval_timer", "a timer", constants::interval_timers);
constexpr Kind timerfd_flags = any_of("timerfd_flags", "how", constants::timerfd_flags);
constexpr Kind clock_state = one_of("clock_state", "the clock's state", constants::clock_states);

}  // namespace spyglass::kinds
