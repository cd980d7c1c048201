// Stands in for kinds of the other families until they are merged; then it goes.

#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

Value decode_unsigned_long_long(const Question& q) {
  return {value::Number{q.raw, value::Number::Base::unsigned_decimal}};
}

constexpr Member timeval_members[] = {
    {"tv_sec", CType::slong, &long_number},
    {"tv_usec", CType::slong, &long_number},
};
constexpr Layout timeval_layout{"struct timeval", timeval_members};

Value decode_signal_set(const Question& q) { return address_value(q.pointer()); }

}  // namespace

constexpr Kind unsigned_long_long_number{
    .name = "unsigned_long_long", .words = "a number", .decode = decode_unsigned_long_long};
constexpr Kind int_in{.name = "int_in",
                      .words = "a number",
                      .decode = decode_array,
                      .element = &int_number,
                      .element_type = CType::s32,
                      .count = 1};
constexpr Kind int_out{.name = "int_out",
                       .words = "where the number goes",
                       .when = When::exit,
                       .decode = decode_array,
                       .element = &int_number,
                       .element_type = CType::s32,
                       .count = 1};
constexpr Kind unsigned_out{.name = "unsigned_out",
                            .words = "where the number goes",
                            .when = When::exit,
                            .decode = decode_array,
                            .element = &unsigned_number,
                            .element_type = CType::u32,
                            .count = 1};
constexpr Kind process_id_out{.name = "pid_out",
                              .words = "where the process id goes",
                              .when = When::exit,
                              .decode = decode_array,
                              .element = &process_id,
                              .element_type = CType::s32,
                              .count = 1};
constexpr Kind timeval_in{.name = "timeval_in",
                          .words = "a time in seconds and microseconds",
                          .decode = decode_struct_pointer,
                          .layout = &timeval_layout};
constexpr Kind timeval_in_place{.name = "timeval",
                                .words = "a time",
                                .decode = decode_struct_in_place,
                                .layout = &timeval_layout};
constexpr Kind signal_set_in{
    .name = "signal_set_in", .words = "a set of signals", .decode = decode_signal_set};

}  // namespace spyglass::kinds
