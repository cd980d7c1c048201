#include "core/decode/constants/rare_tables.hpp"

// mount(2), the newer calls that do its work in steps, quotas and attributes of files.

namespace spyglass::constants {

namespace {

constexpr Constant mount_rows[] = {
    {"MS_MGC_VAL", 0xc0ed0000, 0xffff0000, "a mark that old programs put in front; ignored"},
    {"MS_RDONLY", 1, 0, "nobody may write"},
    {"MS_NOSUID", 2, 0, "set-user-id bits have no effect"},
    {"MS_NODEV", 4, 0, "device files have no effect"},
    {"MS_NOEXEC", 8, 0, "programs may not be executed"},
    {"MS_SYNCHRONOUS", 0x10, 0, "writes go to the disk at once"},
    {"MS_REMOUNT", 0x20, 0, "change a mount that is there"},
    {"MS_MANDLOCK", 0x40, 0, "locks bind everybody"},
    {"MS_DIRSYNC", 0x80, 0, "changes of directories go to the disk at once"},
    {"MS_NOSYMFOLLOW", 0x100, 0, "symbolic links are not followed"},
    {"MS_NOATIME", 0x400, 0, "do not keep times of access"},
    {"MS_NODIRATIME", 0x800, 0, "do not keep times of access of directories"},
    {"MS_BIND", 0x1000, 0, "show a directory at a second place"},
    {"MS_MOVE", 0x2000, 0, "move a mount to another place"},
    {"MS_REC", 0x4000, 0, "with everything that is mounted below"},
    {"MS_SILENT", 0x8000, 0, "no messages to the kernel's log"},
    {"MS_POSIXACL", 0x10000},
    {"MS_UNBINDABLE", 0x20000, 0, "may not be shown at a second place"},
    {"MS_PRIVATE", 0x40000, 0, "what is mounted in it stays in this namespace"},
    {"MS_SLAVE", 0x80000, 0, "sees what others mount in it, and tells nothing"},
    {"MS_SHARED", 0x100000, 0, "all namespaces see what is mounted in it"},
    {"MS_RELATIME", 0x200000, 0, "keep times of access only roughly"},
    {"MS_KERNMOUNT", 0x400000},
    {"MS_I_VERSION", 0x800000, 0, "count the changes of each file"},
    {"MS_STRICTATIME", 0x1000000, 0, "keep all times of access"},
    {"MS_LAZYTIME", 0x2000000, 0, "write times to the disk late"},
    {"MS_SUBMOUNT", 0x4000000},
    {"MS_NOREMOTELOCK", 0x8000000},
    {"MS_NOSEC", 0x10000000},
    {"MS_BORN", 0x20000000},
    {"MS_ACTIVE", 0x40000000},
    {"MS_NOUSER", 0x80000000},
};

constexpr Constant open_tree_rows[] = {
    {"OPEN_TREE_CLONE", 1, 0, "a copy, mounted nowhere yet"},
    {"OPEN_TREE_CLOEXEC", 02000000, 0, "closed when another program is executed"},
    {"AT_SYMLINK_NOFOLLOW", 0x100, 0, "a symbolic link itself, not where it leads"},
    {"AT_NO_AUTOMOUNT", 0x800, 0, "do not mount what would be mounted on the way"},
    {"AT_EMPTY_PATH", 0x1000, 0, "the path may be empty: the descriptor itself"},
    {"AT_RECURSIVE", 0x8000, 0, "with everything that is mounted below"},
};

constexpr Constant move_mount_rows[] = {
    {"MOVE_MOUNT_F_SYMLINKS", 1, 0, "follow symbolic links at the source"},
    {"MOVE_MOUNT_F_AUTOMOUNTS", 2, 0, "mount what would be mounted on the way to the source"},
    {"MOVE_MOUNT_F_EMPTY_PATH", 4, 0, "the source is the descriptor itself"},
    {"MOVE_MOUNT_T_SYMLINKS", 0x10, 0, "follow symbolic links at the target"},
    {"MOVE_MOUNT_T_AUTOMOUNTS", 0x20, 0, "mount what would be mounted on the way to the target"},
    {"MOVE_MOUNT_T_EMPTY_PATH", 0x40, 0, "the target is the descriptor itself"},
    {"MOVE_MOUNT_SET_GROUP", 0x100, 0, "only let the two share what is mounted in them"},
    {"MOVE_MOUNT_BENEATH", 0x200, 0, "under what is mounted there, not over it"},
};

constexpr Constant fsopen_rows[] = {
    {"FSOPEN_CLOEXEC", 1, 0, "closed when another program is executed"},
};

constexpr Constant fsconfig_rows[] = {
    {"FSCONFIG_SET_FLAG", 0, 0, "switch an option on"},
    {"FSCONFIG_SET_STRING", 1, 0, "give an option a text"},
    {"FSCONFIG_SET_BINARY", 2, 0, "give an option some bytes"},
    {"FSCONFIG_SET_PATH", 3, 0, "give an option a path"},
    {"FSCONFIG_SET_PATH_EMPTY", 4, 0, "the same; an empty path is the descriptor itself"},
    {"FSCONFIG_SET_FD", 5, 0, "give an option a descriptor"},
    {"FSCONFIG_CMD_CREATE", 6, 0, "make the file system of these options"},
    {"FSCONFIG_CMD_RECONFIGURE", 7, 0, "change the file system to these options"},
    {"FSCONFIG_CMD_CREATE_EXCL", 8, 0, "make it, and fail if it is in use already"},
};

constexpr Constant fsmount_rows[] = {
    {"FSMOUNT_CLOEXEC", 1, 0, "closed when another program is executed"},
};

constexpr Constant attribute_rows[] = {
    {"MOUNT_ATTR_RDONLY", 1, 0, "nobody may write"},
    {"MOUNT_ATTR_NOSUID", 2, 0, "set-user-id bits have no effect"},
    {"MOUNT_ATTR_NODEV", 4, 0, "device files have no effect"},
    {"MOUNT_ATTR_NOEXEC", 8, 0, "programs may not be executed"},
    {"MOUNT_ATTR_NOATIME", 0x10, 0, "do not keep times of access"},
    {"MOUNT_ATTR_STRICTATIME", 0x20, 0, "keep all times of access"},
    {"MOUNT_ATTR_NODIRATIME", 0x80, 0, "do not keep times of access of directories"},
    {"MOUNT_ATTR_IDMAP", 0x100000, 0, "owners are others than those on the disk"},
    {"MOUNT_ATTR_NOSYMFOLLOW", 0x200000, 0, "symbolic links are not followed"},
};

constexpr Constant propagation_rows[] = {
    {"MS_UNBINDABLE", 0x20000, 0, "may not be shown at a second place"},
    {"MS_PRIVATE", 0x40000, 0, "what is mounted in it stays in this namespace"},
    {"MS_SLAVE", 0x80000, 0, "sees what others mount in it, and tells nothing"},
    {"MS_SHARED", 0x100000, 0, "all namespaces see what is mounted in it"},
};

constexpr Constant set_attribute_rows[] = {
    {"AT_SYMLINK_NOFOLLOW", 0x100, 0, "a symbolic link itself, not where it leads"},
    {"AT_NO_AUTOMOUNT", 0x800, 0, "do not mount what would be mounted on the way"},
    {"AT_EMPTY_PATH", 0x1000, 0, "the path may be empty: the descriptor itself"},
    {"AT_RECURSIVE", 0x8000, 0, "everything that is mounted below, too"},
};

constexpr Constant fspick_rows[] = {
    {"FSPICK_CLOEXEC", 1, 0, "closed when another program is executed"},
    {"FSPICK_SYMLINK_NOFOLLOW", 2, 0, "do not follow a symbolic link"},
    {"FSPICK_NO_AUTOMOUNT", 4, 0, "do not mount what would be mounted on the way"},
    {"FSPICK_EMPTY_PATH", 8, 0, "the path may be empty: the descriptor itself"},
};

constexpr Constant statmount_rows[] = {
    {"STATMOUNT_SB_BASIC", 0x1, 0, "the file system's device, kind and flags"},
    {"STATMOUNT_MNT_BASIC", 0x2, 0, "the mount's ids, attributes and propagation"},
    {"STATMOUNT_PROPAGATE_FROM", 0x4, 0, "where what is mounted in it comes from"},
    {"STATMOUNT_MNT_ROOT", 0x8, 0, "which directory of the file system it shows"},
    {"STATMOUNT_MNT_POINT", 0x10, 0, "where it is mounted"},
    {"STATMOUNT_FS_TYPE", 0x20, 0, "the name of the file system's kind"},
    {"STATMOUNT_MNT_NS_ID", 0x40, 0, "the namespace that it is in"},
    {"STATMOUNT_MNT_OPTS", 0x80, 0, "its options, as text"},
    {"STATMOUNT_FS_SUBTYPE", 0x100, 0, "the kind within the kind, as FUSE has it"},
    {"STATMOUNT_SB_SOURCE", 0x200, 0, "what was mounted: a device, for one"},
    {"STATMOUNT_OPT_ARRAY", 0x400, 0, "its options, one by one"},
    {"STATMOUNT_OPT_SEC_ARRAY", 0x800, 0, "the options of security modules"},
    {"STATMOUNT_SUPPORTED_MASK", 0x1000, 0, "what this kernel can tell"},
    {"STATMOUNT_MNT_UIDMAP", 0x2000, 0, "how users are mapped"},
    {"STATMOUNT_MNT_GIDMAP", 0x4000, 0, "how groups are mapped"},
};

constexpr Constant listmount_rows[] = {
    {"LISTMOUNT_REVERSE", 1, 0, "the newest first"},
};

constexpr Constant file_attribute_rows[] = {
    {"FS_XFLAG_REALTIME", 0x1, 0, "its data is on XFS's real-time device"},
    {"FS_XFLAG_PREALLOC", 0x2, 0, "room was made for it beforehand"},
    {"FS_XFLAG_IMMUTABLE", 0x8, 0, "nobody may change it, not even root"},
    {"FS_XFLAG_APPEND", 0x10, 0, "may only be written at its end"},
    {"FS_XFLAG_SYNC", 0x20, 0, "writes go to the disk at once"},
    {"FS_XFLAG_NOATIME", 0x40, 0, "do not keep its time of access"},
    {"FS_XFLAG_NODUMP", 0x80, 0, "backups leave it out"},
    {"FS_XFLAG_RTINHERIT", 0x100},
    {"FS_XFLAG_PROJINHERIT", 0x200, 0, "new files in it belong to the same project"},
    {"FS_XFLAG_NOSYMLINKS", 0x400},
    {"FS_XFLAG_EXTSIZE", 0x800},
    {"FS_XFLAG_EXTSZINHERIT", 0x1000},
    {"FS_XFLAG_NODEFRAG", 0x2000},
    {"FS_XFLAG_FILESTREAM", 0x4000},
    {"FS_XFLAG_DAX", 0x8000, 0, "programs see the persistent memory itself"},
    {"FS_XFLAG_COWEXTSIZE", 0x10000},
    {"FS_XFLAG_HASATTR", 0x80000000, 0, "it has extended attributes"},
};

constexpr Constant handle_rows[] = {
    {"AT_HANDLE_MNT_ID_UNIQUE", 1, 0, "a mount id that is never used again"},
    {"AT_HANDLE_CONNECTABLE", 2, 0, "a handle from which the path can be found"},
    {"AT_HANDLE_FID", 0x200, 0, "only to tell files apart, not to open them"},
    {"AT_SYMLINK_FOLLOW", 0x400, 0, "where a symbolic link leads"},
    {"AT_EMPTY_PATH", 0x1000, 0, "the path may be empty: the descriptor itself"},
};

}  // namespace

constexpr ConstantTable mount_flags{"mountflags of mount(2)", "MS_???", mount_rows};
constexpr ConstantTable open_tree_flags{"flags of open_tree(2)", "OPEN_TREE_???", open_tree_rows};
constexpr ConstantTable move_mount_flags{"flags of move_mount(2)", "MOVE_MOUNT_???",
                                         move_mount_rows};
constexpr ConstantTable fsopen_flags{"flags of fsopen(2)", "FSOPEN_???", fsopen_rows};
constexpr ConstantTable fsconfig_commands{"cmd of fsconfig(2)", "FSCONFIG_???", fsconfig_rows};
constexpr ConstantTable fsmount_flags{"flags of fsmount(2)", "FSMOUNT_???", fsmount_rows};
constexpr ConstantTable mount_attributes{"attributes of mount_setattr(2)", "MOUNT_ATTR_???",
                                         attribute_rows};
constexpr ConstantTable mount_propagation{"propagation of mount_setattr(2)", "MS_???",
                                          propagation_rows};
constexpr ConstantTable mount_setattr_flags{"flags of mount_setattr(2)", "AT_???",
                                            set_attribute_rows};
constexpr ConstantTable fspick_flags{"flags of fspick(2)", "FSPICK_???", fspick_rows};
constexpr ConstantTable statmount_mask{"mask of statmount(2)", "STATMOUNT_???", statmount_rows};
constexpr ConstantTable listmount_flags{"flags of listmount(2)", "LISTMOUNT_???", listmount_rows};
constexpr ConstantTable file_attributes{"fa_xflags of file_getattr(2)", "FS_XFLAG_???",
                                        file_attribute_rows};
constexpr ConstantTable handle_flags{"flags of name_to_handle_at(2)", "AT_???", handle_rows};

}  // namespace spyglass::constants
