// The calls that learners meet most, in traces of everyday programs: their rows must have an answer
// to everything that `explain` is asked.

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "core/syscalls/catalogue.hpp"

namespace spyglass {
namespace {

/// Calls with something in common, their names with spaces between.
struct Topic {
  std::string_view about;
  std::string_view calls;
};

constexpr auto topics = std::to_array<Topic>({
    {"files by name",
     "open openat openat2 creat stat fstat lstat newfstatat statx access faccessat "
     "faccessat2 getdents64 getcwd chdir fchdir chroot rename renameat renameat2 mkdir "
     "mkdirat mknod mknodat rmdir unlink unlinkat link linkat symlink symlinkat readlink "
     "readlinkat chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat umask "
     "utimensat statfs fstatfs mount umount2 getxattr lgetxattr fgetxattr setxattr "
     "listxattr removexattr inotify_init1 inotify_add_watch inotify_rm_watch"},
    {"open files",
     "read write close close_range lseek pread64 pwrite64 readv writev preadv pwritev dup "
     "dup2 dup3 pipe pipe2 fcntl ioctl flock memfd_create truncate ftruncate fallocate "
     "fsync fdatasync sync syncfs sendfile copy_file_range splice tee fadvise64 poll "
     "ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait "
     "eventfd eventfd2"},
    {"memory", "brk mmap munmap mprotect mremap madvise msync mincore mlock"},
    {"processes and threads",
     "execve execveat exit exit_group fork vfork clone clone3 wait4 waitid unshare setns "
     "ptrace process_vm_readv pidfd_open pidfd_send_signal futex set_tid_address "
     "set_robust_list rseq membarrier arch_prctl prctl seccomp sched_yield "
     "sched_getaffinity sched_setaffinity getcpu getpriority setpriority personality"},
    {"who, and what may they",
     "getpid getppid gettid getpgid getpgrp setpgid getsid setsid getuid geteuid getgid "
     "getegid setuid setgid setreuid setregid setresuid setresgid getgroups setgroups "
     "capget capset getrlimit setrlimit prlimit64 getrusage"},
    {"signals",
     "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigpending "
     "rt_sigtimedwait rt_sigqueueinfo sigaltstack kill tkill tgkill pause alarm setitimer "
     "getitimer signalfd4 restart_syscall"},
    {"sockets",
     "socket socketpair bind listen accept accept4 connect getsockname getpeername sendto "
     "recvfrom sendmsg recvmsg sendmmsg recvmmsg shutdown setsockopt getsockopt"},
    {"time",
     "nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times "
     "timer_create timer_settime timerfd_create timerfd_settime timerfd_gettime"},
    {"between programs, and the machine",
     "shmget shmat shmdt shmctl semget semop semctl msgget msgsnd msgrcv msgctl mq_open "
     "mq_timedsend mq_timedreceive mq_unlink uname sysinfo getrandom"},
    {"32-bit programs", "socketcall waitpid _llseek mmap2 set_thread_area"},
});

std::vector<std::string_view> learners_calls() {
  std::vector<std::string_view> calls;
  for (const Topic& topic : topics) {
    std::string_view rest = topic.calls;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      calls.push_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return calls;
}

/// A call that has fewer than three errors by nature, and how many it has.
struct FewErrors {
  std::string_view call;
  std::size_t errors;
  std::string_view why;
};

constexpr std::string_view always_an_answer = "it asks what the kernel always knows";
constexpr std::string_view only_a_pointer = "only its pointer can be wrong";
constexpr std::string_view a_choice_and_a_pointer = "only its choice and its pointers can be wrong";

constexpr auto few_errors = std::to_array<FewErrors>({
    {"getpid", 0, always_an_answer},
    {"getppid", 0, always_an_answer},
    {"gettid", 0, always_an_answer},
    {"getpgrp", 0, always_an_answer},
    {"getuid", 0, always_an_answer},
    {"geteuid", 0, always_an_answer},
    {"getgid", 0, always_an_answer},
    {"getegid", 0, always_an_answer},
    {"exit", 0, "it never comes back"},
    {"exit_group", 0, "it never comes back"},
    {"rt_sigreturn", 0, "it goes back to where the handler came in between"},
    {"brk", 0, "in place of an error the kernel returns the old end"},
    {"umask", 0, "bits that are no permissions are dropped"},
    {"sync", 0, "it does not tell what went wrong"},
    {"alarm", 0, "any number of seconds will do"},
    {"sched_yield", 0, "one may always let others go first"},
    {"set_tid_address", 0, "the address is used only when the thread ends"},
    {"pause", 1, "it ends by a signal only"},
    {"restart_syscall", 1, "other errors are those of the call that goes on"},
    {"gettimeofday", 1, only_a_pointer},
    {"time", 1, only_a_pointer},
    {"times", 1, only_a_pointer},
    {"uname", 1, only_a_pointer},
    {"sysinfo", 1, only_a_pointer},
    {"getcpu", 1, only_a_pointer},
    {"set_robust_list", 1, "the list is used only when the thread ends; its size counts"},
    {"shmdt", 1, "only the address can be wrong"},
    {"personality", 1, "only the flags can be wrong"},
    {"getpgid", 1, "only the process can be missing"},
    {"getsid", 1, "only the process can be missing"},
    {"setsid", 1, "only leaders of a group are refused"},
    {"rt_sigaction", 2, a_choice_and_a_pointer},
    {"rt_sigprocmask", 2, a_choice_and_a_pointer},
    {"rt_sigpending", 2, a_choice_and_a_pointer},
    {"setitimer", 2, a_choice_and_a_pointer},
    {"getitimer", 2, a_choice_and_a_pointer},
    {"timer_settime", 2, a_choice_and_a_pointer},
    {"getrlimit", 2, a_choice_and_a_pointer},
    {"getrusage", 2, a_choice_and_a_pointer},
    {"getgroups", 2, a_choice_and_a_pointer},
    {"socketcall", 2, "other errors are those of the call that is meant"},
    {"getpriority", 2, "everybody may ask about everybody"},
    {"inotify_rm_watch", 2, "only its two numbers can be wrong"},
});

std::size_t expected_errors(std::string_view call) {
  const auto found = std::ranges::find(few_errors, call, &FewErrors::call);
  return found == few_errors.end() ? 3 : found->errors;
}

bool has_words(std::string_view text) {
  const auto is_letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  return std::ranges::count_if(text, is_letter) >= 3;
}

/// All rows of a call: some have another one for an ABI.
std::vector<const Row*> rows_of(std::string_view call) {
  std::vector<const Row*> rows;
  for (const auto family : row_families()) {
    for (const Row& row : family) {
      if (row.name == call) rows.push_back(&row);
    }
  }
  return rows;
}

TEST_CASE("more than 120 calls that learners meet have a full row") {
  const auto calls = learners_calls();
  CHECK(calls.size() - few_errors.size() >= 120);
  std::set<std::string_view> seen;
  for (const std::string_view call : calls) {
    CAPTURE(call);
    CHECK(seen.insert(call).second);
    const auto rows = rows_of(call);
    REQUIRE_FALSE(rows.empty());
    for (const Row* row : rows) {
      CHECK(has_words(row->does));
      CHECK(has_words(row->when));
      CHECK(has_words(row->returned));
      for (const Argument& argument : row->argument_list()) {
        CAPTURE(argument.name, argument.means);
        CHECK(has_words(argument.means));
        // "how" alone is no answer.
        CHECK(argument.means.find(' ') != std::string_view::npos);
      }
      std::size_t errors = 0;
      std::set<std::string_view> reasons;
      for (const ErrorNote& error : row->errors) {
        if (error.name.empty()) continue;
        ++errors;
        CAPTURE(error.name, error.why);
        CHECK(has_words(error.why));
        CHECK(reasons.insert(error.why).second);
      }
      CHECK(errors == expected_errors(call));
    }
  }
}

TEST_CASE("calls with fewer errors are among the learners' calls, each with a reason") {
  const auto calls = learners_calls();
  std::set<std::string_view> seen;
  for (const FewErrors& few : few_errors) {
    CAPTURE(few.call);
    CHECK(seen.insert(few.call).second);
    CHECK(few.errors < 3);
    CHECK(has_words(few.why));
    CHECK(std::ranges::count(calls, few.call) == 1);
  }
}

}  // namespace
}  // namespace spyglass
