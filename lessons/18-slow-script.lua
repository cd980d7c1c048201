-- Lesson 18: a slow shell script. It waits for its children (wait4), one of its children waits for an
-- answer (recvfrom), so it is a server after all: follow the wait from one process to the next. Which
-- office is slow, and its place in the list, is drawn; the herring is the office with the most to do.

local offices = { draw.word(), draw.word(), draw.word(), draw.word(), draw.word() }
local place, most = table.unpack(draw.pick({ 2, 3, 4, 5 }, 2))
local slow, busy = offices[place], offices[most]
local delay = draw.number(80, 100)

local beside, list = { "lessons/offices" }, {}
for i, name in ipairs(offices) do
  beside[#beside + 1] = name .. ":" .. (name == slow and delay or 0)
  list[i] = ("%d %s\n"):format(name == busy and draw.number(60, 90) or name == slow and 4 or draw.number(2, 9), name)
end

lesson {
  title = "A shell script is slow: is it the shell?",
  minutes = 12,
  program = { "lessons/ask-offices", "list" },
  brings = "lessons/clerk",
  beside = beside,
  environment = { "LC_ALL=C" },
  files = { list = table.concat(list) },
}

local function to(office)
  local path = ('"%s.sock"'):format(office)
  return function(call) return call.name == "connect" and call.text:find(path, 1, true) ~= nil end
end

local ordinals = { "first", "second", "third", "fourth", "fifth" }

say [[
  A script asks five offices, one after the other, by a small client that it starts for each. It has become slow, and
  somebody says what is always said: "shell scripts are slow, let us write it anew in another language". Let us look
  where the time goes before that.
]]

predict {
  id = "where-it-waits",
  ask = "The shell starts a client, and goes on with the next when this one has ended. In which call will the shell itself spend its time?",
  choices = { "clone, which makes a process", "wait4, which waits for a child's end", "read, which reads the list" },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "To make a process takes less than a millisecond. Let us see." },
    { answer = "c", say = "The list is short, and it is a file. Let us see." },
  },
}

load { "lessons/ask-offices", "list" }

run "trace -T -e wait4 ./ask-offices list"

say [[
  This was the shell alone, without `-f`. Each wait4 that returned the number of a process has waited for the end of
  that one, and `-T` puts the time behind it, in < >, in seconds. (Where a wait4 says -1
  ECHILD, the shell has only asked whether there is another child, and there was none.)
]]

quiz {
  id = "which-child",
  ask = "For one of the five children the shell waited far longer than for the others. For which one: the first, the second, …?",
  answer = { "the " .. ordinals[place], ordinals[place], place },
  wrong = {
    { answer = place == 3 and 4 or 3, say = "Count only those wait4 that returned a number, from the top. Where is the largest time?" },
    { answer = "all", say = "Compare the times behind the lines. One is much larger." },
    { answer = "none", say = "Compare the times behind the lines. One is much larger." },
  },
  explain = [[So it isn't the shell: it sleeps until a child has ended. And that all children cost little except one tells
    more: to start programs isn't what takes the time either. What does this child do in its time?]],
}

say [[
  A wait is like a thread that one can follow from one process to the next. `-f` follows the children:
  `trace -f -T -e execve,connect,recvfrom,wait4 ./ask-offices list`. With `-r` each line also begins with the time
  since the line before.
]]

diagnose {
  id = "who-is-it",
  ask = "The shell waits for a client. For what does that client wait, and for whom? Say where the time is lost in the end.",
  parts = {
    { any = { slow, slow .. ".sock" }, ask = "Which office is it? The execve and the connect of the same process name it." },
    {
      any = { "answer*", "repl*", "respon*", "receiv*", "recv*", "server", "office", "hear*", "message", "data" },
      ask = "And what is the client doing in that time? Which of its calls takes so long?",
    },
  },
  answer = ("The client waits in recvfrom for the answer of %s."):format(slow),
  vague = { "a client waits for an answer", "it is " .. slow },
  wrong = {
    { answer = busy, say = "That one is asked about the most things, but its recvfrom takes next to no time. Compare the numbers in < >." },
    { answer = { "wait4", "shell is slow", "slow shell", "shell itself", "in the shell", "script itself", "script is slow", "language", "bash", "dash" }, say = "The shell only waits for a child. That child takes its time: follow the thread one process further." },
    { answer = { "client is slow", "clerk is slow", "slow client", "client itself", "in the client", "child is slow" }, say = "The client is the next one in line, and it waits itself. In which call, and for whom?" },
    { answer = { "execve", "clone", "fork*", "starting*" }, say = "To start a program takes milliseconds, for each of the five alike. One is different." },
  },
  hints = {
    "In the trace with -f there are two long calls at the same time: a wait4 of the shell, and a recvfrom of a child.",
    "The number in [pid …] tells whose line it is. Look for execve and connect with the same number as the long recvfrom.",
    ("It is the answer of %s."):format(slow),
  },
  explain = ([[The shell waits for the client, the client for %s: two processes sleep, and a third lets them wait. In
    another language the script would wait just as long.]]):format(slow),
}

task {
  id = "without-it",
  text = ([[The proof, once more: let all offices be asked except %s, or let %s alone not be reached, and let the script run
    to its end. By which means, is up to you: another list for the script, or a connect that fails.
    (`retry` would bring a fresh folder.)]]):format(slow, slow),
  program = { "lessons/ask-offices", "list" },
  check = function(t)
    local start = t.calls[1]
    if t.state ~= "ended" or not start or not tostring(start.args.pathname):find("ask-offices", 1, true) then return end
    local missing
    for _, office in ipairs(offices) do
      local reached = t:find("connect", function(call) return to(office)(call) and call.finished and not call.error end)
      if office == slow and reached then return ("%s was asked, and let everybody wait"):format(slow) end
      if office ~= slow and not reached then missing = missing or office end
    end
    if missing then return ("%s was not reached either. Only %s was to be left out"):format(missing, slow) end
    return true
  end,
  hints = {
    "The script takes the name of its list as an argument. `run sh -c \"…\"` runs a shell in the same folder, and grep -v leaves out lines.",
    ("Or stop where the client reaches out: `catch connect if has(addr.sun_path, \"%s\")`. There the descriptor, rdi, can be made a wrong one."):format(slow),
    ("`run sh -c \"grep -v %s list > short\"`, `continue`, `run ./ask-offices short`, `continue`."):format(slow),
  },
  solutions = {
    { ('run sh -c "grep -v %s list > short"'):format(slow), "continue", "run ./ask-offices short", "continue" },
    { ('catch connect if has(addr.sun_path, "%s.sock")'):format(slow), "continue", "set rdi 99", "continue" },
  },
  wrong = {
    { "continue", expect = "let everybody wait" },
    { "inject connect error=ECONNREFUSED", "continue", expect = "was not reached either" },
    { ('run sh -c "grep %s list > short"'):format(busy), "continue", "run ./ask-offices short", "continue", expect = "was not reached either" },
    { ('run sh -c "grep -v %s list > short"'):format(busy), "continue", "run ./ask-offices short", "continue", expect = "let everybody wait" },
  },
  after = "Everything else is as it was, shell and all, and the wait is gone.",
}

quiz {
  id = "in-parallel",
  ask = [[With an & behind the client and a `wait` at the end, the script would ask all five at once. How long would it
    take then?]],
  choices = {
    "about a fifth",
    "about as long as the slowest answer, so hardly less than today",
    "no time at all",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "It would, if all five took the same time. Here it is one that takes nearly all." },
    { answer = "c", say = "The script still wants all five answers." },
  },
  explain = [[Things that are done at the same time take as long as the longest of them. That helps where many wait a
    little, and hardly where one waits long.]],
}

epilogue [[
  Scripts around a slow program are slow, and get the blame: it happens with curl, ssh, git and make every day. A pause in
  wait4 always means: it's the child. `strace -f -r -T SCRIPT` finds the line, `strace -ff -o FILE SCRIPT` writes a file
  for each process. Before that, `pstree -p` or `ps f` shows which child is there while it hangs, and `lsof -p PID` or
  `ss -xp` and `ss -tp` whom it is connected with. perf shows next to nothing, because nobody computes.
]]
