#include <dirent.h>
#include <fcntl.h>
#include <linux/stat.h>
#include <sys/inotify.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

// The kernel's values, which glibc's fcntl.h hides: 0 for the first on 64-bit machines. ARM has
// other bits than x86.
constexpr std::uint64_t largefile = O_DIRECTORY == 0200000 ? 0100000 : 0400000;
constexpr std::uint64_t sync_alone = 04000000;
constexpr std::uint64_t tmpfile_alone = 020000000;

constexpr Constant open_rows[] = {
    {"O_RDONLY", O_RDONLY, O_ACCMODE, "open for reading only"},
    {"O_WRONLY", O_WRONLY, O_ACCMODE, "open for writing only"},
    {"O_RDWR", O_RDWR, O_ACCMODE, "open for reading and writing"},
    {"O_ACCMODE", O_ACCMODE, O_ACCMODE, "neither: only ioctl works on it"},
    {"O_CREAT", O_CREAT, 0, "make the file if it is not there"},
    {"O_EXCL", O_EXCL, 0, "with O_CREAT: fail if the file is already there"},
    {"O_NOCTTY", O_NOCTTY, 0, "a terminal opened this way does not become the controlling one"},
    {"O_TRUNC", O_TRUNC, 0, "empty the file first"},
    {"O_APPEND", O_APPEND, 0, "every write goes to the end of the file"},
    {"O_NONBLOCK", O_NONBLOCK, 0, "fail with EAGAIN rather than wait"},
    {"O_SYNC", O_SYNC, O_SYNC, "every write waits until data and metadata are on the disk"},
    {"__O_SYNC", sync_alone, 0, "half of O_SYNC, never used alone"},
    {"O_DSYNC", O_DSYNC, 0, "every write waits until the data is on the disk"},
    {"O_DIRECT", O_DIRECT, 0, "go around the page cache"},
    {"O_LARGEFILE", largefile, 0, "allow files over 2 GiB in 32-bit programs"},
    {"O_NOFOLLOW", O_NOFOLLOW, 0, "fail if the last part of the path is a symbolic link"},
    {"O_NOATIME", O_NOATIME, 0, "leave the time of last access alone"},
    {"O_CLOEXEC", O_CLOEXEC, 0, "close it when the program executes another one"},
    {"O_PATH", O_PATH, 0, "a handle to the place in the file tree, not to the contents"},
    {"O_TMPFILE", O_TMPFILE, O_TMPFILE, "make a file without a name in this directory"},
    {"__O_TMPFILE", tmpfile_alone, 0, "half of O_TMPFILE, never used alone"},
    {"O_DIRECTORY", O_DIRECTORY, 0, "fail if it is not a directory"},
    {"FASYNC", O_ASYNC, 0, "send SIGIO when the file is ready; fcntl(2) calls it O_ASYNC"},
};
constexpr std::size_t access_mode_rows = 4;

constexpr Constant access_rows[] = {
    {"F_OK", F_OK, 0, "is it there?"},
    {"R_OK", R_OK, 0, "may I read it?"},
    {"W_OK", W_OK, 0, "may I write to it?"},
    {"X_OK", X_OK, 0, "may I execute it?"},
};

constexpr Constant seek_rows[] = {
    {"SEEK_SET", SEEK_SET, 0, "counted from the start of the file"},
    {"SEEK_CUR", SEEK_CUR, 0, "counted from the current position"},
    {"SEEK_END", SEEK_END, 0, "counted from the end of the file"},
    {"SEEK_DATA", 3, 0, "the next data from there on"},
    {"SEEK_HOLE", 4, 0, "the next hole from there on"},
};

constexpr Constant at_nofollow{"AT_SYMLINK_NOFOLLOW", AT_SYMLINK_NOFOLLOW, 0,
                               "if the path ends in a symbolic link, mean the link itself"};
constexpr Constant at_follow{"AT_SYMLINK_FOLLOW", AT_SYMLINK_FOLLOW, 0,
                             "if the path ends in a symbolic link, mean what it leads to"};
constexpr Constant at_no_automount{"AT_NO_AUTOMOUNT", AT_NO_AUTOMOUNT, 0,
                                   "do not mount a file system just to look at it"};
constexpr Constant at_empty_path{"AT_EMPTY_PATH", AT_EMPTY_PATH, 0,
                                 "an empty path means the file that dirfd is"};

constexpr Constant at_recursive{"AT_RECURSIVE", 0x8000, 0, "also what is below it"};

constexpr Constant at_rows[] = {
    at_nofollow,   {"AT_REMOVEDIR", AT_REMOVEDIR, 0, "remove a directory, as rmdir does"},
    at_follow,     at_no_automount,
    at_empty_path, at_recursive,
};
constexpr Constant at_access_rows[] = {
    at_nofollow,
    {"AT_EACCESS", AT_EACCESS, 0, "ask for the effective user, not for the real one"},
    at_follow,
    at_no_automount,
    at_empty_path,
};
constexpr Constant at_statx_rows[] = {
    {"AT_STATX_SYNC_AS_STAT", 0, 0x6000, "as fresh as stat would answer"},
    {"AT_STATX_FORCE_SYNC", 0x2000, 0x6000, "ask the file server, however long it takes"},
    {"AT_STATX_DONT_SYNC", 0x4000, 0x6000, "whatever is known here is good enough"},
    {"AT_STATX_FORCE_SYNC|AT_STATX_DONT_SYNC", 0x6000, 0x6000, "which contradict each other"},
    at_nofollow,
    {"AT_REMOVEDIR", AT_REMOVEDIR, 0, "remove a directory, as rmdir does"},
    at_follow,
    at_no_automount,
    at_empty_path,
    at_recursive,
};

constexpr Constant resolve_rows[] = {
    {"RESOLVE_NO_XDEV", 0x01, 0, "the path may not enter another mount"},
    {"RESOLVE_NO_MAGICLINKS", 0x02, 0, "no links like those in /proc/PID/fd on the way"},
    {"RESOLVE_NO_SYMLINKS", 0x04, 0, "no symbolic links on the way"},
    {"RESOLVE_BENEATH", 0x08, 0, "the path may not lead out of dirfd"},
    {"RESOLVE_IN_ROOT", 0x10, 0, "dirfd is taken for the root directory"},
    {"RESOLVE_CACHED", 0x20, 0, "only if no disk is needed to find it"},
};

constexpr Constant file_type_rows[] = {
    {"S_IFREG", S_IFREG, 0, "an ordinary file"},
    {"S_IFSOCK", S_IFSOCK, 0, "a UNIX socket"},
    {"S_IFIFO", S_IFIFO, 0, "a pipe, named or not"},
    {"S_IFLNK", S_IFLNK, 0, "a symbolic link"},
    {"S_IFDIR", S_IFDIR, 0, "a directory"},
    {"S_IFBLK", S_IFBLK, 0, "a block device, such as a disk"},
    {"S_IFCHR", S_IFCHR, 0, "a character device, such as a terminal"},
};

constexpr Constant statx_mask_rows[] = {
    {"STATX_ALL", STATX_ALL, STATX_ALL, "everything that stat knows, and the time of birth"},
    {"STATX_BASIC_STATS", STATX_BASIC_STATS, STATX_BASIC_STATS, "everything that stat knows"},
    {"STATX_TYPE", STATX_TYPE, 0, "what kind of file it is"},
    {"STATX_MODE", STATX_MODE, 0, "the permissions"},
    {"STATX_NLINK", STATX_NLINK, 0, "how many names it has"},
    {"STATX_UID", STATX_UID, 0, "whose it is"},
    {"STATX_GID", STATX_GID, 0, "its group"},
    {"STATX_ATIME", STATX_ATIME, 0, "when it was last read"},
    {"STATX_MTIME", STATX_MTIME, 0, "when its contents last changed"},
    {"STATX_CTIME", STATX_CTIME, 0, "when anything about it last changed"},
    {"STATX_INO", STATX_INO, 0, "the number of its inode"},
    {"STATX_SIZE", STATX_SIZE, 0, "its length in bytes"},
    {"STATX_BLOCKS", STATX_BLOCKS, 0, "the room that it takes on the disk"},
    {"STATX_BTIME", STATX_BTIME, 0, "when it was made"},
    {"STATX_MNT_ID", 0x1000, 0, "the mount that it is in"},
    {"STATX_DIOALIGN", 0x2000, 0, "what O_DIRECT asks of addresses and sizes"},
};

constexpr Constant statx_attribute_rows[] = {
    {"STATX_ATTR_COMPRESSED", 0x4, 0, "stored compressed"},
    {"STATX_ATTR_IMMUTABLE", 0x10, 0, "nobody may change it"},
    {"STATX_ATTR_APPEND", 0x20, 0, "may only grow"},
    {"STATX_ATTR_NODUMP", 0x40, 0, "left out of backups by dump(8)"},
    {"STATX_ATTR_ENCRYPTED", 0x800, 0, "stored encrypted"},
    {"STATX_ATTR_AUTOMOUNT", 0x1000, 0, "a place where a file system mounts by itself"},
    {"STATX_ATTR_MOUNT_ROOT", 0x2000, 0, "the root of a mount"},
    {"STATX_ATTR_VERITY", 0x100000, 0, "protected by fs-verity"},
    {"STATX_ATTR_DAX", 0x200000, 0, "mapped without the page cache"},
};

constexpr Constant rename_rows[] = {
    {"RENAME_NOREPLACE", 1, 0, "fail if the new name is taken"},
    {"RENAME_EXCHANGE", 2, 0, "let the two files swap their names"},
    {"RENAME_WHITEOUT", 4, 0, "leave a marker under the old name (overlay file systems)"},
};

constexpr Constant xattr_rows[] = {
    {"XATTR_CREATE", XATTR_CREATE, 0, "fail if it is already there"},
    {"XATTR_REPLACE", XATTR_REPLACE, 0, "fail if it is not there yet"},
};

constexpr Constant inotify_init_rows[] = {
    {"IN_NONBLOCK", IN_NONBLOCK, 0, "reading fails with EAGAIN rather than wait"},
    {"IN_CLOEXEC", IN_CLOEXEC, 0, "close it when the program executes another one"},
};

constexpr Constant inotify_event_rows[] = {
    {"IN_ACCESS", IN_ACCESS, 0, "it was read"},
    {"IN_MODIFY", IN_MODIFY, 0, "its contents changed"},
    {"IN_ATTRIB", IN_ATTRIB, 0, "its owner, permissions or times changed"},
    {"IN_CLOSE_WRITE", IN_CLOSE_WRITE, 0, "somebody who could write closed it"},
    {"IN_CLOSE_NOWRITE", IN_CLOSE_NOWRITE, 0, "somebody who only read closed it"},
    {"IN_OPEN", IN_OPEN, 0, "it was opened"},
    {"IN_MOVED_FROM", IN_MOVED_FROM, 0, "a file was moved out of the directory"},
    {"IN_MOVED_TO", IN_MOVED_TO, 0, "a file was moved into the directory"},
    {"IN_CREATE", IN_CREATE, 0, "a file was made in the directory"},
    {"IN_DELETE", IN_DELETE, 0, "a file was removed from the directory"},
    {"IN_DELETE_SELF", IN_DELETE_SELF, 0, "it was itself removed"},
    {"IN_MOVE_SELF", IN_MOVE_SELF, 0, "it was itself moved"},
    {"IN_UNMOUNT", IN_UNMOUNT, 0, "its file system was unmounted"},
    {"IN_Q_OVERFLOW", IN_Q_OVERFLOW, 0, "too much happened, and some was lost"},
    {"IN_IGNORED", IN_IGNORED, 0, "it is no longer watched"},
    {"IN_ONLYDIR", IN_ONLYDIR, 0, "only if it is a directory"},
    {"IN_DONT_FOLLOW", IN_DONT_FOLLOW, 0, "do not follow a symbolic link"},
    {"IN_EXCL_UNLINK", IN_EXCL_UNLINK, 0, "say nothing of files that have lost their name"},
    {"IN_MASK_CREATE", 0x10000000, 0, "fail if it is already watched"},
    {"IN_MASK_ADD", IN_MASK_ADD, 0, "add to what is watched for"},
    {"IN_ISDIR", IN_ISDIR, 0, "it is a directory"},
    {"IN_ONESHOT", IN_ONESHOT, 0, "watch for one event only"},
};

constexpr Constant allocate_rows[] = {
    {"FALLOC_FL_KEEP_SIZE", 0x01, 0, "the file's length stays as it is"},
    {"FALLOC_FL_PUNCH_HOLE", 0x02, 0, "give the room back: it reads as zeros"},
    {"FALLOC_FL_NO_HIDE_STALE", 0x04, 0, "never allowed"},
    {"FALLOC_FL_COLLAPSE_RANGE", 0x08, 0, "cut this part out of the file"},
    {"FALLOC_FL_ZERO_RANGE", 0x10, 0, "fill this part with zeros"},
    {"FALLOC_FL_INSERT_RANGE", 0x20, 0, "insert a hole and move the rest on"},
    {"FALLOC_FL_UNSHARE_RANGE", 0x40, 0, "stop sharing blocks with copies"},
};

constexpr Constant advice_rows[] = {
    {"POSIX_FADV_NORMAL", 0, 0, "nothing special"},
    {"POSIX_FADV_RANDOM", 1, 0, "will be read in any order: don't read ahead"},
    {"POSIX_FADV_SEQUENTIAL", 2, 0, "will be read from front to back: read ahead more"},
    {"POSIX_FADV_WILLNEED", 3, 0, "will be needed soon: read it now"},
    {"POSIX_FADV_DONTNEED", 4, 0, "won't be needed: free the page cache"},
    {"POSIX_FADV_NOREUSE", 5, 0, "will be read once only"},
};

constexpr Constant splice_rows[] = {
    {"SPLICE_F_MOVE", 1, 0, "move pages rather than copy them, if possible"},
    {"SPLICE_F_NONBLOCK", 2, 0, "do not wait for the pipe"},
    {"SPLICE_F_MORE", 4, 0, "more will follow soon"},
    {"SPLICE_F_GIFT", 8, 0, "the pages are the kernel's from now on"},
};

constexpr Constant sync_range_rows[] = {
    {"SYNC_FILE_RANGE_WAIT_BEFORE", 1, 0, "first wait for what is being written"},
    {"SYNC_FILE_RANGE_WRITE", 2, 0, "start writing what has changed"},
    {"SYNC_FILE_RANGE_WAIT_AFTER", 4, 0, "then wait until it is written"},
};

constexpr Constant entry_type_rows[] = {
    {"DT_UNKNOWN", DT_UNKNOWN, 0, "ask stat what it is"},
    {"DT_FIFO", DT_FIFO, 0, "a named pipe"},
    {"DT_CHR", DT_CHR, 0, "a character device"},
    {"DT_DIR", DT_DIR, 0, "a directory"},
    {"DT_BLK", DT_BLK, 0, "a block device"},
    {"DT_REG", DT_REG, 0, "an ordinary file"},
    {"DT_LNK", DT_LNK, 0, "a symbolic link"},
    {"DT_SOCK", DT_SOCK, 0, "a UNIX socket"},
    {"DT_WHT", DT_WHT, 0, "a marker of overlay file systems: nothing is here"},
};

}  // namespace

constexpr ConstantTable open_flags{"flags of open(2)", "O_???", open_rows};
constexpr ConstantTable descriptor_flags{"flags of dup3(2) and pipe2(2)", "O_???",
                                         std::span(open_rows).subspan(access_mode_rows)};
constexpr ConstantTable access_modes{"mode of access(2)", "?_OK", access_rows};
constexpr ConstantTable seek_origins{"whence of lseek(2)", "SEEK_???", seek_rows};
constexpr ConstantTable at_flags{"flags of the calls that end in -at", "AT_???", at_rows};
constexpr ConstantTable at_access_flags{"flags of faccessat2(2)", "AT_???", at_access_rows};
constexpr ConstantTable at_statx_flags{
    .title = "flags of statx(2)", .unknown = "", .rows = at_statx_rows, .fields_apart = true};
constexpr ConstantTable resolve_flags{"resolve of openat2(2)", "RESOLVE_???", resolve_rows};
constexpr ConstantTable file_types{"type in st_mode, inode(7)", "S_IF???", file_type_rows};
constexpr ConstantTable statx_mask{"mask of statx(2)", "STATX_???", statx_mask_rows};
constexpr ConstantTable statx_attributes{"stx_attributes of statx(2)", "STATX_ATTR_???",
                                         statx_attribute_rows};
constexpr ConstantTable rename_flags{"flags of renameat2(2)", "RENAME_??", rename_rows};
constexpr ConstantTable xattr_flags{"flags of setxattr(2)", "XATTR_???", xattr_rows};
constexpr ConstantTable inotify_init_flags{"flags of inotify_init1(2)", "IN_???",
                                           inotify_init_rows};
constexpr ConstantTable inotify_events{"mask of inotify_add_watch(2)", "IN_???",
                                       inotify_event_rows};
constexpr ConstantTable allocate_modes{"mode of fallocate(2)", "FALLOC_FL_???", allocate_rows};
constexpr ConstantTable access_advice{"advice of posix_fadvise(2)", "POSIX_FADV_???", advice_rows};
constexpr ConstantTable splice_flags{"flags of splice(2)", "SPLICE_F_???", splice_rows};
constexpr ConstantTable sync_range_flags{"flags of sync_file_range(2)", "SYNC_FILE_RANGE_???",
                                         sync_range_rows};
constexpr ConstantTable directory_entry_types{"d_type of getdents64(2)", "DT_???", entry_type_rows};

}  // namespace spyglass::constants
