-- Lesson 08: which of many start-up files does bash read? All of them say the same, so reading them
-- tells nothing: only the trace does. Two shells, a login shell and an interactive one, in drawn
-- order; which files there are is drawn as well.

local goods, price = draw.pick { "bread", "butter", "honey", "tea", "cheese" }, draw.number(40, 99)
local greeting = ("%s costs %d"):format(goods, price)

-- What a login shell looks for, in this order; it takes the first that is there.
local login_order = { ".bash_profile", ".bash_login", ".profile" }
local there = draw.pick {
  { ".bash_profile", ".bash_login", ".profile" },
  { ".bash_profile", ".profile" },
  { ".bash_login", ".profile" },
}

local login = {
  words = { "bash", "-l", "-c", "exit" }, kind = "a login shell", reads = there[1], next = there[2],
  says = { "login", "-l" }, others = { "interactive" },
}
local interactive = {
  words = { "bash", "-i", "-c", "exit" }, kind = "an interactive shell, and no login shell",
  reads = ".bashrc", says = { "interactive", "-i", "not a login" }, others = { "login" },
}
local first, second = table.unpack(draw.pick({ login, interactive }, 2))

local line = "echo " .. greeting .. "\n"
local files = { [".bashrc"] = line, [".bash_aliases"] = line, [".shrc"] = line, [".login"] = line }
for _, name in ipairs(there) do files[name] = line end

lesson {
  title = "Which start-up file does the shell read?",
  minutes = 12,
  program = first.words,
  needs = "bash",
  environment = { "HOME={here}", "LC_ALL=C", "BASH_ENV=", "ENV=" },
  files = files,
}

local function command(shell) return table.concat(shell.words, " ") end

-- Names that somebody may take for the answer, each with its own words.
local function suspects(shell)
  local list = {
    { answer = ".bash_aliases", say = "That name is only a custom: a .bashrc may read it, this one doesn't. Is there a line for it in the trace?" },
    { answer = { ".shrc", ".login" }, say = "Other shells read files of such names. Look for the openat lines of bash." },
    { answer = { "bash.bashrc", "/etc/profile" }, say = "That is read as well, but it belongs to the system, and says nothing of prices. The greeting comes later." },
  }
  for _, name in ipairs { ".bash_profile", ".bash_login", ".profile", ".bashrc" } do
    if name ~= shell.reads then
      local say = "Look for its line in the trace. What stands behind its `=`, or is there no line at all?"
      list[#list + 1] = { answer = name, say = say }
    end
  end
  return list
end

local function opened(name)
  return function(call)
    local path = tostring(call.args.pathname)
    return call.name == "openat" and path:sub(-#name - 1) == "/" .. name
  end
end

say(([[
  A shell of the market hall greets everybody with a wrong price: `%s`. Somebody has written that line into
  a file which bash reads when it starts, and went on holiday.
]]):format(greeting))

say(([[
  In its home directory there are %d files that it may be, and each of them contains the same line: to read
  them doesn't help. But the greeting comes only once. So which one does bash read? (The home directory is
  made anew for this lesson. Your own files are left alone.)
]]):format(4 + #there))

predict {
  id = "how-many",
  ask = ("The shell is started as `%s`. How many of the files in its home directory will it try to open?"):format(command(first)),
  choices = { "all of them", "those whose names begin with .bash", "at most three" },
  answer = { "c" },
  wrong = {
    { answer = "a", say = "It doesn't look at what is there: it has a short list of names in its head." },
    { answer = "b", say = "It doesn't look for names that begin in some way: it asks for whole names." },
  },
}

run("trace -e openat " .. command(first))

say [[
  `-e openat` left only the lines that open files. First the libraries; then the places of terminals and
  users; then, shortly before the greeting, the start-up files. A path that ends with -1 ENOENT is also a
  finding: that is a file which bash looked for, and which isn't there. Where else would you learn that?
]]

diagnose {
  id = "first-shell",
  ask = [[From which file comes the greeting, and what kind of shell is this, that it reads that one? (`trace -e
    openat …` as often as you like.)]],
  parts = {
    { any = first.reads, ask = "But which file is it? Name the one whose line comes right before the greeting." },
    { any = first.says, ask = "Why does it read this one? bash knows two ways to be started; look at its arguments (and `run bash --help`)." },
  },
  answer = ("It reads %s, because it is %s."):format(first.reads, first.kind),
  vague = { first.reads, "it is " .. first.kind },
  wrong = suspects(first),
  hints = {
    "The greeting stands among the lines of the trace, without a call's name. What was opened last before it?",
    "Only an openat with a number behind the = has opened something; -1 ENOENT has not.",
    ("The file is %s. Now for the kind: -i says interactive, -l says login."):format(first.reads),
  },
  explain = ([[A login shell reads /etc/profile, and then the first that it finds of .bash_profile, .bash_login
    and .profile. An interactive one that is no login shell reads .bashrc alone (Debian's reads
    /etc/bash.bashrc before it). This was %s.]]):format(first.kind),
}

task {
  id = "second-shell",
  program = second.words,
  text = ([[Now the other kind: `%s`. Let it run until it has opened the file that its greeting comes from, and
    stop right behind this openat, before the file is read. `catch openat if CONDITION` stops where a
    condition holds.]]):format(command(second)),
  check = function(t)
    local found = t:find("openat", opened(second.reads))
    if t.state == "ended" then return "the shell has ended. The moment behind the openat is over" end
    if not found then
      if t.at and t.moment == "inside" and t.at.name == "openat" then
        return ("this openat is for %s"):format(t.at.args.pathname)
      end
      if t.last and t.last.name == "openat" and t.last.error then
        return ("%s is not there: it was only looked for"):format(t.last.args.pathname)
      end
      return
    end
    if not found.finished then return "the right one, but you are only at its door: the kernel hasn't opened it yet" end
    if found.error then return "the file was not opened: " .. found.error end
    if t.last and opened(second.reads)(t.last) then return true end
    return ("the file is open, but the shell has gone on since: %s is done as well"):format(t.last.name)
  end,
  hints = {
    ("A whole trace shows first what comes: `trace -e openat %s`."):format(command(second)),
    "A condition can ask for a part of the path: `catch openat if has(pathname, \"PART\")`. With `ret > 0` in it, too, it stops behind an openat that went well.",
    ("`catch openat if ret > 0 and has(pathname, \"/%s\")`, and `continue`."):format(second.reads),
  },
  solutions = {
    { ("catch openat if ret > 0 and has(pathname, \"/%s\")"):format(second.reads), "continue" },
    { ("catch openat if has(pathname, \"/%s\")"):format(second.reads), "continue", "finish" },
  },
  wrong = {
    { "continue", expect = "has ended" },
    { "until openat", expect = "this openat is for" },
    { ("catch openat if has(pathname, \"/%s\")"):format(second.reads), "continue", expect = "only at its door" },
    { ("catch openat if has(pathname, \"/%s\")"):format(second.reads), "continue", "until exit_group", expect = "gone on since" },
  },
  after = ([[%s: this one is %s. The same program, the same home, another file.]]):format(second.reads, second.kind),
}

task {
  id = "hide-it",
  program = login.words,
  text = ([[The login shell takes the first file that it finds. Make it believe that %s isn't there, without
    touching any file, and let it run on until it has opened the next one. ENOENT is error 2.]]):format(login.reads),
  check = function(t)
    local own = t.calls[1]
    local words = own and own.name == "execve" and table.concat(own.args.argv or {}, " ") or ""
    if words:sub(1, 7) ~= "bash -l" then return end
    local other = t:find("openat", function(call) return opened(login.next)(call) and call.finished and not call.error end)
    if other then return true end
    if t.state ~= "ended" then return end
    if t:find("openat", opened(login.next)) then return ("it looked for %s, and did not get that either"):format(login.next) end
    if t.output:find(greeting, 1, true) then return ("it has read %s as ever, and never asked for another"):format(login.reads) end
    return "it has ended without opening another file. Which error did it get? Only ENOENT says: there is no such file"
  end,
  hints = {
    "Stop at the openat of that file, as in the task before. At its door the path can be changed, and behind it the answer.",
    "Behind it rax holds the answer. An error is a small negative number: -2 is ENOENT.",
    ("`catch openat if ret > 0 and has(pathname, \"/%s\")`, `continue`, `set rax -2`, `continue`."):format(login.reads),
  },
  solutions = {
    { ("catch openat if ret > 0 and has(pathname, \"/%s\")"):format(login.reads), "continue", "set rax -2", "continue" },
    { ("catch openat if has(pathname, \"/%s\")"):format(login.reads), "continue", "poke pathname \"/none\\0\"", "continue" },
  },
  wrong = {
    { "continue", expect = "has read " .. login.reads },
    { ("catch openat if ret > 0 and has(pathname, \"/%s\")"):format(login.reads), "continue", "set rax -13", "continue", expect = "Only ENOENT says" },
    { "run bash -l --noprofile -c exit", "continue", expect = "without opening another" },
  },
  after = ([[It went on to %s. With EACCES (-13), permission denied, it would have given up: a file that may not be
    read is there, so bash looks for no other. Two errors that look alike to us are different answers to a
    program.]]):format(login.next),
}

quiz {
  id = "remote-command",
  ask = [[A question from daily life. A setting stands in .bashrc, and a job that is started by cron, as `bash -c
    …`, doesn't know it. Try `trace -e openat bash -c exit`: how many start-up files in the home directory does
    that shell look for?]],
  answer = { 0, "none", "no", "zero", "nothing" },
  wrong = {
    { answer = 1, say = "The greeting would have come. Look at the trace once more: does any path begin with the home directory?" },
    { answer = 3, say = "That would be a login shell. This one has no -l." },
  },
  explain = [[It is neither interactive nor a login shell, so it reads none at all (only a file that the variable
    BASH_ENV names, if there is one). This is why a command works when you type it and fails at night.]],
}

epilogue [[
  A setting in a file that nobody reads is among the most common faults there are, and not only with shells:
  it is the right file in the wrong place, or the wrong one of two. `strace -e openat PROGRAM` shows it in a
  minute; `strace -e %file` adds the programs that ask stat first. `lsof` would not have helped: it shows what
  is open now, and a start-up file is open for a millisecond. The cure is to put the line into the file that
  the trace names, or to let one file read the other.
]]
