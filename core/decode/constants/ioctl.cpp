#include <asm/ioctls.h>
#include <linux/fs.h>
#include <linux/sockios.h>

#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

// Sound cards took three numbers that terminals had first; which is meant depends on the file.
constexpr Constant request_rows[] = {
    {"TCGETS", TCGETS, 0, "the terminal's settings; programs ask so whether it is a terminal"},
    {"SNDCTL_TMR_START or TCSETS", TCSETS, 0, "change the terminal's settings now"},
    {"SNDCTL_TMR_STOP or TCSETSW", TCSETSW, 0, "change the settings after pending output"},
    {"SNDCTL_TMR_CONTINUE or TCSETSF", TCSETSF, 0,
     "change the settings after pending output, and throw unread input away"},
    {"TCGETS2", 0x802c542a, 0, "the terminal's settings, with speeds as numbers"},
    {"TCGETA", TCGETA, 0, "the terminal's settings, the old way"},
    {"TCSETA", TCSETA, 0, "change the terminal's settings, the old way"},
    {"TCSBRK", TCSBRK, 0, "wait until all output is written, or send a break"},
    {"TCXONC", TCXONC, 0, "stop the terminal or let it go on"},
    {"TCFLSH", TCFLSH, 0, "throw unread or unwritten characters away"},
    {"TIOCEXCL", TIOCEXCL, 0, "nobody else may open the terminal"},
    {"TIOCNXCL", TIOCNXCL, 0, "others may open the terminal again"},
    {"TIOCSCTTY", TIOCSCTTY, 0, "make it this session's controlling terminal"},
    {"TIOCNOTTY", TIOCNOTTY, 0, "give the controlling terminal up"},
    {"TIOCGPGRP", TIOCGPGRP, 0, "which process group is in the foreground?"},
    {"TIOCSPGRP", TIOCSPGRP, 0, "put a process group in the foreground, as a shell's fg does"},
    {"TIOCGSID", TIOCGSID, 0, "which session is it the terminal of?"},
    {"TIOCOUTQ", TIOCOUTQ, 0, "how many characters are not yet written?"},
    {"TIOCSTI", TIOCSTI, 0, "pretend that this character was typed"},
    {"TIOCGWINSZ", TIOCGWINSZ, 0, "how many rows and columns are there?"},
    {"TIOCSWINSZ", TIOCSWINSZ, 0, "say how many rows and columns there are"},
    {"TIOCMGET", TIOCMGET, 0, "the state of the modem's lines"},
    {"TIOCGETD", TIOCGETD, 0, "which line discipline?"},
    {"TIOCSETD", TIOCSETD, 0, "use another line discipline"},
    {"TIOCGPTN", TIOCGPTN, 0, "the number of this pseudo-terminal in /dev/pts"},
    {"TIOCSPTLCK", static_cast<std::uint32_t>(TIOCSPTLCK), 0, "lock or unlock the other end"},
    {"TIOCGPTPEER", TIOCGPTPEER, 0, "open the other end of the pseudo-terminal"},
    {"FIONREAD", FIONREAD, 0, "how many bytes could be read now?"},
    {"FIONBIO", FIONBIO, 0, "wait, or fail with EAGAIN, from now on"},
    {"FIOASYNC", FIOASYNC, 0, "send SIGIO, or don't, from now on"},
    {"FIOCLEX", FIOCLEX, 0, "close it when the program executes another one"},
    {"FIONCLEX", FIONCLEX, 0, "keep it open when the program executes another one"},
    {"BTRFS_IOC_CLONE or FICLONE", FICLONE, 0, "share another file's blocks instead of copying"},
    {"BTRFS_IOC_CLONE_RANGE or FICLONERANGE", FICLONERANGE, 0, "the same for a part"},
    {"FS_IOC_GETFLAGS", FS_IOC_GETFLAGS, 0, "the file's attributes, as lsattr shows them"},
    {"FS_IOC_SETFLAGS", FS_IOC_SETFLAGS, 0, "set the file's attributes, as chattr does"},
    {"FS_IOC_FIEMAP", 0xc020660b, 0, "where on the disk is the file?"},
    {"BLKGETSIZE64", BLKGETSIZE64, 0, "how large is the disk?"},
    {"BLKGETSIZE", BLKGETSIZE, 0, "how many sectors has the disk?"},
    {"BLKSSZGET", BLKSSZGET, 0, "how large is a sector?"},
    {"SIOCGIFCONF", SIOCGIFCONF, 0, "which network interfaces are there?"},
    {"SIOCGIFNAME", SIOCGIFNAME, 0, "the name of a network interface"},
    {"SIOCGIFFLAGS", SIOCGIFFLAGS, 0, "the flags of a network interface"},
    {"SIOCGIFADDR", SIOCGIFADDR, 0, "the address of a network interface"},
    {"SIOCGIFINDEX", SIOCGIFINDEX, 0, "the number of a network interface"},
};

constexpr Constant direction_rows[] = {
    {"_IOC_NONE", 0, 0, "nothing is passed"},
    {"_IOC_READ", 2, 0, "the kernel fills something in"},
    {"_IOC_WRITE", 1, 0, "the program passes something"},
};

}  // namespace

constexpr ConstantTable ioctl_requests{"requests of ioctl(2)", "", request_rows};
constexpr ConstantTable ioctl_directions{"direction in an ioctl(2) request", "", direction_rows};

}  // namespace spyglass::constants
