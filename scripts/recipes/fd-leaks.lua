--- Which descriptors does a process open and never close? Counted are those still open when the
--- process ends, when it goes on as another program (close-on-exec counts as closed there), or when
--- nothing more is seen of it; grouped by what they are open on and by the call that made them, the
--- largest groups first. At the end stands how many of its own each process had open at once. One
--- or two that are open at the end do no harm; a number that grows with the work does.
---
--- What a process was born with, or had before anybody looked, is not its own, and 0, 1 and 2 do
--- not count. Descriptors that come over sockets, or are opened by io_uring, are not seen. Two
--- processes that share their table (CLONE_FILES, which is rare) look as if each had its own. No
--- more than 5000 groups are told apart, and 5000 processes at the end.
---
---     $ spyglass recipe fd-leaks -- sh -c 'exec 3</etc/hostname 4</etc/hostname; exec sleep 0'
---       process  command               count  when              made by           descriptors       open on
---          4711  sh                        2  exec              openat            3 4               /etc/hostname
---
---     most open at once
---               2       1×  4711 sh

recipe {
  summary = "descriptors that are never closed: on what, and which call made them",
  category = "files",
  arguments = {
    { name = "min", type = "number", default = "1", help = "only groups of at least so many" },
  },
  calls = { "open", "openat", "openat2", "creat", "open_by_handle_at", "socket", "socketpair",
            "accept", "accept4", "connect", "pipe", "pipe2", "dup", "dup2", "dup3", "fcntl",
            "fcntl64", "eventfd", "eventfd2", "epoll_create", "epoll_create1", "memfd_create",
            "memfd_secret", "timerfd_create", "signalfd", "signalfd4", "inotify_init",
            "inotify_init1", "fanotify_init", "userfaultfd", "perf_event_open", "pidfd_open",
            "pidfd_getfd", "io_uring_setup", "ioctl", "close", "close_range" },
  -- An error of close is one of the disk: the descriptor is free. A connect may still succeed.
  where = "result >= 0 or name == 'connect' or name == 'close'",
  needs = "files",
  columns = { "process", "command", "count", "when", "made by", "descriptors", "open on" },
  summaries = "most open at once",
}

local most = 5000
local processes = {} -- by number: its own descriptors, while it lives
local groups = {}
local list = {}
local not_told_apart = 0
local ended = 0

local both_ends = { pipe = "pipefd", pipe2 = "pipefd", socketpair = "sv" }
local always_closed_on_exec = { pidfd_open = true, pidfd_getfd = true, io_uring_setup = true }
local changes = { close = true, close_range = true, connect = true, ioctl = true }

local function process_of(e)
  local process = processes[e.process]
  if not process then
    process = { open = {}, count = 0, peak = 0 }
    processes[e.process] = process
  end
  process.command = tostring(e.command)
  return process
end

local function closes_on_exec(e)
  if always_closed_on_exec[e.name] then return true end
  local flags = tostring(e.arg.flags) .. tostring(e.arg.type) .. tostring(e.arg.cmd)
  if e.name == "openat2" then flags = tostring(e.arg.how.flags) end
  return flags:find("CLOEXEC", 1, true) ~= nil
end

local function forget(process, descriptor)
  if not process.open[descriptor] then return end
  process.open[descriptor] = nil
  process.count = process.count - 1
end

local function add(e, process, descriptor)
  if type(descriptor) ~= "number" or descriptor <= 2 then return end
  forget(process, descriptor)
  process.open[descriptor] = { by = e.name, on = tostring(e:file_of(descriptor)),
                               closes = closes_on_exec(e) }
  process.count = process.count + 1
  if process.count > process.peak then
    process.peak, process.peak_command = process.count, process.command
  end
end

local function set_closing(process, descriptor, closes)
  local one = process.open[descriptor]
  if one then one.closes = closes end
end

--- Connections to the same place are one group, whatever port of ours they come from.
local function peer_of(name) return (name:gsub("^(%S+) %S+ %->", "%1 ->")) end

local function close_range(e, process)
  local flags = tostring(e.arg.flags)
  for descriptor in pairs(process.open) do
    if descriptor >= e.arg.first and descriptor <= e.arg.last then
      if flags:find "CLOEXEC" then
        set_closing(process, descriptor, true)
      else
        forget(process, descriptor)
      end
    end
  end
end

local function change(e, process)
  local one = process.open[e.arg.fd]
  if e.name == "close_range" then return close_range(e, process) end
  if not one then return end
  if e.name == "close" then return forget(process, e.arg.fd) end
  if e.name == "connect" then one.on = peer_of(tostring(e.file)) end
  if e.name == "ioctl" and tostring(e.arg.request):find "^FIO" then
    if e.arg.request == "FIOCLEX" then one.closes = true end
    if e.arg.request == "FIONCLEX" then one.closes = false end
  end
end

local function control(e, process)
  local what = tostring(e.arg.cmd)
  if what:find "^F_DUPFD" then
    add(e, process, e.result)
  elseif what == "F_SETFD" then
    set_closing(process, e.arg.fd, tostring(e.arg.arg):find "FD_CLOEXEC" ~= nil)
  end
end

function on.call_exit(e)
  local process = process_of(e)
  if changes[e.name] then return change(e, process) end
  if e.name:find "^fcntl" then return control(e, process) end
  local ends = both_ends[e.name]
  if not ends then return add(e, process, e.result) end
  add(e, process, e.arg[ends][1])
  add(e, process, e.arg[ends][2])
end

local function group_of(number, process, when, one)
  local key = table.concat({ number, process.command, when, one.by, one.on }, "\0")
  local group = groups[key]
  if group or #list >= most then return group end
  group = { process = number, command = process.command, when = when, by = one.by, on = one.on,
            descriptors = {}, count = 0 }
  groups[key] = group
  list[#list + 1] = group
  return group
end

--- Whatever is open of a process is leaked; at an execve what closes itself is not.
local function settle(number, when, is_exec)
  local process = processes[number]
  if not process then return end
  for descriptor, one in pairs(process.open) do
    if not (is_exec and one.closes) then
      local group = group_of(number, process, when, one)
      if group then
        group.count = group.count + 1
        if group.count <= 100 then group.descriptors[group.count] = descriptor end
      else
        not_told_apart = not_told_apart + 1
      end
    end
  end
  process.open, process.count = {}, 0
end

local function end_process(number, when)
  settle(number, when, false)
  local process = processes[number]
  processes[number] = nil
  if not process or process.peak == 0 then return end
  ended = ended + 1
  local name = number .. " " .. process.peak_command
  top("most open at once", ended <= most and name or "others", process.peak)
end

function on.process_exec(e) settle(e.process, "exec", true) end
function on.process_exit(e) end_process(e.process, "end") end

local function shown(descriptors)
  table.sort(descriptors)
  local words = { table.unpack(descriptors, 1, 8) }
  if #descriptors > 8 then words[9] = "..." end
  return table.concat(words, " ")
end

function on.finish()
  local numbers = {}
  for number in pairs(processes) do numbers[#numbers + 1] = number end
  table.sort(numbers)
  for _, number in ipairs(numbers) do end_process(number, "still running") end
  table.sort(list, function(a, b)
    if a.count ~= b.count then return a.count > b.count end
    if a.process ~= b.process then return a.process < b.process end
    return a.descriptors[1] < b.descriptors[1]
  end)
  for _, group in ipairs(list) do
    if group.count >= arg.min then
      row { process = group.process, command = group.command, count = group.count,
            when = group.when, ["made by"] = group.by, descriptors = shown(group.descriptors),
            ["open on"] = group.on }
    end
  end
  if not_told_apart > 0 then text("and " .. not_told_apart .. " of still other groups") end
end
