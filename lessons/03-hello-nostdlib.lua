-- Lesson 03: a program of a few instructions and no library prints a line. The learner walks it to
-- its raw `syscall`, sees the registers before and after, and changes what it prints.

lesson {
  title = "Can a program print without any library?",
  minutes = 15,
  program = "x86_64/hello",
  mentions = "Hello",
  notes = [[Half an hour in a room. Have the source of `hello` on paper or on the board: eight
    instructions are few enough to point at. People ask why the string is not in a register; it is
    its address that is. Somebody always asks what would happen without exit_group: try it.]],
}

say [[
  The program `hello` prints one line. It has no main, no libc, no library at all: eight
  instructions, and the sentence that it prints.
]]

predict {
  id = "how-many-calls",
  ask = "How many system calls will a trace of it show?",
  answer = { 3, "three" },
  wrong = {
    { answer = 1, say = "Printing takes one. But a program must also say that it is done." },
    { answer = 2, say = "It makes 2 itself. The trace shows one more." },
    { answer = 0, say = "Without asking the kernel a program can compute, but nothing can be seen of it." },
  },
}

run "continue"

say [[
  Three lines. The first, execve, was not made by this program but for it: whoever starts a program
  asks the kernel to load it, and the trace begins there. The second is its own: write. The third
  says that it is done: exit_group, with the exit status 42. Its result is a question mark, because
  this call never returns: nobody is left to return to.
]]

task {
  id = "walk-to-the-door",
  text = [[The program is loaded anew and stands before its first instruction. Go on instruction by
    instruction (`stepi`), or in one go (`next`), until it stands at its first `syscall`. Don't
    execute that one yet.]],
  check = function(t)
    if t.at and t.moment == "before" and t.at.name == "write" then return true end
    if t.state == "ended" then return "the program has run to its end" end
    if t:count("write") > 0 then return "it is past its first system call: write has been called" end
  end,
  notes = [[Go by `stepi` at least once, slowly, and name the register that changes before you press
    Enter. Point at rax: it holds the number of the call, and will hold its result.]],
  hints = {
    "`stepi` executes one instruction. Watch the star in the code: it marks the next one.",
    "Four instructions fill registers; the fifth is `syscall`.",
    "`next` runs to the next `syscall` and stops before it.",
  },
  mistakes = {
    {
      when = function(t) return t.at and t.moment == "inside" end,
      say = "you went through the door: the call is in the kernel already. The task ends one instruction earlier.",
    },
  },
  solutions = { { "next" }, { "stepi", "stepi", "stepi", "stepi" }, { "stepi 4" } },
  wrong = {
    { "continue", expect = "run to its end" },
    { "finish", expect = "past its first system call" },
    { "enter", expect = "through the door" },
  },
  after = [[Everything that the kernel will be asked is in registers now, and nothing has been asked
    yet. rax says which call: 1 is write. rdi, rsi and rdx are its arguments: where to, what, how
    much.]],
}

quiz {
  id = "which-register-counts",
  ask = "Which register says how many bytes will be written?",
  answer = { "rdx", "edx", "%rdx", "%edx" },
  wrong = {
    { answer = "rax", say = "rax says which call it is: 1 means write." },
    { answer = "rdi", say = "rdi is the first argument: the file descriptor, 1." },
    { answer = "rsi", say = "rsi is the second argument: the address of the text." },
    { answer = "rcx", say = "rcx would be it in a C function; the kernel looks elsewhere. Try `abi`." },
  },
  explain = [[Arguments go into rdi, rsi, rdx, r10, r8, r9, in this order. `abi` shows the table with
    the values of the moment.]],
}

task {
  id = "through-the-kernel",
  text = [[Now let the kernel do its work: `finish` goes through the call and stops behind it. Look
    at what changed.]],
  start = { "next" },
  check = function(t)
    local write = t:find("write")
    if write and write.finished and t.state == "stopped" then return true end
    if t.state == "ended" then return "the program has ended; the moment behind the call is over" end
  end,
  hints = {
    "The call instruction has not been executed yet; the sentence is not printed.",
    "`enter` stops inside, at the kernel's door; `finish` comes out.",
    "Type `finish`.",
  },
  solutions = { { "finish" }, { "enter", "finish" }, { "stepi" } },
  wrong = { { "continue", expect = "is over" } },
  after = [[rax was 1 and is 15 now: the register that carried the question carries the answer. Two
    registers changed that are no part of it: rcx and r11. The `syscall` instruction itself uses them,
    for the address to return to and for the flags. Many texts say that all registers survive a
    call; these two don't.]],
}

task {
  id = "only-hello",
  text = "Make the program print only `Hello`, without changing its file.",
  start = { "next" },
  check = function(t)
    local write = t:find("write")
    if not write or not write.finished then return end
    if t.output == "Hello" then return true end
    if write.result ~= 5 and write.result > 0 then
      return ("write sent %d bytes, the task wants 5"):format(write.result)
    end
    if write.error then return "write failed with " .. write.error .. ": nothing was printed" end
    return ("the program printed %q"):format(t.output)
  end,
  hints = {
    "Which register held 15 before the call?",
    "A register of a stopped program can be changed with `set`.",
    "The third argument is the number of bytes: `set rdx 5`.",
    "`set rdx 5`, then `finish`.",
  },
  mistakes = {
    {
      when = function(t)
        local write = t:find("write")
        return write and write.finished and write.result == 15 and t.output:sub(1, 5) == "Hello"
          and t.output:sub(6, 6) ~= ","
      end,
      say = "write sent 15 bytes, the task wants 5. The text behind `Hello` was changed, but it is still sent.",
    },
  },
  solutions = {
    { "set rdx 5", "finish" },
    { "enter", "set rdx 5", "finish" },
    { "set edx 5", "stepi" },
  },
  wrong = {
    { "finish", expect = "write sent 15 bytes, the task wants 5" },
    { "set rdx 6", "finish", expect = "write sent 6 bytes" },
    { "set rdi 99", "finish", expect = "EBADF" },
    { "poke buf \"Jello\"", "set rdx 5", "finish", expect = "Jello" },
    { "poke message+5 \"          \"", "finish", expect = "still sent" },
  },
  after = [[The kernel never sees the program's file or its plans, only registers and the memory that
    they point to. `poke buf "Howdy"` before the call would have changed the text in the same way.]],
}

task {
  id = "another-status",
  text = [[A program's last words are its exit status. This one ends with 42 (a shell shows it with
    `echo $?`). Make it end with 7.]],
  check = function(t)
    if t.state ~= "ended" then return end
    if t.exit == 7 then return true end
    if t.exit then return ("it ended with %d, the task wants 7"):format(t.exit) end
    return "it was killed by " .. t.killed_by .. "; it has no exit status then"
  end,
  hints = {
    "The status is the argument of the last call, exit_group.",
    "Go to the second `syscall`: `next`, and `next` again. Then look at the registers.",
    "exit_group has one argument, and the first argument is in rdi.",
    "`next`, `next`, `set rdi 7`, `continue`.",
  },
  mistakes = {
    {
      when = function(t)
        local write = t:find("write")
        return t.state == "ended" and write and write.raw[1] == 7
      end,
      say = [[it ended with 42, the task wants 7. The 7 was given to write: at the first `syscall` rdi is the
        descriptor to write to. The status is the argument of the second one.]],
    },
  },
  solutions = {
    { "next", "next", "set rdi 7", "continue" },
    { "until exit_group", "set rdi 7", "continue" },
    { "next", "next", "set rdi 263", "finish" },
  },
  wrong = {
    { "continue", expect = "it ended with 42" },
    { "next", "set rdi 7", "continue", expect = "given to write" },
    { "kill", expect = "killed by SIGKILL" },
  },
  after = [[Only the low 8 bits of a status count: 263 would have done as well, since 263 is 256 + 7.]],
}

task {
  id = "a-line-of-your-own",
  text = [[Until now you changed the running program. Now change the program: its source file is
    yours to edit. Make it print a whole line of your own, and end with 0, as programs do that
    have nothing to complain about.]],
  edits = "x86_64/hello.S",
  check = function(t)
    local start = t:find("execve")
    if t.state ~= "ended" or not start or start.args.pathname ~= "./hello" then return end
    if t.killed_by then return "it was killed by " .. t.killed_by .. " before it could end by itself" end
    local write = t:find("write")
    if not write then return "it has printed nothing: no write was called" end
    if write.error then return "write failed with " .. write.error .. ": nothing was printed" end
    if t.output == "Hello, kernel!\n" then return "it prints the old line still" end
    if t.output:sub(-1) ~= "\n" then
      return ("it printed %q, which does not end its line"):format(t.output)
    end
    if t.exit ~= 0 then return ("the line is yours, but it ended with %d, and the task wants 0"):format(t.exit) end
    return true
  end,
  hints = {
    "The text stands near the end of the file, behind `.ascii`.",
    "Leave the backslash and the n at its end: they end the line. The length is counted by the file itself.",
    "The exit status is the 42 behind the second `mov`, of exit_group's argument: the 0 belongs there.",
    [[Without an editor: `run sed -i "s/Hello, kernel/Good morning/; s/\\$42/\\$0/" hello.S`, then `continue`, then `build`.]],
  },
  solutions = {
    { [[run sed -i "s/Hello, kernel/Good morning/; s/\\$42/\\$0/" hello.S]], "continue", "build" },
    { [[run sed -i "s/Hello, kernel!/A line that is longer than the old one./; s/\\$42, %edi/$0, %edi/" hello.S]], "continue", "build" },
  },
  wrong = {
    { "build", expect = "the old line" },
    { "run sed -i s/kernel/world/ hello.S", "continue", "build", expect = "it ended with 42" },
    { [[run sed -i "s/, kernel!.n//; s/\\$42/\\$0/" hello.S]], "continue", "build", expect = "does not end its line" },
    { "run sed -i s/message,/0,/ hello.S", "continue", "build", expect = "EFAULT" },
    { "run sed -i 16s/syscall/nop/ hello.S", "continue", "build", expect = "nothing" },
    { "run sed -i 20s/syscall/ud2/ hello.S", "continue", "build", "continue", expect = "killed by SIGILL" },
  },
  after = [[The same five things that you once set in registers, now written down: that is all that an
    assembler does with them.]],
}

epilogue [[
  A system call is an instruction. Before it, registers hold a number and up to six arguments; after
  it, one register holds the answer. All of printf, of files and of the network is built on this one
  door. The source of this program, with a comment on every line, is asm-examples/x86_64/hello.S.
]]
