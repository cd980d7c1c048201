--- What did a program do just before it crashed? Like the recorder of an aeroplane, this keeps the
--- last calls of each thread, and shows them when the process is killed by a signal, or with
--- failed=true also when it ends with an exit status other than 0. Times count back from the end of
--- the process. Signals that arrive have lines, too; SIGKILL never arrives, it only ends.
---
--- Of a process no more than 100 threads are kept, those that called last.
---
---     $ spyglass recipe flight-recorder last=5 -- sh -c 'ls -d /; kill -SEGV $$'
---       process     thread  command           before the end  what
---          4711       4711  sh                   1.3 ms  signal SIGCHLD
---          4711       4711  sh                   1.1 ms  rt_sigreturn({mask=[]}) = 4712
---          4711       4711  sh                   1.1 ms  wait4(-1, 0x7ffc8916bfec, WNOHANG, NULL) = -1 ECHILD (No child processes)
---          4711       4711  sh                   360 us  kill(4711, SIGSEGV) = 0
---          4711       4711  sh                   330 us  signal SIGSEGV
---          4711       4711  sh                     0 ns  killed by SIGSEGV

recipe {
  summary = "the last calls of each thread before a crash",
  category = "faults",
  arguments = {
    { name = "last", type = "number", default = "10", help = "how many calls of each thread" },
    { name = "failed", type = "flag", default = "false",
      help = "also of processes that end with an exit status other than 0" },
  },
  columns = { "process", "thread", "command", "before the end:seconds", "what" },
}

local most_threads = 100
local processes = {} -- each its threads' recorders, while it lives

local function forget_one(recorders)
  local oldest
  for thread, recorder in pairs(recorders.by_thread) do
    if not oldest or recorder.latest < recorders.by_thread[oldest].latest then oldest = thread end
  end
  recorders.by_thread[oldest] = nil
  recorders.count = recorders.count - 1
end

local function recorder_of(e)
  local recorders = processes[e.process]
  if not recorders then
    recorders = { by_thread = {}, count = 0 }
    processes[e.process] = recorders
  end
  local recorder = recorders.by_thread[e.thread]
  if not recorder then
    if recorders.count >= most_threads then forget_one(recorders) end
    recorder = { next = 0, latest = 0 }
    recorders.by_thread[e.thread] = recorder
    recorders.count = recorders.count + 1
  end
  return recorder
end

--- A place is used again when `last` others have been, so that no more than those are kept.
local function keep(e, what)
  local recorder = recorder_of(e)
  recorder[recorder.next % math.max(1, math.floor(arg.last))] = what
  recorder.next = recorder.next + 1
  recorder.latest = e.at
end

function on.call_exit(e) keep(e, e:copy()) end

function on.signal(e) keep(e, { at = e.at, text = "signal " .. e.name, command = e.command }) end

local function ending(e)
  if e.killed_by then return "killed by " .. e.killed_by end
  return "ended with status " .. tostring(e.status)
end

local function crashed(e)
  if e.killed_by ~= nil then return tostring(e.killed_by) ~= "?" end
  return arg.failed and e.status ~= 0
end

local function report(e, thread, recorder)
  local size = math.max(1, math.floor(arg.last))
  for place = math.max(0, recorder.next - size), recorder.next - 1 do
    local one = recorder[place % size]
    row {
      process = e.process,
      thread = thread,
      command = one.command,
      ["before the end"] = e.at - one.at,
      what = one.text,
    }
  end
end

function on.process_exit(e)
  local recorders = processes[e.process]
  processes[e.process] = nil
  if not crashed(e) then return end
  local threads = {}
  for thread in pairs(recorders and recorders.by_thread or {}) do threads[#threads + 1] = thread end
  table.sort(threads)
  for _, thread in ipairs(threads) do report(e, thread, recorders.by_thread[thread]) end
  row { process = e.process, thread = e.thread, command = e.command, ["before the end"] = 0.0,
        what = ending(e) }
end
