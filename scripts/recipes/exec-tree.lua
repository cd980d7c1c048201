--- Who ran what, with which words, for how long, and how did it end? A branch is a program; below
--- it stand those that it ran. `then` says that the same process went on as another program. The
--- time is that from its execve until it ended or became another program.
---
--- Searches along PATH that find nothing are not shown, nor are processes that run no program of
--- their own (parts of a shell): what those run hangs at the program that they are copies of, or is
--- shown with forks=true. Of a command line 32 words are known, and 200 bytes of each. No more than
--- 20000 programs are kept.
---
---     $ spyglass recipe exec-tree -- sh -c 'ls /nonexistent; exec env HOME=/ true'
---     programs
---       4711 sh -c 'ls /nonexistent; exec env HOME=/ true' [replaced]  44.2 ms
---       ├─ 4712 ls /nonexistent [status 2]  15.2 ms
---       └─ then 4711 env 'HOME=/' true [replaced]  7.8 ms
---          └─ then 4711 true [status 0]  5.4 ms

local word_limit = 200
local words_limit = 32 -- no more of an argv is there
local most = 20000

recipe {
  summary = "who ran what: command lines, times and exit statuses",
  category = "processes",
  level = "beginner",
  arguments = {
    { name = "forks", type = "flag", default = "false",
      help = "processes that ran no program of their own, too" },
    { name = "width", type = "number", default = "160",
      help = "how many characters of a command line are shown" },
  },
  summaries = "programs:seconds",
  data = word_limit,
}

local current = {} -- by process: what it runs; forgotten when it ends
local count = 0
local left_out = 0

local function quoted(word)
  if #word >= word_limit then word = word .. "..." end
  if word ~= "" and not word:find("[^%w%-%+_./:,@%%]") then return word end
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

local function command_line(e)
  local words = {}
  for index, word in ipairs(e.argv) do words[index] = quoted(word) end
  if #words == 0 then words[1] = tostring(e.command) end
  if #words >= words_limit then words[#words + 1] = "..." end
  local line = table.concat(words, " ")
  if #line <= arg.width then return line end
  -- Not in the middle of a character of several bytes.
  return line:sub(1, math.floor(arg.width)):gsub("[\x80-\xff]+$", "") .. "..."
end

local function grow(e, parent, words)
  count = count + 1
  if count > most then left_out = left_out + 1 end
  local run = { id = count, parent = parent, words = words, began = e.at }
  current[e.process] = run
  if count <= most then tree("programs", run.id, parent, words) end
  return run
end

local function close(run, how, took)
  if run.id > most or run.is_fork then return end
  tree("programs", run.id, nil, run.words .. " [" .. how .. "]", took)
end

function on.process_start(e)
  local maker = current[e.parent]
  local run = current[e.process]
  if run then -- It was quicker than whoever made it.
    if maker and run.first and run.id <= most then tree("programs", run.first, maker.id) end
  elseif not maker then -- Nobody saw who made it.
    run = grow(e, nil, e.process .. " " .. command_line(e))
    run.command = e.command
  elseif arg.forks then
    run = grow(e, maker.id, "fork " .. e.process .. " " .. tostring(e.command))
  else
    current[e.process] = { id = maker.id, is_fork = true, began = e.at }
  end
end

function on.process_exec(e)
  local before = current[e.process]
  local line = e.process .. " " .. command_line(e)
  if before and before.command == e.command then
    -- It was seen first as it began to run this, its first program.
    before.command, before.words = nil, line
    tree("programs", before.id, nil, line)
    return
  end
  local follows = before and not before.is_fork
  local run = grow(e, before and before.id, follows and "then " .. line or line)
  run.first = before and before.first or run.id
  if follows then close(before, "replaced", e.at - before.began) end
end

function on.process_exit(e)
  local run = current[e.process]
  current[e.process] = nil
  if not run then return end
  close(run, e.killed_by and "killed by " .. e.killed_by or "status " .. tostring(e.status),
        e.at - run.began)
end

function on.finish()
  for _, run in pairs(current) do close(run, "still running") end
  if left_out > 0 then text("and " .. left_out .. " more programs") end
end
