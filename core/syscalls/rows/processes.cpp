#include "core/syscalls/kinds.hpp"
#include "core/syscalls/rows/families.hpp"

namespace spyglass::rows {

namespace {

constexpr Row processes_rows[] = {
    {.name = "execve",
     .group = Group::processes,
     .does = "Replaces the program that runs in this process by another one.",
     .when = "First line of every trace: whoever starts a program forks, and the child calls it.",
     .arguments = {{{"pathname", &kinds::path, "the file to execute"},
                    {"argv", &kinds::string_vector, "the program's arguments, its name first"},
                    {"envp", &kinds::environment, "the environment it gets"}}},
     .returns = Returns::zero,
     .returned = "nothing to the old program, which is gone; the new one starts with 0 registers",
     .errors = {{{"ENOENT", "no such file, or the interpreter that it names is missing"},
                 {"EACCES", "the file may not be executed"},
                 {"ENOEXEC", "the kernel does not know this kind of file"}}}},
    {.name = "exit_group",
     .group = Group::processes,
     .does = "Ends the process with all its threads.",
     .when = "The last call of every program: returning from main ends here.",
     .arguments = {{{"status", &kinds::int_number, "the exit status; its low 8 bits count"}}},
     .returns = Returns::nothing,
     .returned = "nothing: it never comes back"},
};

}  // namespace

std::span<const Row> processes() { return processes_rows; }

}  // namespace spyglass::rows
