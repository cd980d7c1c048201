// Lesson 3 from its first question to its end, as somebody plays it who tries things.

#include "tests/terminal/lesson_player.hpp"

namespace {

const std::string anew = "loaded, and stopped before its first instruction";

}  // namespace

TEST_CASE("lesson 3 with every wrong turn that it knows, left in the middle and gone on with") {
  TemporaryFolder home;
  {
    PseudoTerminal terminal = lesson_at(home, {"3"});
    play(terminal, 1,
         {{"calls", {"no calls yet"}},
          {"explain write", {"Sends bytes to an open file."}},
          {"0", {"You said: 0.", "nothing can be seen of it", "Three lines. The first, execve"}}});

    // Looking around, a slip of the fingers, and everywhere but where the task wants to be.
    play(terminal, 2,
         {{"regs", {"written next", "_start"}},
          {"calls", {"1  execve(\"./hello\""}},
          {"nxet", {"there is no command `nxet` (did you mean next?)"}},
          {"fds", {"terminal; read, write"}},
          {"enter", {"at the kernel's door", "Not yet: you went through the door"}},
          {"kstack", {"the call  write("}},
          {"finish", {"all 15 bytes", "Not yet: it is past its first system call"}},
          {"continue", {"exited with 42", "Not yet: the program has run to its end", "`retry`"}},
          {"fds", {"the program has ended; `run` starts it again"}},
          {"summary", {"execve", "total"}},
          {"retry", {anew, "Task: The program is loaded anew"}},
          {"hint", {"Hint 1 of 3: `stepi` executes one instruction."}},
          {"?", {"Hint 2 of 3: Four instructions fill registers"}},
          {"hint", {"Hint 3 of 3: `next` runs to the next `syscall`"}},
          {"hint", {"that was the last hint; `skip` goes on"}},
          {"stepi 3", {"rsi  0 →"}},
          {"stepi", {"stopped before a system call", "Done.", "nothing has been asked yet"}}});

    play(terminal, 3,
         {{"rax", {"rax says which call it is"}},
          {"rdi", {"the file descriptor, 1"}},
          {"%rsi", {"Not that. Once more"}},
          {"rsi", {"the address of the text"}},
          {"rcx", {"the kernel looks elsewhere. Try `abi`."}},
          {"abi", {"rdx", "15"}},
          {"rdi or rdx", {"You name more than one. Which of them is it?"}},
          {"I think that it is rdx", {"Yes: rdx.", "in this order"}}});
    go_away(terminal, 4);
  }
  {
    PseudoTerminal terminal = lesson_at(home, {"3"});
    terminal.expect("step 4 of 7");
    play(terminal, 4,
         {{"maps", {"the stack"}},
          {"kstack", {"the call  none: it is outside of calls"}},
          {"time", {"elapsed"}},
          {"waits", {"execve"}},
          {"continue", {"Not yet: the program has ended; the moment behind the call is over"}},
          {"retry", {"Task: Now let the kernel do its work"}},
          {"finish", {"rax  1 → 15", "Done.", "rcx and r11"}}});

    play(terminal, 5,
         {{"finish", {"Not yet: write sent 15 bytes, the task wants 5"}},
          {"retry", {"Task: Make the program print only"}},
          {"set rdx six", {"`six` is no number, register"}},
          {"set rdx 6", {"rdx  15 → 6"}},
          {"finish", {"Not yet: write sent 6 bytes, the task wants 5"}},
          {"retry", {"Task: Make the program print only"}},
          {"set rdi 99", {"rdi  1 → 99"}},
          {"finish", {"EBADF", "Not yet: write failed with EBADF: nothing was printed"}},
          {"retry", {"Task: Make the program print only"}},
          {"poke buf \"Jello\"", {"5 bytes written"}},
          {"set rdx 5", {"rdx  15 → 5"}},
          {"finish", {"Not yet: the program printed \"Jello\""}},
          {"retry", {"Task: Make the program print only"}},
          {"poke message+5 \"          \"", {"10 bytes written"}},
          {"finish", {"The text behind `Hello` was changed, but it is still sent."}},
          {"retry", {"Task: Make the program print only"}},
          // A line that was pasted twice.
          {"set rdx 5\rset rdx 5", {"rdx  15 → 5", "rdx  5 → 5"}},
          {"finish", {"write(1, \"Hello\", 5) = 5", "Done.", "never sees the program's file"}}});

    play(terminal, 6,
         {{"continue", {"Not yet: it ended with 42, the task wants 7"}},
          {"retry", {anew}},
          {"kill", {"Not yet: it was killed by SIGKILL; it has no exit status then"}},
          {"retry", {anew}},
          {"next", {"rdi  1 "}},
          {"set rdi 7", {"rdi  1 → 7"}},
          {"continue", {"EBADF", "Not yet: it ended with 42, the task wants 7. The 7 was given"}},
          {"retry", {anew}},
          {"until exit_grup", {"there is no system call `exit_grup` (did you mean exit_group?)"}},
          {"until exit_group", {"exit_group has been called"}},
          {"set rdi 7", {"rdi  42 → 7"}},
          {"continue", {"exited with 7", "Done.", "263 is 256 + 7"}}});

    play(terminal, 7,
         {{"biuld", {"there is no command `biuld` (did you mean build?)"}},
          {"build", {"Not yet: it prints the old line still"}},
          {"run sed -i s/kernel/world/ hello.S", {anew}},
          {"continue", {"exited with 0"}},
          {"build", {"Hello, world!", "Not yet: the line is yours, but it ended with 42"}},
          {"hint", {"Hint 1 of 4"}},
          {"retry", {"What you had written is kept as", "Task: Until now you changed"}},
          {"run sed -i \"s/, kernel/, reader/; s/\\$42/\\$0/\" hello.S", {anew}},
          {"continue", {"exited with 0"}},
          {"build", {"Hello, reader!", "Done.", "written down", "Lesson 3 is done."}}});
    terminal.expect("Next: `lesson execve-and-arguments`");
    terminal.expect("(spyglass) ");
    end(terminal);
  }
}

TEST_CASE("lesson 3 by somebody who would rather be shown, and skips what is in the way") {
  TemporaryFolder home;
  PseudoTerminal terminal = lesson_at(home, {"hello-nostdlib"});
  play(terminal, 1, {{"?", {"Then let us see.", "exited with 42"}}});
  // The same line twice at once: the second one is for the next step, which has no answer.
  play(terminal, 2, {{"next\rnext", {"Done.", "Question: Which register", "write("}}});
  play(terminal, 3, {{"?", {"It is: rdx"}}});
  play(terminal, 4, {{"skip", {"Task: Make the program print only"}}});
  play(terminal, 5, {{"where", {"step 5 of 7"}}, {"skip", {"Task: A program's last words"}}});
  play(terminal, 6, {{"skip", {"Task: Until now you changed the running program."}}});
  play(terminal, 7, {{"skip", {"This is the end of lesson 3; 4 steps were skipped."}}});
  terminal.expect("(spyglass) ");
  end(terminal);
}
