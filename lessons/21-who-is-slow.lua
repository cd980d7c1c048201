-- Lesson 21: a client goes to two shops, and each visit takes half a second. At one of them the shop is
-- slow to answer, at the other the client is slow to say what it wants. It is seen in the calls, as a
-- conversation, and in the packets. Which is which, the ports and the times are drawn.

local place = ("127.%d.%d.%d"):format(draw.number(1, 250), draw.number(1, 250), draw.number(2, 250))
local first, second = 20000 + 2 * draw.number(0, 4000), 20001 + 2 * draw.number(0, 4000)
local shop_is_slow_first = draw.pick { true, false }
local delay, pause = draw.number(500, 600), draw.number(100, 120)
-- GET, Host, User-Agent, Accept, Connection, and the empty line that ends the order.
local lines, pauses = 6, 5

local slow_shop = shop_is_slow_first and first or second
local slow_order = shop_is_slow_first and second or first
local plan = "ERRANDS_PAUSES=" .. (shop_is_slow_first and "0 " .. pause or pause .. " 0")
local function needed(port) return port == slow_shop and delay or 0 end
local errands = { "lessons/errands", place, tostring(first), tostring(second) }
local command = ("./errands %s %d %d"):format(place, first, second)
local capture = "visits.pcapng"

lesson {
  title = "Client or server: who is slow?",
  minutes = 15,
  program = errands,
  beside = {
    "lessons/shops", place, ("%d:%d"):format(first, needed(first)), ("%d:%d"):format(second, needed(second)),
  },
  ports = { tostring(first), tostring(second) },
  environment = { "LC_ALL=C", plan },
  mentions = { "tshark" },
}

local function is_errands(t)
  return t:find("execve", function(call) return tostring(call.args.pathname):find("errands", 1, true) end) ~= nil
end

-- Of a pcapng file, the TCP packets: from which port to which, and with how many bytes of data. An
-- error or nothing where it is none. A block tells its kind and length first; in one of kind 6 a
-- packet of IP begins behind 28 bytes.
local function packets_in(bytes)
  if string.unpack("<I4", bytes) ~= 0x0A0D0D0A then return end
  local list, at = {}, 1
  while at <= #bytes do
    local kind, length = string.unpack("<I4I4", bytes, at)
    if length < 12 then return end
    if kind == 6 then
      local ip = at + 28
      local size = string.unpack(">I2", bytes, ip + 2)
      local tcp = ip + 4 * (bytes:byte(ip) & 15)
      local from, to = string.unpack(">I2I2", bytes, tcp)
      local data = tcp + 4 * (bytes:byte(tcp + 12) >> 4)
      list[#list + 1] = { from = from, to = to, length = size - (data - ip) }
    end
    at = at + length
  end
  return list
end

say(([[
  `errands` orders something at two shops, at the ports %d and %d. Each of the two visits takes half a second, where
  a hundredth would do, and nobody wants to have been it: the people of the shops say that the client is slow, and whoever wrote
  the client says that the shops are. A clock on the wall can't tell: both are waiting together.
]]):format(first, second))

predict {
  id = "whose-time",
  ask = [[A visit is: connect, send the order, receive the answer. Between the last byte of the order and the first
    byte of the answer, half a second goes by. Who was slow in that time?]],
  choices = { "the client", "the server, or the way to it and back", "that can't be known" },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "What more could it do? It has said everything, and listens." },
    { answer = "c", say = "The order is complete: whose turn is it then?" },
  },
}

load(errands)

run("trace -r -T -e %network " .. command)

say [[
  There are two times. In front of each line, `-r` puts the time since the line above began. Behind it, in < >, `-T`
  puts the time that the call itself took. A long call means: the kernel lets the program wait for somebody else. A
  large time in front, though the call above was quick, means: the program itself was busy, or away.
]]

quiz {
  id = "how-many-pieces",
  ask = ("In how many pieces does errands send its order to port %d? (Count the sendto lines of that connection.)"):format(slow_order),
  answer = { lines, "six" },
  wrong = {
    { answer = 1, say = ("So it is with port %d. Each connect begins a new visit: look at the other one."):format(slow_shop) },
    { answer = lines - 1, say = "The last one is small: only \\r\\n, the empty line that ends the order. It counts, too." },
    { answer = lines + 1, say = "That is both visits together." },
  },
  explain = [[Each line of the order goes by itself. The setsockopt before, TCP_NODELAY, even tells the kernel not to
    collect them: they are packets of their own.]],
}

quiz {
  id = "slow-at-first",
  ask = ("Who lets the other one wait at port %d?"):format(first),
  choices = { "the client", "the shop", "the network between them" },
  answer = { shop_is_slow_first and "b" or "a" },
  wrong = {
    shop_is_slow_first and { answer = "a", say = "It sends its whole order at once. Then its recvfrom begins: see how long that one takes." }
      or { answer = "b", say = "Its answer is there as soon as it has the whole order: look at the time behind recvfrom. And when does it have the last piece?" },
    { answer = "c", say = "The client's connect is over in a fraction of a millisecond, there and back. The way is short." },
  },
}

quiz {
  id = "slow-at-second",
  ask = ("And at port %d?"):format(second),
  choices = { "the client", "the shop", "the network between them" },
  answer = { shop_is_slow_first and "a" or "b" },
  wrong = {
    shop_is_slow_first and { answer = "b", say = "Its answer is there as soon as it has the whole order: look at the time behind recvfrom. And when does it have the last piece?" }
      or { answer = "a", say = "It sends its whole order at once. Then its recvfrom begins: see how long that one takes." },
    { answer = "c", say = "The client's connect is over in a fraction of a millisecond, there and back. The way is short." },
  },
  explain = [[A shop can't begin before it has the end of the order, the empty line. So a slow client looks, to somebody
    with a watch, just like a slow server: the page comes late.]],
}

diagnose {
  id = "what-does-it-do",
  ask = ([[At port %d the time passes between the calls of the network, in the client itself. What does it do in
    these gaps? (The filter hides it: take the calls of all kinds, or only those that aren't about the network.)]]):format(slow_order),
  parts = {
    { any = { "sleep*", "nanosleep", "clock_nanosleep", "pause*", "waits by itself", "rest*", "slept" }, ask = "Which call stands in the gap, when none is filtered out?" },
  },
  answer = "It sleeps: clock_nanosleep, between one piece and the next.",
  wrong = {
    { answer = { "comput*", "cpu", "busy", "calculat*", "works" }, say = "Then there would be no call at all in the gap. But there is one." },
    { answer = { "waits for the shop", "waits for the server", "recvfrom", "receiv*", "answer" }, say = "While it has not said everything, there is nothing to wait for from the other side. Which call is it?" },
    { answer = { "network", "packet*", "tcp_nodelay", "nagle" }, say = "Each sendto is over at once: look at the times in < >. What is between them?" },
    { answer = { "disk", "file*", "log*", "write" }, say = "It touches no file in the gaps. See the trace without the filter." },
  },
  hints = {
    ("`trace -r -T %s` shows all calls, the loader's first."):format(command),
    "Between one sendto and the next there is a call with a large time in < >.",
    "It is clock_nanosleep: the client sleeps.",
  },
  explain = ([[%d times it sleeps for %d milliseconds. (Real clients seldom sleep. They look something up for each
    header, ask a disk or a person, or are short of processor time. The picture on the wire is the same.)]]):format(pauses, pause),
}

run "until exit_group"
show "net"

say [[
  You have done by hand what `net` does for each conversation. It says how long it took to be connected, how long from
  the end of the request to the first byte of the answer, and which end kept the other one waiting. `net 1` and `net 2`
  show what was said when.

  All of that is what the calls say. What went over the wire? The programs of a lesson have a network of their own, and `packets`
  shows what passes there, and below each packet the call that sent it. (Where a sandbox has no network of its own, it says
  so.)
]]
say(([[
  Type `packets port %d`, then `run %s`, `continue`, and when it is done, `packets off`.
]]):format(slow_order, command))

quiz {
  id = "sent-by-nobody",
  ask = "Behind each piece of the order a packet comes back from the shop, with a length of 0. Which call of the shop sends it?",
  choices = {
    "recvfrom, which has read the piece",
    "none: the shop's kernel says that the piece has arrived",
    "a sendto of nothing, for each piece",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "It would come even if the shop were asleep. What stands below such a packet?" },
    { answer = "c", say = "The shop sends once, at the end. What stands below such a packet?" },
  },
  explain = [[An acknowledgement: these bytes have reached the other kernel. Whether a program has read them, it doesn't
    say. So the wire has packets of no call; and a call of which nothing goes over the wire, such as a sleep, is seen there as a gap
    only.]],
}

task {
  id = "packets-for-others",
  text = ([[Whoever only believes in packets shall have them: let errands do both visits to the end, and write their
    packets to the file %s. (`pcap FILE` makes it of the calls.)]]):format(capture),
  check = function(t)
    local bytes = t:file(capture)
    if not bytes then return t.state == "ended" and ("there is no file %s in the folder at hand"):format(capture) or nil end
    local fine, list = pcall(packets_in, bytes)
    if not fine or not list then return capture .. " isn't a file of packets" end
    for _, port in ipairs { first, second } do
      local ordered, answered = 0, 0
      for _, packet in ipairs(list) do
        if packet.length > 0 and packet.to == port then ordered = ordered + 1 end
        if packet.length > 0 and packet.from == port then answered = answered + 1 end
      end
      if ordered == 0 or answered == 0 then return ("in %s there is no whole visit to port %d"):format(capture, port) end
    end
    return true
  end,
  hints = {
    "First the visits, then the file: it has what was said so far.",
    "`continue`, and wait until errands has exited with 0.",
    ("`continue`, `pcap %s`"):format(capture),
  },
  solutions = { { "continue", "pcap " .. capture } },
  wrong = {
    { "continue", expect = "there is no file" },
    { "continue", "pcap other.pcapng", expect = "there is no file" },
    { "until recvfrom", "pcap " .. capture, expect = "no whole visit" },
    { ('run sh -c "echo packets > %s"'):format(capture), "continue", expect = "isn't a file of packets" },
  },
  after = [[Whoever gets this file can look at it on another machine, years later. It is made of the calls, and comments in it say of
    which; the acknowledgement of each piece, which no call has sent, is left out.]],
}

quiz {
  id = "which-gap",
  ask = ([[Wireshark opens the file, and where tshark is installed, `trace -e none tshark -t d -r %s` prints it, with the seconds
    since the packet before. (Without: `packets` has the time of day in front.) In the visit to port %d, where are
    the gaps?]]):format(capture, slow_order),
  choices = {
    "between the client's first packet (SYN) and the shop's answer to it",
    "between packets of the client: before each next piece of its order",
    "between the last piece of the order and the answer",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "There is no time lost: two kernels answer each other, and no program is asked." },
    { answer = "c", say = ("So it is in the visit to port %d. Here the answer follows at once."):format(slow_shop) },
  },
  explain = [[The same gaps as between the calls. Who causes one, tells the packet behind it: who sends it has let the
    other one wait.]],
}

task {
  id = "without-the-pauses",
  text = ([[The proof: let errands do both visits to the end, and let it send the whole order to port %d without
    sleeping once. The shops are not yours to change.]]):format(slow_order),
  check = function(t)
    if t.state ~= "ended" or not is_errands(t) then return end
    local slept = t:find("clock_nanosleep", function(call) return call.finished and not call.text:find("INJECTED", 1, true) and (call.result or 0) == 0 end)
    local answers = 0
    for _ in t.output:gmatch("it is on its way") do answers = answers + 1 end
    if answers < 2 then return ("%s. Both were to come to their end"):format(answers == 0 and "no shop has answered" or "only one of the shops has answered") end
    if not t.output:find(("port %d: it"):format(slow_order), 1, true) then return ("it has not been at port %d"):format(slow_order) end
    if slept then return "it has slept between the pieces, as ever" end
    return true
  end,
  hints = {
    "A call can be answered without the kernel: `inject CALL retval=0` lets it return 0 at once.",
    "The call to take away is the one in the gaps. To the program, 0 means: I have slept.",
    "`inject clock_nanosleep retval=0`, and `continue`.",
  },
  solutions = {
    { "inject clock_nanosleep retval=0", "continue" },
    { "inject clock_nanosleep error=EINVAL", "continue" },
    { "run env ERRANDS_PAUSES= " .. command, "continue" },
  },
  wrong = {
    { "continue", expect = "as ever" },
    { "inject clock_nanosleep retval=0 when=1", "continue", expect = "as ever" },
    { "inject recvfrom retval=0", "inject clock_nanosleep retval=0", "continue", expect = "no shop" },
    { ("run ./errands %s %d %d"):format(place, slow_shop, slow_shop), "inject clock_nanosleep retval=0", "continue", expect = "has not been at port" },
    { "kill", expect = "no shop" },
  },
  after = ([[`trace -r` would show it: at port %d everything is over in a moment now. At port %d nothing has changed,
    because there it never was the client.]]):format(slow_order, slow_shop),
}

quiz {
  id = "what-the-server-sees",
  ask = ([[Somebody traces the shop at port %d, and not the client. What would the slow client look like from there?]]):format(slow_order),
  choices = {
    "accept, and then several recvfrom: each waits for the next little piece",
    "a long sendto",
    "nothing can be seen of it",
  },
  answer = { "a" },
  wrong = {
    { answer = "b", say = "It sends only at the very end, all at once." },
    { answer = "c", say = "Pieces come late, and whoever waits for them waits in a call. In which?" },
  },
  explain = [[So each side can find out by itself who is slow: long calls that receive mean that the other one is;
    gaps between quick calls mean that it is us.]],
}

epilogue [[
  Three times are enough for any request: to be connected (the way, or a full queue), from then to the end of the
  request (the client), from there to the first byte of the answer (the server). `strace -r -T -e trace=%network` shows
  them from one side, and so does `net`. On the wire, `tcpdump -ttt` and Wireshark show the same gaps between the packets, without saying
  which call made them; `packets` says it, of programs that are held in. `curl -w` has them as time_connect, time_pretransfer and time_starttransfer. `perf trace -p PID`
  shows calls with their times, too.
]]
