#include "core/decode/constants/rare_tables.hpp"

// Protocols of socket(2) for address families that few programs use.

namespace spyglass::constants {

namespace {

constexpr Constant bluetooth_rows[] = {
    {"BTPROTO_L2CAP", 0}, {"BTPROTO_HCI", 1},  {"BTPROTO_SCO", 2},  {"BTPROTO_RFCOMM", 3},
    {"BTPROTO_BNEP", 4},  {"BTPROTO_CMTP", 5}, {"BTPROTO_HIDP", 6}, {"BTPROTO_AVDTP", 7},
};

constexpr Constant can_rows[] = {
    {"CAN_RAW", 1, 0, "frames of a car's bus as they are"},
    {"CAN_BCM", 2, 0, "frames that the kernel repeats or filters"},
    {"CAN_TP16", 3},
    {"CAN_TP20", 4},
    {"CAN_MCNET", 5},
    {"CAN_ISOTP", 6, 0, "longer messages, in several frames"},
    {"CAN_J1939", 7},
};

constexpr Constant caif_rows[] = {
    {"CAIFPROTO_AT", 0},   {"CAIFPROTO_DATAGRAM", 1}, {"CAIFPROTO_DATAGRAM_LOOP", 2},
    {"CAIFPROTO_UTIL", 3}, {"CAIFPROTO_RFM", 4},      {"CAIFPROTO_DEBUG", 5},
};

constexpr Constant phonet_rows[] = {
    {"PN_PROTO_TRANSPORT", 0}, {"PN_PROTO_PHONET", 1}, {"PN_PROTO_PIPE", 2}};
constexpr Constant smc_rows[] = {{"SMCPROTO_SMC", 0}, {"SMCPROTO_SMC6", 1}};
constexpr Constant kcm_rows[] = {{"KCMPROTO_CONNECTED", 0}};

}  // namespace

constexpr ConstantTable bluetooth_protocols{"protocols of Bluetooth", "BTPROTO_???",
                                            bluetooth_rows};
constexpr ConstantTable can_protocols{"protocols of the CAN bus", "CAN_???", can_rows};
constexpr ConstantTable caif_protocols{"protocols of CAIF modems", "CAIFPROTO_???", caif_rows};
constexpr ConstantTable phonet_protocols{"protocols of Phonet modems", "PN_PROTO_???", phonet_rows};
constexpr ConstantTable smc_protocols{"protocols of shared memory communications", "SMCPROTO_???",
                                      smc_rows};
constexpr ConstantTable kcm_protocols{"protocols of the connection multiplexor", "KCMPROTO_???",
                                      kcm_rows};

}  // namespace spyglass::constants
