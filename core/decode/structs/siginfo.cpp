#include "core/decode/siginfo.hpp"

#include <array>

#include "core/decode/constants/tables.hpp"
#include "core/decode/layout.hpp"
#include "core/memory/buffer_memory.hpp"
#include "core/syscalls/kinds.hpp"

// sigaction(2), "The siginfo_t argument to a SA_SIGINFO handler": three numbers, and a union whose
// contents depend on them.

namespace spyglass::kinds {

namespace {

enum Place : std::size_t { signal_place, errno_place, code_place };

struct CodeTable {
  int signal;
  const ConstantTable* codes;
};
constexpr std::array code_tables = {
    CodeTable{SIGCHLD, &constants::child_codes}, CodeTable{SIGSEGV, &constants::segv_codes},
    CodeTable{SIGBUS, &constants::bus_codes},    CodeTable{SIGFPE, &constants::fpe_codes},
    CodeTable{SIGILL, &constants::ill_codes},    CodeTable{SIGTRAP, &constants::trap_codes},
    CodeTable{SIGIO, &constants::poll_codes},    CodeTable{SIGSYS, &constants::sys_codes},
};

Value decode_code(const Question& q) {
  const std::uint64_t code = q.raw & 0xffffffff;
  auto named = name_constant(constants::signal_codes, code);
  for (const CodeTable& table : code_tables) {
    const bool own = static_cast<int>(q.siblings[signal_place]) == table.signal;
    if (named.name.empty() && own) named = name_constant(*table.codes, code);
  }
  return {named};
}
constexpr Kind signal_code{
    .name = "signal_code", .words = "why the signal was sent", .decode = decode_code};

/// Of a child: its exit status, or the signal that killed or stopped it.
Value decode_child_status(const Question& q) {
  const bool exited = static_cast<int>(q.siblings[code_place]) == CLD_EXITED;
  return exited ? int_number.decode(q) : signal.decode(q);
}
constexpr Kind child_status{
    .name = "child_status", .words = "how the child ended", .decode = decode_child_status};

bool has_errno(std::span<const std::uint64_t> members) { return members[errno_place] != 0; }

constexpr Member signo_member{"si_signo", CType::s32, &signal};
constexpr Member errno_member{"si_errno", CType::s32, &int_number, 1, false, has_errno};
constexpr Member code_member{"si_code", CType::s32, &signal_code};
/// The union is as aligned as the pointers in it.
constexpr Member union_start{"", CType::pointer, nullptr, 0};
constexpr Member pid_member{"si_pid", CType::s32, &process_id};
constexpr Member uid_member{"si_uid", CType::u32, &user_id};

constexpr Member plain_members[] = {signo_member, errno_member, code_member};
constexpr Layout plain_layout{"siginfo_t", plain_members};

constexpr Member sender_members[] = {signo_member, errno_member, code_member,
                                     union_start,  pid_member,   uid_member};
constexpr Layout sender_layout{"siginfo_t", sender_members};

constexpr std::size_t value_place = 6;
bool has_value(std::span<const std::uint64_t> members) { return members[value_place] != 0; }
Value decode_low_half(const Question& q) {
  return {value::Number{static_cast<std::uint64_t>(
      static_cast<std::int64_t>(static_cast<std::int32_t>(q.siblings[value_place])))}};
}
constexpr Kind low_half{.name = "int", .words = "a number", .decode = decode_low_half};

// si_int and si_ptr are one union; the first is a member without room.
constexpr Member queued_members[] = {signo_member,
                                     errno_member,
                                     code_member,
                                     union_start,
                                     pid_member,
                                     uid_member,
                                     {"si_ptr", CType::ulong, &address, 1, false, has_value},
                                     {"si_int", CType::u8, &low_half, 0, false, has_value}};
constexpr std::array<std::uint8_t, 8> queued_order = {0, 1, 2, 3, 4, 5, 7, 6};
constexpr Layout queued_layout{"siginfo_t", queued_members, queued_order};

constexpr Member timer_members[] = {signo_member,
                                    errno_member,
                                    code_member,
                                    union_start,
                                    {"si_timerid", CType::s32, &hex},
                                    {"si_overrun", CType::s32, &int_number},
                                    {"si_ptr", CType::ulong, &address},
                                    {"si_int", CType::u8, &low_half, 0}};
constexpr Layout timer_layout{"siginfo_t", timer_members, queued_order};

constexpr Member child_members[] = {signo_member,
                                    errno_member,
                                    code_member,
                                    union_start,
                                    pid_member,
                                    uid_member,
                                    {"si_status", CType::s32, &child_status},
                                    {"si_utime", CType::slong, &clock_ticks},
                                    {"si_stime", CType::slong, &clock_ticks}};
constexpr Layout child_layout{"siginfo_t", child_members};

constexpr Member fault_members[] = {
    signo_member, errno_member, code_member, union_start, {"si_addr", CType::pointer, &address}};
constexpr Layout fault_layout{"siginfo_t", fault_members};

constexpr Member band_members[] = {signo_member,
                                   errno_member,
                                   code_member,
                                   union_start,
                                   {"si_band", CType::slong, &long_number},
                                   {"si_fd", CType::s32, &fd}};
constexpr Layout band_layout{"siginfo_t", band_members};

const Layout& layout_for(int number, int code) {
  if (code == SI_USER || code == SI_TKILL) return sender_layout;
  if (code == SI_TIMER) return timer_layout;
  if (code == SI_SIGIO) return band_layout;
  if (code < 0) return queued_layout;
  switch (number) {
    case SIGCHLD: return child_layout;
    case SIGILL:
    case SIGFPE:
    case SIGBUS:
    case SIGSEGV:
    case SIGTRAP: return fault_layout;
    case SIGIO: return code >= POLL_IN && code <= POLL_MSG ? band_layout : plain_layout;
    case SIGSYS: return plain_layout;
    default: return queued_layout;
  }
}

/// The kernel's own signals have no sender, unless they say so.
bool without_sender(const Question& q, int number, int code) {
  if (&layout_for(number, code) != &queued_layout || code < 0) return false;
  const auto sender = decode_struct(sender_layout, q.pointer(), q);
  const auto start = extent(plain_layout, q.abi).size;
  const std::size_t aligned = (start + q.abi.word_size - 1) / q.abi.word_size * q.abi.word_size;
  const auto ids = q.memory.get_word(q.pointer() + aligned, 8);
  return sender && ids == std::uint64_t{0};
}

Value decode_siginfo(const Question& q) {
  const bool unfilled = q.kind.when == When::exit && q.failed();
  const auto number = q.memory.get<std::int32_t>(q.pointer());
  const auto code = q.memory.get<std::int32_t>(q.pointer() + 2 * sizeof(std::int32_t));
  if (q.raw == 0 || unfilled || !number || !code) return address_value(q.pointer());
  // waitid leaves zeros when no child has changed.
  if (*number == 0) return {value::Struct{}};
  const Layout& layout =
      without_sender(q, *number, *code) ? plain_layout : layout_for(*number, *code);
  auto found = decode_struct(layout, q.pointer(), q);
  return found ? std::move(*found) : address_value(q.pointer());
}

}  // namespace

constexpr Kind siginfo_in{.name = "siginfo_in",
                          .words = "what comes with the signal",
                          .decode = decode_siginfo,
                          .layout = &plain_layout};
constexpr Kind siginfo_out{.name = "siginfo_out",
                           .words = "where goes what is known of the signal",
                           .when = When::exit,
                           .decode = decode_siginfo,
                           .layout = &plain_layout};
constexpr Kind awaited_siginfo_out{.name = "awaited_siginfo_out",
                                   .words = "where goes what is known of the signal",
                                   .when = When::exit,
                                   .decode = decode_siginfo,
                                   .layout = &plain_layout,
                                   .settled = is_null};

}  // namespace spyglass::kinds

namespace spyglass {

Value signal_info_value(const siginfo_t& info, const DecodeOptions& options) {
  // Tracers are 64-bit programs, and those all have one layout of it.
  const Addr at(sizeof info);
  const BufferMemory memory(at, std::as_bytes(std::span(&info, 1)));
  return kinds::siginfo_in.decode({.memory = memory,
                                   .abi = abi(AbiId::x86_64),
                                   .options = options,
                                   .kind = kinds::siginfo_in,
                                   .raw = at.value()});
}

}  // namespace spyglass
