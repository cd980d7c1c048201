--- Which errors mattered? Most calls that fail are noise. What is looked for in several places,
--- until it is found or not, is one line; what fails as a matter of course is left out (all=true:
--- it is there, with why it is expected); all else is a line for each call, error and file, with
--- how often it came. They are shown when their process ends or becomes another program.
---
--- A process that ends with another status than 0, or is killed, has one more line, `exit`: the
--- last error before it that was not expected, or the child that failed after that. That is a
--- guess: a program can end with 1 for what is no error, as grep does, and can have got over its
--- last error; the longer that was before the end, the less it has to do with it. Not every failure
--- is a call's: a file may just not be in a folder that was read. Of a process no more than 300
--- lines are kept.
---
---     $ spyglass recipe why-failed -- sh -c 'nosuch; cat /nonexistent'
---       process  command               times  error             call              what
---          4712  cat                       1  ENOENT            openat            /nonexistent
---          4712  cat                       1  status 1          exit              likely for: ENOENT of openat, /nonexistent, 1.4 ms before
---          4711  sh                        2  ENOENT            newfstatat        nosuch: never found, in 2 places, the first /usr/bin/nosuch
---          4711  sh                        1  status 1          exit              likely for: cat (4712) ended with status 1, 1.8 ms before

local searching = { "open", "openat", "openat2", "stat", "lstat", "newfstatat", "statx", "access",
                    "faccessat", "faccessat2", "readlink", "readlinkat", "execve", "execveat" }

recipe {
  summary = "errors that mattered, and why a program failed",
  category = "faults",
  level = "beginner",
  arguments = {
    { name = "all", type = "flag", default = "false", help = "errors that are expected, too" },
  },
  where = "failed or name == '" .. table.concat(searching, "' or name == '") .. "'",
  needs = "files",
  columns = { "process", "command", "times", "error", "call", "what" },
}

-- Errors that are no news: of these calls (of all, but not of `except`), about what looks like
-- `what`, a pattern.
local expected = {
  { error = "ENOENT", what = "^/etc/ld%.so%.preload$", why = "few systems preload a library" },
  { error = "ENOENT", what = "glibc%-hwcaps", why = "a variant for one kind of processor" },
  { error = "ENOENT", what = "^/usr/lib/locale/", why = "languages have several names" },
  { error = "ENOENT", what = "^/usr/share/locale", why = "few programs speak every language" },
  { error = "ENOENT", what = "/gconv", why = "a cache that need not be there" },
  { error = "ENOENT", what = "/nscd/", why = "few systems have a cache of names" },
  { error = "ENOENT", what = "/selinux", why = "few systems have SELinux" },
  { error = "ENXIO", what = "^/dev/tty$", why = "it runs without a terminal" },
  { error = "EBADF", what = "^close%(%-1%)", why = "closes what it may not have opened" },
  { error = "", calls = "rt_sigreturn", why = "it brings back the result of an earlier call" },
  { error = "EINVAL", calls = "rt_sigaction", why = "not every signal can be handled" },
  { error = "EINVAL", calls = "readlink readlinkat", why = "it is no link" },
  { error = "EINVAL", calls = "arch_prctl prctl", why = "asks for what not every processor has" },
  { error = "EEXIST", calls = "mkdir mkdirat", why = "it is there already" },
  { error = "EAGAIN", except = "clone clone3 fork vfork mmap mlock", why = "nothing there yet" },
  { error = "EINPROGRESS", calls = "connect", why = "goes on while the program does" },
  { error = "EINTR", why = "a signal came first" },
  { error = "^ERESTART", why = "a signal came first, and the kernel may start it again" },
  { error = "ETIMEDOUT", calls = "futex futex_time64", why = "it was to wait for so long" },
  { error = "ECHILD", calls = "wait4 waitid", why = "no children are left" },
  { error = "ENOTTY", calls = "ioctl", why = "asks whether it is a terminal" },
  { error = "EOPNOTSUPP", calls = "ioctl copy_file_range", why = "copies in another way" },
  { error = "ESPIPE", calls = "lseek fadvise64", why = "asks whether it has places to go to" },
  { error = "ENOTSOCK", calls = "getpeername getsockname", why = "asks whether it is a socket" },
  { error = "EBADF", calls = "fcntl", why = "asks whether it is open" },
  { error = "ENODATA", calls = "getxattr lgetxattr fgetxattr", why = "few files have it" },
  { error = "EOPNOTSUPP", calls = "getxattr lgetxattr fgetxattr", why = "it cannot have it" },
  { error = "ENOSYS", why = "a newer kernel would know it; there is another way" },
}
local not_found = { ENOENT = true, ENOTDIR = true, EACCES = true }
local most = 300
local searches = {}
for _, name in ipairs(searching) do searches[name] = true end

local processes = {} -- by number: what failed since its last execve, while it lives
local moment = 0

local function has_word(words, word)
  return (" " .. words .. " "):find(" " .. word .. " ", 1, true) ~= nil
end

--- Why an error is none; nil for one that is.
local function excuse(name, error, what)
  for _, one in ipairs(expected) do
    if error:find(one.error) and what:find(one.what or "")
      and (not one.calls or has_word(one.calls, name))
      and not (one.except and has_word(one.except, name)) then
      return one.why
    end
  end
  return nil
end

--- What a call is about: a path, a file, or all of it.
local function subject(e)
  if tostring(e.path) ~= "?" and e.arg.pathname ~= "" then return e.path end
  local call = e.text:match "^(.*%)) += " or e.text
  if e.name == "connect" or tostring(e.file) == "?" then return call end
  return e.file
end

local function process_at(number)
  local process = processes[number]
  if not process then
    process = { entries = {}, by_key = {}, more = 0 }
    processes[number] = process
  end
  return process
end

local function entry_of(process, key, new)
  local entry = process.by_key[key]
  if entry then return entry end
  if #process.entries >= most then
    process.more = process.more + 1
    return nil
  end
  process.by_key[key] = new
  process.entries[#process.entries + 1] = new
  return new
end

local function note(e, what)
  local process = process_at(e.process)
  process.command = e.command
  local why = excuse(e.name, e.error, what)
  if why and not arg.all then return end
  local search = not why and searches[e.name] and not_found[e.error] and what:match "[^/]+$"
  local key = search or e.name .. " " .. e.error .. " " .. what
  local entry = entry_of(process, key, { command = e.command, error = e.error, name = e.name,
                                         what = what, why = why, base = search, times = 0,
                                         places = {}, place_count = 0 })
  if not entry then return end
  moment = moment + 1
  entry.times, entry.moment, entry.at = entry.times + 1, moment, e.at
  if search and not entry.places[what] and entry.place_count < 100 then
    entry.places[what] = true
    entry.place_count = entry.place_count + 1
  end
end

--- What was looked for has been found: a search that begins later is another one.
local function find(e, path)
  local process = processes[e.process]
  local base = process and tostring(path):match "[^/]+$"
  local entry = base and process.by_key[base]
  if not entry or not entry.base then return end
  process.by_key[base] = nil
  entry.found = path
end

local function described(entry)
  if entry.why then return entry.what .. " (expected: " .. entry.why .. ")" end
  local places = entry.place_count == 1 and "1 place" or entry.place_count .. " places"
  if entry.found and entry.places[entry.found] then
    return entry.found .. ": not there at first, and then it was"
  elseif entry.found then
    local folder = entry.found:match "^(.*)/"
    return entry.base .. ": not in " .. places .. ", found in " .. (folder == "" and "/" or folder)
  elseif entry.place_count > 1 then
    return entry.base .. ": never found, in " .. places .. ", the first " .. entry.what
  end
  return entry.what
end

local function before(now, at) return string.format(", %.1f ms before", (now - at) * 1000) end

local function report(number)
  local process = processes[number]
  if not process then return nil end
  local last = nil
  for _, entry in ipairs(process.entries) do
    row { process = number, command = entry.command, times = entry.times, error = entry.error,
          call = entry.name, what = described(entry) }
    if not entry.why and not entry.found and (not last or entry.moment > last.moment) then
      last = entry
    end
  end
  if process.more > 0 then
    row { process = number, command = process.command, times = process.more,
          what = "more errors, which were not kept" }
  end
  process.entries, process.by_key, process.more = {}, {}, 0
  return last
end

function on.call_exit(e)
  -- What was killed in a call has no result, and neither failed nor found anything.
  local result = e.result or 0 / 0
  if result < 0 then return note(e, subject(e)) end
  if not (result >= 0) then return end
  find(e, e.path)
  if e.name == "execve" or e.name == "execveat" then report(e.process) end
end

function on.process_exit(e)
  local last = report(e.process)
  local child = processes[e.process] and processes[e.process].child
  processes[e.process] = nil
  if e.status == 0 or tostring(e.status) == "?" then return end
  local how = e.killed_by or "status " .. e.status
  local reason = nil
  if last then
    reason = last.error .. " of " .. last.name .. ", " .. described(last) .. before(e.at, last.at)
  end
  if child and (not last or child.moment > last.moment) then
    reason = child.text .. before(e.at, child.at)
  end
  row { process = e.process, command = e.command, times = 1, error = how, call = "exit",
        what = reason and "likely for: " .. reason or "no error before it" }
  if tostring(e.parent) == "?" then return end
  moment = moment + 1
  local who = tostring(e.command) .. " (" .. e.process .. ")"
  process_at(e.parent).child = { moment = moment, at = e.at, text = who .. " ended with " .. how }
end

function on.finish()
  local numbers = {}
  for number in pairs(processes) do numbers[#numbers + 1] = number end
  table.sort(numbers)
  for _, number in ipairs(numbers) do report(number) end
end
