-- Lesson 12: a program that talks to somebody over the network and does not say to whom. The
-- addresses are those of the loopback network, where price-server sells prices beside the lesson;
-- place, ports and price are drawn.

local goods = draw.pick { "honey", "saffron", "paper", "salt", "linen" }
local price = draw.number(11, 99)
local place = ("127.%d.%d.%d"):format(draw.number(1, 250), draw.number(1, 250), draw.number(2, 250))
local port, closed = table.unpack(draw.pick({ 0, 1 }, 2))
port, closed = 20000 + 2 * draw.number(0, 4000) + port, 20000 + 2 * draw.number(0, 4000) + closed

lesson {
  title = "Which machine is it talking to?",
  minutes = 12,
  program = { "lessons/price-caller", goods },
  beside = { "lessons/price-server", place, tostring(port), tostring(closed), tostring(price) },
  ports = { tostring(port), tostring(closed) },
  environment = { "LC_ALL=C" },
}

local function to_port(number)
  local wanted = ("sin_port=htons(%d)"):format(number)
  return function(call) return call.name == "connect" and call.text:find(wanted, 1, true) ~= nil end
end
local function is_unix(call) return call.name == "connect" and call.text:find("AF_UNIX", 1, true) ~= nil end

say(([[
  `price-caller %s` prints what %s costs today: %d. Nobody has told it. The number comes from somewhere, over the
  network, and before it may run unattended somebody wants to know: which machine does this program talk to,
  and at which port?
]]):format(goods, goods, price))

predict {
  id = "which-call",
  ask = "With which system call does a program say whom it wants to talk to?",
  choices = { "socket", "connect", "recvfrom" },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "socket makes an end to talk through. It says of what kind, but not with whom." },
    { answer = "c", say = "That is for hearing what the other one says, when both are connected." },
  },
}

load { "lessons/price-caller", goods }

run("trace -e connect ./price-caller " .. goods)

say [[
  Three calls. The second argument is an address, and an address has a family. AF_UNIX is a file on this very
  machine: the ends of such a connection never leave it. AF_INET is the Internet's: sin_addr is the machine,
  sin_port the door there. (htons turns the bytes of the number round, because networks write the high one
  first.)
]]

quiz {
  id = "which-family",
  ask = "The first connection is to a Unix socket. What is the name of its file?",
  answer = { "directory.sock", "./directory.sock" },
  wrong = {
    { answer = "AF_UNIX", say = "That is the family. The file's name is in sun_path." },
    { answer = place, say = "That is an address of the second family. The first line has a sun_path." },
  },
  explain = [[A database, a printer service and a desktop are asked in this way on nearly every machine. Here it
    is a directory: `trace -e %network` shows that it answers with an address and two ports.]],
}

diagnose {
  id = "who-is-it",
  ask = "From which address and which port does the price come?",
  parts = {
    { any = place, ask = "At which address? Look at sin_addr." },
    { any = tostring(port), ask = "And at which port? Two were tried. See what stands behind each =." },
  },
  answer = ("From %s, port %d."):format(place, port),
  vague = { place, "port " .. port },
  wrong = {
    { answer = tostring(closed), say = "That was tried, and ECONNREFUSED came back: nobody listens at that port. The program went on to the next." },
    { answer = { "directory.sock", "unix*" }, say = "From there it learns only where to ask. The price comes over another connection." },
    { answer = { "127.0.0.1", "localhost" }, say = "All addresses that begin with 127 are this machine, but this is another of them. Look at sin_addr." },
  },
  hints = {
    "Only a connect with = 0 has reached somebody. Two of the three have.",
    "One of those two is the directory, a Unix socket. The other one has sin_port and sin_addr.",
    ("The address is %s, and the port is not %d."):format(place, closed),
  },
  explain = [[ECONNREFUSED is a quick and clear answer: the machine is there, and nobody listens at this port. A
    machine that isn't there, or a firewall that drops what it doesn't like, gives no answer at all, and connect
    waits for minutes.]],
}

say [[
  A descriptor is only a number, and in a long trace one forgets who was at the other end. `-yy` writes both
  ends of a connection beside it, at every call.
]]

run("trace -yy -e recvfrom ./price-caller " .. goods)

quiz {
  id = "own-end",
  ask = [[In TCP:[…->…] stand two ends. One is the seller's. Where does the number of the other port, that of
    price-caller itself, come from? (Run the same trace once more, and compare.)]],
  choices = {
    "the program has chosen it",
    "the kernel takes any that is free",
    "it is always the seller's port, plus one",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "Then it would have called bind, which gives an end an address. There is none in the trace." },
    { answer = "c", say = "Compare two runs." },
  },
  explain = [[Such a port is called ephemeral: it lives as long as the connection. /proc/sys/net/ipv4/ip_local_port_range
    says from which range it is taken.]],
}

task {
  id = "just-connected",
  text = [[Stop the program right behind the connect that has reached the seller: connected, and not a byte heard
    yet.]],
  check = function(t)
    local reached = t:find("connect", function(call) return to_port(port)(call) and call.finished and not call.error end)
    if t.state == "ended" then return "the program has ended. The connection is closed again" end
    if not reached then
      if t.at and t.moment == "inside" and t.at.name == "connect" then
        if to_port(port)(t.at) then return "this is the one, but you are only at its door: the kernel hasn't called anybody yet" end
        return
      end
      if t.last and to_port(closed)(t.last) then return "this one was refused: nobody listens at that port" end
      if t.last and is_unix(t.last) then return "this is the directory. The seller comes later" end
      return
    end
    if to_port(port)(t.last) then return true end
    return ("it is connected, but has gone on since: %s is done as well"):format(t.last.name)
  end,
  hints = {
    "There are three connects, and you want the last one: `until connect` goes to the door of the next.",
    "`finish` lets the kernel do it. Which of them it was, the line tells.",
    "`until connect` three times, then `finish`.",
  },
  solutions = {
    { "until connect", "until connect", "until connect", "finish" },
    { "until socket", "until socket", "until socket", "until connect", "finish" },
    { "catch connect if errno == ECONNREFUSED", "continue", "until connect", "finish" },
  },
  wrong = {
    { "continue", expect = "has ended" },
    { "until connect", "until connect", "until connect", expect = "only at its door" },
    { "until connect", "finish", expect = "this is the directory" },
    { "catch connect if errno == ECONNREFUSED", "continue", expect = "was refused" },
    { "until connect", "until connect", "until connect", "until exit_group", expect = "gone on since" },
  },
  after = [[`fds` shows the socket at this moment, and who is at its other end.]],
}

show "fds"

epilogue [[
  A setting of last year, a test server in production, a name that leads elsewhere since Monday: programs call
  whom they were told to call, and the trace shows whom that is. `strace -f -yy -e connect PROGRAM` tells of the
  beginning of each connection, `ss -tnp` or `lsof -i` of those that are open now. If connect is missing, look
  for sendto (UDP, a DNS question for instance): it names the address in each call.
]]
