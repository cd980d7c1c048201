--- Which calls must be allowed, so that a program works, and no others? The answer is a seccomp
--- profile in the form of container runtimes (docker run --security-opt seccomp=FILE, and OCI): all
--- calls fail but those that were seen. With `-o FILE` it goes to a file. Runs of several days are
--- merged: `--from monday.spy --from tuesday.spy`.
---
--- It knows what was seen: what a program does seldom, on errors for example, is not in it. Calls
--- that spyglass has no name for are left out. `start=true` adds what a runtime itself calls
--- between loading the profile and starting the program, and what the C library of another version
--- may want there; returning from signals and ending are always allowed.
---
---     $ spyglass recipe seccomp-profile -- cat /etc/hostname
---     {
---       "architectures": ["SCMP_ARCH_X86_64"],
---       "defaultAction": "SCMP_ACT_ERRNO",
---       "syscalls": [{ "action": "SCMP_ACT_ALLOW", "names": ["brk", "close"] }]
---     }

recipe {
  summary = "a seccomp profile for containers, of the calls that were seen",
  category = "processes",
  level = "advanced",
  arguments = {
    { name = "start", type = "flag", default = "false", help = "also what a runtime wants" },
    { name = "action", type = "text", default = "SCMP_ACT_ERRNO", help = "what others get" },
  },
}

local architectures = {
  ["x86-64"] = "SCMP_ARCH_X86_64",
  x32 = "SCMP_ARCH_X32",
  i386 = "SCMP_ARCH_X86",
  aarch64 = "SCMP_ARCH_AARCH64",
  arm = "SCMP_ARCH_ARM",
}

local always = { "exit", "exit_group", "restart_syscall", "rt_sigreturn" }

local at_start = {
  "access", "arch_prctl", "brk", "capget", "capset", "chdir", "close", "epoll_create1",
  "epoll_ctl", "epoll_pwait", "execve", "faccessat", "faccessat2", "fchdir", "fchown", "fcntl",
  "fstat", "fstatfs", "futex", "getcwd", "getdents64", "getpid", "getppid", "getrandom", "getuid",
  "lseek", "madvise", "mmap", "mprotect", "munmap", "nanosleep", "newfstatat", "open", "openat",
  "openat2", "pipe2", "prctl", "pread64", "prlimit64", "read", "rseq", "rt_sigaction",
  "rt_sigprocmask", "sched_getaffinity", "sched_yield", "set_robust_list", "set_tid_address",
  "setgid", "setgroups", "setuid", "sigaltstack", "statx", "tgkill", "write",
}

local seen, seen_architectures = {}, {}

local function note(names)
  for _, name in ipairs(names) do seen[name] = true end
end

local function sorted(set)
  local list = {}
  for name in pairs(set) do list[#list + 1] = name end
  table.sort(list)
  return list
end

-- As they are made: one that never returns must be allowed, too.
function on.call_entry(e)
  local architecture = architectures[e.abi]
  if architecture then seen_architectures[architecture] = true end
  if e.group ~= "unknown" then seen[e.name] = true end
end

function on.finish()
  note(always)
  if arg.start then note(at_start) end
  text(json {
    defaultAction = arg.action,
    architectures = sorted(seen_architectures),
    syscalls = { { names = sorted(seen), action = "SCMP_ACT_ALLOW" } },
  })
end
