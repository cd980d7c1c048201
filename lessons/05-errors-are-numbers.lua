-- Lesson 05: what failure looks like from inside: a small negative number in rax, and nothing else.
-- The learner makes the write of `hello` fail in three ways by changing registers.

lesson {
  title = "What does failure look like?",
  minutes = 12,
  program = "x86_64/hello",
  environment = { "LC_ALL=C" },
  mentions = "Hello",
}

-- What became of the only call of `hello` that the learner is to spoil: the first after execve.
local function spoilt(t)
  return t.calls[2]
end

-- The answer to give when that call went another way than the task wants.
local function other_outcome(call, wanted)
  if call.error then
    return ("%s failed with %s; the task wants %s"):format(call.name, call.error, wanted)
  end
  if call.name == "exit_group" or call.name == "exit" then
    return ("the call was %s, and it ended the program; the task wants an answer, %s"):format(call.name, wanted)
  end
  return ("%s did not fail: it returned %d"):format(call.name, call.result or 0)
end

local function not_called_yet(t)
  if t.state == "ended" then return "the program has ended without making the call" end
end

say [[
  `hello` prints a line, by asking the kernel once: write. It never looks at the answer. What would
  it have seen if the kernel had said no? The program stands before its write again, and you will
  spoil it, three times.
]]

load "x86_64/hello"

run "next"

predict {
  id = "what-happens",
  ask = [[rdi holds 1, the descriptor to write to. Suppose that it held 99, and no file 99 is open. What
    will the kernel do when it is asked?]],
  choices = {
    "end the program",
    "print an error message",
    "return a number, and let the program go on",
  },
  answer = { "c" },
  wrong = {
    { answer = "a", say = "That would be hard: a wrong number is a small mistake, and the program may know what to do about it." },
    { answer = "b", say = "Messages come from programs. The kernel wouldn't know whom to tell, or in which language." },
  },
}

task {
  id = "bad-descriptor",
  text = [[Try it. Make the write fail with EBADF (bad file descriptor), and stop right behind it. `set
    REGISTER VALUE` changes a register.]],
  start = { "next" },
  check = function(t)
    local call = spoilt(t)
    if not call then return not_called_yet(t) end
    if not call.finished then return end
    if call.name ~= "write" then
      return ("the call was %s, not write. Which call it is, rax says: leave that alone this time"):format(call.name)
    end
    if call.error ~= "EBADF" then return other_outcome(call, "EBADF") end
    if t.state == "ended" then
      return "write failed with EBADF, as it should; but the program has run on to its end. Stop behind the call, there is something to see"
    end
    if t.last.number ~= call.number then return "the write has failed, and the program has gone on since" end
    return true
  end,
  hints = {
    "The first argument says where to write. Which numbers are open? `fds`",
    "The first argument is in rdi. Give it a number that `fds` doesn't list.",
    "`set rdi 99`, then `finish`, which lets the call finish and stops behind it.",
  },
  mistakes = {
    {
      when = function(t)
        local call = spoilt(t)
        return call and call.name == "write" and call.finished and not call.error and call.raw[1] ~= 1
      end,
      say = "write did not fail: this descriptor is open as well. 0, 1 and 2 are all the program's terminal.",
    },
  },
  solutions = {
    { "set rdi 99", "finish" },
    { "enter", "set rdi -1", "finish" },
    { "set edi 1000", "stepi" },
  },
  wrong = {
    { "finish", expect = "did not fail: it returned 15" },
    { "set rdi 0", "finish", expect = "open as well" },
    { "set rsi 8", "finish", expect = "failed with EFAULT; the task wants EBADF" },
    { "set rdi 99", "continue", expect = "run on to its end" },
    { "set rax 3", "set rdi 99", "finish", expect = "the call was close" },
  },
  after = [[Nothing was printed, and the program is alive. All that it got is a number in rax, where else
    the number of bytes would be.]],
}

quiz {
  id = "number-in-rax",
  ask = "The line of the trace says -1 EBADF. But which number is really in rax? (`regs` shows it.)",
  answer = { "-9", "0xfffffffffffffff7", "18446744073709551607" },
  wrong = {
    { answer = "-1", say = "So says the line. The register says something else: `regs`." },
    { answer = 9, say = "Nearly. Mind the sign." },
    { answer = 15, say = "15 was the number of bytes to send, in rdx. None was sent." },
    { answer = 99, say = "99 was the descriptor, in rdi." },
  },
  explain = [[EBADF is error number 9 (`errno 9`), and the kernel returns it with its sign turned: -9. The
    -1 is an old custom of the C library: its function write() returns -1 for any error, and puts the
    9 into a variable called errno. Traces are written in the same way. The kernel knows neither.]],
}

predict {
  id = "which-status",
  ask = [[The write has failed, and two instructions later comes exit_group. With which exit status will
    `hello` end now?]],
  answer = { 42 },
  wrong = {
    { answer = 9, say = "9 would be a good way to tell. But somebody would have to write that into the program." },
    { answer = 1, say = "Many programs say 1 when something went wrong. But they have to look first." },
    { answer = "-9", say = "rax holds that, but exit_group takes its status from rdi." },
    { answer = 0, say = "0 would mean that all went well. It says 42 when all goes well." },
  },
}

load "x86_64/hello"

run "next"

run "set rdi 99"

run "continue"

say [[
  42, as if nothing had happened. An error is a number, and a number that nobody looks at does
  nothing. Many a program loses its last lines on a full disk in just this way: it never looks at
  what write answered.
]]

predict {
  id = "bad-pointer",
  ask = [[Now the second argument. rsi holds the address of the text. Suppose that it held 8, an address
    where no program has memory. What will happen?]],
  choices = {
    "the program is killed: segmentation fault",
    "the call fails with an error",
    "15 bytes of rubbish are printed",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "So it would be if the program itself went to that address. Here it is the kernel that goes." },
    { answer = "c", say = "There is not even rubbish at address 8: nothing is mapped there." },
  },
}

task {
  id = "bad-address",
  text = [[The second failure: make the write fail with EFAULT (bad address). The descriptor stays as it
    is.]],
  start = { "next" },
  check = function(t)
    local call = spoilt(t)
    if not call then return not_called_yet(t) end
    if not call.finished then return end
    if call.name ~= "write" then
      return ("the call was %s, not write. Which call it is, rax says: leave that alone this time"):format(call.name)
    end
    if call.error == "EFAULT" then return true end
    return other_outcome(call, "EFAULT")
  end,
  hints = {
    "Which argument is an address? The panel shows an arrow and the text behind it.",
    "Put an address into rsi where the program has no memory. `maps` lists where it has some; small numbers are never among them.",
    "`set rsi 8`, then `finish`.",
  },
  mistakes = {
    {
      when = function(t)
        local call = spoilt(t)
        return call and call.name == "write" and call.finished and not call.error and call.raw[3] > 15
      end,
      say = "write did not fail: it began at a good address, and sent what there was up to the end of the memory there. The address that it begins at must be bad.",
    },
    {
      when = function(t)
        local call = spoilt(t)
        return call and call.name == "write" and call.finished and call.result == 0
      end,
      say = "write did not fail: it was asked to send no bytes at all, so it never looked at the address.",
    },
  },
  solutions = {
    { "set rsi 8", "finish" },
    { "set rsi 0", "continue" },
    { "enter", "set rsi -1", "finish" },
    { "set rdx -1", "finish" },
  },
  wrong = {
    { "finish", expect = "did not fail: it returned 15" },
    { "set rdi 99", "finish", expect = "failed with EBADF; the task wants EFAULT" },
    { "set rdx 5000", "finish", expect = "up to the end of the memory" },
    { "set rsi 8", "set rdx 0", "finish", expect = "no bytes at all" },
    { "set rax 39", "finish", expect = "the call was getpid" },
    { "kill", expect = "without making the call" },
  },
  after = [[An error, not a crash. The kernel looks at an address before it uses it, and says -14 when the
    program has no memory there.]],
}

say [[
  And when a program uses such an address itself, with an instruction of its own? `jump-to-nowhere`
  does: it jumps to address 0, which is as empty as 8.
]]

load "x86_64/jump-to-nowhere"

run "continue"

run "continue"

say [[
  That is the crash: a signal, SIGSEGV, and no line of a call. A bad address in an instruction kills;
  a bad address in a request comes back as EFAULT.
]]

task {
  id = "no-such-file",
  program = "x86_64/hello",
  text = [[The third failure: ENOENT, no such file. write can't say that, for it takes no path. But which
    call it is, is only a number in a register, too. `hello` stands before its write: turn it into a
    call that takes a path, and make it fail with ENOENT. No file is called `Hello, kernel!`. (`abi`
    shows what goes where, `abi openat` the number of openat.)]],
  start = { "next" },
  check = function(t)
    local call = spoilt(t)
    if not call then return not_called_yet(t) end
    if not call.finished and t.state ~= "ended" then return end
    if call.error == "ENOENT" then return true end
    if call.name == "write" then
      return "it was still write. The number of the call is in rax"
    end
    return other_outcome(call, "ENOENT")
  end,
  hints = {
    "rax holds 1, the number of write. openat has another; `abi openat` tells which.",
    "openat takes its path from rsi, and the text is there already. Its first argument is the directory to begin in. -100 (AT_FDCWD) means the current one.",
    "openat is 257: `set rax 257`. And rdi must not say 1, which is no directory: `set rdi -100`.",
    "`set rax 257`, `set rdi -100`, `finish`.",
  },
  mistakes = {
    {
      when = function(t)
        local call = spoilt(t)
        return call and call.error == "ENOTDIR"
      end,
      say = "the call failed with ENOTDIR; the task wants ENOENT. Its first argument is the directory to begin in, and rdi still names the terminal. (-100 stands for the current directory.)",
    },
    {
      when = function(t)
        local call = spoilt(t)
        return call and call.error == "EFAULT"
      end,
      say = "the call failed with EFAULT; the task wants ENOENT. It takes its path from a register that holds no good address. The text's address is in rsi.",
    },
    {
      when = function(t)
        local call = spoilt(t)
        return call and call.error == "EINVAL"
      end,
      say = "the call failed with EINVAL; the task wants ENOENT. One of its arguments makes no sense to it. Compare each with `explain` and the call's name: does a register still hold what it held for write?",
    },
    {
      when = function(t)
        local call = spoilt(t)
        return call and call.error == "ENOSYS"
      end,
      say = "the call failed with ENOSYS: no call has this number. A failure, but not the one that the task wants. `abi openat` shows a number that exists.",
    },
  },
  solutions = {
    { "set rax 257", "set rdi -100", "finish" },
    { "set rax 2", "set rdi message", "set rsi 0", "finish" },
    { "set rax 80", "set rdi rsi", "continue" },
    { "set rax 59", "set rdi message", "set rsi 0", "set rdx 0", "finish" },
  },
  wrong = {
    { "finish", expect = "still write" },
    { "set rax 257", "finish", expect = "ENOTDIR" },
    { "set rax 80", "finish", expect = "no good address" },
    { "set rax 2", "set rdi rsi", "finish", expect = "makes no sense" },
    { "set rax 9999", "finish", expect = "no call has this number" },
    { "set rax 257", "set rdi 99", "finish", expect = "openat failed with EBADF" },
    { "set rax 39", "finish", expect = "getpid did not fail" },
    { "set rax 231", "finish", expect = "ended the program" },
    { "kill", expect = "without making the call" },
  },
  after = [[-2. Three failures, three numbers: -9, -14, -2. open (2), which takes its path from rdi, chdir
    (80) and some others would have given the same one.]],
}

say [[
  One more, the one that people meet most: EACCES, permission denied. The program `no-permission` asks
  the kernel to execute /etc/passwd. This is a list of users and no program, and nobody may execute it.
  After the refusal it turns the sign of rax round, and takes the number as its exit status.
]]

predict {
  id = "status-of-eacces",
  ask = "Which exit status will that be? (`errno EACCES` knows.)",
  answer = { 13 },
  wrong = {
    { answer = "-13", say = "That is what rax holds at first. The program turns the sign round." },
    { answer = 1, say = "1 is EPERM, operation not permitted: a near relative, but not the same." },
    { answer = 42, say = "That was `hello`, which never looks. This one does." },
  },
}

load "x86_64/no-permission"

run "continue"

say [[
  It doesn't help to be root, either. And see: this execve came back. Only one that succeeds never
  does, because then the program that asked is gone.
]]

quiz {
  id = "who-says-it",
  ask = [[`cat` would say: No such file or directory. The kernel only said -2. Where do the words come
    from?]],
  choices = {
    "the kernel sends them along with the number",
    "the C library has a list of them, one for each number",
    "the file system stores them",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "There is only one register for an answer, and it is full with -2." },
    { answer = "c", say = "It stores files. And the words come in the user's own language." },
  },
  explain = [[`errno` prints such a list. The function that looks a number up there is called strerror, and
    it is the reason why hundreds of programs complain in the same words.]],
}

epilogue [[
  The answer of a call is one number. From -4095 to -1 it is an error with its sign turned; anything
  else is a result. The C library makes -1 and errno of it, a program makes words of it, or looks
  away. In a trace you see it before anybody can look away.
]]
