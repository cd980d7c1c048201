--- Which files does a build, or any program, read and write? As a list, or with form=make as rules:
--- each written file depends on all that the process which wrote it has read until its end. In the
--- place of a file that is gone again, as of assembler code between two steps of a compiler, stands
--- what that one was made of. With `folder` only what lies below it is told, by paths from there.
---
--- `by` is who did so last. What counts is how files were opened, or given other names. Programs
--- that were run were read; what a program has as its standard input counts as read, and as its
--- output, where that was opened before our eyes, as written. What came through a pipe has no name
--- and is no dependency, nor is a directory. A file that somebody removed in the end is left out;
--- so are those of the system (system=true: they, too). No more than 20000 files and 100000
--- dependencies are kept.
---
---     $ spyglass recipe deps -- sh -c 'echo 1 >one; cat one >two; cp two "two words"; rm one'
---     what              by                path
---     both              cp                /tmp/two
---     written           cp                /tmp/two words

recipe {
  summary = "the files that a build reads and writes, as a list or as make rules",
  category = "files",
  arguments = {
    { name = "form", type = "text", default = "list", help = "list, or make: rules of a makefile" },
    { name = "system", type = "flag", default = "false", help = "system folders, too" },
    { name = "folder", type = "text", help = "only files below this one, by paths from there" },
  },
  calls = { "open", "openat", "openat2", "creat", "execve", "execveat", "rename", "renameat",
            "renameat2", "unlink", "unlinkat", "link", "linkat", "truncate" },
  where = "result >= 0",
  needs = "files",
  columns = { "what", "by", "path" },
}

local system_folders = { "/usr/", "/lib/", "/lib32/", "/lib64/", "/bin/", "/sbin/", "/etc/",
                         "/opt/", "/proc/", "/sys/", "/dev/", "/run/", "/var/" }
local most_files, most_dependencies = 20000, 100000
local files = {} -- by path: read, written, gone, needs (a set of paths), by
local file_count, dependency_count, left_out = 0, 0, 0
local processes = {} -- by number: what it has read and written, while it lives

local function file_at(path)
  if tostring(path) == "?" or path:sub(1, 1) ~= "/" then return nil end
  local file = files[path]
  if file then return file end
  if file_count >= most_files then
    left_out = left_out + 1
    return nil
  end
  file_count = file_count + 1
  file = { path = path, needs = {} }
  files[path] = file
  return file
end

local function process_of(e)
  local process = processes[e.process] or { reads = {}, writes = {} }
  processes[e.process] = process
  return process
end

local function note(e, path, reads, writes)
  local file = file_at(path)
  if not file then return end
  file.gone = false
  file.by = e.command
  if reads then
    -- What it has written itself it did not need to be there.
    if not file.written or not process_of(e).writes[path] then process_of(e).reads[path] = true end
    file.read = true
  end
  if writes then
    process_of(e).writes[path] = true
    file.written = true
  end
end

local function rename(e)
  local from, to = e:path_of "oldpath", e:path_of "newpath"
  local old, new = files[from], file_at(to)
  if not new then return end
  new.gone, new.written, new.by = false, true, e.command
  process_of(e).writes[to] = true
  if not old or old == new then return end
  -- The new name is that of what was made under the old one.
  new.needs[from] = true
  dependency_count = dependency_count + 1
  if not e.name:find "link" then old.gone = true end
end

local function opened(e)
  if e.name == "creat" then return note(e, e.path, false, true) end
  local flags = e.name == "openat2" and e.arg.how.flags or e.arg.flags
  if flags:has "O_DIRECTORY" or flags:has "O_PATH" then return end
  local both = flags:has "O_RDWR"
  local is_new = flags:has "O_TRUNC" or flags:has "O_EXCL"
  note(e, e.path, not flags:has "O_WRONLY" and not (both and is_new), both or flags:has "O_WRONLY")
end

local function executed(e) note(e, e.path, true, false) end
local function shortened(e) note(e, e.path, false, true) end
local function removed(e)
  if files[e.path] then files[e.path].gone = true end
end

local own_ways = { -- of calls that do not open
  rename = rename, renameat = rename, renameat2 = rename, link = rename, linkat = rename,
  execve = executed, execveat = executed, truncate = shortened, unlink = removed,
  unlinkat = removed,
}

function on.call_exit(e) (own_ways[e.name] or opened)(e) end

--- Redirections are often made by the shell, before the process is there whose they are.
function on.process_exec(e)
  note(e, e:file_of(0), true, false)
  for descriptor = 1, 2 do
    local path = e:file_of(descriptor)
    if files[path] and files[path].written then note(e, path, false, true) end
  end
end

--- At the end of a process its files depend on each other.
local function settle(process)
  for written in pairs(process.writes) do
    for path in pairs(process.reads) do
      if dependency_count >= most_dependencies then
        left_out = left_out + 1
        return
      end
      if path ~= written and not files[written].needs[path] then
        files[written].needs[path] = true
        dependency_count = dependency_count + 1
      end
    end
  end
end

function on.process_exit(e)
  if processes[e.process] then settle(processes[e.process]) end
  processes[e.process] = nil
end

--- How a path is shown; nil for one that is not.
local function shown(path)
  if arg.folder ~= "" then
    local base = arg.folder:gsub("/*$", "/")
    return path:sub(1, #base) == base and path:sub(#base + 1) or nil
  end
  for _, folder in ipairs(system_folders) do
    if not arg.system and path:sub(1, #folder) == folder then return nil end
  end
  return path
end

local function sorted(set)
  local paths = {}
  for path in pairs(set) do paths[#paths + 1] = path end
  table.sort(paths)
  return paths
end

--- As make wants to have it; there is no way to write the end of a line, but `?` matches it.
local function escaped(path)
  return (path:gsub("%$", "$$"):gsub("[ \t#:]", "\\%0"):gsub("\n", "?"))
end

--- What a file is made of, where that which is gone again stands for what it was made of.
local function collect(file, found, seen)
  seen[file] = true
  for path in pairs(file.needs) do
    local needed = files[path]
    if not needed.gone then
      found[path] = true
    elseif not seen[needed] then
      collect(needed, found, seen)
    end
  end
  return found
end

local function write_rule(file)
  local words = {}
  for _, path in ipairs(sorted(collect(file, {}, {}))) do
    local name = path ~= file.path and shown(path)
    if name then words[#words + 1] = " \\\n  " .. escaped(name) end
  end
  text(escaped(shown(file.path)) .. ":" .. table.concat(words))
end

function on.finish()
  for _, process in pairs(processes) do settle(process) end
  for _, path in ipairs(sorted(files)) do
    local file = files[path]
    local name = not file.gone and shown(path)
    if name and arg.form ~= "make" then
      local what = file.written and (file.read and "both" or "written") or "read"
      row { what = what, by = file.by, path = name }
    elseif name and file.written then
      write_rule(file)
    end
  end
  if left_out > 0 then
    text("# files or dependencies are missing: there were more than are kept")
  end
end
