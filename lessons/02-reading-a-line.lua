-- Lesson 02: one line of a trace, part by part: name, arguments, flags, answer, error; descriptors
-- as small numbers, and what each is open on. The learner reads a line of a program of ours first,
-- then finds the same parts among the lines of `cat`.

lesson {
  title = "What does each part of a line mean?",
  minutes = 12,
  shows_loader = true,
  program = "x86_64/no-such-file",
  environment = { "LC_ALL=C" },
  files = { ["shopping"] = "bread\nbutter\njam\n" },
}

local function opens(name)
  return function(call) return call.name == "openat" and call.args.pathname == name end
end

local function is_open(t, name)
  for _, target in pairs(t.fds) do
    if target:sub(-#name - 1) == "/" .. name then return true end
  end
  return false
end

say [[
  A trace is written in a language of its own: short, and the same for every call. Whoever can read
  one line can read them all. The program `no-such-file` makes one call and ends. It asks for a file
  called /no/such/file to be opened, and there is none.
]]

predict {
  id = "what-comes-back",
  ask = "Its trace will show a line for that call. What will stand behind the `=`?",
  choices = {
    "nothing: the program crashes there",
    "0, because nothing was opened",
    "-1, and the name of an error",
  },
  answer = { "c" },
  wrong = {
    { answer = "a", say = "The kernel never crashes a program for asking. It always answers." },
    { answer = "b", say = "0 would be a fine descriptor, so it can't mean failure." },
  },
}

run "continue"

say [[
  Read the first of these lines from left to right. openat is the name of the call. In parentheses
  stand its arguments, in the order of its man page: AT_FDCWD (a relative path would start in the
  current directory), the path itself, and O_RDONLY (open it for reading). Behind the `=` is the
  answer: -1 means that it failed, ENOENT is the error's name, and its meaning follows in words.
]]

say [[
  In the second line the answer is a question mark: exit_group never comes back. The line with +++ is
  no call at all. It tells what became of the program.
]]

quiz {
  id = "name-of-an-argument",
  ask = [[You don't need to know by heart what each argument is. `calls` lists all lines with their
    numbers, and `call N` (`call 2`, say) takes one apart. What is the name of the argument that is
    O_RDONLY?]],
  answer = { "flags" },
  wrong = {
    { answer = "mode", say = "mode comes behind it, and only matters for files that are made." },
    { answer = "dirfd", say = "dirfd is the first one: AT_FDCWD." },
    { answer = "pathname", say = "pathname is the second one: the path." },
    { answer = "O_RDONLY", say = "That is its value. Try `calls`, then `call` and the number of the openat line." },
  },
}

quiz {
  id = "number-of-an-error",
  ask = [[ENOENT is a name for people. The kernel says a number. Which? (`errno ENOENT` or `explain
    ENOENT` will tell.)]],
  answer = { 2, "-2" },
  wrong = {
    { answer = 1, say = "1 is EPERM. Ask `errno ENOENT`." },
    { answer = "-1", say = "-1 only says that something went wrong. Which error it was has a number of its own: `errno ENOENT`." },
    { answer = 0, say = "0 is no error at all. Ask `errno ENOENT`." },
  },
  explain = [[This program ends with the error's number as its exit status; so the last lines of the
    trace show a 2 as well.]],
}

say [[
  Now a real program. Its directory holds a file called shopping, and none called holiday. `cat
  shopping holiday` will print the one and complain about the other.
]]

load { "cat", "shopping", "holiday" }

predict {
  id = "first-descriptor",
  ask = [[When a file is opened, the kernel answers with a small number, the file's descriptor. Every
    program starts with three of them: 0 for input, 1 for output, 2 for errors (`fds` shows them). The
    kernel always gives out the lowest number that is free. Which will shopping get?]],
  answer = { 3, "three" },
  wrong = {
    { answer = 0, say = "0 is taken: the program's input." },
    { answer = 1, say = "1 is taken: the program's output." },
    { answer = 2, say = "2 is taken: messages about errors." },
    { answer = 4, say = "The loader opened files as 3 before, but it closed each of them again." },
  },
}

task {
  id = "shopping-is-open",
  text = [[Stop `cat` at any moment when shopping is open: when `fds` lists it. (`until CALL` runs to
    the next call of that name; `finish` lets a call finish.)]],
  check = function(t)
    if is_open(t, "shopping") and t.state == "stopped" then return true end
    local opened = t:find("openat", opens("shopping"))
    if t.state == "ended" then return "`cat` has ended, and everything that it had opened is closed" end
    if opened and opened.finished then
      return "shopping was open, and is closed again. The moment is over"
    end
    if t.at and opens("shopping")(t.at) then
      return "you are at its door: the kernel is asked to open shopping, and hasn't done it yet"
    end
    if t.at and t.at.name == "openat" and t.at.args.pathname then
      return ("this openat is for %s. Have a look at the path, and go on"):format(t.at.args.pathname)
    end
  end,
  hints = {
    "`cat` opens shopping, reads it, writes it, and closes it. Any moment between the first and the last will do.",
    "The loader opens and reads files as well, before `cat` begins. But it never prints.",
    "`until write` stops where `cat` is about to print. What has it open then? `fds`",
  },
  mistakes = {
    {
      when = function(t)
        return t.state == "stopped" and t.at and t.at.name == "read" and not t:find("openat", opens("shopping"))
      end,
      say = "this read is one of the loader's: it reads a library. Not yet the file that you look for.",
    },
  },
  solutions = {
    { "until write", "fds" },
    { "until write", "finish", "fds" },
    { "until fadvise64 write" },
  },
  wrong = {
    { "continue", expect = "has ended" },
    { "until openat", expect = "this openat is for" },
    { "until read", expect = "one of the loader's" },
    { "until exit_group", expect = "closed again" },
  },
  after = "shopping is open now. This is what the program has open besides:",
}

show "fds"

say [[
  The list is no secret of this prompt. The kernel shows it to everybody as the directory /proc/PID/fd,
  PID being the program's number. read and close are told the small number only. To know which file
  their lines speak of, look further up for the openat that gave the number out.
]]

quiz {
  id = "two-flags",
  ask = [[The loader opens its files with `O_RDONLY|O_CLOEXEC` (see `calls openat`). The `|` joins flags:
    both hold. What does O_CLOEXEC ask for? (`explain O_CLOEXEC`)]],
  choices = {
    "close the file when it has been read to its end",
    "close the file when the program executes another one",
    "let nobody else open the file meanwhile",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "Nobody does that but the program itself, with close." },
    { answer = "c", say = "Opening a file keeps nobody else from it." },
  },
  explain = [[Descriptors are handed on to a program that is executed. This flag keeps one back. Names in
    capitals are numbers, in truth; the trace spells them as the man page does, and `explain` knows
    them.]],
}

task {
  id = "holiday-fails",
  text = [[Now the failure. Stop right behind the call that asks for holiday, when the kernel has said no
    and `cat` hasn't done anything about it yet.]],
  check = function(t)
    local asked = t:find("openat", opens("holiday"))
    if t.state == "ended" then
      return "`cat` has ended. The line with holiday is in `calls openat`, but the moment is over"
    end
    if not asked then
      if t.at and t.moment == "inside" and t.at.name == "openat" then
        return ("this openat is for %s"):format(t.at.args.pathname or "something else")
      end
      local last = t.last
      if last and last.name == "openat" then
        return ("this openat was for %s, and the answer is %s"):format(last.args.pathname or "something else", last.error or tostring(last.result))
      end
      return
    end
    if not asked.finished then
      return "you are at its door: holiday is asked for, and the kernel hasn't answered yet"
    end
    if not asked.error then return "the openat of holiday did not fail: there is a file of that name now" end
    if t.last and opens("holiday")(t.last) then return true end
    return ("the openat of holiday has failed, but `cat` has gone on since: %s is done as well"):format(t.last.name)
  end,
  hints = {
    "`until openat` runs to the next openat; the panel shows the path. Repeat it until the path is holiday.",
    "`cat` has two files to open, and the loader some more before that. When holiday shows, one step is left: out of the kernel.",
    "`until write` brings you past the loader in one go. Then `until openat` is the one for holiday, and `finish` lets the kernel answer.",
  },
  solutions = {
    { "until write", "until openat", "finish" },
    { "until write", "until openat", "stepi" },
    { "until write", "until close", "until openat", "next" },
  },
  wrong = {
    { "continue", expect = "has ended" },
    { "until openat", expect = "this openat is for" },
    { "until openat", "finish", expect = "this openat was for" },
    { "until write", "until openat", expect = "hasn't answered yet" },
    { "until exit_group", expect = "gone on since" },
  },
  after = [[The same two parts as in the first line of this lesson: -1, and a name. `cat` has to decide now
    what to do about it.]],
}

quiz {
  id = "where-complaints-go",
  ask = [[`cat` will complain, with write, like all that prints. Let it go on (`continue`) and look at the
    first argument. To which descriptor does the complaint go?]],
  answer = { 2, "two" },
  wrong = {
    { answer = 1, say = "1 got the contents of shopping. The complaint goes elsewhere: type `continue` and look." },
    { answer = 3, say = "3 was shopping, and is closed. Type `continue` and look." },
    { answer = 0, say = "0 is where input comes from. Type `continue` and look." },
  },
  explain = [[Here 1 and 2 are the same terminal. In `cat shopping holiday > list` only 1 would go to the
    file, and you would still see the complaint. That is what 2 is for.]],
}

epilogue [[
  name(arguments) = answer. A descriptor in one line is the answer of an earlier one. An error is -1
  and a name. When a line is strange, there are four places to ask: `call N` takes it apart, `explain`
  tells what a call or a name in capitals is for, `errno` knows the errors, and `man 2 openat` in any
  shell has the whole story. When several threads or programs are watched at once, each line begins
  with the number of the one that made the call.
]]
