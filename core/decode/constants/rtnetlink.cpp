#include "core/decode/constants/rare_tables.hpp"

// rtnetlink(7): links, addresses, routes.

namespace spyglass::constants {

namespace {

constexpr Constant message_rows[] = {
    {"RTM_NEWLINK", 16},
    {"RTM_DELLINK", 17},
    {"RTM_GETLINK", 18},
    {"RTM_SETLINK", 19},
    {"RTM_NEWADDR", 20},
    {"RTM_DELADDR", 21},
    {"RTM_GETADDR", 22},
    {"RTM_NEWROUTE", 24},
    {"RTM_DELROUTE", 25},
    {"RTM_GETROUTE", 26},
    {"RTM_NEWNEIGH", 28},
    {"RTM_DELNEIGH", 29},
    {"RTM_GETNEIGH", 30},
    {"RTM_NEWRULE", 32},
    {"RTM_DELRULE", 33},
    {"RTM_GETRULE", 34},
    {"RTM_NEWQDISC", 36},
    {"RTM_DELQDISC", 37},
    {"RTM_GETQDISC", 38},
    {"RTM_NEWTCLASS", 40},
    {"RTM_DELTCLASS", 41},
    {"RTM_GETTCLASS", 42},
    {"RTM_NEWTFILTER", 44},
    {"RTM_DELTFILTER", 45},
    {"RTM_GETTFILTER", 46},
    {"RTM_NEWACTION", 48},
    {"RTM_DELACTION", 49},
    {"RTM_GETACTION", 50},
    {"RTM_NEWPREFIX", 52},
    {"RTM_GETMULTICAST", 58},
    {"RTM_GETANYCAST", 62},
    {"RTM_NEWNEIGHTBL", 64},
    {"RTM_GETNEIGHTBL", 66},
    {"RTM_SETNEIGHTBL", 67},
    {"RTM_NEWNDUSEROPT", 68},
    {"RTM_NEWADDRLABEL", 72},
    {"RTM_DELADDRLABEL", 73},
    {"RTM_GETADDRLABEL", 74},
    {"RTM_GETDCB", 78},
    {"RTM_SETDCB", 79},
    {"RTM_NEWNETCONF", 80},
    {"RTM_DELNETCONF", 81},
    {"RTM_GETNETCONF", 82},
    {"RTM_NEWMDB", 84},
    {"RTM_DELMDB", 85},
    {"RTM_GETMDB", 86},
    {"RTM_NEWNSID", 88},
    {"RTM_DELNSID", 89},
    {"RTM_GETNSID", 90},
    {"RTM_NEWSTATS", 92},
    {"RTM_GETSTATS", 94},
    {"RTM_SETSTATS", 95},
    {"RTM_NEWCACHEREPORT", 96},
    {"RTM_NEWCHAIN", 100},
    {"RTM_DELCHAIN", 101},
    {"RTM_GETCHAIN", 102},
    {"RTM_NEWNEXTHOP", 104},
    {"RTM_DELNEXTHOP", 105},
    {"RTM_GETNEXTHOP", 106},
    {"RTM_NEWLINKPROP", 108},
    {"RTM_DELLINKPROP", 109},
    {"RTM_GETLINKPROP", 110},
    {"RTM_NEWVLAN", 112},
    {"RTM_DELVLAN", 113},
    {"RTM_GETVLAN", 114},
    {"RTM_NEWNEXTHOPBUCKET", 116},
    {"RTM_DELNEXTHOPBUCKET", 117},
    {"RTM_GETNEXTHOPBUCKET", 118},
    {"RTM_NEWTUNNEL", 120},
    {"RTM_DELTUNNEL", 121},
    {"RTM_GETTUNNEL", 122},
};

constexpr Constant link_attribute_rows[] = {
    {"IFLA_UNSPEC", 0},
    {"IFLA_ADDRESS", 1},
    {"IFLA_BROADCAST", 2},
    {"IFLA_IFNAME", 3},
    {"IFLA_MTU", 4},
    {"IFLA_LINK", 5},
    {"IFLA_QDISC", 6},
    {"IFLA_STATS", 7},
    {"IFLA_COST", 8},
    {"IFLA_PRIORITY", 9},
    {"IFLA_MASTER", 10},
    {"IFLA_WIRELESS", 11},
    {"IFLA_PROTINFO", 12},
    {"IFLA_TXQLEN", 13},
    {"IFLA_MAP", 14},
    {"IFLA_WEIGHT", 15},
    {"IFLA_OPERSTATE", 16},
    {"IFLA_LINKMODE", 17},
    {"IFLA_LINKINFO", 18},
    {"IFLA_NET_NS_PID", 19},
    {"IFLA_IFALIAS", 20},
    {"IFLA_NUM_VF", 21},
    {"IFLA_VFINFO_LIST", 22},
    {"IFLA_STATS64", 23},
    {"IFLA_VF_PORTS", 24},
    {"IFLA_PORT_SELF", 25},
    {"IFLA_AF_SPEC", 26},
    {"IFLA_GROUP", 27},
    {"IFLA_NET_NS_FD", 28},
    {"IFLA_EXT_MASK", 29},
    {"IFLA_PROMISCUITY", 30},
    {"IFLA_NUM_TX_QUEUES", 31},
    {"IFLA_NUM_RX_QUEUES", 32},
    {"IFLA_CARRIER", 33},
    {"IFLA_PHYS_PORT_ID", 34},
    {"IFLA_CARRIER_CHANGES", 35},
    {"IFLA_PHYS_SWITCH_ID", 36},
    {"IFLA_LINK_NETNSID", 37},
    {"IFLA_PHYS_PORT_NAME", 38},
    {"IFLA_PROTO_DOWN", 39},
    {"IFLA_GSO_MAX_SEGS", 40},
    {"IFLA_GSO_MAX_SIZE", 41},
    {"IFLA_PAD", 42},
    {"IFLA_XDP", 43},
    {"IFLA_EVENT", 44},
    {"IFLA_NEW_NETNSID", 45},
    {"IFLA_IF_NETNSID", 46},
    {"IFLA_TARGET_NETNSID", 46},
    {"IFLA_CARRIER_UP_COUNT", 47},
    {"IFLA_CARRIER_DOWN_COUNT", 48},
    {"IFLA_NEW_IFINDEX", 49},
    {"IFLA_MIN_MTU", 50},
    {"IFLA_MAX_MTU", 51},
    {"IFLA_PROP_LIST", 52},
    {"IFLA_ALT_IFNAME", 53},
    {"IFLA_PERM_ADDRESS", 54},
    {"IFLA_PROTO_DOWN_REASON", 55},
    {"IFLA_PARENT_DEV_NAME", 56},
    {"IFLA_PARENT_DEV_BUS_NAME", 57},
    {"IFLA_GRO_MAX_SIZE", 58},
    {"IFLA_TSO_MAX_SIZE", 59},
    {"IFLA_TSO_MAX_SEGS", 60},
    {"IFLA_ALLMULTI", 61},
};

constexpr Constant address_attribute_rows[] = {
    {"IFA_UNSPEC", 0},    {"IFA_ADDRESS", 1},     {"IFA_LOCAL", 2},           {"IFA_LABEL", 3},
    {"IFA_BROADCAST", 4}, {"IFA_ANYCAST", 5},     {"IFA_CACHEINFO", 6},       {"IFA_MULTICAST", 7},
    {"IFA_FLAGS", 8},     {"IFA_RT_PRIORITY", 9}, {"IFA_TARGET_NETNSID", 10}, {"IFA_PROTO", 11},
};

constexpr Constant route_attribute_rows[] = {
    {"RTA_UNSPEC", 0},      {"RTA_DST", 1},        {"RTA_SRC", 2},
    {"RTA_IIF", 3},         {"RTA_OIF", 4},        {"RTA_GATEWAY", 5},
    {"RTA_PRIORITY", 6},    {"RTA_PREFSRC", 7},    {"RTA_METRICS", 8},
    {"RTA_MULTIPATH", 9},   {"RTA_PROTOINFO", 10}, {"RTA_FLOW", 11},
    {"RTA_CACHEINFO", 12},  {"RTA_SESSION", 13},   {"RTA_MP_ALGO", 14},
    {"RTA_TABLE", 15},      {"RTA_MARK", 16},      {"RTA_MFC_STATS", 17},
    {"RTA_VIA", 18},        {"RTA_NEWDST", 19},    {"RTA_PREF", 20},
    {"RTA_ENCAP_TYPE", 21}, {"RTA_ENCAP", 22},     {"RTA_EXPIRES", 23},
    {"RTA_PAD", 24},        {"RTA_UID", 25},       {"RTA_TTL_PROPAGATE", 26},
    {"RTA_IP_PROTO", 27},   {"RTA_SPORT", 28},     {"RTA_DPORT", 29},
    {"RTA_NH_ID", 30},
};

constexpr Constant neighbour_attribute_rows[] = {
    {"NDA_UNSPEC", 0},    {"NDA_DST", 1},    {"NDA_LLADDR", 2},         {"NDA_CACHEINFO", 3},
    {"NDA_PROBES", 4},    {"NDA_VLAN", 5},   {"NDA_PORT", 6},           {"NDA_VNI", 7},
    {"NDA_IFINDEX", 8},   {"NDA_MASTER", 9}, {"NDA_LINK_NETNSID", 10},  {"NDA_SRC_VNI", 11},
    {"NDA_PROTOCOL", 12}, {"NDA_NH_ID", 13}, {"NDA_FDB_EXT_ATTRS", 14}, {"NDA_FLAGS_EXT", 15},
};

constexpr Constant link_flag_rows[] = {
    {"IFF_UP", 1},
    {"IFF_BROADCAST", 2},
    {"IFF_DEBUG", 4},
    {"IFF_LOOPBACK", 8},
    {"IFF_POINTOPOINT", 16},
    {"IFF_NOTRAILERS", 32},
    {"IFF_RUNNING", 64},
    {"IFF_NOARP", 128},
    {"IFF_PROMISC", 0x100},
    {"IFF_ALLMULTI", 0x200},
    {"IFF_MASTER", 0x400},
    {"IFF_SLAVE", 0x800},
    {"IFF_MULTICAST", 0x1000},
    {"IFF_PORTSEL", 0x2000},
    {"IFF_AUTOMEDIA", 0x4000},
    {"IFF_DYNAMIC", 0x8000},
    {"IFF_LOWER_UP", 0x10000},
    {"IFF_DORMANT", 0x20000},
    {"IFF_ECHO", 0x40000},
};

constexpr Constant address_flag_rows[] = {
    {"IFA_F_SECONDARY", 1},         {"IFA_F_NODAD", 2},          {"IFA_F_OPTIMISTIC", 4},
    {"IFA_F_DADFAILED", 8},         {"IFA_F_HOMEADDRESS", 16},   {"IFA_F_DEPRECATED", 32},
    {"IFA_F_TENTATIVE", 64},        {"IFA_F_PERMANENT", 128},    {"IFA_F_MANAGETEMPADDR", 0x100},
    {"IFA_F_NOPREFIXROUTE", 0x200}, {"IFA_F_MCAUTOJOIN", 0x400}, {"IFA_F_STABLE_PRIVACY", 0x800},
};

constexpr Constant route_flag_rows[] = {
    {"RTM_F_NOTIFY", 0x100},   {"RTM_F_CLONED", 0x200},        {"RTM_F_EQUALIZE", 0x400},
    {"RTM_F_PREFIX", 0x800},   {"RTM_F_LOOKUP_TABLE", 0x1000}, {"RTM_F_FIB_MATCH", 0x2000},
    {"RTM_F_OFFLOAD", 0x4000}, {"RTM_F_TRAP", 0x8000},         {"RTM_F_OFFLOAD_FAILED", 0x20000000},
};

constexpr Constant scope_rows[] = {
    {"RT_SCOPE_UNIVERSE", 0}, {"RT_SCOPE_SITE", 200},    {"RT_SCOPE_LINK", 253},
    {"RT_SCOPE_HOST", 254},   {"RT_SCOPE_NOWHERE", 255},
};

constexpr Constant table_rows[] = {
    {"RT_TABLE_UNSPEC", 0}, {"RT_TABLE_COMPAT", 252}, {"RT_TABLE_DEFAULT", 253},
    {"RT_TABLE_MAIN", 254}, {"RT_TABLE_LOCAL", 255},
};

constexpr Constant origin_rows[] = {
    {"RTPROT_UNSPEC", 0},      {"RTPROT_REDIRECT", 1},  {"RTPROT_KERNEL", 2},
    {"RTPROT_BOOT", 3},        {"RTPROT_STATIC", 4},    {"RTPROT_GATED", 8},
    {"RTPROT_RA", 9},          {"RTPROT_MRT", 10},      {"RTPROT_ZEBRA", 11},
    {"RTPROT_BIRD", 12},       {"RTPROT_DNROUTED", 13}, {"RTPROT_XORP", 14},
    {"RTPROT_NTK", 15},        {"RTPROT_DHCP", 16},     {"RTPROT_MROUTED", 17},
    {"RTPROT_KEEPALIVED", 18}, {"RTPROT_BABEL", 42},    {"RTPROT_OPENR", 99},
    {"RTPROT_BGP", 186},       {"RTPROT_ISIS", 187},    {"RTPROT_OSPF", 188},
    {"RTPROT_RIP", 189},       {"RTPROT_EIGRP", 192},
};

constexpr Constant route_type_rows[] = {
    {"RTN_UNSPEC", 0},   {"RTN_UNICAST", 1},   {"RTN_LOCAL", 2},     {"RTN_BROADCAST", 3},
    {"RTN_ANYCAST", 4},  {"RTN_MULTICAST", 5}, {"RTN_BLACKHOLE", 6}, {"RTN_UNREACHABLE", 7},
    {"RTN_PROHIBIT", 8}, {"RTN_THROW", 9},     {"RTN_NAT", 10},      {"RTN_XRESOLVE", 11},
};

constexpr Constant neighbour_state_rows[] = {
    {"NUD_NONE", 0},    {"NUD_INCOMPLETE", 1}, {"NUD_REACHABLE", 2},
    {"NUD_STALE", 4},   {"NUD_DELAY", 8},      {"NUD_PROBE", 16},
    {"NUD_FAILED", 32}, {"NUD_NOARP", 64},     {"NUD_PERMANENT", 128},
};

constexpr Constant neighbour_flag_rows[] = {
    {"NTF_USE", 1},          {"NTF_SELF", 2},       {"NTF_MASTER", 4},  {"NTF_PROXY", 8},
    {"NTF_EXT_LEARNED", 16}, {"NTF_OFFLOADED", 32}, {"NTF_STICKY", 64}, {"NTF_ROUTER", 128},
};

}  // namespace

constexpr ConstantTable route_messages{"types of rtnetlink(7) messages", "RTM_???", message_rows};
constexpr ConstantTable link_attributes{"attributes of links", "IFLA_???", link_attribute_rows};
constexpr ConstantTable address_attributes{"attributes of addresses", "IFA_???",
                                           address_attribute_rows};
constexpr ConstantTable route_attributes{"attributes of routes", "RTA_???", route_attribute_rows};
constexpr ConstantTable neighbour_attributes{"attributes of neighbours", "NDA_???",
                                             neighbour_attribute_rows};
constexpr ConstantTable link_flags{"flags of links", "IFF_???", link_flag_rows};
constexpr ConstantTable address_flags{"flags of addresses", "IFA_F_???", address_flag_rows};
constexpr ConstantTable route_flags{"flags of routes", "RTM_F_???", route_flag_rows};
constexpr ConstantTable route_scopes{"scopes of routes and addresses", "RT_SCOPE_???", scope_rows};
constexpr ConstantTable route_tables{"tables of routes", "RT_TABLE_???", table_rows};
constexpr ConstantTable route_origins{"who made a route", "RTPROT_???", origin_rows};
constexpr ConstantTable route_types{"types of routes", "RTN_???", route_type_rows};
constexpr ConstantTable neighbour_states{"states of neighbours", "NUD_???", neighbour_state_rows};
constexpr ConstantTable neighbour_flags{"flags of neighbours", "NTF_???", neighbour_flag_rows};

}  // namespace spyglass::constants
