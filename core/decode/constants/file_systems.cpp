#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

constexpr Constant type_rows[] = {
    {"EXT2_SUPER_MAGIC", EXT2_SUPER_MAGIC, 0, "ext2, ext3 or ext4 on a disk"},
    {"TMPFS_MAGIC", TMPFS_MAGIC, 0, "files in memory"},
    {"PROC_SUPER_MAGIC", PROC_SUPER_MAGIC, 0, "/proc: the kernel's view of processes"},
    {"SYSFS_MAGIC", SYSFS_MAGIC, 0, "/sys: the kernel's view of devices"},
    {"DEVPTS_SUPER_MAGIC", DEVPTS_SUPER_MAGIC, 0, "/dev/pts: pseudo-terminals"},
    {"OVERLAYFS_SUPER_MAGIC", OVERLAYFS_SUPER_MAGIC, 0, "layers over each other: containers"},
    {"BTRFS_SUPER_MAGIC", BTRFS_SUPER_MAGIC, 0, "Btrfs on a disk"},
    {"XFS_SUPER_MAGIC", 0x58465342, 0, "XFS on a disk"},
    {"F2FS_SUPER_MAGIC", F2FS_SUPER_MAGIC, 0, "F2FS on flash memory"},
    {"MSDOS_SUPER_MAGIC", MSDOS_SUPER_MAGIC, 0, "FAT: memory cards and boot partitions"},
    {"EXFAT_SUPER_MAGIC", 0x2011bab0, 0, "exFAT: large memory cards"},
    {"ISOFS_SUPER_MAGIC", ISOFS_SUPER_MAGIC, 0, "a CD or DVD"},
    {"SQUASHFS_MAGIC", SQUASHFS_MAGIC, 0, "a compressed image: snaps and live systems"},
    {"EROFS_SUPER_MAGIC_V1", 0xe0f5e1e2, 0, "a compressed image that is only read"},
    {"NFS_SUPER_MAGIC", NFS_SUPER_MAGIC, 0, "files of another machine"},
    {"V9FS_MAGIC", V9FS_MAGIC, 0, "files of the host of a virtual machine"},
    {"FUSE_SUPER_MAGIC", 0x65735546, 0, "files that a program serves"},
    {"CGROUP_SUPER_MAGIC", CGROUP_SUPER_MAGIC, 0, "control groups, the old kind"},
    {"CGROUP2_SUPER_MAGIC", CGROUP2_SUPER_MAGIC, 0, "control groups"},
    {"RAMFS_MAGIC", RAMFS_MAGIC, 0, "files in memory, without a limit"},
    {"DEBUGFS_MAGIC", DEBUGFS_MAGIC, 0, "the kernel's insides, for its developers"},
    {"TRACEFS_MAGIC", TRACEFS_MAGIC, 0, "the kernel's own tracing"},
    {"SECURITYFS_MAGIC", SECURITYFS_MAGIC, 0, "settings of security modules"},
    {"SELINUX_MAGIC", SELINUX_MAGIC, 0, "settings of SELinux"},
    {"BPF_FS_MAGIC", BPF_FS_MAGIC, 0, "BPF programs and maps that have names"},
    {"HUGETLBFS_MAGIC", HUGETLBFS_MAGIC, 0, "huge pages"},
    {"EFIVARFS_MAGIC", EFIVARFS_MAGIC, 0, "variables of the firmware"},
    {"PSTOREFS_MAGIC", PSTOREFS_MAGIC, 0, "what was kept of a crash"},
    {"BINFMTFS_MAGIC", BINFMTFS_MAGIC, 0, "interpreters of foreign programs"},
    {"NSFS_MAGIC", NSFS_MAGIC, 0, "namespaces"},
    {"PIPEFS_MAGIC", PIPEFS_MAGIC, 0, "pipes"},
    {"SOCKFS_MAGIC", SOCKFS_MAGIC, 0, "sockets"},
    {"ANON_INODE_FS_MAGIC", ANON_INODE_FS_MAGIC, 0, "descriptors without a file behind them"},
    {"MQUEUE_MAGIC", 0x19800202, 0, "message queues"},
};

constexpr Constant flag_rows[] = {
    {"ST_VALID", 0x20, 0, "the kernel has filled in these flags"},
    {"ST_RDONLY", ST_RDONLY, 0, "nobody may write"},
    {"ST_NOSUID", ST_NOSUID, 0, "set-user-id bits have no effect"},
    {"ST_NODEV", ST_NODEV, 0, "device files have no effect"},
    {"ST_NOEXEC", ST_NOEXEC, 0, "programs may not be executed"},
    {"ST_SYNCHRONOUS", ST_SYNCHRONOUS, 0, "writes go to the disk at once"},
    {"ST_MANDLOCK", ST_MANDLOCK, 0, "locks bind everybody"},
    {"ST_NOATIME", ST_NOATIME, 0, "times of access are not kept"},
    {"ST_NODIRATIME", ST_NODIRATIME, 0, "times of access of directories are not kept"},
    {"ST_RELATIME", ST_RELATIME, 0, "times of access are kept only roughly"},
    {"ST_NOSYMFOLLOW", 0x2000, 0, "symbolic links are not followed"},
};

constexpr Constant unmount_rows[] = {
    {"MNT_FORCE", MNT_FORCE, 0, "even if it is in use and data is lost"},
    {"MNT_DETACH", MNT_DETACH, 0, "out of sight now, gone when nobody uses it"},
    {"MNT_EXPIRE", MNT_EXPIRE, 0, "only if nobody used it since the last such call"},
    {"UMOUNT_NOFOLLOW", UMOUNT_NOFOLLOW, 0, "do not follow a symbolic link"},
};

}  // namespace

constexpr ConstantTable file_system_types{"f_type of statfs(2)", "???", type_rows};
constexpr ConstantTable mounted_flags{"f_flags of statfs(2)", "ST_???", flag_rows};
constexpr ConstantTable unmount_flags{"flags of umount2(2)", "MNT_???", unmount_rows};

}  // namespace spyglass::constants
