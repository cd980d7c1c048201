--- Which reads and writes are so small that buffering is missing? Each is a visit to the kernel,
--- which costs about as much for one byte as for a thousand. A line is a process and a file with
--- many calls that move little; at its end stands how many calls would do with a buffer of 4 or 64
--- KiB. What comes bit by bit anyway, like words typed at a terminal, cannot be had in fewer calls.
---
--- Calls that failed do not count; a read that finds the end does. A shell that reads from a pipe
--- must read single bytes, since what follows the line is not its own. No more than 10000 pairs of
--- process and file are told apart.
---
---     $ spyglass recipe tiny-io -- sh -c 'seq 200 | while read -r line; do :; done'
---       process  command           does                  calls      bytes    average  with 4 KiB  with 64 KiB  file
---          4711  sh                reads                   693      692 B        1 B          1          1  pipe

recipe {
  summary = "reads and writes that are too small, and how many a buffer would save",
  category = "files",
  arguments = {
    { name = "calls", type = "number", default = "100", help = "only of more calls than these" },
    { name = "size", type = "number", default = "512",
      help = "only where a call moves fewer bytes than this, on average" },
  },
  calls = { "read", "pread64", "readv", "preadv", "preadv2", "recvfrom", "recvmsg", "recv",
            "write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg", "send" },
  where = "result >= 0",
  needs = "files",
  columns = { "process", "command", "does", "calls", "bytes:bytes", "average:bytes",
              "with 4 KiB", "with 64 KiB", "file" },
}

local most = 10000
local groups = {} -- by process, direction and file
local list = {}
local not_counted = 0

local function group_of(e)
  local does = (e.name:find "read" or e.name:find "recv") and "reads" or "writes"
  local key = e.process .. does .. e.file
  local group = groups[key]
  if group or #list >= most then return group end
  group = { process = e.process, does = does, file = e.file, calls = 0, bytes = 0 }
  groups[key] = group
  list[#list + 1] = group
  return group
end

function on.call_exit(e)
  local group = group_of(e)
  if not group then
    not_counted = not_counted + 1
    return
  end
  group.command = e.command
  group.calls = group.calls + 1
  group.bytes = group.bytes + e.result
end

local function calls_with(buffer, bytes) return math.max(1, (bytes + buffer - 1) // buffer) end

function on.finish()
  table.sort(list, function(a, b)
    if a.calls ~= b.calls then return a.calls > b.calls end
    return a.process < b.process
  end)
  for _, group in ipairs(list) do
    local average = group.bytes / group.calls
    if group.calls > arg.calls and average < arg.size then
      row {
        process = group.process,
        command = group.command,
        does = group.does,
        calls = group.calls,
        bytes = group.bytes,
        average = average,
        ["with 4 KiB"] = calls_with(4096, group.bytes),
        ["with 64 KiB"] = calls_with(65536, group.bytes),
        file = group.file,
      }
    end
  end
  if not_counted > 0 then text(not_counted .. " calls on still other files were not counted") end
end
