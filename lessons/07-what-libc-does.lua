-- Lesson 07: what a dynamic program does before its own first line: the loader finds the C library,
-- reads its header and maps it in pieces. How many calls that takes differs from system to system:
-- nothing here counts them.

lesson {
  title = "Why does `printf hello` make ten times the calls?",
  minutes = 15,
  shows_loader = true,
  program = { "printf", "hello" },
  needs = "printf",
  environment = { "LC_ALL=C" },
}

local function maps_code(call)
  return call.name == "mmap" and tostring(call.args.prot):find("PROT_EXEC", 1, true) ~= nil
end

local function reads_header(call)
  return (call.name == "read" or call.name == "pread64") and call.finished and not call.error
    and tostring(call.args.buf):sub(1, 4) == "\127ELF"
end

local function prints(call)
  return (call.name == "write" or call.name == "writev") and call.raw[1] == 1
end

say [[
  You know a program that prints a line with two calls of its own: `hello`, written without any library. The
  command `printf` prints whatever it is given, and is written in C, as nearly everything is. Both have one
  line to print.
]]

predict {
  id = "how-many",
  ask = "The trace of `hello` has three lines of calls. How many will that of `printf hello` have?",
  choices = { "3 as well", "about 10", "30 or more" },
  answer = { "c" },
  wrong = {
    { answer = "a", say = "One write prints the text here, too. But somebody does a good deal before that." },
    { answer = "b", say = "Its own calls are fewer than that. The others come before them." },
  },
}

run "continue"

say [[
  One write among all of these, near the end. `hello` said the same in one line of its own. Who has made the
  others, and what for? The files of the two programs tell a part of it. `elf` shows what kind of file a
  program is, without running it.
]]

load "x86_64/hello"

run "elf"

quiz {
  id = "interpreter",
  ask = [[`hello` is static: everything is in the file, and the kernel starts it directly. Look at the other
    one: `elf printf`. It names an interpreter, and the kernel starts that in its place. What is its path?]],
  answer = { "/lib64/ld-linux-x86-64.so.2", "ld-linux-x86-64.so.2", "/lib/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1" },
  wrong = {
    { answer = "libc.so.6", say = "That is the library that it needs: the C library. The interpreter has a line of its own." },
    { answer = "none", say = "So it is with hello. Ask about the other: `elf printf`." },
    { answer = "/usr/bin/printf", say = "That is the file itself. `elf printf` has a line `interpreter`." },
    { answer = "/etc/ld.so.cache", say = "There the loader looks up where libraries are. It is no program." },
  },
  explain = [[This is the dynamic loader. Its path is written into the file, and the kernel obeys. It is an
    ordinary program, in an ordinary file, with no more rights than printf itself.]],
}

load { "printf", "hello" }

predict {
  id = "whose-first-instruction",
  ask = [[printf is loaded anew, and stands before the first instruction of all. The kernel has done its part:
    execve is finished. What is in its memory by now?]],
  choices = {
    "printf, and nothing else",
    "printf and the loader",
    "printf, the loader and the C library",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "Then who would bring in the library that it needs?" },
    { answer = "c", say = "The kernel reads which interpreter to start, and does not look at which libraries are needed." },
  },
}

show "maps"

say [[
  The program, the loader, the stack, and a little of the kernel's own (the vDSO). No libc.so.6 anywhere.
  Whatever printf needs of it, the loader must fetch now, and it does this like any program that reads a file:
  by asking the kernel.
]]

task {
  id = "header",
  program = { "printf", "hello" },
  text = [[The loader opens libc.so.6 and reads the beginning of the file, to see what it is made of. A file
    of this kind begins with a byte 127 (\177 in a trace) and the letters ELF. Stop right behind the call that
    has read it.]],
  check = function(t)
    local header
    for _, call in ipairs(t.calls) do
      if reads_header(call) then
        header = call
        break
      end
    end
    if t.state == "ended" then return "printf has ended. The moment behind the read is over" end
    if not header then
      if t.at and t.moment == "inside" and t.at.name == "read" then
        return "you are at its door: the kernel hasn't read anything yet"
      end
      if t.at and t.moment == "inside" and t.at.name == "openat" then
        return ("this openat is for %s. To read comes after to open"):format(t.at.args.pathname or "something else")
      end
      return
    end
    if t.last and reads_header(t.last) then return true end
    return ("the header is read, but the loader has gone on since: %s is done as well"):format(t.last.name)
  end,
  hints = {
    "Which call reads from a file? The trace further up shows it, with \\177ELF in its second argument.",
    "`until NAME` stops at a call's door. `finish` lets the kernel do it.",
    "`until read`, then `finish`.",
  },
  solutions = {
    { "until read", "finish" },
    { "until read", "next" },
    { "catch read if ret > 0", "continue" },
  },
  wrong = {
    { "continue", expect = "has ended" },
    { "until read", expect = "hasn't read anything yet" },
    { "until openat", expect = "To read comes after to open" },
    { "until write", expect = "gone on since" },
  },
  after = [[The header says which parts the library has, where in the file they are, where in memory they are
    to go, and what may be done with each. The loader will follow it part by part.]],
}

predict {
  id = "which-mmap",
  ask = [[It does so with mmap, which lays a piece of a file into memory, without reading it first. There are
    several mmaps in the trace. Which of them brings in the code of the library, its instructions?]],
  choices = {
    "the one with PROT_READ alone",
    "the one with PROT_READ|PROT_EXEC",
    "the one with PROT_READ|PROT_WRITE",
    "the one whose descriptor is -1",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "That may be read and nothing else. Constants are like this, and headers." },
    { answer = "c", say = "That may be written: variables." },
    { answer = "d", say = "-1 is no file: nothing is brought in there." },
  },
  explain = [[EXEC is what the processor asks for when it fetches an instruction. Memory that may be run is
    hardly ever memory that may be written: else a mistake in a program could write instructions of somebody
    else's.]],
}

task {
  id = "code",
  program = { "printf", "hello" },
  text = [[Stop right behind the mmap that lays the library's code into memory. There may be some other mmaps
    before it. `catch CALL if CONDITION` stops where a condition holds, so you needn't count: `help catch`.]],
  check = function(t)
    local code = t:find("mmap", function(call) return maps_code(call) and call.finished and not call.error end)
    if t.state == "ended" then return "printf has ended. The moment behind the mmap is over" end
    if not code then
      if t.at and t.moment == "inside" and maps_code(t.at) then
        return "this is the one, but you are only at its door. Let the kernel do it"
      end
      if t.at and t.moment == "inside" and t.at.name == "mmap" then
        return ("this mmap asks for %s: no code. Go on to the next"):format(tostring(t.at.args.prot))
      end
      if t.last and t.last.name == "mmap" and t.state == "stopped" then
        return ("this mmap asked for %s: no code. Go on to the next"):format(tostring(t.last.args.prot))
      end
      return
    end
    if t.last and maps_code(t.last) then return true end
    return ("the code is there, but the loader has gone on since: %s is done as well"):format(t.last.name)
  end,
  hints = {
    "The third argument of mmap is called prot, and the one that you look for has PROT_EXEC in it.",
    "You may go from mmap to mmap by `until mmap`, and look at prot each time. `finish` when you are there.",
    [[As a condition: `catch mmap if prot == "PROT_READ|PROT_EXEC"`. It stops at the door of the call.]],
    [[`catch mmap if prot == "PROT_READ|PROT_EXEC"`, `continue`, `finish`.]],
  },
  solutions = {
    { 'catch mmap if prot == "PROT_READ|PROT_EXEC"', "continue", "finish" },
    { 'catch mmap if ret > 0 and prot == "PROT_READ|PROT_EXEC"', "continue" },
  },
  wrong = {
    { "continue", expect = "has ended" },
    { "until mmap", expect = "no code" },
    { "until mmap", "finish", expect = "no code" },
    { 'catch mmap if prot == "PROT_READ|PROT_EXEC"', "continue", expect = "only at its door" },
    { "until write", expect = "gone on since" },
  },
  after = [[Now libc.so.6 is among the parts of the memory, and one of them is its code:]],
}

show "maps"

quiz {
  id = "anonymous",
  ask = [[Some of the mmaps in the trace have MAP_ANONYMOUS among their flags, and -1 where a descriptor
    should be. Which file is that?]],
  choices = {
    "the program itself",
    "none: plain memory, all zeros",
    "the descriptor of the file that was opened last",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "The program's file has no descriptor here: the kernel has mapped it, before the first instruction." },
    { answer = "c", say = "That has a number of its own, 3 as a rule. -1 is no descriptor." },
  },
  explain = [[This is how a program gets more memory: malloc of the C library asks for it in this way, or by
    brk. Variables that begin as zero need no file, either.]],
}

task {
  id = "louder",
  program = { "printf", "hello" },
  text = [[After all of this, printf does what it is for. Make it say `HELLO` in place of `hello`, at the
    moment when it asks the kernel to print.]],
  check = function(t)
    local own = t:find("write", prints)
    if t.output:find("HELLO", 1, true) then return true end
    if own and own.finished then
      if own.error then return "its write failed with " .. own.error end
      return ("it printed %q"):format(t.output)
    end
    if t.state == "ended" then return "it has ended without printing" end
    if t.at and t.moment == "inside" and not prints(t.at) then
      return ("this is %s; it prints nothing"):format(t.at.name)
    end
  end,
  hints = {
    "Which call prints? Run to it, past all that the loader does.",
    "`until write`. The panel shows the arguments, and buf is where the text lies.",
    "`poke buf \"HELLO\"` writes there, and `finish` lets the kernel print it.",
  },
  solutions = {
    { "until write", "poke buf \"HELLO\"", "finish" },
    { "until write", "poke rsi \"HELLO\"", "continue" },
    { "run printf \"HELLO\\n\"", "continue" },
  },
  wrong = {
    { "continue", expect = "it printed" },
    { "until write", "poke buf \"Hi\"", "finish", expect = "it printed" },
    { "until write", "set rsi 8", "finish", expect = "EFAULT" },
    { "until openat", expect = "it prints nothing" },
    { "kill", expect = "ended without printing" },
  },
  after = [[The same write, the same three registers as in `hello`. A library changes how the program gets
    there, not what the door looks like.]],
}

predict {
  id = "language",
  ask = [[So far it ran with LC_ALL=C, the plainest of languages. With the user's own, say en_US.UTF-8: will
    the number of calls change?]],
  choices = { "no: the text to print is the same", "yes, there will be fewer", "yes, there will be more" },
  answer = { "c" },
  wrong = {
    { answer = "a", say = "The text is the same. But the C library wants to know how this language writes numbers, dates and messages." },
    { answer = "b", say = "C needs no file, for it is built in. Any other language has to come from somewhere." },
  },
}

run "trace -e openat -E LC_ALL=en_US.UTF-8 printf hello\\n"

say [[
  These are only the openat lines. Behind libc.so.6 come the files of the language: an archive of all
  languages, or a file for each part of one, or, where the language isn't installed, a row of ENOENT. On one
  system this makes some ten calls more, on another seventy.
]]

epilogue [[
  A static program is started by the kernel alone. A dynamic one is started by its loader: look up where the
  libraries are (/etc/ld.so.cache), open one, read its header, mmap it in pieces, close it. Then the C library
  prepares itself, and reads what it needs about the user's language. What the program is for comes last.
  `elf` tells beforehand which of the two kinds it is.
]]
