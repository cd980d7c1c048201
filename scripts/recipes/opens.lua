--- Which files does a program open, by which process, and what became of it? Paths are shown from
--- the root on, whatever directory the program was in.
---
---     $ spyglass recipe opens -- cat /etc/hostname
---     process  command           mode              result            path
---     4711     cat               read              3                 /etc/ld.so.cache
---     4711     cat               read              3                 /etc/hostname

recipe {
  summary = "files that are opened, and what came of it",
  category = "files",
  calls = { "openat", "open", "creat", "openat2" },
  arguments = {
    { name = "failed", type = "flag", default = "false", help = "only those that failed" },
  },
  needs = "files",
  columns = { "process", "command", "mode", "result", "path" },
}

local function mode_of(flags)
  if flags:has "O_CREAT" then return "create" end
  if flags:has "O_RDWR" then return "read, write" end
  if flags:has "O_WRONLY" then return "write" end
  return "read"
end

function on.call_exit(e)
  if arg.failed and not e.error then return end
  local flags = e.name == "creat" and "O_CREAT" or e.arg.flags
  row {
    process = e.process,
    command = e.command,
    mode = e.name == "openat2" and "?" or mode_of(flags),
    result = e.error or e.result,
    path = e.path,
  }
end
