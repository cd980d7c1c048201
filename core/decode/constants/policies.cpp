#include "core/decode/constants/rare_tables.hpp"

// Which memory a thread gets on machines that have several (numa(7)), and its priority at the disk.

namespace spyglass::constants {

namespace {

constexpr std::uint64_t mode = 0x1fff;

constexpr Constant policy_rows[] = {
    {"MPOL_DEFAULT", 0, mode, "as the system does it"},
    {"MPOL_PREFERRED", 1, mode, "from this node if it has any left"},
    {"MPOL_BIND", 2, mode, "from these nodes only"},
    {"MPOL_INTERLEAVE", 3, mode, "page by page from each of these nodes"},
    {"MPOL_LOCAL", 4, mode, "from the node that the thread runs on"},
    {"MPOL_PREFERRED_MANY", 5, mode, "from these nodes if they have any left"},
    {"MPOL_WEIGHTED_INTERLEAVE", 6, mode, "from each of these nodes, by their weights"},
};

constexpr Constant policy_flag_rows[] = {
    {"MPOL_F_STATIC_NODES", 0x8000, 0, "node numbers stay as they are"},
    {"MPOL_F_RELATIVE_NODES", 0x4000, 0, "node numbers count among the allowed ones"},
    {"MPOL_F_NUMA_BALANCING", 0x2000, 0, "pages may move to where they are used"},
};

constexpr Constant bind_rows[] = {
    {"MPOL_MF_STRICT", 1, 0, "fail if a page is elsewhere"},
    {"MPOL_MF_MOVE", 2, 0, "move pages that only this process uses"},
    {"MPOL_MF_MOVE_ALL", 4, 0, "move pages that others use, too"},
};

constexpr Constant get_rows[] = {
    {"MPOL_F_NODE", 1, 0, "a node's number instead of the policy"},
    {"MPOL_F_ADDR", 2, 0, "of the memory at an address"},
    {"MPOL_F_MEMS_ALLOWED", 4, 0, "which nodes are allowed at all"},
};

constexpr Constant who_rows[] = {
    {"IOPRIO_WHO_PROCESS", 1, 0, "one thread"},
    {"IOPRIO_WHO_PGRP", 2, 0, "a process group"},
    {"IOPRIO_WHO_USER", 3, 0, "all of a user's processes"},
};

constexpr Constant class_rows[] = {
    {"IOPRIO_CLASS_NONE", 0, 0, "as its nice value says"},
    {"IOPRIO_CLASS_RT", 1, 0, "always first"},
    {"IOPRIO_CLASS_BE", 2, 0, "as usual"},
    {"IOPRIO_CLASS_IDLE", 3, 0, "when nobody else wants the disk"},
};

}  // namespace

constexpr ConstantTable memory_policies{"mode of set_mempolicy(2)", "MPOL_???", policy_rows};
constexpr ConstantTable memory_policy_flags{"flags in mode of set_mempolicy(2)", "MPOL_F_???",
                                            policy_flag_rows};
constexpr ConstantTable bind_flags{"flags of mbind(2)", "MPOL_???", bind_rows};
constexpr ConstantTable get_policy_flags{"flags of get_mempolicy(2)", "MPOL_???", get_rows};
constexpr ConstantTable io_priority_targets{"which of ioprio_get(2)", "IOPRIO_WHO_???", who_rows};
constexpr ConstantTable io_priority_classes{"class of ioprio_set(2)", "IOPRIO_CLASS_???",
                                            class_rows};

}  // namespace spyglass::constants
