#include "core/syscalls/errors.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace spyglass {
namespace {

constexpr auto rows = std::to_array<ErrorRow>({
    {1, "EPERM", "Operation not permitted",
     "The act needs a right that the caller lacks, such as being root or owning the target; a "
     "file's permission bits give EACCES instead."},
    {2, "ENOENT", "No such file or directory",
     "Nothing has this path: a name is misspelt, a directory on the way is missing, or a "
     "symbolic link points nowhere."},
    {3, "ESRCH", "No such process",
     "No process or thread has this number, often because it has ended; ptrace also says so of a "
     "thread that is not stopped."},
    {4, "EINTR", "Interrupted system call",
     "A signal handler ran while the call was waiting, so the call gave up with nothing done; "
     "most programs just call again."},
    {5, "EIO", "Input/output error",
     "A device failed to read or write, as a dying disk does, or a terminal emulator read from a "
     "terminal that all programs have closed."},
    {6, "ENXIO", "No such device or address",
     "The device behind this file is not there, or a FIFO was opened for writing without waiting "
     "while nobody had it open to read."},
    {7, "E2BIG", "Argument list too long",
     "The arguments and environment given to execve do not fit in the room for them, as when a "
     "shell pattern matches countless files."},
    {8, "ENOEXEC", "Exec format error",
     "The file may be executed but is no program the kernel knows: a script without its #! line, "
     "or a binary for another processor."},
    {9, "EBADF", "Bad file descriptor",
     "This number is not an open descriptor, often because it was closed before, or it was not "
     "opened for this kind of access."},
    {10, "ECHILD", "No child processes",
     "There is no child left to wait for: each was waited for already, or the given process is "
     "not a child of the caller."},
    {11, "EAGAIN", "Resource temporarily unavailable",
     "Nothing is ready just now and the descriptor is set not to wait, so try later; fork says "
     "this at the limit on processes."},
    {12, "ENOMEM", "Cannot allocate memory",
     "Memory or address space has run out or reached a limit; mprotect and the like also say so "
     "when part of the range is not mapped."},
    {13, "EACCES", "Permission denied",
     "The permissions of the file, or of a directory on the way to it, do not let this user do "
     "what was asked."},
    {14, "EFAULT", "Bad address",
     "The program passed a pointer to memory that is not mapped or may not be written, so the "
     "kernel could not use it; mostly a bug."},
    {15, "ENOTBLK", "Block device required",
     "A call such as mount was given some other file where it needs a block device, such as a "
     "disk partition."},
    {16, "EBUSY", "Device or resource busy",
     "Somebody is using the thing, so it cannot be changed or taken away now, as when unmounting "
     "a disk whose files are still open."},
    {17, "EEXIST", "File exists",
     "The name is taken: something exists where a new file, directory or link was to be made, as "
     "with O_CREAT and O_EXCL in open."},
    {18, "EXDEV", "Invalid cross-device link",
     "A rename or hard link cannot cross from one mounted file system to another; mv then copies "
     "the file and deletes the original."},
    {19, "ENODEV", "No such device",
     "The device is absent or has no driver, or the file is of a kind that cannot do this, as "
     "with mmap on a pipe."},
    {20, "ENOTDIR", "Not a directory",
     "A path goes through something that is not a directory, as in file.txt/more, or the call "
     "works on directories only."},
    {21, "EISDIR", "Is a directory",
     "The path leads to a directory where a file is needed, as when opening one for writing or "
     "calling read on it."},
    {22, "EINVAL", "Invalid argument",
     "An argument makes no sense to this call: an unknown flag, a bad size or alignment, or "
     "values that do not go together."},
    {23, "ENFILE", "Too many open files in system",
     "The whole machine has as many files open as its limit, fs.file-max, allows; a process at "
     "its own limit gets EMFILE."},
    {24, "EMFILE", "Too many open files",
     "This process has as many descriptors open as its limit allows (see ulimit -n), commonly "
     "because it forgets to close them."},
    {25, "ENOTTY", "Inappropriate ioctl for device",
     "The file does not know this ioctl, usually because it is no terminal; many programs ask "
     "only to find out whether it is one."},
    {26, "ETXTBSY", "Text file busy",
     "A program cannot be opened for writing while it runs, nor be started while somebody has "
     "its file open for writing."},
    {27, "EFBIG", "File too large",
     "The write would make the file larger than the file system or the limit of the process "
     "(ulimit -f) allows."},
    {28, "ENOSPC", "No space left on device",
     "The disk is full or has no room for another file; other things that fill up say so too, "
     "such as the list of inotify watches."},
    {29, "ESPIPE", "Illegal seek",
     "A pipe, socket or terminal has no position, so lseek and pread fail on it; programs often "
     "call lseek just to find this out."},
    {30, "EROFS", "Read-only file system",
     "The file system is mounted read-only, so nothing on it can be created, changed or deleted."},
    {31, "EMLINK", "Too many links",
     "The file already has as many hard links, or the directory as many subdirectories, as its "
     "file system can count."},
    {32, "EPIPE", "Broken pipe",
     "Nobody will read what is written, since the other end of the pipe or socket is closed; "
     "SIGPIPE usually kills the writer as well."},
    {33, "EDOM", "Numerical argument out of domain",
     "A number lies outside what a function accepts, as with the square root of -1; system calls "
     "hardly ever return it."},
    {34, "ERANGE", "Numerical result out of range",
     "A result does not fit: getcwd or getxattr was given too small a buffer, or strtol met too "
     "large a number."},
    {35, "EDEADLK", "Resource deadlock avoided",
     "Waiting for this lock would never end, since its holder is the caller itself or waits in "
     "turn for a lock that the caller has."},
    {36, "ENAMETOOLONG", "File name too long",
     "The path is longer than 4095 bytes, or one name in it is longer than the file system "
     "permits, usually 255 bytes."},
    {37, "ENOLCK", "No locks available",
     "The kernel has no room for another file lock, or the lock service of a network file system "
     "does not work."},
    {38, "ENOSYS", "Function not implemented",
     "This kernel has no such system call: it is too old, was built without it, or a sandbox "
     "hides it; programs then try another way."},
    {39, "ENOTEMPTY", "Directory not empty",
     "The directory still contains something, so it can neither be removed nor be replaced by a "
     "rename."},
    {40, "ELOOP", "Too many levels of symbolic links",
     "The path meets over 40 symbolic links, mostly because they form a circle; with O_NOFOLLOW "
     "in open, one as its last part is enough."},
    {42, "ENOMSG", "No message of desired type",
     "The message queue holds no message of the wanted type, and msgrcv was told not to wait for "
     "one."},
    {43, "EIDRM", "Identifier removed",
     "Another process removed the System V message queue, semaphores or shared memory that this "
     "one was using or waiting for."},
    {44, "ECHRNG", "Channel number out of range",
     "A channel number is outside the range that exists; it comes from old UNIX systems, and "
     "hardly any Linux driver uses it."},
    {45, "EL2NSYNC", "Level 2 not synchronized",
     "Two sides lost step in the second layer of an old UNIX network protocol; hardly any Linux "
     "driver uses it."},
    {46, "EL3HLT", "Level 3 halted",
     "The third layer of an old UNIX network protocol has stopped; hardly any Linux driver uses "
     "it."},
    {47, "EL3RST", "Level 3 reset",
     "The third layer of an old UNIX network protocol was reset; hardly any Linux driver uses it."},
    {48, "ELNRNG", "Link number out of range",
     "A link number is outside the range that exists; it comes from old UNIX systems, and hardly "
     "any Linux driver uses it."},
    {49, "EUNATCH", "Protocol driver not attached",
     "No driver for the protocol is attached to the device; it comes from old UNIX systems, and "
     "hardly any Linux driver uses it."},
    {50, "ENOCSI", "No CSI structure available",
     "A driver lacks a kind of record, called CSI, that old UNIX systems kept; Linux programs "
     "practically never see it."},
    {51, "EL2HLT", "Level 2 halted",
     "The second layer of an old UNIX network protocol has stopped; hardly any Linux driver uses "
     "it."},
    {52, "EBADE", "Invalid exchange",
     "An exchange with a device or server failed, as when another machine has reserved the "
     "shared disk; few programs ever see it."},
    {53, "EBADR", "Invalid request descriptor",
     "A request names something that its receiver does not know; only a few Linux drivers use "
     "this error of old UNIX systems."},
    {54, "EXFULL", "Exchange full",
     "There is no room for another exchange with the device; hardly any Linux driver uses this "
     "error of old UNIX systems."},
    {55, "ENOANO", "No anode",
     "A record that old UNIX systems call an anode is missing; a Linux driver that returns this "
     "means something of its own by it."},
    {56, "EBADRQC", "Invalid request code",
     "A request carries a code that its receiver does not know; only a few Linux drivers use "
     "this error of old UNIX systems."},
    {57, "EBADSLT", "Invalid slot",
     "A slot number names no slot of the device; hardly any Linux driver uses this error of old "
     "UNIX systems."},
    {59, "EBFONT", "Bad font file format",
     "A font file of an old UNIX system cannot be understood; Linux programs practically never "
     "see it."},
    {60, "ENOSTR", "Device not a stream",
     "The file is not a STREAMS device, a kind that old UNIX systems have and Linux has not, so "
     "it is hardly ever seen."},
    {61, "ENODATA", "No data available",
     "The file has no extended attribute of this name, if getxattr or removexattr says so; from "
     "a device, there is nothing to read."},
    {62, "ETIME", "Timer expired",
     "The time allowed ran out, as with a timeout in io_uring or some drivers; most other calls "
     "say ETIMEDOUT."},
    {63, "ENOSR", "Out of streams resources",
     "Room for messages has run out on old UNIX systems; on Linux, a USB driver cannot fetch the "
     "data to be sent fast enough."},
    {64, "ENONET", "Machine is not on the network",
     "The machine is not connected to a network; Linux mostly says ENETDOWN or ENETUNREACH "
     "instead."},
    {65, "ENOPKG", "Package not installed",
     "A part that the kernel needs is not built in or loaded, such as a cipher with which it is "
     "to check a key."},
    {66, "EREMOTE", "Object is remote",
     "The object is on another machine, where the call cannot work on it; only a few network "
     "file systems use it."},
    {67, "ENOLINK", "Link has been severed",
     "The connection to the machine or disk that has the data is broken, as when a cable of a "
     "storage network is pulled."},
    {68, "EADV", "Advertise error",
     "Offering a directory to other machines failed in a file sharing system of old UNIX; Linux "
     "programs practically never see it."},
    {69, "ESRMNT", "Srmount error",
     "Other machines still use a directory that was to be withdrawn, in a file sharing system of "
     "old UNIX; unused on Linux."},
    {70, "ECOMM", "Communication error on send",
     "Data was lost on its way to or from another machine or device; for USB drivers, it arrives "
     "faster than memory can take it."},
    {71, "EPROTO", "Protocol error",
     "The other side broke the rules of the protocol; mostly a USB device that answers nonsense "
     "or was just unplugged."},
    {72, "EMULTIHOP", "Multihop attempted",
     "The way to the object leads over more than one other machine, which is not allowed; hardly "
     "used on Linux."},
    {73, "EDOTDOT", "RFS specific error",
     "Something went wrong inside RFS, a file sharing system of old UNIX; Linux programs "
     "practically never see it."},
    {74, "EBADMSG", "Bad message",
     "What was read or received is damaged or not of the expected form, such as a disk block "
     "with a wrong checksum."},
    {75, "EOVERFLOW", "Value too large for defined data type",
     "A number, such as the size of a file, does not fit in the type meant for it; mostly seen "
     "by old 32-bit programs."},
    {76, "ENOTUNIQ", "Name not unique on network",
     "Somebody else on the network has this name already; apart from a few drivers, Linux hardly "
     "uses it."},
    {77, "EBADFD", "File descriptor in bad state",
     "The descriptor is open but not in a state for this call, as when a sound device is used "
     "before it is set up."},
    {78, "EREMCHG", "Remote address changed",
     "The other side of a connection changed its address; it comes from old UNIX systems, and "
     "Linux programs practically never see it."},
    {79, "ELIBACC", "Can not access a needed shared library",
     "A shared library that the program needs cannot be opened; on Linux, the dynamic loader "
     "says so in words instead."},
    {80, "ELIBBAD", "Accessing a corrupted shared library",
     "The dynamic loader that the program names to the kernel is damaged or made for another "
     "processor."},
    {81, "ELIBSCN", ".lib section in a.out corrupted",
     "The list of libraries in a program is damaged, in a.out, a file format of the past; Linux "
     "programs practically never see it."},
    {82, "ELIBMAX", "Attempting to link in too many shared libraries",
     "The program needs more shared libraries than old UNIX systems can load; Linux has no such "
     "limit."},
    {83, "ELIBEXEC", "Cannot exec a shared library directly",
     "A shared library was started as if it were a program; Linux does not check for this, and "
     "the library mostly just crashes."},
    {84, "EILSEQ", "Invalid or incomplete multibyte or wide character",
     "The bytes are no valid text in their encoding, such as UTF-8, or the file system cannot "
     "store a character of the name."},
    {85, "ERESTART", "Interrupted system call should be restarted",
     "A driver's note to the kernel that the interrupted call is to start again; programs should "
     "never see it."},
    {86, "ESTRPIPE", "Streams pipe error",
     "The computer was asleep, so the sound that was playing stopped and has to be resumed; "
     "hardly used for anything else."},
    {87, "EUSERS", "Too many users",
     "More users want the thing at once than it has room for; rare on Linux, and mostly said by "
     "drivers."},
    {88, "ENOTSOCK", "Socket operation on non-socket",
     "A call for sockets, such as send or connect, was given the descriptor of something else, "
     "such as a file or a pipe."},
    {89, "EDESTADDRREQ", "Destination address required",
     "A message was to be sent without saying where to: the socket is not connected, and the "
     "call names no address."},
    {90, "EMSGSIZE", "Message too long",
     "The message is too large to be sent in one piece, or the buffer too small for the messages "
     "of a queue."},
    {91, "EPROTOTYPE", "Protocol wrong type for socket",
     "The socket is of the wrong type, as when one for streams is connected to a UNIX socket for "
     "datagrams."},
    {92, "ENOPROTOOPT", "Protocol not available",
     "The socket has no such option, because its protocol does not know it or the level given to "
     "setsockopt is wrong."},
    {93, "EPROTONOSUPPORT", "Protocol not supported",
     "The kernel does not know the protocol given to socket, or it does not go with the address "
     "family or type."},
    {94, "ESOCKTNOSUPPORT", "Socket type not supported",
     "The address family has no sockets of this type, as with SOCK_RDM for UNIX sockets."},
    {95, "EOPNOTSUPP", "Operation not supported",
     "The kernel knows the operation, but this socket or file system does not offer it, as with "
     "listen on a UDP socket."},
    {96, "EPFNOSUPPORT", "Protocol family not supported",
     "The kernel does not know this family of protocols; Linux mostly says EAFNOSUPPORT instead."},
    {97, "EAFNOSUPPORT", "Address family not supported by protocol",
     "The kernel does not have this family of addresses, such as IPv6, or a socket was given an "
     "address of another family."},
    {98, "EADDRINUSE", "Address already in use",
     "Another socket uses this port, or did until just now, or the path for a UNIX socket "
     "exists; servers see it when they call bind."},
    {99, "EADDRNOTAVAIL", "Cannot assign requested address",
     "The address given to bind belongs to no network interface of this machine, or no port is "
     "free for a new connection."},
    {100, "ENETDOWN", "Network is down",
     "The network interface that the packet is to leave through is switched off."},
    {101, "ENETUNREACH", "Network is unreachable",
     "The machine knows no route to that network, typically because it is offline or has no IPv6."},
    {102, "ENETRESET", "Network dropped connection on reset",
     "The network itself broke off the connection, as when the other machine restarted; rare on "
     "Linux."},
    {103, "ECONNABORTED", "Software caused connection abort",
     "A connection was given up on this side, or the other side left before accept could hand it "
     "over."},
    {104, "ECONNRESET", "Connection reset by peer",
     "The other side cut the connection off, as when its program crashed or closed the socket "
     "with data still unread."},
    {105, "ENOBUFS", "No buffer space available",
     "The room for messages is full, because more are sent than the network or the reader takes, "
     "or the kernel is short of memory."},
    {106, "EISCONN", "Transport endpoint is already connected",
     "The socket is connected already, so connect cannot be called again."},
    {107, "ENOTCONN", "Transport endpoint is not connected",
     "The socket is not connected to anybody, so there is no one to send to, receive from or "
     "take leave of."},
    {108, "ESHUTDOWN", "Cannot send after transport endpoint shutdown",
     "The way out was closed before; sockets mostly say EPIPE instead, USB drivers mean a device "
     "that is out of service."},
    {109, "ETOOMANYREFS", "Too many references: cannot splice",
     "Too many descriptors are on their way through UNIX sockets, sent with SCM_RIGHTS but not "
     "yet received."},
    {110, "ETIMEDOUT", "Connection timed out",
     "No answer came in time: the other machine is off, or a firewall drops the packets; a futex "
     "wait with a time limit ends so too."},
    {111, "ECONNREFUSED", "Connection refused",
     "Nobody listens at this port or socket path: the server is not running, or it listens at "
     "another address."},
    {112, "EHOSTDOWN", "Host is down",
     "The other machine seems to be switched off; Linux mostly says EHOSTUNREACH instead."},
    {113, "EHOSTUNREACH", "No route to host",
     "There is no way to that machine: it does not answer on the local network, or a router or "
     "firewall turns the packets away."},
    {114, "EALREADY", "Operation already in progress",
     "An earlier connect on this non-blocking socket is still under way; poll tells when it is "
     "done."},
    {115, "EINPROGRESS", "Operation now in progress",
     "Not really a failure: a non-blocking connect has begun and goes on in the background; poll "
     "tells when it is done."},
    {116, "ESTALE", "Stale file handle",
     "The file is gone from the server of a network file system such as NFS, while this machine "
     "still held on to it."},
    {117, "EUCLEAN", "Structure needs cleaning",
     "The kernel finds the file system on the disk damaged; it has to be repaired, with fsck for "
     "example."},
    {118, "ENOTNAM", "Not a XENIX named type file",
     "The file is not one of the special named files of XENIX, a UNIX of the 1980s; Linux "
     "programs practically never see it."},
    {119, "ENAVAIL", "No XENIX semaphores available",
     "No semaphore of XENIX, a UNIX of the 1980s, is to be had; Linux programs practically never "
     "see it."},
    {120, "EISNAM", "Is a named type file",
     "The file is one of the special named files of XENIX, a UNIX of the 1980s; Linux programs "
     "practically never see it."},
    {121, "EREMOTEIO", "Remote I/O error",
     "A device at the other end of a cable or bus failed or gave no proper answer, such as a "
     "disk or a sensor."},
    {122, "EDQUOT", "Disk quota exceeded",
     "The user has used up the disk space or the number of files that the administrator's quota "
     "grants."},
    {123, "ENOMEDIUM", "No medium found",
     "The drive is empty: there is no disc, card or tape in it."},
    {124, "EMEDIUMTYPE", "Wrong medium type",
     "The disc, card or tape in the drive is of a kind that cannot be used for this."},
    {125, "ECANCELED", "Operation canceled",
     "The operation was called off before it was done, as when io_uring is told to cancel a "
     "request."},
    {126, "ENOKEY", "Required key not available",
     "No key for this is in the kernel's keyrings, such as the one that opens an encrypted "
     "directory."},
    {127, "EKEYEXPIRED", "Key has expired",
     "The key was meant for a limited time, and that is over."},
    {128, "EKEYREVOKED", "Key has been revoked",
     "The key was withdrawn by its owner and cannot be used any more."},
    {129, "EKEYREJECTED", "Key was rejected by service",
     "A key or signature was checked and turned down, as with a kernel module whose signature "
     "does not match its content."},
    {130, "EOWNERDEAD", "Owner died",
     "The thread that held this lock died without unlocking it; the caller holds it now and has "
     "to repair what it protects."},
    {131, "ENOTRECOVERABLE", "State not recoverable",
     "The thread that held this lock died and nobody repaired what it protects, so the lock "
     "cannot be used any more."},
    {132, "ERFKILL", "Operation not possible due to RF-kill",
     "Radio is switched off by a key or by software, as in airplane mode, so Wi-Fi or Bluetooth "
     "cannot work."},
    {133, "EHWPOISON", "Memory page has hardware error",
     "The memory page has a hardware fault, so the kernel has taken it out of use."},
    {512, "ERESTARTSYS", "To be restarted if SA_RESTART is set",
     "A signal came: if no handler runs, or one set with SA_RESTART, the call starts again, "
     "otherwise the program gets EINTR."},
    {513, "ERESTARTNOINTR", "To be restarted",
     "A signal came: the call always starts again, after the handler if there is one."},
    {514, "ERESTARTNOHAND", "To be restarted if no handler",
     "A signal came: if no handler runs, the call starts again; otherwise the program gets "
     "EINTR, even with SA_RESTART."},
    {515, "ENOIOCTLCMD", "No such ioctl command",
     "A driver's note to the kernel that it does not know this ioctl; the program gets ENOTTY "
     "instead."},
    {516, "ERESTART_RESTARTBLOCK", "Interrupted by signal",
     "A signal came during a timed wait: if no handler runs, restart_syscall waits for the rest; "
     "otherwise the program gets EINTR."},
});

// find_error() searches by halves, and relies on this.
static_assert(std::ranges::adjacent_find(rows, std::greater_equal{}, &ErrorRow::number) ==
              rows.end());

struct Alias {
  std::string_view name;
  std::string_view row_name;
};

constexpr auto aliases = std::to_array<Alias>({
    {"EWOULDBLOCK", "EAGAIN"},
    {"EDEADLOCK", "EDEADLK"},
    {"ENOTSUP", "EOPNOTSUPP"},
});

}  // namespace

std::span<const ErrorRow> error_rows() { return rows; }

const ErrorRow* find_error(Errno number) {
  const auto found = std::ranges::lower_bound(rows, number.value(), {}, &ErrorRow::number);
  return found != rows.end() && found->number == number.value() ? &*found : nullptr;
}

const ErrorRow* find_error(std::string_view name) {
  const auto alias = std::ranges::find(aliases, name, &Alias::name);
  if (alias != aliases.end()) name = alias->row_name;
  const auto found = std::ranges::find(rows, name, &ErrorRow::name);
  return found != rows.end() ? &*found : nullptr;
}

}  // namespace spyglass
