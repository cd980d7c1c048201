-- Lesson 11: a program that says nothing, and a log that nobody knows of. -y shows the path beside
-- each descriptor, -s the whole line. Where the log is and what it says is drawn.

local cents, drawer = draw.number(13, 97), draw.number(2, 6)
local folder, name = draw.word(), draw.word()
local log = ("%s/%s.%s"):format(folder, name, draw.pick { "txt", "out", "trace", "notes" })

lesson {
  title = "The program logs, but where?",
  minutes = 10,
  program = "lessons/till",
  environment = { "LC_ALL=C", "TILL_LOG=" .. log, "TILL_CENTS=" .. cents, "TILL_DRAWER=" .. drawer },
  files = {
    [folder .. "/"] = "",
    -- A name that promises much, and to which nobody writes.
    ["log/till.log"] = "evening count: drawer 1 is 5 cents short\n",
  },
  mentions = { "all right", "2>&1" },
}

local function is_log(call)
  return call.name == "write" and tostring(call.args.buf):find("^evening count") ~= nil
end
local odd = #("evening count by the machine itself: drawer 1 is %d cents short\n"):format(cents)
local usual = #"evening count by the machine itself: drawer 1 is all right\n"
local function tells(call) return is_log(call) and call.raw[3] == odd end

say [[
  The till of a shop counts its six drawers every evening, and closes if the sum is right. Today it doesn't
  close, and all that it says is that it has not closed. There must be a log somewhere. There is even a file
  log/till.log, but that is a year old.
]]

predict {
  id = "which-call-logs",
  ask = "Whatever logs, must hand the text to the kernel at last. Which call will show the text of the log?",
  answer = { "write", "writev", "pwrite64" },
  wrong = {
    { answer = { "openat" }, say = "That opens the file, and shows its path. The text comes with another call, later." },
    { answer = "read", say = "That is the other direction." },
    { answer = "log", say = "There is no such call. To the kernel a log is a file like any other." },
  },
}

load "lessons/till"

run "trace -e write ./till"

say [[
  So much is written, and only the last line is for the terminal. The first argument of each write is a small
  number, the descriptor: 3, 4, 5. That is where the text went. But which files are these? The openat lines
  would tell; there is a shorter way.
]]

diagnose {
  id = "where-is-it",
  ask = [[The flag `-y` writes the path beside each descriptor: `trace -y -e write ./till`. Into which file does the
    till write its log?]],
  parts = { { any = log, ask = "Which path, folder and all?" } },
  answer = ("It logs into %s."):format(log),
  wrong = {
    { answer = "till.log", say = "Nobody opens that file today. Look at what stands in < > beside the descriptors." },
    { answer = "sums.dat", say = "Numbers for another program go there. The log has sentences." },
    { answer = "till.lock", say = "Its own process number goes there, so that no second till counts the same drawers." },
    { answer = { "terminal", "screen", "standard output", "stdout" }, say = "Only the last line goes there. The sentences about drawers go elsewhere." },
    { answer = { "descriptor 5", "fd 5" }, say = "That is its number. Which file is it open on? `-y` tells." },
  },
  hints = {
    "Which of the descriptors gets sentences, not numbers? Read the second argument of each write.",
    "With `-y` the first argument looks like 5</a/path>. The path in < > is where it goes.",
    ("The path ends with %s."):format(log),
  },
  explain = [[The path is looked up in /proc/PID/fd at that moment. It is where the file is now: for one that has been
    deleted meanwhile, (deleted) stands behind it. Many a full disk is explained by a log that nobody can see
    any more.]],
}

quiz {
  id = "odd-one-out",
  ask = [[The lines of the log look all the same, because a trace shows 32 bytes of each. But behind the = stands how
    many bytes were written. For one of the lines it is another number than for the rest. Which number?]],
  answer = odd,
  wrong = {
    { answer = usual, say = "So it is for five of them. One is longer." },
    { answer = #"till: not closed\n", say = "That is the line for the terminal. Look at those of the log." },
    { answer = 32, say = "So many are shown. How many were written, stands behind the =." },
  },
}

diagnose {
  id = "what-does-it-say",
  ask = "Now read the log in the trace: `-s 200` shows up to 200 bytes of each string. Why does the till not close?",
  parts = {
    { any = tostring(drawer), ask = "In which drawer is something wrong?" },
    { any = tostring(cents), ask = "How much is missing?" },
  },
  answer = ("%d cents are missing in drawer %d."):format(cents, drawer),
  vague = { "money is missing in drawer " .. drawer, cents .. " cents are short" },
  wrong = {
    { answer = "5 cents", say = "That is the old log/till.log. What does it say today?" },
    { answer = { "disk*", "full" }, say = "Every write took all of its bytes: no disk is full." },
  },
  hints = {
    "`trace -s 200 -e write ./till` shows the lines in full.",
    "Five lines of the log say `all right`. The sixth doesn't.",
    ("Look at drawer %d."):format(drawer),
  },
}

task {
  id = "out-loud",
  text = [[Let the till say it out loud: the line about the missing cents shall appear on the terminal, and not in the
    log. No file and no text is changed, only where this one write goes.]],
  check = function(t)
    local told = t:find("write", tells)
    if told and told.finished then
      if told.raw[1] == 1 or told.raw[1] == 2 then return true end
      return "the line went into the log, as ever"
    end
    if t:find("write", function(call) return is_log(call) and call.finished and call.raw[1] < 3 end) then
      return "a line of the log is on the terminal, but not the one about the missing cents"
    end
    if t.state == "ended" then return "the till has ended, and no line about missing cents was written" end
  end,
  hints = {
    "Stop at the door of that write. `catch write if CONDITION` knows its arguments by name: fd, buf, count.",
    "You know how many bytes this line has, and the others have fewer. The first argument says where to: 1 is the terminal.",
    ("`catch write if count == %d`, `continue`, `set rdi 1`, `finish`."):format(odd),
  },
  solutions = {
    { ("catch write if count == %d"):format(odd), "continue", "set rdi 1", "finish" },
    { "catch write if count > 60", "continue", "set rdi 2", "continue" },
  },
  wrong = {
    { "continue", expect = "as ever" },
    { ("catch write if count == %d"):format(usual), "continue", "set rdi 1", "finish", expect = "not the one about" },
    { ("catch write if count == %d"):format(odd), "continue", "finish", expect = "as ever" },
    { "kill", expect = "no line about missing cents" },
  },
  after = "A descriptor is a number in a register, and the kernel asks no more. A shell does the same on a larger scale when you type `2>&1`.",
}

epilogue [[
  A log in an unexpected place is no rare thing: another working directory, a setting of last year, a path that
  a package has changed. `strace -f -y -e write -s 200 PROGRAM` shows place and text at once. For one that runs
  already, `strace -p PID -y -e write` does, and `lsof -p PID` or `ls -l /proc/PID/fd` lists what it has open for
  writing, without the text. If nothing is ever written, look for sendto: then it logs to syslog or the
  journal.
]]
