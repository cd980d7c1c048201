#include "core/decode/constants/rare_tables.hpp"

// netlink(7), sock_diag(7).

namespace spyglass::constants {

namespace {

constexpr Constant message_rows[] = {
    {"NLMSG_NOOP", 1, 0, "nothing"},
    {"NLMSG_ERROR", 2, 0, "what came of a request; 0: it is done"},
    {"NLMSG_DONE", 3, 0, "the end of a list"},
    {"NLMSG_OVERRUN", 4, 0, "messages were lost"},
};
constexpr Constant diagnosis_rows[] = {
    {"TCPDIAG_GETSOCK", 18},
    {"DCCPDIAG_GETSOCK", 19},
    {"SOCK_DIAG_BY_FAMILY", 20, 0, "sockets of one family"},
    {"SOCK_DESTROY", 21, 0, "close a socket"},
};
constexpr Constant generic_rows[] = {{"nlctrl", 0x10, 0, "about the families themselves"}};

constexpr Constant flag_rows[] = {
    {"NLM_F_REQUEST", 1, 0, "the kernel shall do something"},
    {"NLM_F_MULTI", 2, 0, "part of a list"},
    {"NLM_F_ACK", 4, 0, "answer even if all went well"},
    {"NLM_F_ECHO", 8, 0, "send me, too, what others hear of it"},
    {"NLM_F_DUMP_INTR", 0x10, 0, "the list changed meanwhile"},
    {"NLM_F_DUMP_FILTERED", 0x20, 0, "not all of the list, as was asked"},
};
constexpr Constant get_rows[] = {
    {"NLM_F_DUMP", 0x300, 0, "all of them"},
    {"NLM_F_ROOT", 0x100, 0, "all of a table"},
    {"NLM_F_MATCH", 0x200, 0, "all that match"},
    {"NLM_F_ATOMIC", 0x400, 0, "as they are at one moment"},
};
constexpr Constant new_rows[] = {
    {"NLM_F_REPLACE", 0x100, 0, "replace the one that is there"},
    {"NLM_F_EXCL", 0x200, 0, "fail if it is there"},
    {"NLM_F_CREATE", 0x400, 0, "make it if it is not there"},
    {"NLM_F_APPEND", 0x800, 0, "at the end of the list"},
};
constexpr Constant delete_rows[] = {{"NLM_F_NONREC", 0x100, 0, "not what hangs on it"}};
constexpr Constant answer_rows[] = {
    {"NLM_F_CAPPED", 0x100, 0, "of the request only the header is here"},
    {"NLM_F_ACK_TLVS", 0x200, 0, "with attributes that explain it"},
};
constexpr Constant attribute_rows[] = {
    {"NLA_F_NESTED", 0x8000, 0, "its value is a list of attributes"},
    {"NLA_F_NET_BYTEORDER", 0x4000, 0, "the highest byte comes first"},
};

constexpr Constant state_rows[] = {
    {"1<<TCP_ESTABLISHED", 1 << 1}, {"1<<TCP_SYN_SENT", 1 << 2},   {"1<<TCP_SYN_RECV", 1 << 3},
    {"1<<TCP_FIN_WAIT1", 1 << 4},   {"1<<TCP_FIN_WAIT2", 1 << 5},  {"1<<TCP_TIME_WAIT", 1 << 6},
    {"1<<TCP_CLOSE", 1 << 7},       {"1<<TCP_CLOSE_WAIT", 1 << 8}, {"1<<TCP_LAST_ACK", 1 << 9},
    {"1<<TCP_LISTEN", 1 << 10},     {"1<<TCP_CLOSING", 1 << 11},   {"1<<TCP_NEW_SYN_RECV", 1 << 12},
};
constexpr Constant unix_rows[] = {
    {"UDIAG_SHOW_NAME", 1},  {"UDIAG_SHOW_VFS", 2},    {"UDIAG_SHOW_PEER", 4},
    {"UDIAG_SHOW_ICONS", 8}, {"UDIAG_SHOW_RQLEN", 16}, {"UDIAG_SHOW_MEMINFO", 32},
    {"UDIAG_SHOW_UID", 64},
};
constexpr Constant netlink_rows[] = {
    {"NDIAG_SHOW_MEMINFO", 1},
    {"NDIAG_SHOW_GROUPS", 2},
    {"NDIAG_SHOW_RING_CFG", 4},
    {"NDIAG_SHOW_FLAGS", 8},
};
constexpr Constant packet_rows[] = {
    {"PACKET_SHOW_INFO", 1},   {"PACKET_SHOW_MCLIST", 2},   {"PACKET_SHOW_RING_CFG", 4},
    {"PACKET_SHOW_FANOUT", 8}, {"PACKET_SHOW_MEMINFO", 16}, {"PACKET_SHOW_FILTER", 32},
};

}  // namespace

constexpr ConstantTable netlink_messages{"types of netlink(7) messages", "NLMSG_???", message_rows};
constexpr ConstantTable diagnosis_messages{"types of sock_diag(7) messages", "SOCK_DIAG_???",
                                           diagnosis_rows};
constexpr ConstantTable generic_messages{"families of generic netlink", "NLMSG_???", generic_rows};
constexpr ConstantTable netlink_flags{"flags of netlink(7) messages", "NLM_F_???", flag_rows};
constexpr ConstantTable netlink_get_flags{"flags of netlink(7) questions", "NLM_F_???", get_rows};
constexpr ConstantTable netlink_new_flags{"flags of netlink(7) orders to make something",
                                          "NLM_F_???", new_rows};
constexpr ConstantTable netlink_delete_flags{"flags of netlink(7) orders to remove something",
                                             "NLM_F_???", delete_rows};
constexpr ConstantTable netlink_answer_flags{"flags of netlink(7) answers", "NLM_F_???",
                                             answer_rows};
constexpr ConstantTable attribute_flags{"flags of netlink(7) attributes", "NLA_F_???",
                                        attribute_rows};
constexpr ConstantTable socket_states{"states of sockets to ask for", "TCP_???", state_rows};
constexpr ConstantTable unix_questions{"what to tell of UNIX sockets", "UDIAG_SHOW_???", unix_rows};
constexpr ConstantTable netlink_questions{"what to tell of netlink sockets", "NDIAG_SHOW_???",
                                          netlink_rows};
constexpr ConstantTable packet_questions{"what to tell of packet sockets", "PACKET_SHOW_???",
                                         packet_rows};

}  // namespace spyglass::constants
