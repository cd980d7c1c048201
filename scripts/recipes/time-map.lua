--- Where does a program's time go, in calls? A row for each process: how long it lived, how much of
--- that its threads spent in calls together (more than it lived, where they waited side by side),
--- and how much of this the kernel worked: the rest of a call's time is waiting, for a disk, for
--- another process, for a clock. What is left of a life is the program's own work. Then the sums by
--- call and by what a descriptor is open on, and how the durations of those calls lie that take
--- most.
---
--- A tracer makes calls slower, most of all with --engine=ptrace, and short ones show that; the
--- kernel's work is coarse then, too, so that only large sums of it say something. Where it is not
--- known, `?` stands. Of files, the first 2000 are kept apart.
---
---     $ spyglass recipe time-map -- sh -c 'sleep 0.1; cat /etc/hostname'
---     process  command               lived   in calls     kernel      calls
---        4712  sleep                110 ms     103 ms    97.0 us         36
---        4713  cat                 10.6 ms     3.2 ms     155 us         45
---        4711  sh                   149 ms     132 ms     1.2 ms         70
---
---     time by call
---        114 ms       4×  wait4
---        100 ms       1×  clock_nanosleep
---       12.0 ms       3×  execve

recipe {
  summary = "where time goes in calls: waiting, and the kernel's work",
  category = "time",
  arguments = {
    { name = "calls", type = "text", default = "all", help = "those that count, as for trace -e" },
    { name = "histograms", type = "number", default = "3", help = "of how many calls" },
  },
  calls = "arg.calls",
  needs = { "cpu", "files" },
  columns = {
    "process", "command", "lived:seconds", "in calls:seconds", "kernel:seconds", "calls",
  },
  summaries = {
    "time by call:seconds", "kernel's work by call:seconds", "time by file:seconds",
    "durations:seconds",
  },
}

local most_files = 2000

local processes = {} -- those that live
local calls = {} -- by name: the time in all, and how many fell into each bucket
local files = {}
local file_count = 0

local function note_process(e, cpu)
  local process = processes[e.process] or { count = 0, time = 0 }
  processes[e.process] = process
  process.command = e.command
  process.count = process.count + 1
  process.time = process.time + e.duration
  if cpu then process.kernel = (process.kernel or 0) + cpu end
end

-- Durations whose powers of two are equal fall into one bucket, whose middle stands for all.
local function note_duration(name, duration)
  local call = calls[name] or { time = 0, buckets = {} }
  calls[name] = call
  call.time = call.time + duration
  local bucket = duration > 0 and math.floor(math.log(duration, 2)) or -40
  call.buckets[bucket] = (call.buckets[bucket] or 0) + 1
end

local function known_file(file)
  if files[file] then return file end
  if file_count == most_files then return "others" end
  files[file] = true
  file_count = file_count + 1
  return file
end

function on.call_exit(e)
  if not (e.duration >= 0) then return end -- one that never returns
  local cpu = e.cpu >= 0 and e.cpu or nil
  note_process(e, cpu)
  note_duration(e.name, e.duration)
  top("time by call", e.name, e.duration)
  if cpu and cpu > 0 then top("kernel's work by call", e.name, cpu) end
  local file = tostring(e.file)
  if file ~= "?" then top("time by file", known_file(file), e.duration) end
end

local function row_of(number, process, lived)
  row {
    process = number, command = process.command, lived = lived, ["in calls"] = process.time,
    kernel = process.kernel, calls = process.count,
  }
end

function on.process_exit(e)
  local process = processes[e.process]
  if process then row_of(e.process, process, e.duration) end
  processes[e.process] = nil
end

function on.finish()
  local numbers = {}
  for number in pairs(processes) do numbers[#numbers + 1] = number end
  table.sort(numbers)
  for _, number in ipairs(numbers) do row_of(number, processes[number]) end
  local names = {}
  for name in pairs(calls) do names[#names + 1] = name end
  table.sort(names, function(a, b) return calls[a].time > calls[b].time end)
  for i = 1, math.min(arg.histograms, #names) do
    for bucket, count in pairs(calls[names[i]].buckets) do
      hist("durations", 1.5 * 2.0 ^ bucket, names[i], count)
    end
  end
end
