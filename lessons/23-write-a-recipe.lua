-- Lesson 23: tools of one's own. A recipe of ten lines shows the calls that are slower than a limit,
-- and another one lets a single call fail. The learner finishes both. Dishes, the slow one, the way in
-- which it waits and the one that is to be missing are drawn.

local dishes = { draw.word(), draw.word(), draw.word(), draw.word(), draw.word() }
local slow, missing = table.unpack(draw.pick(dishes, 2))
local ways = { { "poll", "poll" }, { "epoll", "epoll_wait" }, { "sleep", "clock_nanosleep" } }
local way, slow_call = table.unpack(draw.pick(ways))
local milliseconds = draw.number(250, 350)

local files, words, other = {}, { "lessons/cook" }, nil
for _, dish in ipairs(dishes) do
  files["pantry/" .. dish] = ("o"):rep(draw.number(100, 300))
  words[#words + 1] = dish
  if dish ~= missing and dish ~= slow then other = dish end
end
local command = "./cook " .. table.concat(dishes, " ")

files["slow-calls.lua"] = [[
--- Which calls take long?

recipe {
  summary = "calls that took longer than a limit",
  category = "time",
  columns = { "took:seconds", "call" },
}

function on.call_exit(e)
  row { took = e.duration, call = e.name }
end
]]
files["missing.lua"] = [[
--- What if something is missing?

recipe {
  summary = "one thing isn't there",
  category = "faults",
  calls = "openat",
  needs = "control",
}

function on.call_entry(e)
  e:fail "ENOENT"
end
]]

lesson {
  title = "Can I make a tool of my own?",
  minutes = 15,
  program = words,
  environment = { "LC_ALL=C", ("COOK_STAND=%s %s %d"):format(slow, way, milliseconds) },
  files = files,
  mentions = { "where = \"duration >= 0.1\"", "e.arg.pathname", "e:fail", "on.call_exit", "on.call_entry", "if … then … end" },
}

local function is_cook(t)
  local start = t.calls[1]
  return start and tostring(start.args.pathname):find("cook", 1, true) ~= nil
end
local function of_pantry(dish)
  local path = dish and "pantry/" .. dish
  return function(call)
    local name = tostring(call.args.pathname)
    return call.name == "openat" and (path and name == path or not path and name:sub(1, 7) == "pantry/")
  end
end

say(([[
  `%s` cooks five dishes, and one of them takes its time. You have done this before: a trace with `-T`, and then you
  looked for the largest number. That is well for once. Whoever asks the same question every day wants a
  tool that shows only the answer.
]]):format(command))

run "recipe"

say [[
  Such tools are called recipes here, and these came with spyglass. Each is a file of a few lines in Lua. There is one
  for our question, too (`recipe slow`). But today you write it yourself. A recipe says in `recipe{}` what it is and
  which columns it prints; then it has functions that are called when something happens.
]]

predict {
  id = "how-often",
  ask = "A recipe has a function on.call_exit(e). How often is it called?",
  choices = { "once, when the program ends", "each time a call returns", "once a second" },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "exit is meant of the call here: when it comes out of the kernel." },
    { answer = "c", say = "That would be on.timer. This one has a call in its name." },
  },
  explain = [[e is the event: e.name is the call's name, e.duration how many seconds it took, e.arg has its arguments,
    e.result what came back.]],
}

task {
  id = "only-the-slow-ones",
  edits = "slow-calls.lua",
  program = words,
  text = [[Here is half of a tool: slow-calls.lua prints a row for every call. Let it print only those that took a tenth of
    a second or more, 0.1. `build` lets the cook run with your recipe looking on.]],
  check = function(t)
    if t.state ~= "ended" or not is_cook(t) then return end
    local quick, found = 0, false
    for _, row in ipairs(t.rows) do
      if row.took == nil then return "the rows don't say how long a call took, in the column `took`" end
      local long = type(row.took) == "number" and row.took >= 0.1
      if not long then quick = quick + 1 end
      if long and row.call and tostring(row.call):find(slow_call, 1, true) then found = true end
    end
    if found and quick == 0 then return true end
    if #t.rows == 0 then return "not a single row was printed" end
    if quick > 0 then return ("it has printed %d rows of calls that took less than a tenth of a second"):format(quick) end
    return "rows were printed, but none of the call that took longest"
  end,
  hints = {
    "There are two ways: a condition in Lua around `row`, or one in `recipe{}` by which spyglass picks calls before it asks Lua.",
    "In Lua: `if … then … end`, with e.duration, which is in seconds. In `recipe{}`: a field called where, in quotes: duration >= 0.1",
    [[Put the line `where = "duration >= 0.1"`, with a comma behind it, below `category`. Without an editor: `run sed -i '/category/s/$/ where = "duration >= 0.1",/' slow-calls.lua`, then `continue`, then `build`.]],
  },
  solutions = {
    { [[run sed -i '/category/s/$/ where = "duration >= 0.1",/' slow-calls.lua]], "continue", "build" },
    { [[run sed -i 's/row {\(.*\)}/if e.duration >= 0.1 then row {\1} end/' slow-calls.lua]], "continue", "build" },
    { [[run sed -i '/category/s/$/ where = "duration >= 0.1",/' slow-calls.lua]], "continue", "run " .. command, "recipe ./slow-calls.lua", "continue" },
  },
  wrong = {
    { "build", expect = "took less than a tenth" },
    { [[run sed -i '/category/s/$/ where = "duration >= 10",/' slow-calls.lua]], "continue", "build", expect = "not a single row" },
    { [[run sed -i '/category/s/$/ where = "duration < 0.1",/' slow-calls.lua]], "continue", "build", expect = "took less than a tenth" },
    { [[run sed -i '/category/s/$/ where = "duration >= 0.1",/; s/took = e.duration, //' slow-calls.lua]], "continue", "build", expect = "how long a call took" },
    { [[run sed -i '/category/s/$/ where = "name == \\"nothing\\"",/' slow-calls.lua]], "continue", "build", expect = "not a single row" },
    { "continue", expect = "not a single row" },
  },
  after = [[That is a tool. A condition in where is looked at before Lua is asked, so all the quick calls cost it next to
    nothing. With `arguments` in `recipe{}` the limit could be said by whoever uses it, as in `recipe slow min=50`.]],
}

quiz {
  id = "which-call",
  ask = "Which call did your tool find?",
  answer = slow_call,
  wrong = {
    { answer = "read", say = "It reads often, in small pieces, and each is quick. What stands in your row?" },
    { answer = "openat", say = "That is how it opens the pantry. What stands in your row?" },
    { answer = "write", say = "That is for the screen. What stands in your row?" },
  },
  explain = ([[%s has to stand for a while. So the time goes by in %s, and nowhere else.]]):format(slow:sub(1, 1):upper() .. slow:sub(2), slow_call),
}

say [[
  A recipe can do more than look on. From on.call_entry, before the kernel has seen a call, it may let the call
  fail (`e:fail`), answer it itself, delay it, or change its arguments. Such a recipe says `needs = "control"`. That is how
  one tests what programs do on a bad day: a full disk, a missing file, a network that is down.
]]

task {
  id = "one-thing-missing",
  edits = "missing.lua",
  program = words,
  text = ([[The recipe missing.lua lets every openat fail, as if there were no files at all. That is too much. Let only the
    file pantry/%s be missing, and let the cook get everything else.]]):format(missing),
  check = function(t)
    if t.state ~= "ended" or not is_cook(t) then return end
    local wanted = t:find("openat", of_pantry(missing))
    if not wanted and not t:find("openat", of_pantry()) then
      return "the cook hasn't come as far as the pantry: without its libraries no program starts"
    end
    local spoilt = t:find("openat", function(call) return of_pantry()(call) and call.error and call ~= wanted and not of_pantry(missing)(call) end)
    if spoilt then return ("%s was missing as well"):format(tostring(spoilt.args.pathname)) end
    if not wanted or not wanted.error then return ("pantry/%s was there as ever"):format(missing) end
    if wanted.error ~= "ENOENT" then return ("the openat failed with %s. A file that isn't there is another error"):format(wanted.error) end
    if not wanted.text:find("INJECTED", 1, true) then return "the file itself is gone now. The recipe was to do it, and leave the disk alone" end
    if not t.output:find(missing .. ": none left", 1, true) then return "the cook hasn't noticed" end
    return true
  end,
  hints = {
    "e.arg.pathname is the path that openat was given. Only for one path is the call to fail.",
    "In Lua a condition is written `if … then … end`, and two texts are compared with ==.",
    ([[`if e.arg.pathname == "pantry/%s" then e:fail "ENOENT" end`. Without an editor: `run sed -i 's|e:fail "ENOENT"|if e.arg.pathname == "pantry/%s" then e:fail "ENOENT" end|' missing.lua`, `continue`, `build`.]]):format(missing, missing),
  },
  solutions = {
    { ([[run sed -i 's|e:fail "ENOENT"|if e.arg.pathname == "pantry/%s" then e:fail "ENOENT" end|' missing.lua]]):format(missing), "continue", "build" },
  },
  wrong = {
    { "continue", expect = "as ever" },
    { "build", expect = "no program starts" },
    { [[run sed -i 's|e:fail "ENOENT"|if e.arg.pathname:find "pantry" then e:fail "ENOENT" end|' missing.lua]], "continue", "build", expect = "was missing as well" },
    { ([[run sed -i 's|e:fail "ENOENT"|if e.arg.pathname == "pantry/%s" then e:fail "EACCES" end|' missing.lua]]):format(missing), "continue", "build", expect = "failed with EACCES" },
    { ([[run sed -i 's|e:fail "ENOENT"|if e.arg.pathname == "pantry/%s" then e:fail "ENOENT" end|' missing.lua]]):format(other), "continue", "build", expect = "was missing as well" },
    { "run rm pantry/" .. missing, "continue", "run " .. command, "continue", expect = "leave the disk alone" },
  },
  after = ([[`%s: none left`, and the dinner goes on. So the cook can do without one thing, and now you know it, without
    waiting for the day on which it happens.]]):format(missing),
}

quiz {
  id = "entry-or-exit",
  ask = "Why does such a recipe use on.call_entry, and not on.call_exit?",
  choices = {
    "at the exit the kernel has done it already: the file would be open",
    "at the exit the arguments are gone",
    "both would do the same",
  },
  answer = { "a" },
  wrong = {
    { answer = "b", say = "They are still there: a trace prints them with the result. But what has the kernel done by then?" },
    { answer = "c", say = "Think of a call that sends a message, or deletes a file: when must it be stopped?" },
  },
  explain = [[A call that fails at the entry has never happened: the kernel is shown a call that doesn't exist, and its
    answer is exchanged. `inject` does the same; a recipe can also look at what is asked, and decide.]],
}

epilogue [[
  Your own recipes live in ~/.config/spyglass/recipes. `spyglass recipe new NAME` begins one, `spyglass recipe --check`
  looks for mistakes, and `spyglass recipe NAME -- PROGRAM` runs it from the shell, also on a running program (-p). Others have
  built the same bridge from questions to tools: bpftrace has one-liners that see a whole machine (root only), `perf trace
  --duration 100` prints calls slower than 100 ms, `strace -e inject` lets calls fail. The best of them is the one that
  asks exactly what you want to know.
]]
