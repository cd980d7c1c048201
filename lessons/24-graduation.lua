-- Lesson 24: one mystery, drawn by the seed among faults of all kinds that the course has shown, and
-- no hints. Each kind is a function in one of the files beside this one: it draws the program and its
-- surroundings, what somebody complains about, what a diagnosis must name, and a task that proves it.

local website, shops = require "fault-website", require "fault-shops"

-- Which seed draws which depends on their order.
local faults = {
  { "config", website.config_is_missing },
  { "header", website.header_is_misspelt },
  { "argument", require("fault-parcels").argument_is_wrong },
  { "log", require("fault-till").log_is_elsewhere },
  { "port", require("fault-servers").port_is_wrong },
  { "server", shops.server_is_slow },
  { "client", shops.client_is_slow },
  { "loop", require("fault-mill").loop_computes },
  { "writes", require("fault-parcel-log").writes_are_tiny },
}
local kind, make = table.unpack(draw.pick(faults))
local fault = make()
fault.environment = fault.environment or {}
fault.environment[#fault.environment + 1] = "LC_ALL=C"

lesson {
  title = "What is wrong here?",
  minutes = 15,
  examination = true,
  -- Between them these draw each kind at least once; a test says which draws which.
  seeds = { 1, 2, 3, 5, 9, 12, 13, 17, 19 },
  program = fault.program,
  brings = fault.brings,
  beside = fault.beside,
  ports = fault.ports,
  environment = fault.environment,
  files = fault.files,
}

say [[
  This is the last lesson. It has no hints, and it doesn't say what it is about: nobody will in real life
  either. There is a complaint, a program, and all that you have learnt.
]]

say(fault.complaint)

predict {
  id = "suspicion",
  ask = "Have a first look: a trace, the table of -c, `time`. Which kind of trouble do you suspect?",
  choices = {
    "it waits for somebody else",
    "it takes the time itself",
    "it is told something wrong, or doesn't find what it looks for",
    "it knows what is wrong, and says so where nobody looks",
  },
  answer = { fault.suspicion },
  wrong = {
    { answer = fault.suspicion == "a" and "b" or "a", say = "That would be one way. Let us see what the evidence says." },
    { answer = fault.suspicion == "c" and "d" or "c", say = "A good guess. Look for evidence before you believe it." },
  },
}

load(fault.program)

diagnose {
  id = "cause-" .. kind,
  ask = "What is the cause, and what is the evidence? Name both: the file, port, process, function or number that it hangs on.",
  parts = fault.diagnosis.parts,
  answer = fault.diagnosis.answer,
  vague = fault.diagnosis.vague,
  wrong = fault.diagnosis.wrong,
  explain = fault.diagnosis.explain,
}

task {
  id = "proof-" .. kind,
  program = fault.task.program or fault.program,
  text = fault.task.text,
  start = fault.task.start,
  check = fault.task.check,
  solutions = fault.task.solutions,
  wrong = fault.task.wrong,
  after = fault.task.after,
}

epilogue [[
  You have looked at a program that you didn't write, you have said what is wrong, and you have proved it. That is all there is to
  it. On other machines it will be `strace`, `ss`, `lsof`, `perf` and `tcpdump`, and the calls will be the same. `lesson
  graduation` draws another mystery. There are more kinds than one.
]]
