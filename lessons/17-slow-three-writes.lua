-- Lesson 17: a program that writes its log in tiny pieces, and waits for the disk at each of them. How
-- long that takes is another matter every time; how many pieces there are isn't. The learner switches
-- buffering on in its config file. How many parcels there are and where the log goes is drawn.

local parcels = draw.number(340, 420)
local log = ("%s.%s"):format(draw.word(), draw.pick { "log", "txt", "out" })
-- Each parcel is logged in three words: "parcel ", "00001", " sent\n".
local words_each, bytes_each = 3, 18
local writes, bytes = words_each * parcels, bytes_each * parcels
-- For the task a quiet day will do: on a slow disk each of its writes may take a thirtieth of a second.
local quiet = draw.number(34, 50)
local quiet_writes, quiet_bytes = words_each * quiet, bytes_each * quiet
local few = quiet_writes // 100

local function command(count) return ("./parcel-log %d %s"):format(count, log) end

lesson {
  title = "The same program: 2 seconds now, 10 the next time. Why?",
  minutes = 15,
  program = { "lessons/parcel-log", tostring(parcels), log },
  environment = { "LC_ALL=C" },
  files = { ["parcel-log.conf"] = "# how many bytes are collected before they are written\nbuffer = 0\n" },
  mentions = "iostat",
}

-- What went into the log, and in how many calls.
local function logged(t)
  local opened = t:find("openat", function(call) return tostring(call.args.pathname) == log and call.finished and not call.error end)
  local count, sum, seen = 0, 0, false
  for _, call in ipairs(t.calls) do
    if opened and call.name == "openat" and call.text == opened.text then seen = true end
    if seen and call.name == "write" and call.raw[1] == opened.result and (call.result or 0) > 0 then
      count, sum = count + 1, sum + call.result
    end
  end
  return count, sum
end

say(([[
  Every evening a program logs the day's parcels, %d of them. Somebody has taken the time: 2.6 seconds on Monday,
  10.6 on Tuesday, 4 on Wednesday. It is the same program, with the same parcels, on the same machine. What is
  different?
]]):format(parcels))

predict {
  id = "what-stays",
  ask = "We shall run it twice, and count its calls with their times. What will be the same both times?",
  choices = { "the time", "the number of calls", "both", "neither" },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "That is just what the complaint is about." },
    { answer = "c", say = "If the time were the same, nobody would have complained." },
    { answer = "d", say = "The program does the same as yesterday. So what it asks for should be the same, too." },
  },
}

load { "lessons/parcel-log", tostring(parcels), log }

say(([[
  Type `trace -c -w %s`, and then the same once more (the arrow keys bring the line back). The counts are the same to
  the last call. The seconds are not, or not quite: they depend on the disk, and on who else uses it. (If the files of
  this lesson lie in memory, as /tmp does on some systems, there is no disk to wait for, and both runs are quick. The
  counts tell the same story.)
]]):format(command(parcels)))

quiz {
  id = "which-call",
  ask = "Which call is made most often, and how often? Give the number.",
  answer = writes,
  wrong = {
    { answer = parcels // 10, say = "So often access is called, and every time it fails. It asks for a file called `stop`, which would end the program early: an error that is none. Which number in the column `calls` is the largest?" },
    { answer = parcels, say = "That is how many parcels there are. Look at the column `calls`." },
    -- With parentheses this is the word alone, and no part of "write, a thousand times".
    { answer = "write()", say = "That is the call. And how often is it made? The column `calls` says it." },
  },
  explain = ([[%d writes for %d parcels. The errors of access draw more attention, but nothing is wrong with them, and
    they take hardly any time.]]):format(writes, parcels),
}

say(([[
  Why are there so many, and why do they take so long? A short run tells as much as a long one:
  `trace -T -e openat,write %s` shows each line with its time, and how the log is opened.
]]):format(command(5)))

diagnose {
  id = "why-slow",
  ask = [[Why is it slow, and why does it depend on the day? Two things come together: one about the sizes of the
    writes, and one about how the log was opened.]],
  parts = {
    {
      any = { "small*", "tiny", "little", "short", "few bytes", "pieces", "piece", "many write*", "many call*", "too many", "thousand*", "single word*", "each word", "every word", "word by word", "unbuffered", "not buffered", "no buffer*", "without buffer*", "without a buffer", "buffer*", "7 bytes", "5 bytes", "6 bytes", tostring(writes) },
      ask = "And the writes themselves? What stands behind the = of each: how many bytes go at a time?",
    },
    {
      any = { "sync*", "o_sync", "disk", "disc", "flush*", "storage", "ssd", "device" },
      ask = "And why does each of them take so long? Look at the flags in the openat of the log.",
    },
  },
  answer = "It makes many tiny writes, and O_SYNC lets each of them wait for the disk.",
  vague = { "it makes too many tiny writes", "it waits for the disk" },
  wrong = {
    { answer = { "access", "stop", "enoent", "errors" }, say = "access fails, and may: nobody has made a file called `stop`. How much of the time is it?" },
    { answer = { "cpu", "processor", "computing" }, say = "Then the time would not be in calls. Most of it is in one call." },
    { answer = { "network", "server" }, say = "It talks to nobody: there is no socket in the trace." },
    { answer = { "config", "read" }, say = "The config is read once. Look at what is done more than a thousand times." },
  },
  hints = {
    ("In `trace -T -e openat,write %s`, read the numbers behind the =, and the flags of the last openat."):format(command(5)),
    "`explain O_CREAT` says what that flag means, and so for each of them; `man 2 open` says more. One of them is O_SYNC.",
    "Every word of 5 to 7 bytes is a write of its own, and with O_SYNC each waits until the disk has it.",
  },
  explain = [[Usually a write is quick: the kernel takes the bytes into its memory, and the disk gets them later. With
    O_SYNC a write comes back only when the disk has them. A wait that nobody would notice once is a long one, a
    thousand times over; and if the disk is busy with others, it is longer still.]],
}

predict {
  id = "how-many-less",
  ask = ([[All of the log together is %d bytes. If the program collected 4096 bytes before each write, how many writes
    would it take?]]):format(bytes),
  answer = (bytes + 4095) // 4096,
  wrong = {
    { answer = parcels, say = "That would be one for each parcel, 18 bytes. Here 4096 bytes go at once." },
    { answer = writes, say = "So many it takes now, a word at a time." },
  },
  explain = ([[%d divided by 4096, and one more for the rest.]]):format(bytes),
}

task {
  id = "switch-it-on",
  program = { "lessons/parcel-log", tostring(quiet), log },
  text = ([[The program can collect, but its file parcel-log.conf says `buffer = 0`. Here are the %d parcels of a quiet
    day, which make %d writes. Let it write the whole log, all %d bytes, in a hundredth of them, which is %d.
    How you change the file is up to you: with a shell (`run sh -c "…"` runs one in the same folder), or by calls of the program itself (`do …`), as long as it
    hasn't read it. (`retry` would bring a fresh folder, with the old file.)]]):format(quiet, quiet_writes, quiet_bytes, few),
  check = function(t)
    local start = t.calls[1]
    if t.state ~= "ended" or not start or not tostring(start.args.pathname):find("parcel-log", 1, true) then return end
    local count, sum = logged(t)
    if count == 0 then return ("it has ended without writing anything into %s"):format(log) end
    if sum ~= quiet_bytes then return ("%d bytes are in the log. That isn't the whole log: it has %d"):format(sum, quiet_bytes) end
    if count == quiet_writes then return ("%d writes, as ever: it has not collected anything"):format(count) end
    if count > few then return ("%d writes: fewer than %d, but still more than a hundredth. Collect more at a time"):format(count, quiet_writes) end
    return true
  end,
  hints = {
    "`run sh -c \"cat parcel-log.conf\"` and `continue` show the file. It is one line that matters.",
    ("In a shell, `echo TEXT > FILE` makes a file anew. After that, start the program again, with `run %s`: it reads its config only once, at the beginning."):format(command(quiet)),
    ("`run sh -c \"echo buffer = 4096 > parcel-log.conf\"`, `continue`, `run %s`, `continue`."):format(command(quiet)),
  },
  solutions = {
    { 'run sh -c "echo buffer = 4096 > parcel-log.conf"', "continue", "run " .. command(quiet), "continue" },
    { 'do openat(AT_FDCWD, "parcel-log.conf", O_WRONLY|O_TRUNC)', 'do write(3, "buffer = 1024\\n", 14)', "continue" },
    { 'run sh -c "echo buffer=65536 > parcel-log.conf"', "continue", "run " .. command(quiet), "continue" },
  },
  wrong = {
    { "continue", expect = "as ever" },
    { 'run sh -c "echo buffer = 18 > parcel-log.conf"', "continue", "run " .. command(quiet), "continue", expect = "more than a hundredth" },
    { 'run sh -c "echo buffer = 4096 > parcel-log.conf"', "continue", "run " .. command(5), "continue", expect = "isn't the whole log" },
    { "kill", expect = "without writing anything" },
    { 'run sh -c "echo buffer = 4096 > parcel-log.conf"', "continue", ("run ./parcel-log %d other"):format(quiet), "continue", expect = "without writing anything" },
  },
  after = "The same log, byte for byte, and the disk is asked a few times only. `summary calls` shows what is left.",
}

quiz {
  id = "the-price",
  ask = "Nothing is free. The program has collected 3000 bytes when the power fails. Which part of the log is lost?",
  choices = {
    "nothing: O_SYNC writes everything at once",
    "these 3000 bytes",
    "all of the log",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "O_SYNC is about what is written. What has been collected isn't written yet: the kernel has never seen it." },
    { answer = "c", say = "What was written before is on the disk: that is what O_SYNC is for." },
  },
  explain = [[They were only in the program's own memory. A crash of the program alone would lose them, too. A log of
    parcels may live with that; the journal of a database may not, and so it waits, but for many changes at a
    time. Whoever wrote this program asked for the safest way, and perhaps never measured its price.]],
}

epilogue [[
  Logs, databases and package managers have this fault again and again: the safest way, in the smallest steps. It is
  hardest to see where the disk is quick, and comes back on a slow one. `strace -c -w PROGRAM` shows how often and how
  long, `strace -T -e write,fsync,fdatasync` shows each; fsync after every line is the same fault in another dress.
  `lsof +fg -p PID` shows the flags of open files (SYN for O_SYNC), `iostat -x 1` how busy the disk is. perf sees little:
  the program sleeps.
]]
