#include "core/decode/constants/rare_tables.hpp"

// keyrings(7): keyctl(2) and its company.

namespace spyglass::constants {

namespace {

constexpr Constant command_rows[] = {
    {"KEYCTL_GET_KEYRING_ID", 0, 0, "the number of a special keyring"},
    {"KEYCTL_JOIN_SESSION_KEYRING", 1, 0, "begin a session with a keyring of its own"},
    {"KEYCTL_UPDATE", 2, 0, "give a key new contents"},
    {"KEYCTL_REVOKE", 3, 0, "make a key useless"},
    {"KEYCTL_CHOWN", 4, 0, "give a key to somebody else"},
    {"KEYCTL_SETPERM", 5, 0, "set a key's permissions"},
    {"KEYCTL_DESCRIBE", 6, 0, "what is this key?"},
    {"KEYCTL_CLEAR", 7, 0, "take all keys off a keyring"},
    {"KEYCTL_LINK", 8, 0, "put a key on a keyring"},
    {"KEYCTL_UNLINK", 9, 0, "take a key off a keyring"},
    {"KEYCTL_SEARCH", 10, 0, "look for a key on a keyring and those on it"},
    {"KEYCTL_READ", 11, 0, "read what is in a key"},
    {"KEYCTL_INSTANTIATE", 12, 0, "fill a key that was asked for"},
    {"KEYCTL_NEGATE", 13, 0, "say that there is no such key"},
    {"KEYCTL_SET_REQKEY_KEYRING", 14, 0, "where keys that are asked for go"},
    {"KEYCTL_SET_TIMEOUT", 15, 0, "let a key expire"},
    {"KEYCTL_ASSUME_AUTHORITY", 16, 0, "act for the one who asked for a key"},
    {"KEYCTL_GET_SECURITY", 17, 0, "the security label of a key"},
    {"KEYCTL_SESSION_TO_PARENT", 18, 0, "give the session's keyring to the parent"},
    {"KEYCTL_REJECT", 19, 0, "refuse a key, with an error"},
    {"KEYCTL_INSTANTIATE_IOV", 20, 0, "fill a key that was asked for, from pieces"},
    {"KEYCTL_INVALIDATE", 21, 0, "throw a key away"},
    {"KEYCTL_GET_PERSISTENT", 22, 0, "a user's keyring that outlives the session"},
    {"KEYCTL_DH_COMPUTE", 23, 0, "agree on a secret (Diffie-Hellman)"},
    {"KEYCTL_PKEY_QUERY", 24, 0, "what can this public key do?"},
    {"KEYCTL_PKEY_ENCRYPT", 25},
    {"KEYCTL_PKEY_DECRYPT", 26},
    {"KEYCTL_PKEY_SIGN", 27},
    {"KEYCTL_PKEY_VERIFY", 28},
    {"KEYCTL_RESTRICT_KEYRING", 29, 0, "say which keys may be put on a keyring"},
    {"KEYCTL_MOVE", 30, 0, "move a key to another keyring"},
    {"KEYCTL_CAPABILITIES", 31, 0, "what can this kernel do with keys?"},
    {"KEYCTL_WATCH_KEY", 32, 0, "be told when a key changes"},
};

constexpr Constant keyring_rows[] = {
    {"KEY_SPEC_THREAD_KEYRING", 0xffffffff, 0, "the thread's"},
    {"KEY_SPEC_PROCESS_KEYRING", 0xfffffffe, 0, "the process's"},
    {"KEY_SPEC_SESSION_KEYRING", 0xfffffffd, 0, "the session's"},
    {"KEY_SPEC_USER_KEYRING", 0xfffffffc, 0, "the user's"},
    {"KEY_SPEC_USER_SESSION_KEYRING", 0xfffffffb, 0, "of all sessions of the user"},
    {"KEY_SPEC_GROUP_KEYRING", 0xfffffffa, 0, "the group's"},
    {"KEY_SPEC_REQKEY_AUTH_KEY", 0xfffffff9, 0, "the right to fill a key"},
    {"KEY_SPEC_REQUESTOR_KEYRING", 0xfffffff8, 0, "of the one who asked for a key"},
};

constexpr Constant permission_rows[] = {
    {"KEY_POS_VIEW", 0x01000000, 0, "who has the key may see that it is there"},
    {"KEY_POS_READ", 0x02000000, 0, "… may read it"},
    {"KEY_POS_WRITE", 0x04000000, 0, "… may change it"},
    {"KEY_POS_SEARCH", 0x08000000, 0, "… may find it"},
    {"KEY_POS_LINK", 0x10000000, 0, "… may put it on keyrings"},
    {"KEY_POS_SETATTR", 0x20000000, 0, "… may change its owner and permissions"},
    {"KEY_USR_VIEW", 0x00010000, 0, "its owner may see that it is there"},
    {"KEY_USR_READ", 0x00020000},
    {"KEY_USR_WRITE", 0x00040000},
    {"KEY_USR_SEARCH", 0x00080000},
    {"KEY_USR_LINK", 0x00100000},
    {"KEY_USR_SETATTR", 0x00200000},
    {"KEY_GRP_VIEW", 0x00000100, 0, "its group may see that it is there"},
    {"KEY_GRP_READ", 0x00000200},
    {"KEY_GRP_WRITE", 0x00000400},
    {"KEY_GRP_SEARCH", 0x00000800},
    {"KEY_GRP_LINK", 0x00001000},
    {"KEY_GRP_SETATTR", 0x00002000},
    {"KEY_OTH_VIEW", 0x00000001, 0, "others may see that it is there"},
    {"KEY_OTH_READ", 0x00000002},
    {"KEY_OTH_WRITE", 0x00000004},
    {"KEY_OTH_SEARCH", 0x00000008},
    {"KEY_OTH_LINK", 0x00000010},
    {"KEY_OTH_SETATTR", 0x00000020},
};

constexpr Constant default_rows[] = {
    {"KEY_REQKEY_DEFL_NO_CHANGE", 0xffffffff, 0, "only ask"},
    {"KEY_REQKEY_DEFL_DEFAULT", 0, 0, "the first one that there is"},
    {"KEY_REQKEY_DEFL_THREAD_KEYRING", 1, 0, "the thread's"},
    {"KEY_REQKEY_DEFL_PROCESS_KEYRING", 2, 0, "the process's"},
    {"KEY_REQKEY_DEFL_SESSION_KEYRING", 3, 0, "the session's"},
    {"KEY_REQKEY_DEFL_USER_KEYRING", 4, 0, "the user's"},
    {"KEY_REQKEY_DEFL_USER_SESSION_KEYRING", 5, 0, "of all sessions of the user"},
    {"KEY_REQKEY_DEFL_GROUP_KEYRING", 6, 0, "the group's"},
    {"KEY_REQKEY_DEFL_REQUESTOR_KEYRING", 7, 0, "of the one who asked"},
};

constexpr Constant move_rows[] = {
    {"KEYCTL_MOVE_EXCL", 1, 0, "not if one of this name is there"},
};

}  // namespace

constexpr ConstantTable key_commands{"operation of keyctl(2)", "KEYCTL_???", command_rows};
constexpr ConstantTable keyrings{"keyrings(7)", "KEY_SPEC_???", keyring_rows,
                                 value::Number::Base::decimal};
constexpr ConstantTable key_permissions{"KEYCTL_SETPERM of keyctl(2)", "KEY_???", permission_rows};
constexpr ConstantTable key_request_keyrings{"KEYCTL_SET_REQKEY_KEYRING of keyctl(2)",
                                             "KEY_REQKEY_DEFL_???", default_rows,
                                             value::Number::Base::decimal};
constexpr ConstantTable key_move_flags{"KEYCTL_MOVE of keyctl(2)", "KEYCTL_MOVE_???", move_rows};

}  // namespace spyglass::constants
