--- Where does each thread wait, and how long? Sums by thread, and by call and what it waits for: a
--- file, a pipe or a socket; another process; a futex, which is another thread; or a time. Calls
--- shorter than `min` do not count. A call that takes long need not wait: it may have much to do.
---
--- Calls that never returned, since their thread was killed or was still in them at the end, have
--- lines of their own (of the end itself only the last thing that happened is known). What is
--- waited for is told by command: two children that run the same program are one line. No more than
--- 5000 lines are told apart; all others are `others`.
---
---     $ spyglass recipe what-blocks -- sh -c 'sleep 0.2; timeout -s KILL 0.1 sleep 5; true'
---        thread  command           blocked for  call              waits for
---          4714  sleep               91.0 ms  clock_nanosleep   a time
---
---     by thread
---          333 ms       4×  4711 sh
---          200 ms       1×  4712 sleep
---         98.2 ms       1×  4713 timeout
---         91.0 ms       1×  4714 sleep
---
---     by call
---          291 ms       2×  sleep clock_nanosleep: a time
---          208 ms       1×  sh wait4: process running sleep
---          115 ms       1×  sh wait4: process running timeout
---         98.2 ms       1×  timeout rt_sigsuspend: a signal
---          9.4 ms       2×  sh vfork: its child's execve or end

recipe {
  summary = "what threads wait for, and for how long",
  category = "time",
  level = "beginner",
  arguments = {
    { name = "min", type = "duration", default = "1ms", help = "shorter calls do not count" },
  },
  columns = { "thread", "command", "blocked for:seconds", "call", "waits for" },
  summaries = { "by thread:seconds", "by call:seconds" },
  needs = "files",
}

local most = 5000
local others = "others"
local keys = {}
local key_count = 0
local names, name_count = {}, 0 -- by process: its command; forgotten when they are too many
local inside = {} -- by thread: the call that it is in
local interrupted = {} -- by thread: what a signal took it from, until it makes another call
local latest = 0 -- when something was last seen

-- Calls that wait for something else than a file.
local a_time, a_signal = "a time", "a signal"
local special = {
  nanosleep = a_time, clock_nanosleep = a_time, clock_nanosleep_time64 = a_time,
  pause = a_signal, rt_sigsuspend = a_signal, rt_sigtimedwait = a_signal,
  vfork = "its child's execve or end",
  restart_syscall = "what it waited for before a signal or a debugger came",
}
-- What takes long because there is much to do.
local work = { execve = true, execveat = true, clone = true, clone3 = true, fork = true }
local lists = { poll = true, ppoll = true, ppoll_time64 = true }

local function is_known(value) return value ~= nil and tostring(value) ~= "?" end

local function child(e)
  local which = e.result
  if not is_known(which) or which <= 0 then which = e.name == "wait4" and e.arg.pid or e.arg.id end
  local name = names[which]
  return name and "process running " .. name or "a child"
end

--- The files that poll is given, without repetitions.
local function polled(e)
  if not is_known(e.arg.fds) or type(e.arg.fds) ~= "table" then return a_time end
  local found, seen = {}, {}
  for _, one in ipairs(e.arg.fds) do
    local name = tostring(e:file_of(one.fd))
    if not seen[name] then found[#found + 1] = name end
    seen[name] = true
    if #found == 3 then break end
  end
  return #found == 0 and a_time or table.concat(found, ", ")
end

local function awaited(e)
  local name = e.name
  if special[name] then return special[name] end
  if name == "wait4" or name == "waitid" then return child(e) end
  if name:find "^futex" then return "another thread" end
  if lists[name] then return polled(e) end
  if is_known(e.path) then return e.path end
  if is_known(e.file) then return e.file end
  if name:find "select" then return e.arg.nfds == 0 and a_time or "files" end
  return nil
end

local function limited(key)
  if keys[key] then return key end
  if key_count >= most then return others end
  key_count = key_count + 1
  keys[key] = true
  return key
end

local function is_over(e) return is_known(e.result) end

local function report(thread, command, time, call, what)
  row { thread = thread, command = command, ["blocked for"] = time, call = call,
        ["waits for"] = what }
end

local function note_name(e)
  if not names[e.process] then name_count = name_count + 1 end
  if name_count > most then names, name_count = {}, 1 end
  names[e.process] = tostring(e.command)
end

on.process_start, on.process_exec = note_name, note_name

function on.call_entry(e)
  latest = e.at
  inside[e.thread] = { command = e.command, name = e.name, at = e.at,
                       what = awaited(e) }
end

function on.call_exit(e)
  latest = e.at
  local began = inside[e.thread]
  inside[e.thread] = nil
  interrupted[e.thread] = nil
  if work[e.name] or not (e.duration >= arg.min) then return end
  -- Of a thread that is gone less is known than when it made the call.
  local before = began and began.what
  local what = not is_over(e) and before or awaited(e) or before
  if not is_over(e) then
    report(e.thread, e.command, e.duration, e.name, what)
  elseif tostring(e.error):find "^ERESTART" then
    interrupted[e.thread] = { process = e.process, command = e.command, duration = e.duration,
                              name = e.name, what = what }
  end
  local call = e.command .. " " .. e.name .. (what and ": " .. what or "")
  top("by thread", limited(e.thread .. " " .. e.command), e.duration)
  top("by call", limited(call), e.duration)
end

--- Whom a signal has killed in a call may have left it first.
function on.process_exit(e)
  for thread, one in pairs(interrupted) do
    if one.process == e.process then
      interrupted[thread] = nil
      if is_known(e.killed_by) then
        report(thread, one.command, one.duration, one.name, one.what)
      end
    end
  end
end

function on.finish()
  local threads = {}
  for thread in pairs(inside) do threads[#threads + 1] = thread end
  table.sort(threads)
  for _, thread in ipairs(threads) do
    local began = inside[thread]
    report(thread, began.command, latest - began.at, began.name, began.what)
  end
  -- Whom we have only disturbed by leaving goes on waiting.
  for thread, one in pairs(interrupted) do
    if not inside[thread] then report(thread, one.command, one.duration, one.name, one.what) end
  end
end
