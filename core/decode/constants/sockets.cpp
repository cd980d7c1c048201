#include "core/decode/constants/tables.hpp"

namespace spyglass::constants {

namespace {

constexpr Constant address_families_rows[] = {
    {"AF_UNSPEC", 0, 0, "any family, or none: undoes a connect"},
    {"AF_UNIX", 1, 0, "programs on the same machine, by a path or a name"},
    {"AF_INET", 2, 0, "IPv4"},
    {"AF_AX25", 3},
    {"AF_IPX", 4},
    {"AF_APPLETALK", 5},
    {"AF_NETROM", 6},
    {"AF_BRIDGE", 7},
    {"AF_ATMPVC", 8},
    {"AF_X25", 9},
    {"AF_INET6", 10, 0, "IPv6"},
    {"AF_ROSE", 11},
    {"AF_DECnet", 12},
    {"AF_NETBEUI", 13},
    {"AF_SECURITY", 14},
    {"AF_KEY", 15},
    {"AF_NETLINK", 16, 0, "talk with the kernel itself, about networks mostly"},
    {"AF_PACKET", 17, 0, "raw packets of a network device"},
    {"AF_ASH", 18},
    {"AF_ECONET", 19},
    {"AF_ATMSVC", 20},
    {"AF_RDS", 21},
    {"AF_SNA", 22},
    {"AF_IRDA", 23},
    {"AF_PPPOX", 24},
    {"AF_WANPIPE", 25},
    {"AF_LLC", 26},
    {"AF_IB", 27},
    {"AF_MPLS", 28},
    {"AF_CAN", 29, 0, "the bus of cars and machines"},
    {"AF_TIPC", 30},
    {"AF_BLUETOOTH", 31, 0, "Bluetooth devices"},
    {"AF_IUCV", 32},
    {"AF_RXRPC", 33},
    {"AF_ISDN", 34},
    {"AF_PHONET", 35},
    {"AF_IEEE802154", 36},
    {"AF_CAIF", 37},
    {"AF_ALG", 38, 0, "the kernel's cryptography"},
    {"AF_NFC", 39},
    {"AF_VSOCK", 40, 0, "a virtual machine and its host"},
    {"AF_KCM", 41},
    {"AF_QIPCRTR", 42},
    {"AF_SMC", 43},
    {"AF_XDP", 44},
    {"AF_MCTP", 45},
};

constexpr Constant socket_types_rows[] = {
    {"SOCK_STREAM", 1, 0xf, "a stream of bytes, in order and without loss (TCP)"},
    {"SOCK_DGRAM", 2, 0xf, "separate messages that may get lost (UDP)"},
    {"SOCK_RAW", 3, 0xf, "packets as they are, headers and all"},
    {"SOCK_RDM", 4, 0xf, "separate messages without loss, in any order"},
    {"SOCK_SEQPACKET", 5, 0xf, "separate messages, in order and without loss"},
    {"SOCK_DCCP", 6, 0xf},
    {"SOCK_PACKET", 10, 0xf},
    {"SOCK_CLOEXEC", 02000000, 0, "close it when the program executes another one"},
    {"SOCK_NONBLOCK", 04000, 0, "fail with EAGAIN rather than wait"},
};

constexpr Constant socket_type_flags_rows[] = {
    {"SOCK_CLOEXEC", 02000000, 0, "close it when the program executes another one"},
    {"SOCK_NONBLOCK", 04000, 0, "fail with EAGAIN rather than wait"},
};

constexpr Constant inet_protocols_rows[] = {
    {"IPPROTO_IP", 0, 0, "the usual protocol for this type of socket"},
    {"IPPROTO_ICMP", 1, 0, "errors and pings of IPv4"},
    {"IPPROTO_IGMP", 2},
    {"IPPROTO_IPIP", 4},
    {"IPPROTO_TCP", 6, 0, "a stream of bytes, in order and without loss"},
    {"IPPROTO_EGP", 8},
    {"IPPROTO_PUP", 12},
    {"IPPROTO_UDP", 17, 0, "separate messages that may get lost"},
    {"IPPROTO_IDP", 22},
    {"IPPROTO_TP", 29},
    {"IPPROTO_DCCP", 33},
    {"IPPROTO_IPV6", 41, 0, "IPv6"},
    {"IPPROTO_ROUTING", 43},
    {"IPPROTO_FRAGMENT", 44},
    {"IPPROTO_RSVP", 46},
    {"IPPROTO_GRE", 47},
    {"IPPROTO_ESP", 50},
    {"IPPROTO_AH", 51},
    {"IPPROTO_ICMPV6", 58, 0, "errors and pings of IPv6"},
    {"IPPROTO_NONE", 59},
    {"IPPROTO_DSTOPTS", 60},
    {"IPPROTO_MTP", 92},
    {"IPPROTO_BEETPH", 94},
    {"IPPROTO_ENCAP", 98},
    {"IPPROTO_PIM", 103},
    {"IPPROTO_COMP", 108},
    {"IPPROTO_L2TP", 115},
    {"IPPROTO_SCTP", 132, 0, "several streams of messages in one connection"},
    {"IPPROTO_MH", 135},
    {"IPPROTO_UDPLITE", 136},
    {"IPPROTO_MPLS", 137},
    {"IPPROTO_ETHERNET", 143},
    {"IPPROTO_RAW", 255, 0, "IP packets that the program makes whole"},
    {"IPPROTO_MPTCP", 262, 0, "TCP over several paths at once"},
};

constexpr Constant netlink_protocols_rows[] = {
    {"NETLINK_ROUTE", 0, 0, "addresses, links and routes: what the ip command uses"},
    {"NETLINK_UNUSED", 1},
    {"NETLINK_USERSOCK", 2},
    {"NETLINK_FIREWALL", 3},
    {"NETLINK_SOCK_DIAG", 4, 0, "lists of sockets: what the ss command uses"},
    {"NETLINK_NFLOG", 5},
    {"NETLINK_XFRM", 6},
    {"NETLINK_SELINUX", 7},
    {"NETLINK_ISCSI", 8},
    {"NETLINK_AUDIT", 9, 0, "the audit system"},
    {"NETLINK_FIB_LOOKUP", 10},
    {"NETLINK_CONNECTOR", 11},
    {"NETLINK_NETFILTER", 12, 0, "the firewall"},
    {"NETLINK_IP6_FW", 13},
    {"NETLINK_DNRTMSG", 14},
    {"NETLINK_KOBJECT_UEVENT", 15, 0, "devices that come and go"},
    {"NETLINK_GENERIC", 16, 0, "one family for all newer uses"},
    {"NETLINK_SCSITRANSPORT", 18},
    {"NETLINK_ECRYPTFS", 19},
    {"NETLINK_RDMA", 20},
    {"NETLINK_CRYPTO", 21},
    {"NETLINK_SMC", 22},
};

constexpr Constant shutdown_ways_rows[] = {
    {"SHUT_RD", 0, 0, "nothing more will be read"},
    {"SHUT_WR", 1, 0, "nothing more will be written: the other end sees the end of the stream"},
    {"SHUT_RDWR", 2, 0, "neither"},
};

constexpr Constant message_flags_rows[] = {
    {"MSG_OOB", 0x1, 0, "urgent data, beside the stream"},
    {"MSG_PEEK", 0x2, 0, "look at the data and leave it there"},
    {"MSG_DONTROUTE", 0x4, 0, "only to machines on the same network"},
    {"MSG_CTRUNC", 0x8, 0, "there was more control data than room for it"},
    {"MSG_PROBE", 0x10},
    {"MSG_TRUNC", 0x20, 0, "the message was longer than the room for it"},
    {"MSG_DONTWAIT", 0x40, 0, "fail with EAGAIN rather than wait, this time"},
    {"MSG_EOR", 0x80, 0, "a record ends here"},
    {"MSG_WAITALL", 0x100, 0, "wait until all of the room is filled"},
    {"MSG_FIN", 0x200},
    {"MSG_SYN", 0x400},
    {"MSG_CONFIRM", 0x800, 0, "the peer has just been heard of, no need to look for it"},
    {"MSG_RST", 0x1000},
    {"MSG_ERRQUEUE", 0x2000, 0, "read from the queue of errors"},
    {"MSG_NOSIGNAL", 0x4000, 0, "no SIGPIPE if the other end is gone, only EPIPE"},
    {"MSG_MORE", 0x8000, 0, "more will follow: do not send a small piece yet"},
    {"MSG_WAITFORONE", 0x10000, 0, "do not wait any more once one message is there"},
    {"MSG_SENDPAGE_NOTLAST", 0x20000},
    {"MSG_BATCH", 0x40000},
    {"MSG_NO_SHARED_FRAGS", 0x80000},
    {"MSG_ZEROCOPY", 0x4000000, 0, "take the program's pages instead of copying them"},
    {"MSG_FASTOPEN", 0x20000000, 0, "connect and send at once"},
    {"MSG_CMSG_CLOEXEC", 0x40000000, 0,
     "close descriptors that come with it when the program executes another one"},
    {"MSG_CMSG_COMPAT", 0x80000000},
};

constexpr Constant control_types_rows[] = {
    {"SCM_RIGHTS", 1, 0, "open files, handed over"},
    {"SCM_CREDENTIALS", 2, 0, "which process sent it"},
    {"SCM_SECURITY", 3, 0, "the sender's security label"},
    {"SO_TIMESTAMP_OLD", 29, 0, "tell with each message when it arrived"},
    {"SO_TIMESTAMPNS_OLD", 35},
    {"SO_TIMESTAMPING_OLD", 37},
    {"SCM_TIMESTAMPING_OPT_STATS", 54},
    {"SCM_TIMESTAMPING_PKTINFO", 58},
    {"SCM_TXTIME", 61},
    {"SO_TIMESTAMP_NEW", 63},
    {"SO_TIMESTAMPNS_NEW", 64},
    {"SO_TIMESTAMPING_NEW", 65},
};

constexpr Constant ip_control_types_rows[] = {
    {"IP_TOS", 1, 0, "the kind of service to ask of routers"},
    {"IP_TTL", 2, 0, "how many routers a packet may pass"},
    {"IP_RECVOPTS", 6, 0, "tell with each message which IP options it had"},
    {"IP_RETOPTS", 7},
    {"IP_PKTINFO", 8, 0, "tell with each message to which address it came"},
    {"IP_RECVERR", 11, 0, "keep errors in a queue, with what they are about"},
    {"SCM_SECURITY", 18, 0, "the sender's security label"},
    {"IP_ORIGDSTADDR", 20},
    {"IP_CHECKSUM", 23},
    {"IP_RECVFRAGSIZE", 25},
};

constexpr Constant call_rows[] = {
    {"SYS_SOCKET", 1},    {"SYS_BIND", 2},        {"SYS_CONNECT", 3},     {"SYS_LISTEN", 4},
    {"SYS_ACCEPT", 5},    {"SYS_GETSOCKNAME", 6}, {"SYS_GETPEERNAME", 7}, {"SYS_SOCKETPAIR", 8},
    {"SYS_SEND", 9},      {"SYS_RECV", 10},       {"SYS_SENDTO", 11},     {"SYS_RECVFROM", 12},
    {"SYS_SHUTDOWN", 13}, {"SYS_SETSOCKOPT", 14}, {"SYS_GETSOCKOPT", 15}, {"SYS_SENDMSG", 16},
    {"SYS_RECVMSG", 17},  {"SYS_ACCEPT4", 18},    {"SYS_RECVMMSG", 19},   {"SYS_SENDMMSG", 20},
};

}  // namespace

constexpr ConstantTable address_families{"address families of socket(2)", "AF_???",
                                         address_families_rows};
constexpr ConstantTable socket_types{.title = "types of socket(2)",
                                     .unknown = "SOCK_???",
                                     .rows = socket_types_rows,
                                     .fields_apart = true};
constexpr ConstantTable socket_type_flags{"flags of accept4(2)", "SOCK_???",
                                          socket_type_flags_rows};
constexpr ConstantTable inet_protocols{"protocols of IP", "IPPROTO_???", inet_protocols_rows};
constexpr ConstantTable netlink_protocols{"protocols of netlink(7)", "NETLINK_???",
                                          netlink_protocols_rows};
constexpr ConstantTable shutdown_ways{"how of shutdown(2)", "SHUT_???", shutdown_ways_rows};
constexpr ConstantTable message_flags{"flags of send(2) and recv(2)", "MSG_???",
                                      message_flags_rows};
constexpr ConstantTable control_types{"types of control messages of sockets", "SCM_???",
                                      control_types_rows};
constexpr ConstantTable ip_control_types{"types of control messages of IPv4", "IP_???",
                                         ip_control_types_rows};
constexpr ConstantTable socket_calls{"calls of socketcall(2)", "SYS_???", call_rows,
                                     value::Number::Base::decimal};

}  // namespace spyglass::constants
