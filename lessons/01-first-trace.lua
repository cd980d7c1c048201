-- Lesson 01: a whole trace of `ls`, read from a distance: how it begins (execve and the dynamic
-- loader), the few calls that are its own, how it ends. The learner finds the call that reads the
-- directory and the one that prints. Which calls the loader makes, and how many, differs from system
-- to system: nothing here counts them.

lesson {
  title = "What does `ls` ask the kernel for?",
  minutes = 10,
  shows_loader = true,
  program = { "ls", "pantry" },
  -- The same names in the same order everywhere, and no files of the learner's language in between.
  environment = { "LC_ALL=C" },
  notes = [[Twenty minutes in a room, with questions. Let everybody run `trace true` on a machine of
    their own first: the same noise at the beginning is what people ask about most ("did I do that?").
    How many lines the loader makes differs from machine to machine, so don't count them aloud.]],
  files = { ["pantry/bread"] = "", ["pantry/butter"] = "", ["pantry/jam"] = "" },
}

local shelf = "bread"  -- is in what `ls` prints, and nowhere else

local function prints(call)
  return (call.name == "write" or call.name == "writev") and call.raw[1] == 1
end

local function first_print(t)
  return t:find("write", prints) or t:find("writev", prints)
end

local function opens_pantry(call)
  return call.args.pathname == "pantry"
end

-- The word behind the last slash of the program that runs.
local function program_name(t)
  local start = t:find("execve")
  local path = start and start.args.pathname
  return path and path:match("[^/]*$")
end

say [[
  You type `ls`, and names appear. But a program on its own can only compute: it sees no disk and no
  screen. Whatever else it wants, it asks the kernel for. Such a request is a system call, and a
  trace is the list of them.
]]

say [[
  A directory called pantry holds three files: bread, butter and jam. `ls pantry` will print their
  names, and we shall watch every call that it makes. (You will also see a few lines of machine code,
  where the program stands still. Pass over them: they have a lesson of their own.)
]]

predict {
  id = "how-many-calls",
  ask = "How many system calls will it make for three names?",
  choices = { "3: one for each name", "about 10", "more than 30" },
  answer = { "c" },
  wrong = {
    { answer = "a", say = "It gets all three names with one call, in fact. But other things come first." },
    { answer = "b", say = "About ten of them are its own. Many more come before those." },
  },
}

run "continue"

say [[
  That is a lot, and nobody reads all of it. Each line is one call: its name, in parentheses what was
  asked, and behind the `=` what the kernel answered. Further up stands the first line, execve. `ls`
  didn't make it: whoever starts a program asks the kernel to load it, and the trace begins there.
  Near the end, on a line of its own, are the three names. That line is no call. `ls` printed it.
]]

quiz {
  id = "last-call",
  ask = "The program has ended; its trace is still here (`calls` lists it). Which call is the last?",
  answer = { "exit_group", "exit_group(0)", "exit_group(0) = ?" },
  wrong = {
    { answer = "exit", say = "Nearly. Read the name to its end." },
    { answer = "close", say = "close comes shortly before it. One more follows." },
    { answer = "write", say = "write prints the names. Some calls follow." },
    { answer = "exited with 0", say = "That is not a call, but what became of the program. The call stands above it." },
  },
  explain = [[Every program ends so, whether it is written in C or in Python. Its result is a question
    mark, because nobody is left to take one. The number in parentheses is the exit status: 0 means
    that all went well.]],
}

task {
  id = "always-the-same",
  text = [[Is all of that special to `ls`? Start another program of this machine, and let it run to its
    end. `true` is a good one: it does nothing at all. `run true` loads it, `continue` lets it run.
    Look for lines that you have seen before.]],
  check = function(t)
    local name = program_name(t)
    if name == "ls" then
      if t.state == "ended" then return "that was `ls` once more; the task wants a program other than `ls`" end
      return
    end
    if not name or t.state ~= "ended" then return end
    if t:find("openat", function(c) return (c.args.pathname or ""):find("ld.so", 1, true) end) then
      return true
    end
    if t:count("mmap") > 2 then return true end
    return ("`%s` has no dynamic loader: it brings all that it needs with it. Take another, such as `true`"):format(name)
  end,
  hints = {
    "Any program that ends by itself will do: `true`, `date`, `hostname`, `echo hello`.",
    "`run` and the program's name load it and stop it before its first instruction.",
    "`run true`, then `continue`.",
  },
  solutions = {
    { "run true", "continue" },
    { "run echo hello", "continue" },
    { "run date", "until exit_group", "continue" },
  },
  wrong = {
    { "continue", expect = "`ls` once more" },
    { "run ls /", "continue", expect = "`ls` once more" },
  },
  after = [[It does nothing, and still makes dozens of calls. They are the ones that you saw from `ls`:
    open ld.so.cache, open libc.so.6, read its first bytes, mmap it. This is the dynamic loader, which
    brings in the libraries before the program itself begins. The block is much the same for every
    program. Learn to know it by sight, and skip it.]],
}

quiz {
  id = "whose-line",
  ask = "Which of these lines from the trace of `ls` is really its own business?",
  choices = {
    [[openat(AT_FDCWD, "/etc/ld.so.cache", …) = 3]],
    [[openat(AT_FDCWD, "pantry", …) = 3]],
    [[read(3, "\177ELF…", 832) = 832]],
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "`true` opens that file too. It tells the loader where the libraries are." },
    { answer = "c", say = "`true` does that too. ELF is how files of programs and libraries begin: the loader reads one here." },
  },
  explain = "No other program would open pantry. There the part begins that makes `ls` what it is.",
}

task {
  id = "reads-the-directory",
  text = [[`ls pantry` is loaded anew. One of its calls fetches the names from the directory. Find out
    which, and stop where `ls` makes it. `until NAME` runs to a call and stops at the kernel's door,
    before the kernel has done anything.]],
  check = function(t)
    local asked = t:find("getdents64") or t:find("getdents")
    if t.at and (t.at.name == "getdents64" or t.at.name == "getdents") then return true end
    if t.state == "ended" then
      return asked and ("`ls` has run to its end. The call is in the list, but you went past it")
        or "`ls` has run to its end. The call is in the list of `calls`"
    end
    if asked then
      return ("you are past it: %s is done. The task ends where the call is made"):format(asked.name)
    end
    if t.at and prints(t.at) then
      return "you are at the call that prints. By now the names must be known"
    end
    if t.at and t.moment == "inside" and t.at.name == "read" then
      return "this is read. It reads files (here a file of the loader, or of the system), not directories"
    end
  end,
  hints = {
    "A directory must be opened before it can be read. Let `ls` run to its end and look into `calls`: where is \"pantry\" opened, and what comes next?",
    "Two calls behind the openat of \"pantry\" there is one with a strange name. `explain` with a name tells what a call is for.",
    "Its name is short for: get directory entries.",
    "`retry` loads `ls` anew, then `until getdents64`.",
  },
  mistakes = {
    {
      when = function(t) return t.at and t.at.name == "openat" and opens_pantry(t.at) end,
      say = "you are very near. openat opens the directory, but doesn't read it: the kernel will answer with a number for it, and no name.",
    },
    {
      when = function(t)
        return t.state == "stopped" and t.at and t.at.name == "openat" and not opens_pantry(t.at)
      end,
      say = "this openat opens something else. Look at the path: it isn't the directory yet.",
    },
    {
      when = function(t) return t.state == "stopped" and t.at and t.at.name:find("stat", 1, true) end,
      say = "the calls with `stat` in their names ask about one file: its size, owner and times. They don't list a directory.",
    },
  },
  solutions = {
    { "until getdents64" },
    { "until write exit_group getdents64" },
  },
  wrong = {
    { "continue", expect = "run to its end" },
    { "until openat", expect = "opens something else" },
    { "until read", expect = "not directories" },
    { "until write", expect = "past it" },
    { "until newfstatat fstat statx", expect = "ask about one file" },
  },
  after = [[getdents64: get directory entries. The 64 is there because an older call of this name had
    too little room for large numbers. `ls` makes it twice. The first answer is a number of bytes: all
    three names came at once (and with them `.` and `..`, which every directory lists). The second
    answer is 0: there are no more.]],
}

quiz {
  id = "which-number",
  ask = [[Its first argument is a small number. `ls` got it as the answer to the openat of "pantry" (see
    `calls openat`). Which number?]],
  answer = { 3, "three" },
  wrong = {
    { answer = 0, say = "0 is where a program's input comes from. Look behind the `=` of the last openat." },
    { answer = 1, say = "1 is where a program prints. Look behind the `=` of the last openat." },
    { answer = 2, say = "2 is for messages about errors. Look behind the `=` of the last openat." },
  },
  explain = [[So one call hands on to the next: openat gives out a number, getdents64 uses it, close
    gives it back. Much of reading a trace is following such a number.]],
}

task {
  id = "the-one-that-prints",
  text = [[And which call puts the names on the screen? Let `ls` make it, and stop right behind it: after
    this call and before the next one is answered. `finish` lets a call finish, and stops there.]],
  check = function(t)
    local print = first_print(t)
    if t.state == "ended" then return "`ls` has run to its end. The moment behind the call is over" end
    if not print then
      if t.at and t.moment == "inside" then
        return ("this is %s. Nothing has been printed yet, and this call won't do it"):format(t.at.name)
      end
      return
    end
    if not print.finished then
      return "the right call, but you are only at its door: the kernel hasn't done it yet, and nothing is printed"
    end
    if not t.output:find(shelf, 1, true) then return end
    if t.last and prints(t.last) then return true end
    return ("the names are on the screen, but `ls` has gone on since: %s is answered as well. Stop right behind the call that prints"):format(t.last.name)
  end,
  hints = {
    "To print is to send bytes somewhere. Look at the calls right behind the line `bread  butter  jam` of an earlier trace.",
    "Its second argument is the text itself, and its name is an English word of five letters.",
    "`until write` stops before it; `finish` lets it happen.",
  },
  solutions = {
    { "until write", "finish" },
    { "until getdents64", "until write", "finish" },
    { "until write", "next" },
    { "until write", "until close" },
  },
  wrong = {
    { "continue", expect = "run to its end" },
    { "until write", expect = "only at its door" },
    { "until getdents64", expect = "won't do it" },
    { "until exit_group", expect = "gone on since" },
  },
  after = [[write takes three arguments: where to, what, how many bytes. The names, the blanks between
    them and the end of the line: `ls` put all this together by itself, and asked the kernel once.]],
}

epilogue [[
  Out of all those lines, four tell the story of `ls`: openat of the directory, getdents64, write,
  exit_group. Before them stand execve and the loader. Nearly every trace is built so: a start that is
  always the same, a middle that is the program's own, an end. Whoever finds the middle has read the
  trace. The next lesson takes a single line apart.
]]
