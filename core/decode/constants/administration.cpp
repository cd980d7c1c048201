#include "core/decode/constants/rare_tables.hpp"

// What only an administrator may do: swap, reboot, modules, kexec, quotas.

namespace spyglass::constants {

namespace {

constexpr Constant swap_rows[] = {
    {"SWAP_FLAG_PREFER", 0x8000, 0, "with the priority in the lower bits"},
    {"SWAP_FLAG_DISCARD", 0x10000, 0, "tell a flash disk what is no longer needed"},
    {"SWAP_FLAG_DISCARD_ONCE", 0x20000, 0, "tell it once, for the whole area"},
    {"SWAP_FLAG_DISCARD_PAGES", 0x40000, 0, "tell it for each page that becomes free"},
};

constexpr Constant first_magic_rows[] = {
    {"LINUX_REBOOT_MAGIC1", 0xfee1dead, 0, "so that no stray call stops the machine"},
};

constexpr Constant second_magic_rows[] = {
    {"LINUX_REBOOT_MAGIC2", 672274793, 0, "a birthday of Linus Torvalds"},
    {"LINUX_REBOOT_MAGIC2A", 85072278, 0, "a birthday of one of his daughters"},
    {"LINUX_REBOOT_MAGIC2B", 369367448, 0, "a birthday of one of his daughters"},
    {"LINUX_REBOOT_MAGIC2C", 537993216, 0, "a birthday of one of his daughters"},
};

constexpr Constant reboot_rows[] = {
    {"LINUX_REBOOT_CMD_CAD_OFF", 0, 0, "Ctrl-Alt-Del only sends init a signal"},
    {"LINUX_REBOOT_CMD_RESTART", 0x01234567, 0, "start again"},
    {"LINUX_REBOOT_CMD_POWER_OFF", 0x4321fedc, 0, "switch off"},
    {"LINUX_REBOOT_CMD_KEXEC", 0x45584543, 0, "start the kernel that kexec_load has loaded"},
    {"LINUX_REBOOT_CMD_CAD_ON", 0x89abcdef, 0, "Ctrl-Alt-Del starts the machine again at once"},
    {"LINUX_REBOOT_CMD_RESTART2", 0xa1b2c3d4, 0, "start again with a command for the firmware"},
    {"LINUX_REBOOT_CMD_HALT", 0xcdef0123, 0, "stop, and stay on"},
    {"LINUX_REBOOT_CMD_SW_SUSPEND", 0xd000fce2, 0, "sleep, with memory saved to the disk"},
};

constexpr Constant delete_rows[] = {
    {"O_NONBLOCK", 04000, 0, "do not wait until nobody uses it"},
    {"O_TRUNC", 01000, 0, "even if somebody uses it: dangerous"},
};

constexpr Constant module_rows[] = {
    {"MODULE_INIT_IGNORE_MODVERSIONS", 1, 0, "do not compare the versions of symbols"},
    {"MODULE_INIT_IGNORE_VERMAGIC", 2, 0, "do not compare the kernel's version"},
    {"MODULE_INIT_COMPRESSED_FILE", 4, 0, "the file is compressed"},
};

constexpr std::uint64_t machine = 0xffff0000;

constexpr Constant kexec_rows[] = {
    {"KEXEC_ARCH_DEFAULT", 0, machine, "for a machine like this one"},
    {"KEXEC_ARCH_386", 3 << 16, machine, "for a 32-bit PC"},
    {"KEXEC_ARCH_68K", 4 << 16, machine},
    {"KEXEC_ARCH_PARISC", 15 << 16, machine},
    {"KEXEC_ARCH_PPC", 20 << 16, machine},
    {"KEXEC_ARCH_PPC64", 21 << 16, machine},
    {"KEXEC_ARCH_S390", 22 << 16, machine},
    {"KEXEC_ARCH_ARM", 40 << 16, machine},
    {"KEXEC_ARCH_SH", 42 << 16, machine},
    {"KEXEC_ARCH_IA_64", 50 << 16, machine},
    {"KEXEC_ARCH_X86_64", 62 << 16, machine, "for a 64-bit PC"},
    {"KEXEC_ARCH_MIPS_LE", 10 << 16, machine},
    {"KEXEC_ARCH_MIPS", 8 << 16, machine},
    {"KEXEC_ARCH_AARCH64", 183 << 16, machine, "for a 64-bit ARM"},
    {"KEXEC_ARCH_RISCV", 243 << 16, machine},
    {"KEXEC_ON_CRASH", 1, 0, "start it only if this kernel crashes"},
    {"KEXEC_PRESERVE_CONTEXT", 2, 0, "come back to this kernel later"},
    {"KEXEC_UPDATE_ELFCOREHDR", 4},
    {"KEXEC_CRASH_HOTPLUG_SUPPORT", 8},
};

constexpr Constant kexec_file_rows[] = {
    {"KEXEC_FILE_UNLOAD", 1, 0, "forget the kernel that was loaded"},
    {"KEXEC_FILE_ON_CRASH", 2, 0, "start it only if this kernel crashes"},
    {"KEXEC_FILE_NO_INITRAMFS", 4, 0, "there is no first file system in memory"},
    {"KEXEC_FILE_DEBUG", 8},
    {"KEXEC_FILE_NO_CMA", 0x10},
};

constexpr Constant quota_rows[] = {
    {"Q_SYNC", 0x800001, 0, "write what was counted to the disk"},
    {"Q_QUOTAON", 0x800002, 0, "begin to count and to limit"},
    {"Q_QUOTAOFF", 0x800003, 0, "stop counting"},
    {"Q_GETFMT", 0x800004, 0, "which format is used?"},
    {"Q_GETINFO", 0x800005, 0, "how long may limits be exceeded?"},
    {"Q_SETINFO", 0x800006, 0, "say how long limits may be exceeded"},
    {"Q_GETQUOTA", 0x800007, 0, "what does somebody use, and what may they use?"},
    {"Q_SETQUOTA", 0x800008, 0, "set somebody's limits"},
    {"Q_GETNEXTQUOTA", 0x800009, 0, "the same of the next id that has limits"},
    {"Q_XQUOTAON", 0x5801},
    {"Q_XQUOTAOFF", 0x5802},
    {"Q_XGETQUOTA", 0x5803},
    {"Q_XSETQLIM", 0x5804},
    {"Q_XGETQSTAT", 0x5805},
    {"Q_XQUOTARM", 0x5806},
    {"Q_XQUOTASYNC", 0x5807},
    {"Q_XGETQSTATV", 0x5808},
    {"Q_XGETNEXTQUOTA", 0x5809},
};

constexpr Constant quota_type_rows[] = {
    {"USRQUOTA", 0, 0, "of a user"},
    {"GRPQUOTA", 1, 0, "of a group"},
    {"PRJQUOTA", 2, 0, "of a project"},
};

constexpr Constant quota_format_rows[] = {
    {"QFMT_VFS_OLD", 1}, {"QFMT_VFS_V0", 2}, {"QFMT_OCFS2", 3},
    {"QFMT_VFS_V1", 4},  {"QFMT_SHMEM", 5},
};

}  // namespace

constexpr ConstantTable swap_flags{"swapflags of swapon(2)", "SWAP_FLAG_???", swap_rows};
constexpr ConstantTable reboot_first_magic{"magic of reboot(2)", "LINUX_REBOOT_MAGIC_???",
                                           first_magic_rows};
constexpr ConstantTable reboot_second_magic{"magic2 of reboot(2)", "LINUX_REBOOT_MAGIC_???",
                                            second_magic_rows};
constexpr ConstantTable reboot_commands{"op of reboot(2)", "LINUX_REBOOT_CMD_???", reboot_rows};
constexpr ConstantTable delete_module_flags{"flags of delete_module(2)", "O_???", delete_rows};
constexpr ConstantTable module_flags{"flags of finit_module(2)", "MODULE_INIT_???", module_rows};
constexpr ConstantTable kexec_flags{.title = "flags of kexec_load(2)",
                                    .unknown = "KEXEC_???",
                                    .rows = kexec_rows,
                                    .fields_apart = true,
                                    .unknown_field = "KEXEC_ARCH_???"};
constexpr ConstantTable kexec_file_flags{"flags of kexec_file_load(2)", "KEXEC_FILE_???",
                                         kexec_file_rows};
constexpr ConstantTable quota_commands{"op of quotactl(2)", "Q_???", quota_rows};
constexpr ConstantTable quota_types{"type of quotactl(2)", "???QUOTA", quota_type_rows};
constexpr ConstantTable quota_formats{"format of quotactl(2)", "QFMT_VFS_???", quota_format_rows};

}  // namespace spyglass::constants
