// stat(3type), statx(2), statfs(2), open_how(2type), the locks of fcntl(2).

#include <fcntl.h>
#include <sys/stat.h>

#include "core/decode/constants/tables.hpp"
#include "core/decode/kinds/names.hpp"
#include "core/decode/layout.hpp"
#include "core/decode/structs/rest.hpp"
#include "core/decode/structs/time.hpp"
#include "core/syscalls/kinds.hpp"

namespace spyglass::kinds {

namespace {

constexpr bool verbose_only = true;

constexpr bool is_device(std::uint64_t mode) {
  return (mode & S_IFMT) == S_IFCHR || (mode & S_IFMT) == S_IFBLK;
}
/// Devices have a number instead of a size. `mode` is the index of st_mode in the table.
template <std::size_t mode>
constexpr bool for_devices(std::span<const std::uint64_t> members) {
  return is_device(members[mode]);
}
template <std::size_t mode>
constexpr bool for_others(std::span<const std::uint64_t> members) {
  return !is_device(members[mode]);
}

constexpr unsigned nanosecond_digits = 9;

/// Seconds, with the date that they and the nanoseconds behind them make.
Value decode_file_time(const Question& q) {
  Value value = long_number.decode(q);
  const std::size_t word = q.abi.word_size;
  const auto fraction = q.memory.get_word(q.place + word, word);
  const auto seconds =
      word == 4 ? static_cast<std::int32_t>(q.raw) : static_cast<std::int64_t>(q.raw);
  if (fraction) {
    value.comment = date_text(seconds, static_cast<std::int64_t>(*fraction), nanosecond_digits);
  }
  return value;
}
constexpr Kind file_time{
    .name = "file_time", .words = "seconds since 1970", .decode = decode_file_time};

Value decode_whole_seconds(const Question& q) {
  Value value = long_number.decode(q);
  value.comment = date_text(static_cast<std::int32_t>(q.raw), 0, nanosecond_digits);
  return value;
}
constexpr Kind old_file_time{
    .name = "file_time", .words = "seconds since 1970", .decode = decode_whole_seconds};

constexpr Member stat_members[] = {
    {"st_dev", CType::ulong, &device, 1, verbose_only},
    {"st_ino", CType::ulong, &size, 1, verbose_only},
    {"st_nlink", CType::ulong, &size, 1, verbose_only},
    {"st_mode", CType::u32, &file_mode},
    {"st_uid", CType::u32, &user_id, 1, verbose_only},
    {"st_gid", CType::u32, &user_id, 1, verbose_only},
    {"", CType::u32},
    {"st_rdev", CType::ulong, &device, 1, false, for_devices<3>},
    {"st_size", CType::slong, &long_number, 1, false, for_others<3>},
    {"st_blksize", CType::slong, &long_number, 1, verbose_only},
    {"st_blocks", CType::slong, &long_number, 1, verbose_only},
    {"st_atime", CType::slong, &file_time, 1, verbose_only},
    {"st_atime_nsec", CType::ulong, &size, 1, verbose_only},
    {"st_mtime", CType::slong, &file_time, 1, verbose_only},
    {"st_mtime_nsec", CType::ulong, &size, 1, verbose_only},
    {"st_ctime", CType::slong, &file_time, 1, verbose_only},
    {"st_ctime_nsec", CType::ulong, &size, 1, verbose_only},
    {"", CType::slong, nullptr, 3},
};

constexpr Member stat_members_i386[] = {
    {"st_dev", CType::u32, &device, 1, verbose_only},
    {"st_ino", CType::u32, &size, 1, verbose_only},
    {"st_mode", CType::u16, &file_mode},
    {"st_nlink", CType::u16, &size, 1, verbose_only},
    {"st_uid", CType::u16, &short_user_id, 1, verbose_only},
    {"st_gid", CType::u16, &short_user_id, 1, verbose_only},
    {"st_rdev", CType::u32, &device, 1, false, for_devices<2>},
    {"st_size", CType::u32, &size, 1, false, for_others<2>},
    {"st_blksize", CType::u32, &size, 1, verbose_only},
    {"st_blocks", CType::u32, &size, 1, verbose_only},
    {"st_atime", CType::slong, &file_time, 1, verbose_only},
    {"st_atime_nsec", CType::ulong, &size, 1, verbose_only},
    {"st_mtime", CType::slong, &file_time, 1, verbose_only},
    {"st_mtime_nsec", CType::ulong, &size, 1, verbose_only},
    {"st_ctime", CType::slong, &file_time, 1, verbose_only},
    {"st_ctime_nsec", CType::ulong, &size, 1, verbose_only},
    {"", CType::u32, nullptr, 2},
};

constexpr Member stat_members_aarch64[] = {
    {"st_dev", CType::ulong, &device, 1, verbose_only},
    {"st_ino", CType::ulong, &size, 1, verbose_only},
    {"st_mode", CType::u32, &file_mode},
    {"st_nlink", CType::u32, &size, 1, verbose_only},
    {"st_uid", CType::u32, &user_id, 1, verbose_only},
    {"st_gid", CType::u32, &user_id, 1, verbose_only},
    {"st_rdev", CType::ulong, &device, 1, false, for_devices<2>},
    {"", CType::ulong},
    {"st_size", CType::slong, &long_number, 1, false, for_others<2>},
    {"st_blksize", CType::s32, &int_number, 1, verbose_only},
    {"", CType::s32},
    {"st_blocks", CType::slong, &long_number, 1, verbose_only},
    {"st_atime", CType::slong, &file_time, 1, verbose_only},
    {"st_atime_nsec", CType::ulong, &size, 1, verbose_only},
    {"st_mtime", CType::slong, &file_time, 1, verbose_only},
    {"st_mtime_nsec", CType::ulong, &size, 1, verbose_only},
    {"st_ctime", CType::slong, &file_time, 1, verbose_only},
    {"st_ctime_nsec", CType::ulong, &size, 1, verbose_only},
    {"", CType::u32, nullptr, 2},
};

// Shown is what the file is, whose and how big; the ABIs declare that in orders of their own.
constexpr std::uint8_t stat_order[] = {0, 1, 3, 2, 4, 5, 9, 10, 7, 8, 11, 12, 13, 14, 15, 16};
constexpr std::uint8_t stat_order_i386[] = {0, 1, 2, 3, 4, 5, 8, 9, 6, 7, 10, 11, 12, 13, 14, 15};
constexpr std::uint8_t stat_order_aarch64[] = {0, 1, 2,  3,  4,  5,  9,  11,
                                               6, 8, 12, 13, 14, 15, 16, 17};
constexpr Layout::Variant stat_variants[] = {
    {AbiId::i386, stat_members_i386, stat_order_i386},
    {AbiId::aarch64, stat_members_aarch64, stat_order_aarch64}};
constexpr Layout stat_layout{
    .name = "struct stat", .members = stat_members, .shown = stat_order, .variants = stat_variants};

// The first one of i386, which tells no blocks.
constexpr Member old_stat_members[] = {
    {"st_dev", CType::u16, &device, 1, verbose_only},
    {"st_ino", CType::u16, &size, 1, verbose_only},
    {"st_mode", CType::u16, &file_mode},
    {"st_nlink", CType::u16, &size, 1, verbose_only},
    {"st_uid", CType::u16, &short_user_id, 1, verbose_only},
    {"st_gid", CType::u16, &short_user_id, 1, verbose_only},
    {"st_rdev", CType::u16, &device, 1, false, for_devices<2>},
    {"st_size", CType::u32, &size, 1, false, for_others<2>},
    {"st_atime", CType::s32, &old_file_time, 1, verbose_only},
    {"st_mtime", CType::s32, &old_file_time, 1, verbose_only},
    {"st_ctime", CType::s32, &old_file_time, 1, verbose_only},
};
constexpr Layout old_stat_layout{.name = "struct __old_kernel_stat", .members = old_stat_members};

// Of i386 only; the fields that nobody uses any more keep their room.
constexpr Member stat64_members[] = {
    {"st_dev", CType::u64, &device, 1, verbose_only},
    {"", CType::u32},
    {"", CType::u32},
    {"st_mode", CType::u32, &file_mode},
    {"st_nlink", CType::u32, &unsigned_number, 1, verbose_only},
    {"st_uid", CType::u32, &user_id, 1, verbose_only},
    {"st_gid", CType::u32, &user_id, 1, verbose_only},
    {"st_rdev", CType::u64, &device, 1, false, for_devices<3>},
    {"", CType::u32},
    {"st_size", CType::s64, &offset, 1, false, for_others<3>},
    {"st_blksize", CType::u32, &unsigned_number, 1, verbose_only},
    {"st_blocks", CType::u64, &offset, 1, verbose_only},
    {"st_atime", CType::slong, &file_time, 1, verbose_only},
    {"st_atime_nsec", CType::ulong, &size, 1, verbose_only},
    {"st_mtime", CType::slong, &file_time, 1, verbose_only},
    {"st_mtime_nsec", CType::ulong, &size, 1, verbose_only},
    {"st_ctime", CType::slong, &file_time, 1, verbose_only},
    {"st_ctime_nsec", CType::ulong, &size, 1, verbose_only},
    {"st_ino", CType::u64, &unsigned_long_long_number, 1, verbose_only},
};
constexpr std::uint8_t stat64_order[] = {0, 18, 3, 4, 5, 6, 10, 11, 7, 9, 12, 13, 14, 15, 16, 17};
constexpr Layout stat64_layout{
    .name = "struct stat64", .members = stat64_members, .shown = stat64_order};

constexpr Kind statx_filled = any_of("statx_filled", "what was found out", constants::statx_mask);
constexpr Kind statx_attributes =
    any_of("statx_attributes", "attributes", constants::statx_attributes);

constexpr Member statx_time_members[] = {
    {"tv_sec", CType::s64, &offset},
    {"tv_nsec", CType::u32, &unsigned_number},
    {"", CType::s32},
};
constexpr Layout statx_time_layout{.name = "struct statx_timestamp", .members = statx_time_members};
Value decode_statx_time(const Question& q) {
  Value value = decode_struct_in_place(q);
  const auto seconds = q.memory.get_word(q.place, sizeof(std::int64_t));
  const auto fraction = q.memory.get_word(q.place + sizeof(std::int64_t), sizeof(std::uint32_t));
  if (seconds && fraction) {
    value.comment = date_text(static_cast<std::int64_t>(*seconds),
                              static_cast<std::int64_t>(*fraction), nanosecond_digits);
  }
  return value;
}
constexpr Kind statx_time{.name = "statx_timestamp",
                          .words = "a time",
                          .decode = decode_statx_time,
                          .layout = &statx_time_layout};

/// What the kernel filled in, the mask says.
template <std::uint64_t bits>
constexpr bool filled(std::span<const std::uint64_t> members) {
  return (members[0] & bits) != 0;
}
constexpr std::uint64_t statx_mount = 0x1000, statx_direct_io = 0x2000;

constexpr Member statx_members[] = {
    {"stx_mask", CType::u32, &statx_filled},
    {"stx_blksize", CType::u32, &unsigned_number, 1, verbose_only},
    {"stx_attributes", CType::u64, &statx_attributes},
    {"stx_nlink", CType::u32, &unsigned_number, 1, verbose_only, filled<STATX_NLINK>},
    {"stx_uid", CType::u32, &user_id, 1, verbose_only, filled<STATX_UID>},
    {"stx_gid", CType::u32, &user_id, 1, verbose_only, filled<STATX_GID>},
    {"stx_mode", CType::u16, &file_mode, 1, false, filled<STATX_TYPE | STATX_MODE>},
    {"", CType::u16},
    {"stx_ino", CType::u64, &unsigned_long_long_number, 1, verbose_only, filled<STATX_INO>},
    {"stx_size", CType::u64, &unsigned_long_long_number, 1, false, filled<STATX_SIZE>},
    {"stx_blocks", CType::u64, &unsigned_long_long_number, 1, verbose_only, filled<STATX_BLOCKS>},
    {"stx_attributes_mask", CType::u64, &statx_attributes, 1, verbose_only},
    {"stx_atime", CType::structure, &statx_time, 1, verbose_only, filled<STATX_ATIME>},
    {"stx_btime", CType::structure, &statx_time, 1, verbose_only, filled<STATX_BTIME>},
    {"stx_ctime", CType::structure, &statx_time, 1, verbose_only, filled<STATX_CTIME>},
    {"stx_mtime", CType::structure, &statx_time, 1, verbose_only, filled<STATX_MTIME>},
    {"stx_rdev_major", CType::u32, &unsigned_number, 1, verbose_only},
    {"stx_rdev_minor", CType::u32, &unsigned_number, 1, verbose_only},
    {"stx_dev_major", CType::u32, &unsigned_number, 1, verbose_only},
    {"stx_dev_minor", CType::u32, &unsigned_number, 1, verbose_only},
    {"stx_mnt_id", CType::u64, &hex, 1, verbose_only, filled<statx_mount>},
    {"stx_dio_mem_align", CType::u32, &unsigned_number, 1, verbose_only, filled<statx_direct_io>},
    {"stx_dio_offset_align", CType::u32, &unsigned_number, 1, verbose_only,
     filled<statx_direct_io>},
    {"", CType::u64, nullptr, 12},
};
constexpr Layout statx_layout{.name = "struct statx", .members = statx_members};

constexpr Kind file_system_type =
    one_of("file_system_type", "what kind", constants::file_system_types);
constexpr Kind mounted_flags =
    any_of("mounted_flags", "how it is mounted", constants::mounted_flags);

constexpr Kind hex_pair{.name = "hex_pair",
                        .words = "two numbers",
                        .decode = decode_array_in_place,
                        .element = &hex,
                        .element_type = CType::u32};
constexpr Member file_system_id_members[] = {{"val", CType::u32, &hex_pair, 2}};
constexpr Layout file_system_id_layout{.name = "fsid_t", .members = file_system_id_members};
constexpr Kind file_system_id{.name = "fsid",
                              .words = "a file system's number",
                              .decode = decode_struct_in_place,
                              .layout = &file_system_id_layout};

constexpr Member statfs_members[] = {
    {"f_type", CType::slong, &file_system_type},
    {"f_bsize", CType::slong, &size},
    {"f_blocks", CType::ulong, &size},
    {"f_bfree", CType::ulong, &size},
    {"f_bavail", CType::ulong, &size},
    {"f_files", CType::ulong, &size},
    {"f_ffree", CType::ulong, &size},
    {"f_fsid", CType::structure, &file_system_id},
    {"f_namelen", CType::slong, &size},
    {"f_frsize", CType::slong, &size},
    {"f_flags", CType::slong, &mounted_flags},
    {"", CType::slong, nullptr, 4},
};
constexpr Layout statfs_layout{.name = "struct statfs", .members = statfs_members};

constexpr Member statfs64_members[] = {
    {"f_type", CType::u32, &file_system_type},
    {"f_bsize", CType::u32, &size},
    {"f_blocks", CType::u64, &unsigned_long_long_number},
    {"f_bfree", CType::u64, &unsigned_long_long_number},
    {"f_bavail", CType::u64, &unsigned_long_long_number},
    {"f_files", CType::u64, &unsigned_long_long_number},
    {"f_ffree", CType::u64, &unsigned_long_long_number},
    {"f_fsid", CType::structure, &file_system_id},
    {"f_namelen", CType::u32, &size},
    {"f_frsize", CType::u32, &size},
    {"f_flags", CType::u32, &mounted_flags},
    {"", CType::u32, nullptr, 4},
};
constexpr Layout statfs64_layout{.name = "struct statfs64", .members = statfs64_members};

constexpr Kind resolve_flags =
    any_of_wide("resolve_flags", "how to walk", constants::resolve_flags);

constexpr bool has_mode(std::span<const std::uint64_t> members) {
  constexpr std::uint64_t makes_a_file = O_CREAT | (O_TMPFILE & ~O_DIRECTORY);
  return members[1] != 0 || (members[0] & makes_a_file) != 0;
}
constexpr Kind wide_open_flags = any_of_wide("open_flags", "how to open it", constants::open_flags);
constexpr Member open_how_members[] = {
    {"flags", CType::u64, &wide_open_flags},
    {"mode", CType::u64, &octal_number, 1, false, has_mode},
    {"resolve", CType::u64, &resolve_flags},
};
constexpr Layout open_how_layout{.name = "struct open_how", .members = open_how_members};

/// The size that the program gives may be a newer kernel's; a shorter one is an error.
Value decode_open_how(const Question& q) {
  const std::size_t known = extent(open_how_layout, q.abi).size;
  if (q.sibling_size() < known) return address_value(q.pointer());
  Value how = decode_struct_pointer(q);
  auto* fields = std::get_if<value::Struct>(&how.is);
  if (fields == nullptr) return how;
  if (auto rest = bytes_behind(q, q.pointer(), known, q.sibling_size())) {
    const bool is_read = rest->as<value::Text>() != nullptr;
    fields->fields.push_back(
        {.name = "rest", .value = std::move(*rest), .bare = true, .comment_first = is_read});
  }
  return how;
}

constexpr Kind lock_type = one_of("lock_type", "what kind of lock", constants::lock_types);

// Who holds the lock is known only when the kernel has answered.
template <CType position>
constexpr Member asked_lock_members[] = {
    {"l_type", CType::s16, &lock_type},
    {"l_whence", CType::s16, &seek_origin},
    {"l_start", position, &offset},
    {"l_len", position, &offset},
    {"", CType::s32},
};
template <CType position>
constexpr Member found_lock_members[] = {
    {"l_type", CType::s16, &lock_type}, {"l_whence", CType::s16, &seek_origin},
    {"l_start", position, &offset},     {"l_len", position, &offset},
    {"l_pid", CType::s32, &process_id},
};
constexpr Layout asked_lock_layout{.name = "struct flock",
                                   .members = asked_lock_members<CType::slong>};
constexpr Layout found_lock_layout{.name = "struct flock",
                                   .members = found_lock_members<CType::slong>};
constexpr Layout asked_lock64_layout{.name = "struct flock64",
                                     .members = asked_lock_members<CType::s64>};
constexpr Layout found_lock64_layout{.name = "struct flock64",
                                     .members = found_lock_members<CType::s64>};

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

constexpr std::string_view about_a_file = "where the facts about the file go";
constexpr std::string_view about_a_file_system = "where the facts about the file system go";

}  // namespace

constexpr Kind stat_out = out("stat_out", about_a_file, stat_layout);
constexpr Kind old_stat_out = out("old_stat_out", about_a_file, old_stat_layout);
constexpr Kind stat64_out = out("stat64_out", about_a_file, stat64_layout);
constexpr Kind statx_out = out("statx_out", about_a_file, statx_layout);
constexpr Kind statfs_out = out("statfs_out", about_a_file_system, statfs_layout);
constexpr Kind statfs64_out = out("statfs64_out", about_a_file_system, statfs64_layout);
constexpr Kind open_how_in{.name = "open_how_in",
                           .words = "how to open it",
                           .decode = decode_open_how,
                           .layout = &open_how_layout};
constexpr Kind lock_in = in("lock_in", "a lock on a part of a file", asked_lock_layout);
constexpr Kind lock_out = out("lock_out", "a lock, and then who holds it", found_lock_layout);
constexpr Kind lock64_in = in("lock64_in", "a lock on a part of a file", asked_lock64_layout);
constexpr Kind lock64_out = out("lock64_out", "a lock, and then who holds it", found_lock64_layout);

}  // namespace spyglass::kinds
