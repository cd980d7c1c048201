// ioctl(2): the request says what the argument is.

#include <asm/ioctl.h>
#include <asm/ioctls.h>
#include <linux/fs.h>

#include <algorithm>

#include "core/decode/constants/rare_tables.hpp"
#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/decode/structs/interfaces.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

constexpr Kind flow_action = one_of("flow_action", "stop or go on", constants::terminal_flow);
constexpr Kind flush_queue = one_of("flush_queue", "which characters", constants::terminal_flush);

Value decode_character(const Question& q) {
  Chars one = q.memory.bytes(q.pointer(), 1);
  if (one.empty()) return address_value(q.pointer());
  return {value::Text{std::move(one)}};
}
constexpr Kind character_in{
    .name = "character_in", .words = "one character", .decode = decode_character, .text = true};

/// A request and what it takes; null: nothing.
struct Request {
  std::uint64_t number;
  const Kind* argument;
};

constexpr Request requests[] = {
    {TCGETS, &termios_out},
    {TCSETS, &termios_in},
    {TCSETSW, &termios_in},
    {TCSETSF, &termios_in},
    {TCSBRK, &int_number},
    {TCXONC, &flow_action},
    {TCFLSH, &flush_queue},
    {TIOCEXCL, nullptr},
    {TIOCNXCL, nullptr},
    {TIOCSCTTY, &int_number},
    {TIOCNOTTY, nullptr},
    {TIOCGPGRP, &process_id_out},
    {TIOCSPGRP, &int_in},
    {TIOCGSID, &process_id_out},
    {TIOCOUTQ, &int_out},
    {TIOCSTI, &character_in},
    {TIOCGWINSZ, &winsize_out},
    {TIOCSWINSZ, &winsize_in},
    {TIOCMGET, &int_out},
    {TIOCGETD, &int_out},
    {TIOCSETD, &int_in},
    {TIOCGPTN, &unsigned_out},
    {static_cast<std::uint32_t>(TIOCSPTLCK), &int_in},
    {FIONREAD, &int_out},
    {FIONBIO, &int_in},
    {FIOASYNC, &int_in},
    {FIOCLEX, nullptr},
    {FIONCLEX, nullptr},
    {FICLONE, &fd},
};

value::Constant name_request(std::uint64_t number) {
  const auto named = name_constant(constants::ioctl_requests, number);
  return named.name.empty() ? name_constant(constants::rare_ioctl_requests, number) : named;
}

/// Of a request without a name, the argument may be where an answer goes: it is not shown before
/// that would be there.
bool has_name(const Question& q) { return !name_request(q.siblings[1] & 0xffffffff).name.empty(); }
Value decode_unknown(const Question& q) { return hex.decode(q); }
constexpr Kind unknown_argument{.name = "hex",
                                .words = "a number",
                                .when = When::exit,
                                .decode = decode_unknown,
                                .settled = has_name};

const Kind* argument_of(std::span<const std::uint64_t> siblings) {
  const auto found = std::ranges::find(requests, siblings[1] & 0xffffffff, &Request::number);
  if (found != std::end(requests)) return found->argument;
  const Kind* of_interface = interface_argument(siblings[1] & 0xffffffff);
  return of_interface != nullptr ? of_interface : &unknown_argument;
}

/// A request that has no name here: the parts that its number is made of.
Value decode_request(const Question& q) {
  const auto number = static_cast<std::uint32_t>(q.raw);
  auto named = name_request(number);
  if (!named.name.empty()) return {named};
  const auto part = [](std::uint32_t bits) {
    return Value{value::Number{bits, value::Number::Base::hexadecimal}};
  };
  Value parts{value::Applied{
      "_IOC",
      {{name_flags(constants::ioctl_directions, number >> _IOC_DIRSHIFT & _IOC_DIRMASK)},
       part(number >> _IOC_TYPESHIFT & _IOC_TYPEMASK),
       part(number >> _IOC_NRSHIFT & _IOC_NRMASK),
       part(number >> _IOC_SIZESHIFT & _IOC_SIZEMASK)}}};
  return std::move(parts).with_plain(part(number));
}

}  // namespace

constexpr Kind ioctl_request{.name = "ioctl_request",
                             .words = "what to do",
                             .decode = decode_request,
                             .constants = &constants::ioctl_requests};
constexpr Kind ioctl_argument{
    .name = "ioctl_argument", .words = "what the request needs", .choose = argument_of};

}  // namespace spyglass::kinds
