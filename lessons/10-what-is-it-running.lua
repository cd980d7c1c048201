-- Lesson 10: a script that fails, and says not why. What it asks others to do stands in the execve
-- lines: every argument, with its ends. The parcels, the bad one and its fault are drawn.

local people = draw.pick({ "anna", "bert", "carla", "dora", "emil", "frida", "gustav", "hanna" }, 5)
local bad = draw.number(2, 5)
local fault = draw.pick { "blank", "comma", "return" }

local rows = {}
for i, name in ipairs(people) do
  rows[i] = { name = name, grams = tostring(draw.number(120, 980)), zone = draw.pick { "A", "B", "C", "D", "E" } }
end
local good = { name = rows[bad].name, grams = rows[bad].grams, zone = rows[bad].zone }
local row = rows[bad]
local other = rows[bad - 1].name

-- What is wrong with the one line: how it is written in the list, what the helper gets, how a person
-- may say it, and the fix.
local faults = {
  blank = function()
    local second = draw.word()
    row.name = row.name .. " " .. second
    good.name = row.name
    return {
      seen = ("%q, %q: a name that has become two arguments"):format(good.name:match("^%S+"), second),
      any = { "two arguments", "two words", "split*", "four arguments", "too many", "one too many", "blank*", "space*",
        "quot*", "isn't quoted", "not quoted", "no quotes", "without quotes", "unquoted", "separate arguments", "extra argument" },
      sentence = "the name is split into two arguments at its blank",
      fix = [[In the script, $a stands without quotes, and a shell splits such a value at its blanks. "$a" would be
        one argument.]],
    }
  end,
  comma = function()
    row.grams = row.grams:sub(1, 2) .. "," .. row.grams:sub(3)
    good.grams = good.grams:sub(1, 2)
    return {
      seen = ("%q: a weight with a comma in it"):format(row.grams),
      any = { "comma*", "decimal*", row.grams, "not a whole number", "not a number", "isn't a number",
        "isn't a whole number", "not whole", "fraction*" },
      sentence = "its weight has a comma in it",
      fix = [[A weight came from a country where one writes 1,5 for one and a half. The helper wants whole grams.]],
    }
  end,
  ["return"] = function()
    row.zone = row.zone .. "\r"
    return {
      seen = [["]] .. good.zone .. [[\r": a zone with a carriage return behind it]],
      any = { "\\r", "carriage return*", "cr", "crlf", "line end*", "windows", "dos", "invisible", "backslash r" },
      sentence = "its zone ends with a carriage return, \\r",
      fix = [[Lines that were written on Windows end with \r\n. The shell takes away the \n, and the \r stays. In
        most editors and terminals it can't be seen; a trace writes it out.]],
    }
  end,
}
local found = faults[fault]()

local list = {}
for _, one in ipairs(rows) do list[#list + 1] = ("%s:%s:%s\n"):format(one.name, one.grams, one.zone) end

lesson {
  title = "A script in a strange language fails: what does it run?",
  minutes = 12,
  program = { "lessons/send-parcels", "parcels.txt" },
  brings = "lessons/stamp",
  environment = { "LC_ALL=C" },
  files = { ["parcels.txt"] = table.concat(list) },
  mentions = { "exited", "string" },
}

say [[
  Every evening a script sends the day's parcels. It has been doing so for years, and whoever wrote it has
  left. Today it fails, and what it says about it is one line. It might be written in any language: we shall
  not read it.
]]

run "trace -e none ./send-parcels parcels.txt"

predict {
  id = "which-call",
  ask = [[A script does hardly anything by itself. It lets other programs do the work. Which system call shows
    what it asks them to do, word for word?]],
  choices = { "read, which reads the script", "execve, which starts a program", "write, which prints the message" },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "That shows the script itself, and then you would have to understand it." },
    { answer = "c", say = "That shows what it says. It said little." },
  },
}

run "trace -f -e execve ./send-parcels parcels.txt"

say [[
  `-f` follows the children, `-e execve` leaves only the moments in which a program becomes another one. The
  brackets hold the list of arguments: the name first, then each in quotes of its own. Behind each stands how
  it ended: `exited with 0` means that all was well.
]]

quiz {
  id = "which-status",
  ask = "One of the helpers ended otherwise. With which exit status?",
  answer = 2,
  wrong = {
    { answer = 1, say = "That is the script itself, at the very end: it has noticed that a helper failed. Look at the helpers." },
    { answer = 0, say = "0 is how the good ones ended. One is different." },
  },
  explain = "Which process that was stands in front of the line: [pid …]. The same number stands in front of its execve.",
}

diagnose {
  id = "what-is-wrong",
  ask = "Whose parcel is it, and what is wrong with the arguments that the helper gets? Compare with the good ones, sign by sign.",
  parts = {
    { any = people[bad], ask = "But whose parcel? The helper that ended with 2 has a number: look for the execve with the same one." },
    { any = found.any, ask = "And what is wrong with its arguments? Each stands in its own quotes. Compare how many there are, and every sign in them." },
  },
  answer = ("The parcel of %s: %s."):format(people[bad], found.sentence),
  vague = { "the parcel of " .. people[bad], found.sentence },
  wrong = {
    { answer = other, say = "That helper ended with 0. Mind the numbers of the processes." },
    { answer = { "permission*", "not executable", "not found", "missing program" }, say = "Then execve itself would have failed, and its line would end with -1. It says = 0: the helper was started, and didn't like what it got." },
  },
  hints = {
    "Find `exited with 2`. The number in front of it is also in front of one execve. Read the list of that one.",
    "A good list has four entries: ./stamp, a name, grams, and a zone of one letter. Which of these does the bad one not have?",
    ("It is %s."):format(found.seen),
  },
  explain = found.fix,
}

task {
  id = "by-hand",
  text = [[Prove it: start the helper by hand, for the same parcel, with the arguments as they should have been, and
    let it run to its end. `run ./stamp …` starts it; words in quotes are one argument. (Grams are whole ones: of
    a fraction keep what stands before the comma.)]],
  start = { "run ./stamp" },
  check = function(t)
    if t.state ~= "ended" then return end
    local start = t.calls[1]
    local words = start and start.args.argv or {}
    if not tostring(start.args.pathname):find("stamp", 1, true) then return "that was not ./stamp" end
    if #words == 1 then return "it got no arguments at all" end
    if words[2] ~= good.name then
      return ("the name that it got is %q. The parcel is for %s"):format(words[2], good.name)
    end
    if t.exit ~= 0 then return ("it refuses these as well: it ended with %s"):format(tostring(t.exit)) end
    if words[3] ~= good.grams then return ("it took %s grams, but in the list stands %s"):format(words[3], row.grams) end
    if words[4] ~= good.zone then return ("it took zone %s, but the parcel goes to zone %s"):format(words[4], good.zone) end
    return true
  end,
  hints = {
    "The list of the bad execve, with the one fault mended.",
    "Three arguments behind ./stamp: the name, the grams, the zone. A name of two words needs quotes.",
    ('`run ./stamp "%s" %s %s`, and `continue`.'):format(good.name, good.grams, good.zone),
  },
  solutions = { { ('run ./stamp "%s" %s %s'):format(good.name, good.grams, good.zone), "continue" } },
  wrong = {
    { "continue", expect = "no arguments" },
    { ('run ./stamp "%s" x %s'):format(good.name, good.zone), "continue", expect = "refuses" },
    { ('run ./stamp "%s" 5 %s'):format(good.name, good.zone), "continue", expect = "in the list stands" },
    { ("run ./stamp nobody %s %s"):format(good.grams, good.zone), "continue", expect = "The parcel is for" },
    { ('run ./send-parcels parcels.txt'), "continue", expect = "not ./stamp" },
  },
  after = "With these arguments it does its work. So neither the helper nor the parcel was at fault, but one line of the list, and a script that hands on what it is given.",
}

quiz {
  id = "long-lists",
  ask = [[With long arguments the line would be cut: strings behind 32 bytes, lists behind 32 entries. Which flag
    shows strings of up to 500 bytes? (`trace -h`)]],
  answer = { "-s 500", "-s", "-s500", "--string-limit=500", "--string-limit" },
  wrong = {
    { answer = "-v", say = "That shows lists and structs in full, and the environment. For the length of strings there is another." },
    { answer = "-f", say = "That follows children. Look for the word `string` in `trace -h`." },
  },
}

epilogue [[
  A program that calls another one is a place where words get lost: blanks split names, invisible ends of lines
  travel along, an empty variable is no argument at all. It needs no knowledge of the language to see it:
  `strace -f -e execve -s 500 PROGRAM` works for shell, Python, Java and make alike. `ps` shows arguments, too,
  but only of what runs at this moment, and without quotes. perf and the audit system can log every execve of
  a machine.
]]
