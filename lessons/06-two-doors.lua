-- Lesson 06: the 32-bit door, `int $0x80`: other numbers, other registers, and addresses cut to 32
-- bits. Why the fourth argument is in r10 at the 64-bit one. AArch64 on paper.

lesson {
  title = "Is there another way into the kernel?",
  minutes = 15,
  program = "i386/hello",
  needs = "i386",
  mentions = "far far away",
}

local second_line = "through the new door"

-- The call that a task is about: the first, or another, of this name.
local function nth(t, name, n)
  for _, call in ipairs(t.calls) do
    if call.name == name then
      n = n - 1
      if n == 0 then return call end
    end
  end
end

say [[
  In lesson 3 a program went into the kernel by the instruction `syscall`. Processors of the x86 family have
  had that for more than twenty years. Linux is older. Its first door was `int $0x80`, and 32-bit programs may
  use it to this day. The same greeting has been written for it, line for line: i386/hello.
]]

predict {
  id = "same-number",
  ask = [[At the new door, rax says 1 for write. The same kernel, the same write: which number will the 32-bit
    program put into eax?]],
  choices = { "1 as well", "another number" },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "It would be sensible. But the numbers of the 64-bit calls were made anew, years later." },
  },
}

run "next"

say [[
  4 is write here. Look at the other registers, too: ebx, ecx and edx carry what rdi, rsi and rdx carry at the
  new door. A way into the kernel with its own numbers and its own registers is called an ABI. `abi` and the
  name of a call show the same call in each of them, side by side:
]]

run "abi write"

quiz {
  id = "exit-group-i386",
  ask = "At the new door, exit_group is 231. Which number is it in a 32-bit program (i386)?",
  answer = { 252 },
  wrong = {
    { answer = 231, say = "231 is its number on x86-64. Ask: `abi exit_group`." },
    { answer = 94, say = "That is the column of AArch64. i386 stands in the middle." },
    { answer = 1, say = "1 is exit there, an older relative that ends one thread only. `abi exit_group`." },
    { answer = 4, say = "4 is write there. `abi exit_group`." },
  },
  explain = [[Numbers differ from one ABI to the next; the names and what they mean stay. So a trace shows
    names. The errors have kept their numbers in all three: -9 is EBADF at each door.]],
}

task {
  id = "status-7",
  text = [[Let the 32-bit `hello` end with status 7 and not with 42. It is loaded anew, before its first
    instruction.]],
  check = function(t)
    if t.state ~= "ended" then return end
    if t.exit == 7 then return true end
    if t.exit then return ("it ended with %d, the task wants 7"):format(t.exit) end
    return "it was killed by " .. t.killed_by .. "; it has no exit status then"
  end,
  hints = {
    "The status is the first argument of exit_group. The program makes that call at its second door.",
    "`abi exit_group` tells in which register i386 has it. It isn't the one of x86-64.",
    "`next`, `next`, `set ebx 7`, `continue`.",
  },
  mistakes = {
    {
      when = function(t)
        local at = t.at
        return t.state == "stopped" and at and at.name == "exit_group" and t.regs and t.regs.edi == 7
          and t.regs.ebx == 42
      end,
      say = "edi holds 7 now, and nobody will look there: for exit_group there is one argument, and at this door it is in another register.",
    },
  },
  solutions = {
    { "next", "next", "set ebx 7", "continue" },
    { "until exit_group", "set ebx 7", "continue" },
  },
  wrong = {
    { "continue", expect = "it ended with 42" },
    { "next", "next", "set edi 7", expect = "nobody will look there" },
    { "next", "next", "set edi 7", "continue", expect = "it ended with 42" },
    { "next", "set ebx 7", "continue", expect = "it ended with 42" },
    { "kill", expect = "killed by SIGKILL" },
  },
  after = "ebx, ecx, edx, esi, edi, ebp: this is the order at the old door, and eax says which call.",
}

say [[
  Now the strange part. The old door is an instruction, and nothing keeps a 64-bit program from using it.
  `two-doors` does: it writes one line through each.
]]

load "x86_64/two-doors"

run "next"

predict {
  id = "one-at-the-old-door",
  ask = [[It is a 64-bit program, with registers of 64 bits, and stands before `int $0x80`. eax is 4, and that
    would be stat in its own table; but the call is a write. Suppose that somebody forgot this, and put 1
    there, as before any `syscall`. What will happen?]],
  choices = { "the line is written", "an error: no such call", "the program ends" },
  answer = { "c" },
  wrong = {
    { answer = "a", say = "1 is write in the table of the new door. This is the old one." },
    { answer = "b", say = "Number 1 exists at the old door. `explain exit` tells what it does." },
  },
}

run "set rax 1"

run "finish"

say [[
  It has ended: 1 is exit at this door, and its status was in ebx, where the descriptor had been put. The door
  decides which table holds, not the program. No line was written, and no error told why.
]]

task {
  id = "another-door",
  program = "x86_64/two-doors",
  text = [[Now let its second line, `through the new door`, go through the old one. `two-doors` has written
    the first line and stands before its `syscall`. In memory this instruction is two bytes, 0x0f 0x05, and
    `int $0x80` is two bytes as well: 0xcd 0x80. `poke rip BYTE BYTE` writes over the instruction that comes
    next. But then another table holds, and other registers.]],
  start = { "next", "finish", "next" },
  check = function(t)
    local second = nth(t, "write", 2)
    if second and second.finished then
      if second.abi ~= "i386" then return "the second line went through the new door: its write was made by `syscall`" end
      if second.error then return ("the second write went through the old door, and failed with %s"):format(second.error) end
      if t.output:find(second_line, 1, true) then return true end
      return ("the second write went through the old door, but what it wrote was %q. Which register has the address there?"):format(tostring(second.args.buf))
    end
    local other = t.calls[3]
    if not other then
      if t.state == "ended" then return "the program has ended without a second call" end
      return
    end
    if other.name == "exit" and other.abi == "i386" then
      return "the old door it was, but the program has ended there: its number 1 is exit, and eax still said 1"
    end
    if other.name ~= "write" then return ("the call was %s, not write"):format(other.name) end
  end,
  hints = {
    "First the instruction: `poke rip 0xcd 0x80`. `disas` shows what it has become.",
    "Then compare the registers with `abi write`, column i386: number, descriptor, address, length. Two of them hold the right thing already, from the first line.",
    "eax must say 4, and ecx where the text is. Its name is new_message (`symbols`).",
    "`poke rip 0xcd 0x80`, `set rax 4`, `set rcx new_message`, `finish`.",
  },
  solutions = {
    { "poke rip 0xcd 0x80", "set rax 4", "set rcx new_message", "finish" },
    { "set eax 4", "set ecx rsi", "poke rip 0xcd 0x80", "continue" },
    { "set rip _start", "next", "set rcx new_message", "finish" },
  },
  wrong = {
    { "continue", expect = "went through the new door" },
    { "poke rip 0xcd 0x80", "finish", expect = "eax still said 1" },
    { "poke rip 0xcd 0x80", "set rax 4", "finish", expect = "Which register has the address" },
    { "poke rip 0xcd 0x80", "set rax 4", "set rbx 99", "set rcx new_message", "finish", expect = "failed with EBADF" },
    { "poke rip 0xcd 0x80", "set rax 20", "finish", expect = "the call was getpid" },
    { "kill", expect = "without a second call" },
  },
  after = [[A trace that only showed numbers would be hard to read here. strace and spyglass look at each
    call's door, and a whole trace says when it is not the one of the call before: try `trace ./two-doors`. A
    filter that looked at numbers alone would take the old write for stat, and let exit pass for write. So
    filters ask for the door first.]],
}

say [[
  One more thing gets lost at the old door. `cut-pointer` puts a text on its stack, and asks for the same 12
  bytes at the same address to be written twice: through the old door, and through the new one.
]]

predict {
  id = "cut",
  ask = "The stack of a 64-bit program lies high up, at 0x7ffff… or so. Which of the two writes will succeed?",
  choices = { "both", "the one through the old door", "the one through the new door" },
  answer = { "c" },
  wrong = {
    { answer = "a", say = "The address is good. But how much of it gets through?" },
    { answer = "b", say = "That one has room for 32 bits of an address, and there are more." },
  },
}

load "x86_64/cut-pointer"

run "continue"

quiz {
  id = "how-many-bits",
  ask = [[The first failed with EFAULT, though the address in its line is a good one: the second printed the
    text that is there. The line shows what was in rcx. How many bits of it has the kernel looked at?]],
  answer = { 32, "32 bits", "the lower 32", "the low 32", "thirty-two" },
  wrong = {
    { answer = 64, say = "Then it would have found the text, as the second write did. In which register does i386 have its second argument?" },
    { answer = 16, say = "More than that. i386 is a 32-bit ABI." },
    { answer = 48, say = "So many bits an address of this size needs. Fewer get through." },
    { answer = 12, say = "12 is the number of bytes to write." },
  },
  explain = [[At this door the kernel sees ecx, the lower half of rcx. What is left of the address points to
    nothing in this program: EFAULT.]],
}

task {
  id = "short-address",
  program = "x86_64/cut-pointer",
  text = [[Let the write through the old door succeed: the text `far far away`, all 12 bytes. The program has
    copied it from a place called `message`; `symbols` and `maps` show where things lie.]],
  start = { "next" },
  check = function(t)
    local write = nth(t, "write", 1)
    if not write then
      if t.state == "ended" then return "it has ended without writing anything" end
      return
    end
    if not write.finished then return end
    if write.abi ~= "i386" then return "the first write went through the new door; the task is about the old one" end
    if write.error then return ("the write through the old door failed with %s"):format(write.error) end
    if t.output:sub(1, 12) == "far far away" then return true end
    if write.result == 0 then return "it was asked to write 0 bytes, and did. The text has 12" end
    return ("it wrote %d bytes, but they were not the text: %q"):format(write.result, t.output:sub(1, write.result))
  end,
  hints = {
    "An address must fit into 32 bits to get through: eight digits behind 0x, at most.",
    "The program's own code and data lie low, around 0x402000. The text is there as well, under the name message.",
    "The second argument is in ecx at this door, and ecx is the lower half of rcx: `set rcx message`, then `finish`.",
  },
  mistakes = {
    {
      when = function(t)
        local write = nth(t, "write", 1)
        return write and write.finished and write.error == "EFAULT" and t.regs and t.regs.rsi and t.regs.rsi ~= 0
      end,
      say = "the write through the old door failed with EFAULT again. rsi is the second argument at the new door; here the kernel doesn't look at it.",
    },
  },
  solutions = {
    { "set rcx message", "finish" },
    { "set ecx message", "finish" },
    { "enter", "set rcx message", "finish" },
  },
  wrong = {
    { "finish", expect = "failed with EFAULT" },
    { "set rsi message", "finish", expect = "the kernel doesn't look at it" },
    { "set rcx message+4", "finish", expect = "not the text" },
    { "set rdx 0", "finish", expect = "0 bytes" },
    { "set rbx 99", "finish", expect = "EBADF" },
    { "kill", expect = "without writing" },
  },
  after = [[Programs with fixed addresses, like ours, lie below 4 GiB, and for them the old door may seem to
    work. Then somebody puts a buffer on the stack, or builds the program in the way that is usual today, at
    an address high up, and it works no more.]],
}

say [[
  Last, a riddle of the new door. Functions in C hand over their first arguments in rdi, rsi, rdx and rcx.
  System calls have rdi, rsi, rdx and r10. Why not rcx? `fourth-argument` makes the call mmap twice, which
  asks for memory and has its flags as fourth argument. First they are in r10; then in rcx, with 0 in r10.
]]

load "x86_64/fourth-argument"

run "continue"

say [[
  The first mmap got its memory. The second was refused: the kernel saw no flags, so not the one that says
  that no file is wanted (MAP_ANONYMOUS), and descriptor -1 is no file: EBADF. What was in rcx never arrived.
]]

task {
  id = "flags-in-place",
  program = "x86_64/fourth-argument",
  text = "Let its second mmap succeed as well.",
  start = { "next", "finish", "next" },
  check = function(t)
    local second = nth(t, "mmap", 2)
    if not second then
      if t.state == "ended" then return "it has ended without a second mmap" end
      return
    end
    if not second.finished then return end
    if not second.error then return true end
    if second.error == "EBADF" then return "mmap failed with EBADF: it saw a wish for a file, and no file" end
    return ("mmap failed with %s"):format(second.error)
  end,
  hints = {
    "The panel shows what each register means to mmap. Compare the fourth one, flags, with the trace of the first mmap.",
    "The flags are MAP_PRIVATE|MAP_ANONYMOUS, in numbers 0x22. rcx has them already. Where do they belong?",
    "`set r10 0x22`, or `set r10 rcx`; then `finish`.",
  },
  mistakes = {
    {
      when = function(t)
        local second = nth(t, "mmap", 2)
        return second and second.finished and second.error == "EINVAL" and second.raw[4] == 0x20
      end,
      say = "mmap failed with EINVAL. It wants to know one thing more: private or shared? MAP_PRIVATE is 2, so that the flags are 0x22.",
    },
  },
  solutions = {
    { "set r10 0x22", "finish" },
    { "set r10 rcx", "continue" },
    { "set r10 0x21", "finish" },
  },
  wrong = {
    { "finish", expect = "EBADF" },
    { "set rcx 0x22", "finish", expect = "a wish for a file" },
    { "set r10 0x20", "finish", expect = "private or shared" },
    { "set r10 0x22", "set rsi 0", "finish", expect = "mmap failed with EINVAL" },
    { "kill", expect = "without a second mmap" },
  },
  after = [[And look at what has become of rcx: it was 0x22, and is the address of the next instruction now.
    That is the answer to the riddle.]],
}

quiz {
  id = "why-r10",
  ask = "So why does the kernel take the fourth argument from r10 and not from rcx?",
  choices = {
    "rcx is kept for the result",
    "`syscall` itself puts the address to return to into rcx, so what was there is gone",
    "r10 is faster",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "The result comes in rax." },
    { answer = "c", say = "All registers are equally fast. Look again at what rcx was before the call and after it." },
  },
  explain = [[`int $0x80` leaves its return address on the kernel's own stack, so at the old door ecx is free
    to carry an argument. A C library that makes a call for you moves rcx to r10 first: one instruction.]],
}

say [[
  Is there a third door? Not here, but on other processors. In asm-examples/aarch64/hello.S, the greeting for
  the processors of most telephones, the number goes into x8, the arguments into x0, x1, x2, and so on up to
  x5, and the instruction is `svc #0`. You needn't have such a machine: `abi write` had a column for it.
]]

quiz {
  id = "exit-group-aarch64",
  ask = "What would that greeting put into x8 for its second call, exit_group?",
  answer = { 94 },
  wrong = {
    { answer = 64, say = "64 is write there. `abi exit_group` shows this one, in the last column." },
    { answer = 231, say = "That is the number on x86-64. `abi exit_group` shows it in the last column." },
    { answer = 252, say = "That is the number on i386. `abi exit_group` shows it in the last column." },
    { answer = 93, say = "Very near: 93 is exit there." },
  },
  explain = [[There x8 is not used for the result, either: that comes in x0, where the first argument was.]],
}

epilogue [[
  A door is an instruction, a table of numbers, and a list of registers. x86-64: `syscall`, rax, and rdi rsi
  rdx r10 r8 r9. i386: `int $0x80`, eax, and ebx ecx edx esi edi ebp. AArch64: `svc #0`, x8, and x0 to x5.
  Behind each of them is the same write. The sources are hello.S in three folders of asm-examples, and
  two-doors.S, cut-pointer.S and fourth-argument.S in x86_64.
]]
