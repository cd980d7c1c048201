-- Lesson 09: a launcher whose child reads the file that matters. The trace of the launcher alone
-- shows nothing of it; with -f it is there, between other children that read other things. Where the
-- file is, and how many children there are, is drawn.

local degrees = draw.number(31, 48)
local pumps = draw.number(2, 5)
local folders = { "/etc/" .. draw.word(), draw.word(), draw.word() .. "/" .. draw.word(), draw.word() }
folders[1] = "{here}" .. folders[1]
-- The first so many places have no plan; the next one's is taken, and the rest is never looked at.
local missing = draw.number(1, 2)

local function short(place) return (place:gsub("^{here}/", "")) end
local culprit = short(folders[missing + 1]) .. "/plan.xml"
local never = short(folders[#folders]) .. "/plan.xml"
local absent = short(folders[missing]) .. "/plan.xml"

local plan = ('<machine>\n  <tea degrees="%d"/>\n</machine>\n'):format(degrees)
local files = { ["old/plan.xml"] = plan }
for i = missing + 1, #folders do files[short(folders[i]) .. "/plan.xml"] = plan end
for i = 1, pumps do files[("pumps/%d.ini"):format(i)] = "strokes=" .. draw.number(10, 99) .. "\n" end

lesson {
  title = "The trace shows no config file at all: why?",
  minutes = 10,
  program = "lessons/tea-machine",
  environment = { "LC_ALL=C", "TEA_PLACES=" .. table.concat(folders, ":"), "TEA_PUMPS=" .. pumps },
  files = files,
}

local function is_plan(call)
  return call.name == "openat" and tostring(call.args.pathname):sub(-9) == "/plan.xml"
end

say(([[
  The tea machine of an office serves its tea at %d degrees, and everybody complains. How hot it is to be,
  says an XML file, and there are several on its disk: old ones, copies, a colleague's. All of them say
  %d. Which one does the machine read?
]]):format(degrees, degrees))

predict {
  id = "how-many-xml",
  ask = [[You know how to find out: `trace -e openat` shows which files a program opens. How many lines with
    .xml in them will the trace of `./tea-machine` have?]],
  choices = { "one, for the file that it reads", "several, because it looks in several places", "none" },
  answer = { "c" },
  wrong = {
    { answer = "a", say = "That would be good. Look at the trace." },
    { answer = "b", say = "It does look in several places, as you will see. But first see this." },
  },
}

load "lessons/tea-machine"

run "trace -e openat ./tea-machine"

say [[
  The loader's two lines, and no XML file. Still the tea is served, so somebody has read the number: programs
  can't guess. The trace gives a hint, a few times over: SIGCHLD. This is the signal that tells a program that
  a child of its has ended.
]]

quiz {
  id = "how-many-children",
  ask = [[How many children does it start? Look at all of its own calls (`trace ./tea-machine`): the one that
    makes a process is called clone (fork and vfork on other systems).]],
  answer = pumps + 1,
  wrong = {
    { answer = 0, say = "Then nobody could have ended. Count the lines that begin with clone." },
    { answer = pumps, say = "Nearly: one more. Count the SIGCHLD lines of the short trace." },
    { answer = 2 * (pumps + 1), say = "You have counted clone and wait4. One makes a child, the other waits for its end." },
  },
  explain = [[clone answers with the number of the new process, and wait4 waits for this number. A child's calls
    are the child's own: whoever watches the parent doesn't see them.]],
}

diagnose {
  id = "which-file",
  ask = [[The flag `-f` follows the children. Try it: `trace -f -e openat ./tea-machine`. From which file comes
    the number, and which process reads it, the machine itself or somebody else?]],
  parts = {
    { any = culprit, ask = "But from which file? Name its path, as the trace shows it: folder and all." },
    {
      any = { "child*", "helper*", "another process", "other process", "different process", "process of its own", "fork*", "clone*", "subprocess*", "brewer", "first process it starts", "somebody else", "someone else" },
      ask = "And who reads it? In front of its line stands the number of a process.",
    },
  },
  answer = ("A child of the machine reads %s."):format(culprit),
  vague = { culprit, "a child reads it" },
  wrong = {
    { answer = never, say = "That one is never looked at: the search ended before it came to its turn. Is there a line with it?" },
    { answer = absent, say = "It was looked for there, and not found: ENOENT stands behind the =. Go on to the next line." },
    { answer = "old/plan.xml", say = "No line of the trace has that path. Nobody looks into `old`." },
    { answer = { "pumps", "ini" }, say = "The pumps read files of their own, but these are no XML files, and know nothing of tea." },
    { answer = { "TEA_PLACES", "environment" }, say = "The environment only says where to look. From which file does the number come in the end?" },
  },
  hints = {
    "`-f` makes the trace longer. Only lines with .xml matter; those with ENOENT are files that aren't there.",
    "One .xml line has a small number behind its =. The path in it is the answer, and [pid …] in front says who.",
    ("It is %s; [pid …] is not the machine's own number, but that of a process that it has started."):format(culprit),
  },
  explain = [[The search goes from place to place and takes the first plan that is there, in the same way as a shell
    searches PATH. So the ENOENT lines matter as well: a file that somebody puts there tomorrow will win.]],
}

task {
  id = "stop-the-child",
  program = "lessons/tea-machine",
  text = [[At this prompt children are always followed. Stop the child right behind the openat that has opened
    the plan: go no call further.]],
  check = function(t)
    local found = t:find("openat", function(call) return is_plan(call) and call.finished and not call.error end)
    if t.state == "ended" then return "the machine has ended, and its children as well" end
    if not found then
      local at_door = t.at and t.moment == "inside" and is_plan(t.at)
      if at_door then return ("you are at the door of an openat for %s. The kernel hasn't answered yet"):format(t.at.args.pathname) end
      if t.last and is_plan(t.last) then return ("%s isn't there: %s. The search goes on"):format(t.last.args.pathname, t.last.error) end
      if t.at and t.at.name == "openat" then return ("this openat is for %s"):format(t.at.args.pathname) end
      return
    end
    -- The machine's own clone may come back late: what counts is what the child has done.
    local newest
    for _, call in ipairs(t.calls) do
      if call.thread == found.thread and call.finished then newest = call end
    end
    if is_plan(newest) then return true end
    return ("the plan is open, but somebody has gone on since: %s is done as well"):format(newest.name)
  end,
  hints = {
    "`catch openat if CONDITION` stops at an openat for which the condition holds, in whichever process.",
    "A condition on ret is asked when the call returns: `ret > 0` leaves out those that failed. The path is called pathname, and `has(pathname, PART)` asks for a part of it.",
    "`catch openat if ret > 0 and has(pathname, \".xml\")`, and `continue`.",
  },
  solutions = {
    { 'catch openat if ret > 0 and has(pathname, ".xml")', "continue" },
    { 'catch openat if ret > 0 and has(pathname, "plan")', "continue" },
  },
  wrong = {
    { "continue", expect = "has ended" },
    { "until openat", expect = "this openat is for" },
    { 'catch openat if has(pathname, ".xml")', "continue", expect = "hasn't answered yet" },
    { 'catch openat if errno == ENOENT and has(pathname, ".xml")', "continue", expect = "The search goes on" },
    { 'catch read if ret > 0 and has(buf, "tea")', "continue", expect = "gone on since" },
  },
  after = [[`tree` shows the machine and its child at this moment. The machine itself sits in wait4, and does
    nothing at all: that is all that a trace without `-f` could have told.]],
}

show "tree"

quiz {
  id = "filter",
  ask = [[In a shell, outside of this prompt, you would let another program pick the lines:
    `spyglass trace -f -e openat ./tea-machine 2>&1 | grep xml`. What is the 2>&1 for? Where does a trace go, if
    nobody says anything else?]],
  choices = { "to standard output (1)", "to standard error (2)", "to a file called trace" },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "There goes the program's own output, the tea. A trace would mix with it." },
    { answer = "c", say = "`-o FILE` would write one. Without it there is no file." },
  },
  explain = [[A pipe takes standard output alone. 2>&1 sends the trace to the same place. `-o FILE` writes it into a
    file, and with `-ff` each process gets a file of its own, FILE.PID.]],
}

epilogue [[
  Half of all traces that show nothing lack two letters: -f. Services, build tools, browsers, shell scripts,
  all let others do the work. `strace -f -e %file PROGRAM` and a search for the ending of the file is often all
  it takes. For one that runs already, `strace -f -p PID` follows the children that it makes from then on, and
  `lsof -p PID` shows what it has open at the moment: of a file that is read once, nothing.
]]
