#include <algorithm>
#include <array>

#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/syscalls/kinds.hpp"

// sysvipc(7), mq_overview(7).

namespace spyglass::kinds {

namespace {

constexpr std::uint64_t command_bits = 0xff;  // without IPC_64
constexpr std::uint64_t ipc_set = 1, ipc_stat = 2;

constexpr Member permission_members[] = {
    {"key", CType::s32, &int_number},
    {"uid", CType::u32, &user_id},
    {"gid", CType::u32, &user_id},
    {"cuid", CType::u32, &user_id},
    {"cgid", CType::u32, &user_id},
    {"mode", CType::u32, &octal_number},
    {"", CType::u16},
    {"", CType::u16},
    {"", CType::ulong},
    {"", CType::ulong},
};
constexpr Member permission_members_i386[] = {
    {"key", CType::s32, &int_number},
    {"uid", CType::u32, &user_id},
    {"gid", CType::u32, &user_id},
    {"cuid", CType::u32, &user_id},
    {"cgid", CType::u32, &user_id},
    {"mode", CType::u16, &octal_number},
    {"", CType::u16},
    {"", CType::u16},
    {"", CType::u16},
    {"", CType::ulong},
    {"", CType::ulong},
};
constexpr std::array<std::uint8_t, 6> permission_order = {1, 2, 5, 0, 3, 4};
constexpr Layout::Variant permission_variants[] = {
    {AbiId::i386, permission_members_i386, permission_order}};
constexpr Layout permission_layout{"struct ipc64_perm", permission_members, permission_order,
                                   permission_variants};
constexpr Kind permissions{.name = "permissions",
                           .words = "whose it is, and who may use it",
                           .decode = decode_struct_in_place,
                           .layout = &permission_layout};

constexpr Member shm_members[] = {
    {"shm_perm", CType::structure, &permissions},
    {"shm_segsz", CType::ulong, &size},
    {"shm_atime", CType::slong, &long_number},
    {"shm_dtime", CType::slong, &long_number},
    {"shm_ctime", CType::slong, &long_number},
    {"shm_cpid", CType::s32, &process_id},
    {"shm_lpid", CType::s32, &process_id},
    {"shm_nattch", CType::ulong, &size},
    {"", CType::ulong},
    {"", CType::ulong},
};
// Where longs have 32 bits, the upper halves of times are members of their own.
constexpr Member shm_members_i386[] = {
    {"shm_perm", CType::structure, &permissions},
    {"shm_segsz", CType::ulong, &size},
    {"shm_atime", CType::ulong, &size},
    {"", CType::ulong},
    {"shm_dtime", CType::ulong, &size},
    {"", CType::ulong},
    {"shm_ctime", CType::ulong, &size},
    {"", CType::ulong},
    {"shm_cpid", CType::s32, &process_id},
    {"shm_lpid", CType::s32, &process_id},
    {"shm_nattch", CType::ulong, &size},
    {"", CType::ulong},
    {"", CType::ulong},
};
constexpr std::array<std::uint8_t, 8> shm_order = {0, 1, 5, 6, 7, 2, 3, 4};
constexpr std::array<std::uint8_t, 8> shm_order_i386 = {0, 1, 8, 9, 10, 2, 4, 6};
constexpr Layout::Variant shm_variants[] = {{AbiId::i386, shm_members_i386, shm_order_i386}};
constexpr Layout shm_layout{"struct shmid64_ds", shm_members, shm_order, shm_variants};

constexpr Member msg_members[] = {
    {"msg_perm", CType::structure, &permissions},
    {"msg_stime", CType::slong, &long_number},
    {"msg_rtime", CType::slong, &long_number},
    {"msg_ctime", CType::slong, &long_number},
    {"", CType::ulong},
    {"msg_qnum", CType::ulong, &size},
    {"msg_qbytes", CType::ulong, &size},
    {"msg_lspid", CType::s32, &process_id},
    {"msg_lrpid", CType::s32, &process_id},
    {"", CType::ulong},
    {"", CType::ulong},
};
constexpr Member msg_members_i386[] = {
    {"msg_perm", CType::structure, &permissions},
    {"msg_stime", CType::ulong, &size},
    {"", CType::ulong},
    {"msg_rtime", CType::ulong, &size},
    {"", CType::ulong},
    {"msg_ctime", CType::ulong, &size},
    {"", CType::ulong},
    {"", CType::ulong},
    {"msg_qnum", CType::ulong, &size},
    {"msg_qbytes", CType::ulong, &size},
    {"msg_lspid", CType::s32, &process_id},
    {"msg_lrpid", CType::s32, &process_id},
    {"", CType::ulong},
    {"", CType::ulong},
};
constexpr Layout::Variant msg_variants[] = {{AbiId::i386, msg_members_i386}};
constexpr Layout msg_layout{
    .name = "struct msqid64_ds", .members = msg_members, .variants = msg_variants};

constexpr Member sem_members[] = {
    {"sem_perm", CType::structure, &permissions},
    {"sem_otime", CType::slong, &long_number},
    {"", CType::ulong},
    {"sem_ctime", CType::slong, &long_number},
    {"", CType::ulong},
    {"sem_nsems", CType::ulong, &size},
    {"", CType::ulong},
    {"", CType::ulong},
};
// x86 alone has room behind each time.
constexpr Member sem_members_aarch64[] = {
    {"sem_perm", CType::structure, &permissions},
    {"sem_otime", CType::slong, &long_number},
    {"sem_ctime", CType::slong, &long_number},
    {"sem_nsems", CType::ulong, &size},
    {"", CType::ulong},
    {"", CType::ulong},
};
constexpr Layout::Variant sem_variants[] = {{AbiId::aarch64, sem_members_aarch64}};
constexpr Layout sem_layout{
    .name = "struct semid64_ds", .members = sem_members, .variants = sem_variants};

// What IPC_SET sets is a part of what IPC_STAT tells.
constexpr std::array<std::uint8_t, 3> owner_order = {1, 2, 5};
constexpr Layout::Variant owner_variants[] = {{AbiId::i386, permission_members_i386, owner_order}};
constexpr Layout owner_layout{"struct ipc64_perm", permission_members, owner_order, owner_variants};
constexpr Kind owner{.name = "owner",
                     .words = "whose it is to be, and who may use it",
                     .decode = decode_struct_in_place,
                     .layout = &owner_layout};
template <std::size_t count>
constexpr std::array<Member, count> with_owner(const Member (&members)[count]) {
  auto changed = std::to_array(members);
  changed[0].kind = &owner;
  return changed;
}
constexpr std::array<std::uint8_t, 1> owner_only = {0};
constexpr std::array<std::uint8_t, 2> owner_and_room = {0, 6};
constexpr std::array<std::uint8_t, 2> owner_and_room_i386 = {0, 9};

constexpr auto shm_set_members = with_owner(shm_members);
constexpr auto shm_set_members_i386 = with_owner(shm_members_i386);
constexpr Layout::Variant shm_set_variants[] = {{AbiId::i386, shm_set_members_i386, owner_only}};
constexpr Layout shm_set_layout{"struct shmid64_ds", shm_set_members, owner_only, shm_set_variants};

constexpr auto msg_set_members = with_owner(msg_members);
constexpr auto msg_set_members_i386 = with_owner(msg_members_i386);
constexpr Layout::Variant msg_set_variants[] = {
    {AbiId::i386, msg_set_members_i386, owner_and_room_i386}};
constexpr Layout msg_set_layout{"struct msqid64_ds", msg_set_members, owner_and_room,
                                msg_set_variants};

constexpr auto sem_set_members = with_owner(sem_members);
constexpr auto sem_set_members_aarch64 = with_owner(sem_members_aarch64);
constexpr Layout::Variant sem_set_variants[] = {
    {AbiId::aarch64, sem_set_members_aarch64, owner_only}};
constexpr Layout sem_set_layout{"struct semid64_ds", sem_set_members, owner_only, sem_set_variants};

constexpr Kind status(std::string_view name, When when, const Layout& layout) {
  return {.name = name,
          .words = "all that is known of it",
          .when = when,
          .decode = decode_struct_pointer,
          .layout = &layout};
}
constexpr Kind shm_status = status("shm_status", When::exit, shm_layout);
constexpr Kind msg_status = status("msg_status", When::exit, msg_layout);
constexpr Kind sem_status = status("sem_status", When::exit, sem_layout);

constexpr Kind shm_settings = status("shm_settings", When::entry, shm_set_layout);
constexpr Kind msg_settings = status("msg_settings", When::entry, msg_set_layout);
constexpr Kind sem_settings = status("sem_settings", When::entry, sem_set_layout);

template <std::size_t command_place, const Kind& asked, const Kind& set>
const Kind* by_command(std::span<const std::uint64_t> arguments) {
  switch (arguments[command_place] & command_bits) {
    case ipc_stat: return &asked;
    case ipc_set: return &set;
    default: return &address;
  }
}

constexpr Kind semaphore_flags = any_of("semaphore_flags", "how", constants::semaphore_flags);
constexpr Member operation_members[] = {
    {"sem_num", CType::u16, &unsigned_number},
    {"sem_op", CType::s16, &int_number},
    {"sem_flg", CType::u16, &semaphore_flags},
};
constexpr Layout operation_layout{"struct sembuf", operation_members};

/// A message of msgsnd(2): a number, and as many bytes as the call says.
Value decode_queue_message(const Question& q) {
  const std::size_t word = q.abi.word_size;
  const auto type = q.memory.get_word(q.pointer(), word);
  if (q.raw == 0 || (q.kind.when == When::exit && q.failed()) || !type) {
    return address_value(q.pointer());
  }
  value::Struct message;
  message.fields.push_back({"mtype", long_number.decode(q.about(long_number, *type, {}))});
  const Addr text = q.pointer() + word;
  const std::uint64_t shown = std::min<std::uint64_t>(q.sibling_size(), q.options.string_limit);
  Chars bytes = q.memory.bytes(text, static_cast<std::size_t>(shown));
  message.fields.push_back(
      {"mtext", bytes.size() < shown
                    ? address_value(text)
                    : Value{value::Text{std::move(bytes), q.sibling_size() > shown}}});
  return {std::move(message)};
}

constexpr Kind attribute_flags = any_of("mq_flags", "how", constants::mq_flags);
constexpr Member attribute_members[] = {
    {"mq_flags", CType::slong, &attribute_flags},
    {"mq_maxmsg", CType::slong, &long_number},
    {"mq_msgsize", CType::slong, &long_number},
    {"mq_curmsgs", CType::slong, &long_number},
};
constexpr Layout attribute_layout{"struct mq_attr", attribute_members};

}  // namespace

constexpr Kind shm_control{.name = "shm_control",
                           .words = "data of the command",
                           .choose = by_command<1, shm_status, shm_settings>};
constexpr Kind msg_control{.name = "msg_control",
                           .words = "data of the command",
                           .choose = by_command<1, msg_status, msg_settings>};
constexpr Kind sem_control{.name = "sem_control",
                           .words = "data of the command",
                           .choose = by_command<2, sem_status, sem_settings>};
constexpr Kind semaphore_operations{.name = "semaphore_operations",
                                    .words = "what to add to which semaphore",
                                    .decode = decode_array,
                                    .layout = &operation_layout};
constexpr Kind queue_message_in{
    .name = "queue_message_in", .words = "the message", .decode = decode_queue_message};
constexpr Kind queue_message_out{.name = "queue_message_out",
                                 .words = "where the message goes",
                                 .when = When::exit,
                                 .decode = decode_queue_message};
constexpr Kind mq_attributes_in{.name = "mq_attributes_in",
                                .words = "how much fits into the queue",
                                .decode = decode_struct_pointer,
                                .layout = &attribute_layout};
constexpr Kind mq_attributes_out{.name = "mq_attributes_out",
                                 .words = "where goes how much fits, and how much is there",
                                 .when = When::exit,
                                 .decode = decode_struct_pointer,
                                 .layout = &attribute_layout};

}  // namespace spyglass::kinds
