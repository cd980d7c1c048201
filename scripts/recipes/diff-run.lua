--- What did two runs of a program do differently? Say the good one first: `--from good.spy --from
--- bad.spy`, or `--from good.spy -- PROGRAM`. What differs is told program by program, the most
--- telling first:
---
--- exit     how processes ended program  ran in one of the runs alone parts    where a process of
--- the one run and the process in its place in the other one (the first,
---            its second child, …) did something different for the first time: the number of the
---            call, and what it was in each run
--- failed   calls that failed so in one run alone written  files that were written in one run
--- alone, with the calls that were made with them file     files that anything was done with in one
--- run alone call     other calls that were made in one run alone times    how often something was
--- done (only with times=true)
---
--- Numbers of processes and descriptors, addresses, ports that the kernel chose, and parts of names
--- in /tmp that look random are taken as equal. The order of calls is that of first threads,
--- without what is about memory, locks and signals. 30000 different calls are compared, and in
--- order 200000 of a run. What processes do side by side (who waits, who gets how much from a pipe)
--- differs from run to run.
---
---     $ spyglass recipe diff-run --from good.spy --from bad.spy
---     what              program           run 1             run 2             about
---     exit              cat               0                 1
---     parts             cat               call 19           call 19           openat /home/me/config | openat ENOENT /home/me/config
---     failed            cat               0                 1                 /home/me/config: openat ENOENT
---     call              cat               6                 0                 /home/me/config: close, fadvise64, newfstatat, openat, read

recipe {
  summary = "what two runs of a program did differently",
  category = "processes",
  arguments = {
    { name = "rows", type = "number", default = "40", help = "how many differences are shown" },
    { name = "times", type = "flag", default = "false", help = "also what both did" },
    { name = "ignore", type = "text", help = "files with this in their names do not count" },
  },
  needs = "files",
  columns = { "what", "program", "run 1", "run 2", "about" },
}

local most_entries, most_in_order = 30000, 200000
local unordered = {}
for name in ([[brk futex getrandom madvise mmap mprotect munmap restart_syscall
  rt_sigreturn sched_yield]]):gmatch "%S+" do
  unordered[name] = true
end

-- By command: calls by what they are about, how it ended, and how many calls each run made.
local programs = {}
local entry_count, left_out = 0, 0
-- Each of the run at hand, with its children and its calls in order: entries of `programs`.
local processes = {}
local roots = { { children = {} }, { children = {} } } -- above the first processes of each run
local order_counts = { 0, 0 }
local last_run = 1

-- === what is taken as equal ===

local function without_random(part)
  return part:gsub("%w+", function(word)
    local is_mixed = word:find "%l" and word:find "%u" or word:find "%d" and word:find "%a"
    if #word >= 6 and is_mixed then return "*" end
  end):gsub("%d%d%d+", "N")
end

local function normalised(name)
  name = name:gsub("/proc/%d+", "/proc/N"):gsub("/task/%d+", "/task/N"):gsub("%[%d+%]", "")
  name = name:gsub("^(%u+) %S+ %->", "%1 ->")
  name = name:gsub(":(%d%d%d%d%d)%f[%D]", function(port)
    if tonumber(port) >= 32768 then return ":N" end
  end)
  for _, folder in ipairs { "/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/" } do
    if name:sub(1, #folder) == folder then
      return folder .. without_random(name:sub(#folder + 1))
    end
  end
  return name
end

-- === what is remembered ===

local function pair_in(container, key)
  local pair = container[key] or { 0, 0 }
  container[key] = pair
  return pair
end

local function program_of(e)
  local command = tostring(e.command)
  local program = programs[command] or { subjects = {}, ends = {}, calls = { 0, 0 } }
  programs[command] = program
  return program, command
end

local function entry_of(program, command, subject, verb)
  local verbs = program.subjects[subject] or {}
  if verbs[verb] then return verbs[verb] end
  if entry_count == most_entries then return nil end
  entry_count = entry_count + 1
  program.subjects[subject] = verbs
  verbs[verb] = { 0, 0, program = command, subject = subject, verb = verb }
  return verbs[verb]
end

local function known(e)
  if e.run ~= last_run then processes, last_run = {}, e.run end
  if processes[e.process] then return processes[e.process] end
  local process = { number = e.process, children = {} }
  table.insert((processes[e.parent] or roots[e.run]).children, process)
  processes[e.process] = process
  return process
end

-- Other threads than the first one, and signals, come whenever they like.
local function note_order(e, entry)
  local process = known(e)
  if unordered[e.name] or e.thread ~= e.process then return end
  if order_counts[e.run] == most_in_order then return end
  order_counts[e.run] = order_counts[e.run] + 1
  process[#process + 1] = entry
end

local function verb_of(e)
  if e.name == "rt_sigreturn" then return e.name end -- its result is that of another call
  if e.name:find "^exit" then return ("%s(%s)"):format(e.name, e.raw[1]) end
  return e.name .. (e.error and " " .. e.error or "")
end

function on.process_start(e)
  if e.run <= 2 then known(e) end
end

function on.call_exit(e)
  if e.run > 2 then return end
  known(e)
  local name = tostring(e.path)
  if name == "?" then name = tostring(e.file) end
  if arg.ignore ~= "" and name:find(arg.ignore, 1, true) then return end
  local program, command = program_of(e)
  program.calls[e.run] = program.calls[e.run] + 1
  local subject = name == "?" and "" or normalised(name)
  local entry = entry_of(program, command, subject, verb_of(e))
  if not entry then
    left_out = left_out + 1
    return
  end
  entry[e.run] = entry[e.run] + 1
  note_order(e, entry)
end

function on.process_exit(e)
  if e.run > 2 then return end
  processes[e.process] = nil
  local pair = pair_in(program_of(e).ends, tostring(e.killed_by or e.status))
  pair[e.run] = pair[e.run] + 1
end

-- === what differs ===

local ranks = {
  exit = 1, program = 2, parts = 3, failed = 4, written = 5, file = 6, call = 7, times = 8,
}
local found = {}

local function note(what, program, first, second, about)
  found[#found + 1] = {
    what = what, program = program, ["run 1"] = first, ["run 2"] = second, about = about,
  }
end

local function sorted(set)
  local keys = {}
  for key in pairs(set) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

local function only_once(pair) return (pair[1] == 0) ~= (pair[2] == 0) end

local function compare_ends(command, ends)
  local words, differ = { {}, {} }, false
  for _, status in ipairs(sorted(ends)) do
    differ = differ or ends[status][1] ~= ends[status][2]
    for run = 1, 2 do
      local count = ends[status][run]
      local times = count > 1 and (" (%d)"):format(count) or ""
      if count > 0 then table.insert(words[run], status .. times) end
    end
  end
  if not differ then return end
  note("exit", command, table.concat(words[1], ", "), table.concat(words[2], ", "), "")
end

local function sum_of(verbs)
  local sum, failed, written = { 0, 0 }, true, false
  for verb, pair in pairs(verbs) do
    sum = { sum[1] + pair[1], sum[2] + pair[2] }
    failed = failed and verb:find " " ~= nil
    written = written or verb:find "write" ~= nil
  end
  return sum, failed and "failed" or written and "written" or "file"
end

-- What one run alone did with something is one difference, but for what failed.
local function compare_subject(command, subject, verbs)
  local prefix = subject == "" and "" or subject .. ": "
  local sum, what = sum_of(verbs)
  if subject ~= "" and only_once(sum) then
    return note(what, command, sum[1], sum[2], prefix .. table.concat(sorted(verbs), ", "))
  end
  local alone = { { 0, 0, names = {} }, { 0, 0, names = {} } }
  for _, verb in ipairs(sorted(verbs)) do
    local pair = verbs[verb]
    if verb:find "^exit" then goto next end -- told of as `exit`
    if only_once(pair) and verb:find " " then
      note("failed", command, pair[1], pair[2], prefix .. verb)
    elseif only_once(pair) then
      local run = pair[1] > 0 and 1 or 2
      alone[run][run] = alone[run][run] + pair[run]
      table.insert(alone[run].names, verb)
    elseif arg.times and pair[1] ~= pair[2] then
      note("times", command, pair[1], pair[2], prefix .. verb)
    end
    ::next::
  end
  for _, one in ipairs(alone) do
    local about = prefix .. table.concat(one.names, ", ")
    if #one.names > 0 then note("call", command, one[1], one[2], about) end
  end
end

local function told(entry)
  if not entry then return "(nothing more)" end
  return entry.subject == "" and entry.verb or entry.verb .. " " .. entry.subject
end

-- Children get their numbers in the order in which they are made, which is not that in which they are
-- seen.
local function by_number(children)
  table.sort(children, function(a, b) return a.number < b.number end)
  return children
end

local function compare_order(first, second)
  local at = 1
  while first[at] and first[at] == second[at] do at = at + 1 end
  local entry = first[at] or second[at]
  if entry and #first > 0 and #second > 0 then
    local about = told(first[at]) .. " | " .. told(second[at])
    note("parts", entry.program, "call " .. at, "call " .. at, about)
  end
  local children = by_number(second.children)
  for number, child in ipairs(by_number(first.children)) do
    if children[number] then compare_order(child, children[number]) end
  end
end

local function compare()
  for _, command in ipairs(sorted(programs)) do
    local program = programs[command]
    compare_ends(command, program.ends)
    if only_once(program.calls) then
      note("program", command, program.calls[1], program.calls[2], "calls that it made")
    else
      for _, subject in ipairs(sorted(program.subjects)) do
        compare_subject(command, subject, program.subjects[subject])
      end
    end
  end
  compare_order(roots[1], roots[2])
end

function on.finish()
  if last_run == 1 then
    return text "There is one run, and nothing to compare it with: --from FIRST --from SECOND"
  end
  compare()
  for number, one in ipairs(found) do one.number = number end
  table.sort(found, function(a, b)
    if ranks[a.what] ~= ranks[b.what] then return ranks[a.what] < ranks[b.what] end
    return a.number < b.number
  end)
  for number = 1, math.min(#found, arg.rows) do
    found[number].number = nil
    row(found[number])
  end
  if #found == 0 then text "The runs did the same." end
  if #found > arg.rows then text(("… and %d more"):format(#found - arg.rows)) end
  if left_out > 0 then
    text(("%d calls are not compared: there are too many different ones"):format(left_out))
  end
end
