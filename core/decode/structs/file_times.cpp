// The two times of utimensat(2), either of which may be a wish instead.

#include <sys/stat.h>

#include "core/decode/structs/time.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

Value time_at(const Question& q, Addr at, std::size_t word) {
  const auto number = [&](Addr from) {
    const unsigned shift = static_cast<unsigned>(64 - word * 8);
    return static_cast<std::int64_t>(q.memory.get_word(from, word).value_or(0) << shift) >> shift;
  };
  const std::int64_t seconds = number(at), fraction = number(at + word);
  value::Struct time;
  time.fields = {{"tv_sec", {value::Number{static_cast<std::uint64_t>(seconds)}}},
                 {"tv_nsec", {value::Number{static_cast<std::uint64_t>(fraction)}}}};
  Value value{std::move(time)};
  if (fraction == UTIME_NOW) {
    return Value{value::Constant{UTIME_NOW, "UTIME_NOW"}}.with_plain(std::move(value));
  }
  if (fraction == UTIME_OMIT) {
    return Value{value::Constant{UTIME_OMIT, "UTIME_OMIT"}}.with_plain(std::move(value));
  }
  value.comment = date_text(seconds, fraction);
  return value;
}

Value times_at(const Question& q, std::size_t word) {
  const std::size_t size = 4 * word;
  if (q.raw == 0 || q.memory.bytes(q.pointer(), size).size() < size) {
    return address_value(q.pointer());
  }
  value::Array times;
  times.elements = {time_at(q, q.pointer(), word), time_at(q, q.pointer() + 2 * word, word)};
  return {std::move(times)};
}

Value decode_file_times(const Question& q) { return times_at(q, q.abi.word_size); }
Value decode_file_times64(const Question& q) { return times_at(q, sizeof(std::uint64_t)); }

}  // namespace

constexpr Kind file_times{
    .name = "file_times", .words = "times of last access and change", .decode = decode_file_times};
constexpr Kind file_times64{.name = "file_times64",
                            .words = "times of last access and change",
                            .decode = decode_file_times64};

}  // namespace spyglass::kinds
