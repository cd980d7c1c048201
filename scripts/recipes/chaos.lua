--- What does a program do when calls fail? Some of the calls that it makes, chosen by chance, fail
--- with an error, or are late: `calls` says which may, `path` what they must be about (a part of
--- it, or a pattern of Lua: the path that they are given, or what their descriptor is open on),
--- `percent` how many of these. The same seed chooses the same calls of a program that does the
--- same: it is the number of a call within its process that decides, with the program and its place
--- in the family, so that it does not matter who is faster. Threads of a process may change places,
--- and so may children that run side by side without having become programs of their own. A program
--- whose close has failed may well wait for ever: nobody sees the end of its pipe.
---
--- Programs start: what a process does with shared libraries and their cache is spared, the execve
--- of the first program, too, and of calls that a start is made of (mmap, brk, arch_prctl, …) the
--- first 30 of a program; and so are exit and rt_sigreturn, which cannot fail. `start=true` spares
--- nothing but that execve and these, and `after` the first N, in each process, of the calls that
--- are left.
---
---     $ spyglass recipe chaos path=hostname percent=50 seed=2 -- cat /etc/hostname
---     process  command           call              done              file
---        4711  cat               openat            EIO               /etc/hostname
---     1 of 1 calls were chosen (seed=2)
---
---     what was done
---             1  openat: EIO

recipe {
  summary = "makes calls fail or late by chance, the same ones for the same seed",
  category = "faults",
  arguments = {
    { name = "calls", type = "text", default = "openat,read,write", help = "as for trace -e" },
    { name = "path", type = "text", help = "only what has this in its path, or is open on such" },
    { name = "error", type = "text", default = "EIO", help = "or none: they do not fail" },
    { name = "percent", type = "number", default = "10", help = "how many of them" },
    { name = "seed", type = "number", default = "1", help = "another one chooses other calls" },
    { name = "after", type = "number", default = "0", help = "as many are spared first" },
    { name = "delay", type = "duration", default = "0", help = "how long they stand still before" },
    { name = "start", type = "flag", default = "false", help = "starting programs is not spared" },
  },
  calls = "arg.calls",
  needs = { "control", "files" },
  columns = { "process", "command", "call", "done", "file" },
  summaries = "what was done",
}

local most_of_start = 30
local starting = {}
for name in ([[access arch_prctl brk faccessat getrandom mmap mprotect munmap prlimit64 rseq
  set_robust_list set_thread_area set_tid_address uname]]):gmatch "%S+" do
  starting[name] = true
end

-- Of each its name in the family (/sh1/cat2: the second cat of the first sh), and its counts.
local processes = {}
local none = { name = "", children = {} } -- the parent of those whose own is not traced
local candidates, chosen = 0, 0

local function begin_program(e)
  local family, command = processes[e.parent] or none, tostring(e.command)
  family.children[command] = (family.children[command] or 0) + 1
  local process = { children = {}, calls = 0, of_start = 0 }
  process.name = ("%s/%s%d"):format(family.name, command, family.children[command])
  processes[e.process] = process
  return process
end

function on.process_start(e) begin_program(e) end
function on.process_exec(e) begin_program(e) end
function on.process_exit(e) processes[e.process] = nil end

local function is_library(path)
  for _, pattern in ipairs { "%.so$", "%.so%.[%d.]+$", "^/etc/ld%.so%.", "/glibc%-hwcaps/" } do
    if path:find(pattern) then return true end
  end
  return false
end

local function is_spared(e, process, path)
  if tostring(e.command) == "?" and e.name:find "^execve" then return true end
  if e.name:find "^exit" or e.name:find "sigreturn" then return true end
  if arg.start then return false end
  if is_library(path) then return true end
  if not starting[e.name] or process.of_start == most_of_start then return false end
  process.of_start = process.of_start + 1
  return true
end

-- Decided by the seed, the process and the number of the call alone.
local function is_chosen(process)
  local number = 0
  for i = 1, #process.name do number = (number * 31 + process.name:byte(i)) % 2147483648 end
  math.randomseed(math.floor(arg.seed) * 4294967296 + number, process.calls)
  return math.random() * 100 < arg.percent
end

local function is_about(path)
  return arg.path == "" or path:find(arg.path, 1, true) or path:find(arg.path)
end

local function act(e)
  local done = {}
  if arg.delay > 0 then
    e:delay(arg.delay * 1000)
    done[1] = ("late by %.9g ms"):format(arg.delay * 1000)
  end
  if arg.error ~= "none" then
    e:fail(arg.error)
    done[#done + 1] = arg.error
  end
  return table.concat(done, ", ")
end

function on.call_entry(e)
  local path = tostring(e.path)
  if path == "?" then path = tostring(e.file) end
  local process = processes[e.process] or begin_program(e)
  if is_spared(e, process, path) or not is_about(path) then return end
  candidates = candidates + 1
  process.calls = process.calls + 1
  if process.calls <= arg.after or not is_chosen(process) then return end
  chosen = chosen + 1
  local done = act(e)
  row { process = e.process, command = e.command, call = e.name, done = done, file = path }
  top("what was done", e.name .. ": " .. done)
end

function on.finish()
  text(("%d of %d calls were chosen (seed=%s)"):format(chosen, candidates, arg.seed))
end
