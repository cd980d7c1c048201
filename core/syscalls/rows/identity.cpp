// Who a process is, and for whom it runs. The calls of i386 without "32" are older than ids of more
// than 16 bits.

#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rows/families.hpp"
#include "core/syscalls/rows/variants.hpp"

namespace spyglass::rows {

namespace {

constexpr std::array<ErrorNote, 3> errors_of_changes = {
    {{"EPERM", "without root's rights, only ids that the process has already will do"},
     {"EINVAL", "there is no such id here"},
     {"EAGAIN", "the kernel lacks something for the moment"}}};
constexpr std::array<ErrorNote, 3> errors_of_group_changes = {
    {{"EPERM", "without root's rights, only ids that the process has already will do"},
     {"EINVAL", "there is no such id here"},
     {"ENOMEM", "the kernel is short of memory"}}};

constexpr Row getuid{.name = "getuid",
                     .group = Group::identity,
                     .does = "Tells which user the process belongs to.",
                     .when = "In id and whoami, and in programs that treat root in another way.",
                     .returned = "the user's number, 0 is root; it never fails",
                     .errors = {}};
constexpr Row geteuid{.name = "geteuid",
                      .group = Group::identity,
                      .does = "Tells with whose rights the process works: the effective user.",
                      .when = "In shells, at their start.",
                      .returned = "the user's number, 0 is root; it never fails"};
constexpr Row getgid{.name = "getgid",
                     .group = Group::identity,
                     .does = "Tells which group the process belongs to.",
                     .when = "In id, and in shells, at their start.",
                     .returned = "the group's number; it never fails"};
constexpr Row getegid{.name = "getegid",
                      .group = Group::identity,
                      .does = "Tells with which group's rights the process works.",
                      .when = "In shells, at their start.",
                      .returned = "the group's number; it never fails"};
constexpr Row setuid{.name = "setuid",
                     .group = Group::identity,
                     .does = "Makes the process another user's.",
                     .when = "In login, su and servers, which start as root and give that up.",
                     .arguments = {{{"uid", &kinds::user_id, "the user to become"}}},
                     .returns = Returns::zero,
                     .returned = "0: the process is that user's",
                     .errors = errors_of_changes};
constexpr Row setgid{.name = "setgid",
                     .group = Group::identity,
                     .does = "Makes the process another group's.",
                     .when = "In login, su and servers that give up root, before setuid.",
                     .arguments = {{{"gid", &kinds::user_id, "the group to become"}}},
                     .returns = Returns::zero,
                     .returned = "0: the process is that group's",
                     .errors = errors_of_group_changes};
constexpr Row setreuid{
    .name = "setreuid",
    .group = Group::identity,
    .does = "Sets whose the process is and with whose rights it works.",
    .when = "In programs that go back and forth between root's rights and the user's.",
    .arguments = {{{"ruid", &kinds::user_id, "whose it is; -1: as it is"},
                   {"euid", &kinds::user_id, "with whose rights it works; -1: as it is"}}},
    .returns = Returns::zero,
    .returned = "0: the users are set",
    .errors = errors_of_changes};
constexpr Row setregid{
    .name = "setregid",
    .group = Group::identity,
    .does = "Sets which group's the process is and with which group's rights it works.",
    .when = "In programs that go back and forth between a group's rights and the user's.",
    .arguments = {{{"rgid", &kinds::user_id, "whose it is; -1: as it is"},
                   {"egid", &kinds::user_id, "with whose rights it works; -1: as it is"}}},
    .returns = Returns::zero,
    .returned = "0: the groups are set",
    .errors = errors_of_group_changes};
constexpr Row setresuid{
    .name = "setresuid",
    .group = Group::identity,
    .does = "Sets the process's user, the user whose rights it has, and the one to return to.",
    .when = "In sudo and su, which change all three at once.",
    .arguments = {{{"ruid", &kinds::user_id, "whose it is; -1: as it is"},
                   {"euid", &kinds::user_id, "with whose rights it works; -1: as it is"},
                   {"suid", &kinds::user_id, "to whose rights it may return; -1: as it is"}}},
    .returns = Returns::zero,
    .returned = "0: the users are set",
    .errors = errors_of_changes};
constexpr Row setresgid{
    .name = "setresgid",
    .group = Group::identity,
    .does = "Sets the process's group, the group whose rights it has, and the one to return to.",
    .when = "In sudo and su, before setresuid.",
    .arguments = {{{"rgid", &kinds::user_id, "whose it is; -1: as it is"},
                   {"egid", &kinds::user_id, "with whose rights it works; -1: as it is"},
                   {"sgid", &kinds::user_id, "to whose rights it may return; -1: as it is"}}},
    .returns = Returns::zero,
    .returned = "0: the groups are set",
    .errors = errors_of_group_changes};
constexpr Row getresuid{
    .name = "getresuid",
    .group = Group::identity,
    .does = "Tells the process's user, the user whose rights it has, and the one to return to.",
    .when = "In programs that want to know whether they run with somebody else's rights.",
    .arguments = {{{"ruid", &kinds::id_out, "whose it is"},
                   {"euid", &kinds::id_out, "with whose rights it works"},
                   {"suid", &kinds::id_out, "to whose rights it may return"}}},
    .returns = Returns::zero,
    .returned = "0: the users are in the three places",
    .errors = {{{"EFAULT", "a pointer is not the program's memory"}}}};
constexpr Row getresgid{
    .name = "getresgid",
    .group = Group::identity,
    .does = "Tells the process's group, the group whose rights it has, and the one to return to.",
    .when = "In programs that want to know whether they run with another group's rights.",
    .arguments = {{{"rgid", &kinds::id_out, "whose it is"},
                   {"egid", &kinds::id_out, "with whose rights it works"},
                   {"sgid", &kinds::id_out, "to whose rights it may return"}}},
    .returns = Returns::zero,
    .returned = "0: the groups are in the three places",
    .errors = {{{"EFAULT", "a pointer is not the program's memory"}}}};
constexpr Row setfsuid{.name = "setfsuid",
                       .group = Group::identity,
                       .does = "Sets with whose rights the process opens files.",
                       .when = "In file servers, which open files for many users.",
                       .arguments = {{{"fsuid", &kinds::user_id, "the user; -1: just tell"}}},
                       .returned = "the user before, whether it worked or not"};
constexpr Row setfsgid{.name = "setfsgid",
                       .group = Group::identity,
                       .does = "Sets with which group's rights the process opens files.",
                       .when = "In file servers, which open files for many users.",
                       .arguments = {{{"fsgid", &kinds::user_id, "the group; -1: just tell"}}},
                       .returned = "the group before, whether it worked or not"};
constexpr Row getgroups{
    .name = "getgroups",
    .group = Group::identity,
    .does = "Tells which further groups the process belongs to.",
    .when = "In id and groups.",
    .arguments = {{{"size", &kinds::int_number, "how many there is room for; 0: just count"},
                   {"list", &kinds::ids_out, "where the groups go"}}},
    .returns = Returns::number,
    .returned = "the number of groups",
    .errors = {{{"EINVAL", "there is not enough room"},
                {"EFAULT", "the list is not the program's memory"},
                {}}}};
constexpr Row setgroups{.name = "setgroups",
                        .group = Group::identity,
                        .does = "Sets which further groups the process belongs to.",
                        .when = "In login, su and servers that give up root.",
                        .arguments = {{{"size", &kinds::int_number, "how many groups"},
                                       {"list", &kinds::ids_in, "the groups", 0}}},
                        .returns = Returns::zero,
                        .returned = "0: the process belongs to these groups",
                        .errors = {{{"EPERM", "only root may do that"},
                                    {"EINVAL", "too many groups"},
                                    {"EFAULT", "the list is not the program's memory"}}}};

/// The old call of i386, with ids of 16 bits in place of all the others.
constexpr Row narrow(const Row& row) {
  Row result = variant(row, row.name, {}, AbiId::i386);
  const bool has_pointers = row.name.starts_with("getres");
  const bool has_list = row.name.ends_with("groups");
  for (Argument& argument : result.arguments) {
    if (argument.name.empty()) continue;
    if (argument.name == "list") {
      argument.kind = row.name == "getgroups" ? &kinds::short_ids_out : &kinds::short_ids_in;
    } else if (!has_list) {
      argument.kind = has_pointers ? &kinds::short_id_out : &kinds::short_user_id;
    }
  }
  return result;
}

constexpr Row identity_rows[] = {
    {.name = "getpid",
     .group = Group::identity,
     .does = "Tells the process's own number.",
     .when = "When a program makes a name that no other process makes, or writes a log.",
     .returns = Returns::process,
     .returned = "the process's number; it never fails"},
    {.name = "getppid",
     .group = Group::identity,
     .does = "Tells the number of the parent process.",
     .when = "In shells, for $PPID.",
     .returns = Returns::process,
     .returned = "the parent's number; 1 or a reaper's once the parent is gone; it never fails"},
    {.name = "gettid",
     .group = Group::identity,
     .does = "Tells the thread's own number.",
     .when = "In programs with threads; the first thread has the number of the process.",
     .returns = Returns::process,
     .returned = "the thread's number; it never fails"},
    {.name = "getpgid",
     .group = Group::identity,
     .does = "Tells which process group a process is in.",
     .when = "In shells, to see which job a process belongs to.",
     .arguments = {{{"pid", &kinds::process_id, "the process; 0: this one"}}},
     .returns = Returns::group,
     .returned = "the group's number",
     .errors = {{{"ESRCH", "there is no such process"}, {}, {}}}},
    {.name = "getpgrp",
     .group = Group::identity,
     .does = "Tells which process group this process is in.",
     .when = "In shells, at their start.",
     .returns = Returns::group,
     .returned = "the group's number; it never fails"},
    {.name = "setpgid",
     .group = Group::identity,
     .does = "Puts a process into a process group, or makes a new group.",
     .when = "In shells: each job of a command line is a group of its own.",
     .arguments = {{{"pid", &kinds::process_id, "the process; 0: this one"},
                    {"pgid", &kinds::process_group, "the group; 0: one named after the process"}}},
     .returns = Returns::zero,
     .returned = "0: the process is in the group",
     .errors = {{{"EACCES", "the child has already executed another program"},
                 {"EPERM", "the group or the process is of another session"},
                 {"ESRCH", "it is neither this process nor a child"}}}},
    {.name = "getsid",
     .group = Group::identity,
     .does = "Tells which session a process is in.",
     .when = "In programs that ask whether a terminal is theirs.",
     .arguments = {{{"pid", &kinds::process_id, "the process; 0: this one"}}},
     .returns = Returns::session,
     .returned = "the session's number",
     .errors = {{{"ESRCH", "there is no such process"}}}},
    {.name = "setsid",
     .group = Group::identity,
     .does = "Starts a new session, without a terminal, and leads it.",
     .when = "In servers that go to the background, and in terminal windows for their shell.",
     .returns = Returns::number,
     .returned = "the session's number, which is the process's",
     .errors = {{{"EPERM", "it leads a process group already"}, {}, {}}}},
    getuid,
    variant(getuid, "getuid32"),
    geteuid,
    variant(geteuid, "geteuid32"),
    getgid,
    variant(getgid, "getgid32"),
    getegid,
    variant(getegid, "getegid32"),
    setuid,
    narrow(setuid),
    variant(setuid, "setuid32"),
    setgid,
    narrow(setgid),
    variant(setgid, "setgid32"),
    setreuid,
    narrow(setreuid),
    variant(setreuid, "setreuid32"),
    setregid,
    narrow(setregid),
    variant(setregid, "setregid32"),
    setresuid,
    narrow(setresuid),
    variant(setresuid, "setresuid32"),
    setresgid,
    narrow(setresgid),
    variant(setresgid, "setresgid32"),
    getresuid,
    narrow(getresuid),
    variant(getresuid, "getresuid32"),
    getresgid,
    narrow(getresgid),
    variant(getresgid, "getresgid32"),
    setfsuid,
    narrow(setfsuid),
    variant(setfsuid, "setfsuid32"),
    setfsgid,
    narrow(setfsgid),
    variant(setfsgid, "setfsgid32"),
    getgroups,
    narrow(getgroups),
    variant(getgroups, "getgroups32"),
    setgroups,
    narrow(setgroups),
    variant(setgroups, "setgroups32"),
};

}  // namespace

std::span<const Row> identity() { return identity_rows; }

}  // namespace spyglass::rows
