-- Lesson 22: a sentence on a web page, and three kinds of processes behind it: a front server with
-- four workers, an application, and a database at a Unix socket. The learner follows the sentence
-- from descriptor to descriptor back to its row. Sentence, row, pages, addresses, ports and the
-- worker that has the work are drawn.

local function address() return ("127.%d.%d.%d"):format(draw.number(1, 250), draw.number(1, 250), draw.number(2, 250)) end
local place, app_place, visitor = address(), address(), address()
local port = 20000 + 2 * draw.number(0, 4000)
local app_port = 20001 + 2 * draw.number(0, 4000)
-- The front hands a visitor to a worker by the address that the visitor comes from.
local worker = tonumber(visitor:match("%d+$")) % 4 + 1
local worker_name = "front-" .. worker
local idle_name = "front-" .. (worker % 4 + 1)

local boats = draw.pick({ "ferry", "pilot boat", "night boat", "mail boat", "lifeboat" }, 5)
local function sentence(boat, hour) return ("The %s sails at %d, from the old pier."):format(boat, hour) end
local hour = draw.number(6, 22)
local wanted = sentence(boats[1], hour)

local pages = { "/" .. draw.word(), "/" .. draw.word(), "/" .. draw.word() }
local ids, used = {}, {}
while #ids < 9 do
  local id = draw.number(100, 999)
  if not used[id] then ids[#ids + 1], used[id] = id, true end
end
-- One row is what the page shows. Another one has the very same words, and nobody asks for it.
local row, twin = ids[1], ids[2]
local order = draw.pick(ids, #ids)
local notices = { "id\ttext\n" }
for i, id in ipairs(order) do
  local text = (id == row or id == twin) and wanted or sentence(boats[i % 4 + 2], draw.number(6, 22))
  notices[#notices + 1] = ("%d\t%s\n"):format(id, text)
end
local list = { "path\tnotice\n" }
for i, path in ipairs(draw.pick({ 1, 2, 3 }, 3)) do
  list[i + 1] = ("%s\t%d\n"):format(pages[path], path == 1 and row or ids[path + 1])
end
local url = ("http://%s:%d%s"):format(place, port, pages[1])
local fetch = { "lessons/fetch", "-b", visitor, url }
local command = ("./fetch -b %s %s"):format(visitor, url)

lesson {
  title = "A sentence on a page: where does it come from?",
  minutes = 15,
  program = fetch,
  brings = { "lessons/store", "lessons/app", "lessons/front", "lessons/visitor" },
  beside = {
    "lessons/side-by-side", "./store", "store.sock",
    "+", "./app", app_place, tostring(app_port), "store.sock",
    "+", "./front", place, tostring(port), app_place, tostring(app_port),
    "+", "./visitor", visitor, place, tostring(port), pages[1], "500",
  },
  ports = { tostring(port), tostring(app_port) },
  environment = { "LC_ALL=C" },
  files = { ["pages.tsv"] = table.concat(list), ["notices.tsv"] = table.concat(notices) },
  mentions = { "out.*", "store.sock" },
}

local function is_fetch(t)
  return t:find("execve", function(call) return tostring(call.args.pathname):find("fetch", 1, true) end) ~= nil
end
-- Only what was started here has been seen to become what it is.
local function is_attached(t)
  local call = t.calls[1]
  return t.pid > 0 and not (call and call.name == "execve")
end

say(([[
  A page of a harbour's website carries a sentence: "%s" It is wrong, and whoever edits the site swears that it
  isn't in any of its files. Somewhere it must be.
]]):format(wanted))

run("trace -e none " .. command)

say(([[
  Behind that door there are several processes. A front server takes visitors in. It has four workers, front-1,
  front-2, front-3 and front-4. Then there is an application, called app, and a database, called store. A visitor of
  ours, at %s, looks at the page twice a second, so there is always something to see. Nobody is going to
  stop anything: you look into all of this while it runs.
]]):format(visitor))

predict {
  id = "four-workers",
  ask = "Four workers, and one visitor. What will the calls of the four look like?",
  choices = {
    "all four take turns, a visit each",
    "one makes many calls, the others sit in one that doesn't return",
    "all four look for visitors, over and over, and one finds them",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "So it is at some servers. Here each visitor has a worker of its own. Let us see." },
    { answer = "c", say = "That would cost processor time for nothing. Servers wait in a call that wakes them. Let us see." },
  },
}

load "true"

say [[
  (The little program at hand, `true`, is only there so that the prompt has one.) `trace` takes several names behind
  `-p`, and with `-ff -o out` it writes a file for each process: out.PID. Type
  `trace -ff -s 200 -o out -p front-1,front-2,front-3,front-4`, and after two or three seconds press Ctrl-C. The numbers
  come in the order of the names. Then `trace -e none sh -c "wc -l out.*"` says how many lines each file has, and
  `trace -e none cat out.NUMBER` shows one. Or take one after the other: `attach front-1`, `continue`, Ctrl-C after
  a second or two, `net` (who has talked with whom by now), `detach`, and the next.
]]

quiz {
  id = "which-worker",
  ask = "Which of the four workers has the work?",
  answer = { worker_name, tostring(worker) },
  wrong = {
    { answer = { "all", "all of them" }, say = "Compare them: three are silent." },
    { answer = { "none", "front" }, say = "front itself only hands visitors over. Attach to its workers, and `continue`." },
    { answer = { idle_name, tostring(worker % 4 + 1) }, say = "Attach to it and `continue`: nothing comes but the one epoll_wait that it sits in." },
  },
  explain = ([[The front chooses a worker by the visitor's address, and there is only one visitor. The others wait in
    epoll_wait, which says "wake me when anything happens at any of these descriptors". They cost nothing.]]),
}

say(([[
  Now follow one visit in the file of this worker, or with `trace -s 200 -yy -p %s`, ended by Ctrl-C, which also
  says who is at the other end of each descriptor. A visitor comes in by recvmsg, as a descriptor that the front hands
  over. recvfrom brings the visitor's request. Then the worker itself becomes a client: socket, connect.

  Or `attach %s`, `continue`, Ctrl-C, and `net`: the visitor's conversation and the worker's own stand there one below the
  other, each with both ends, and `net 2` shows all that was said in the second.
]]):format(worker_name, worker_name))

quiz {
  id = "in-progress",
  ask = "Its connect returns -1 EINPROGRESS. What does that mean here?",
  choices = {
    "the application can't be reached",
    "the connection has been begun; the worker does something else until epoll_wait says that it stands",
    "the application is busy, and the worker tries again",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "That would be ECONNREFUSED, and no page. Look at what the worker does next with this descriptor." },
    { answer = "c", say = "There is no second connect for the same descriptor. Who tells the worker how it went on?" },
  },
  explain = [[The socket was made with SOCK_NONBLOCK: no call on it waits. epoll_ctl adds it to the list with EPOLLOUT
    ("tell me when I can write"), epoll_wait brings that, and getsockopt with SO_ERROR says 0: it stands. A worker that
    waited in connect couldn't serve anybody else meanwhile.]],
}

quiz {
  id = "which-port",
  ask = "At which port does it reach the application?",
  answer = app_port,
  wrong = {
    { answer = port, say = "That is the door of the front, where visitors come in. Look at sin_port in the worker's connect." },
  },
  explain = [[`ss -ltnp` says who listens at a port of the machine. Here it is the process called app. It is the next one
    to look into.]],
}

diagnose {
  id = "which-row",
  ask = [[Go on: what app asks, and whom, until you see the question whose answer is the sentence. In which table does it
    stand, and in the row with which id?]],
  parts = {
    { any = "notice*", ask = "In which table? The question says it, behind `from`." },
    { any = tostring(row), ask = "And which row? A question ends with it: where id = …" },
  },
  answer = ("In the table notices, in the row with the id %d."):format(row),
  vague = { "in the table notices", ("row %d"):format(row) },
  wrong = {
    { answer = tostring(twin), say = "That row has the very same words, but nobody asks for it. Which id is in the question?" },
    { answer = { tostring(ids[3]), tostring(ids[4]) }, say = "That is what another page shows. Look at the question that is asked for this one." },
    { answer = { "pages", "pages.tsv" }, say = "That table only says which notice belongs to which page. There is a second question." },
    { answer = { "app", "application" }, say = "It doesn't know the sentence itself: it asks somebody, at a Unix socket." },
    { answer = { "front", worker_name }, say = "It gets the sentence from the port of the application, and hands it on. Go further back." },
  },
  hints = {
    "`attach app`, `continue`, Ctrl-C after a second, and `net`; or `trace -s 200 -p app`, and Ctrl-C. app is asked for a page, and asks two questions itself, at store.sock.",
    "The answer to its first question is a number. The second question has this number in it.",
    ("select text from notices where id = %d"):format(row),
  },
  explain = ([[The path of one sentence: %s has it from app, app from store, and store from its file notices.tsv. Each
    of them only handed it on, and none could have told you more than its neighbour.]]):format(worker_name),
}

task {
  id = "at-the-source",
  program = "true",
  text = [[Take hold of the process that has the sentence first, and stop it at the very door of the call by which the
    sentence leaves it: the kernel hasn't been given it yet.]],
  check = function(t)
    if t.state == "empty" then return "nobody is held now: attach to a process first" end
    if t.state == "ended" then return "this one has ended" end
    if not is_attached(t) then return "the program at hand was started here. The servers run already: attach to one" end
    local at = t.at
    if not at or t.state ~= "stopped" then return "you are attached, but it isn't at the door of a call that sends" end
    local text = tostring(at.args.buf)
    if at.name == "sendto" and text:sub(1, 20) == wanted:sub(1, 20) then return true end
    if at.name == "writev" then return "this is the worker, the last in the row: the sentence has come a long way already" end
    if at.name == "sendto" and text:find("^Notice of") then return "here the sentence is on its way already, with words in front of it. Who had it before?" end
    if at.name == "sendto" and text:find("^%d+\n") then return "this answer is a number: the first of two questions. The sentence is the answer to the second" end
    if at.name == "sendto" then return "something is sent here, but it isn't the sentence" end
    return ("it stands at %s. The sentence leaves by a call that sends"):format(at.name)
  end,
  hints = {
    "It is the database, the process called store. It sends what it has found.",
    "`until CALL` runs to the door of a call. It answers two questions for each visit.",
    "`attach store`, `until sendto`, and if that is the number, `until sendto` once more.",
  },
  solutions = {
    { "attach store", 'catch sendto if has(buf, "The ")', "continue" },
    { "attach store", "until sendto", "until sendto" },
  },
  wrong = {
    { "attach " .. worker_name, "until writev", expect = "a long way already" },
    { "attach app", 'catch sendto if has(buf, "Notice of")', "continue", expect = "on its way already" },
    { "attach app", 'catch sendto if has(buf, "select ")', "continue", expect = "isn't the sentence" },
    { "attach store", 'catch sendto if len < 6', "continue", expect = "the first of two questions" },
    { "attach store", "detach", expect = "nobody is held" },
    { "attach store", "until recvfrom", expect = "it stands at recvfrom" },
    { "until exit_group", expect = "was started here" },
  },
  after = [[Whoever pokes into the memory at `buf` now changes what one visitor reads, and no file. `detach` lets it go on as
    if nothing had been.]],
}

run "detach"

task {
  id = "mend-it",
  program = fetch,
  text = ([[Prove that this row is the source: change it, so that the page says something else, and fetch the page (`%s`).
    The tables are files in the folder at hand, TABLE.tsv, with a tab between columns. The page must still be
    there. (`retry` would bring the old files.)]]):format(command),
  check = function(t)
    if t.state ~= "ended" or not is_fetch(t) then return end
    if t.output:find(wanted, 1, true) then return "the page says the same as ever" end
    if not t.output:find("Notice of the day: ", 1, true) then return "there is no such page any more: nothing was found for it" end
    if t.output:find("Notice of the day: %S") then return true end
    return "the page is there, but nothing stands on it"
  end,
  hints = {
    "`run sh -c \"cat notices.tsv\"` and `continue` show the table. sed -i changes a line of a file.",
    "A line is found by its beginning, the id: sed -i /^ID/s/OLD/NEW/ FILE.",
    ("`run sh -c \"sed -i /^%d/s/sails/rests/ notices.tsv\"`, `continue`, `run %s`, `continue`."):format(row, command),
  },
  solutions = {
    { ('run sh -c "sed -i /^%d/s/sails/rests/ notices.tsv"'):format(row), "continue", "run " .. command, "continue" },
  },
  wrong = {
    { "continue", expect = "the same as ever" },
    { ('run sh -c "sed -i /^%d/s/sails/rests/ notices.tsv"'):format(twin), "continue", "run " .. command, "continue", expect = "the same as ever" },
    { ('run sh -c "sed -i /^%d/d notices.tsv"'):format(row), "continue", "run " .. command, "continue", expect = "no such page" },
    { "inject connect error=ECONNREFUSED", "continue", expect = "no such page" },
  },
  after = "This one row, and no other with the same words. Nobody had to read a line of the three programs.",
}

quiz {
  id = "why-one-file-each",
  ask = "Why did we write one file for each worker, and not one for all?",
  choices = {
    "a tracer can only follow one process in one file",
    "each worker's calls stand together, in their order, and whoever is silent is seen at once",
    "the file would be too large",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "With `-f` and without -ff all lines go into one, each with the number of its process in front." },
    { answer = "c", say = "It would be as large as the four together." },
  },
  explain = [[In one file the lines of all are mixed, in the order of time: good for who waits for whom. In a file each, one
    can follow descriptors: a number means something within one process only.]],
}

epilogue [[
  A reverse proxy, an application server, a database: nearly every page comes this way, and "the site shows
  nonsense" is a question that one follows backwards: which process sends it, by which descriptor; where did its bytes come in;
  who is at the other end. `strace -ff -o out -s 500 -yy -p PID -p PID` does it for as many processes as you
  like, `ss -tnp` and `ss -xp` say who is at the other end of a descriptor, `lsof -i -U` lists both. `perf trace -p` names
  the calls, but not the bytes; `tcpdump -i lo -A` sees TCP, but never a Unix socket; `net` sees both.
]]
