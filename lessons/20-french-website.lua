-- Lesson 20: a website answers in French, though everything here is set to English. The bytes that
-- the client sends tell why: they never say which language is wanted. Address, port and text are drawn.

local sentences = {
  { "La boulangerie ferme à %d heures.", "The bakery closes at %d o'clock." },
  { "Le bateau pour l'île part à %d heures.", "The boat to the island leaves at %d o'clock." },
  { "Le musée est fermé jusqu'au %d mars.", "The museum is closed until %d March." },
  { "Il reste %d places à l'opéra.", "There are %d seats left at the opera." },
}
local drawn, number = draw.pick(sentences), draw.number(13, 22)
local french, english = drawn[1]:format(number), drawn[2]:format(number)
local place = ("127.%d.%d.%d"):format(draw.number(1, 250), draw.number(1, 250), draw.number(2, 250))
local port = draw.number(20000, 29999)
local address = ("http://%s:%d/"):format(place, port)
local desk = draw.word()
-- Host, User-Agent, Accept, Connection, and the one of the config file.
local headers = 5

lesson {
  title = "Why does the website answer in French?",
  minutes = 12,
  program = { "lessons/fetch", address },
  beside = { "lessons/french-site", place, tostring(port), french, english },
  ports = { tostring(port) },
  environment = { "LANG=en_GB.UTF-8", "LC_ALL=" },
  files = { ["fetch.conf"] = ("# what is sent beside the usual\nheader = X-Desk: %s\n"):format(desk) },
  mentions = { "Accept-Language", "Accept", "header = …", "Vary: Accept-Language" },
}

local function is_fetch(t)
  local start = t.calls[1]
  return start and tostring(start.args.pathname):find("fetch", 1, true) ~= nil
end

say [[
  `fetch` gets a page from a website and prints it. (`curl` does the same and much more. This one is small, and
  is here on every machine.) A colleague has this:
]]

run("trace -e none ./fetch " .. address)

say [[
  She is English, her keyboard is English, and LANG, the variable in which a session says its language, is
  en_GB. The site does have English pages: others see them. She says that the server is broken.
]]

predict {
  id = "what-it-knows",
  ask = "What can the server know of the wishes of this client?",
  choices = {
    "the variables of its environment, LANG among them",
    "the bytes that the client sends, and the address that they come from",
    "the language of the system that it runs on",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "Variables stand in the client's own memory. Somebody would have to send them." },
    { answer = "c", say = "How would it find out? There is a wire between the two, and nothing else." },
  },
}

load { "lessons/fetch", address }

run("trace -e %network ./fetch " .. address)

say(([[
  Four calls make a visit: socket, connect, sendto with the request, recvfrom with the answer. (The last
  recvfrom says 0: the server has closed its end.) But the request is cut behind 32 bytes. `-s 800` shows up to 800
  of each string: `trace -s 800 -e sendto,recvfrom ./fetch %s`

  Or let the tool put the calls together: who talks with whom, and all that is said.
]]):format(address))

run "until exit_group"
show "net"
show "net 1"

say [[
  `net` lists the conversations of the program at hand, and `net 1` shows the first in full, a line of HTTP on
  each line: what was sent (->), and what was received (<-).
]]

quiz {
  id = "how-many-headers",
  ask = [[In HTTP a request is text. \r\n ends a line. The first line says what is wanted, an empty one is the end, and
    the lines between are headers, NAME: VALUE. How many headers does this request have?]],
  answer = { headers, "five" },
  wrong = {
    { answer = { headers + 1, "six" }, say = "Nearly: the first line, with GET, is no header. It has no colon behind its first word." },
    { answer = headers + 2, say = "The first line, with GET, is none, and neither is the empty one at the end." },
    { answer = { 4, "four" }, say = "There is one that not every client has. Count again, at each \\r\\n." },
    { answer = 6 + headers, say = "You may have counted those of the answer as well. The request is in sendto." },
  },
  explain = ([[One of them, X-Desk, is of this company: it comes from the file fetch.conf. Whatever else the server knows of
    the client, it knows from these lines. (In the answer, letters such as é stand as two bytes each, in the form
    \303\251. That is UTF-8.)]]),
}

diagnose {
  id = "what-is-missing",
  ask = [[LANG is set, and still it is French. What is missing in the request? (The server's answer has headers, too. One
    of them says what its answers depend on.)]],
  parts = {
    {
      any = { "accept-language", "accept language", "acceptlanguage", "language header", "header for the language",
        "header with the language", "header about the language", "no accept-language", "without accept-language",
        "without an accept-language", "no accept language", "no language" },
      ask = "Which header would say it? Read those of the answer: Vary lists what the answer depends on.",
    },
  },
  answer = "The request has no header Accept-Language.",
  wrong = {
    { answer = { "lang", "locale", "environment", "variable*", "lc_all" }, say = "LANG is set. But look for it in the bytes that go over the wire: does fetch send it?" },
    { answer = { "server is broken", "broken", "server is wrong", "translation", "no english" }, say = "It has done what it was asked for. What was it asked for?" },
    { answer = "accept", say = "Accept is about kinds of contents: text, pictures. */* means any. For languages there is another." },
    { answer = { "user-agent", "x-desk", "host", "connection" }, say = "That one is there. Something isn't: see Vary in the answer." },
    { answer = { "french", "location", "address" }, say = "Some sites do guess by the address. This one says itself what its answers depend on: read its headers." },
  },
  hints = {
    ("Read the answer in `net 1`, or the recvfrom in `trace -s 800 -e sendto,recvfrom ./fetch %s`, header by header."):format(address),
    "Vary is followed by the name of a header of requests. Is that one in the sendto?",
    "It is Accept-Language, which nobody sends.",
  },
  explain = [[Nobody asked for English, so the server took its own language. Browsers send this header by themselves, made
    of your settings. Small clients such as fetch and curl don't: they look at no LANG at all.]],
}

task {
  id = "get-english",
  text = ([[Get the English page from this server, and let fetch print it. It takes headers of your own in two ways: `-H
    "NAME: VALUE"` in front of the address (`run ./fetch -H … %s`), or a line `header = …` in fetch.conf.]]):format(address),
  check = function(t)
    if t.state ~= "ended" or not is_fetch(t) then return end
    local heard = t:find("recvfrom", function(call) return (call.result or 0) > 0 end)
    if t.output:find(english, 1, true) then
      return heard and true or "the sentence is there, but nothing was heard from the server"
    end
    if not t:find("connect") then return "it has ended without talking to anybody" end
    if t.output:find(french, 1, true) then
      local request = t:find("sendto")
      local sent = request and request.result or 0
      local usual = ("GET / HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: fetch/1.0\r\nAccept: */*\r\nConnection: close\r\nX-Desk: %s\r\n\r\n"):format(place, port, desk)
      if sent == #usual then return ("French as ever: the request had the same %d bytes as before"):format(sent) end
      return ("French still, though the request has %d bytes now and not %d: the server has not understood it as a wish for English"):format(sent, #usual)
    end
    return "no page was printed"
  end,
  hints = {
    "The header is called Accept-Language, and its value is the short name of a language, as in the answer's Content-Language: fr.",
    "English is en. In quotes, name and value are one argument.",
    ("`run ./fetch -H \"Accept-Language: en\" %s`, and `continue`."):format(address),
  },
  solutions = {
    { ('run ./fetch -H "Accept-Language: en" %s'):format(address), "continue" },
    { 'run sh -c "echo header = Accept-Language: en-GB >> fetch.conf"', "continue", "run ./fetch " .. address, "continue" },
    { 'do openat(AT_FDCWD, "fetch.conf", O_WRONLY|O_APPEND)', 'do write(3, "header = Accept-Language: en\\n", 29)', "continue" },
  },
  wrong = {
    { "continue", expect = "French as ever" },
    { ('run ./fetch -H "Accept-Language: fr" %s'):format(address), "continue", expect = "French still" },
    { ('run ./fetch -H "Language: en" %s'):format(address), "continue", expect = "not understood it" },
    { ('run sh -c "LANG=en_US.UTF-8 LANGUAGE=en ./fetch %s"'):format(address), "continue", "run ./fetch " .. address, "continue", expect = "French as ever" },
    { "inject connect error=ECONNREFUSED", "continue", expect = "no page was printed" },
    { "until connect", "kill", expect = "no page" },
  },
  after = [[One line more on the wire, and the same server speaks English. So it was neither broken, nor was her machine:
    a wish that nobody sends cannot be heard.]],
}

quiz {
  id = "what-vary-is-for",
  ask = [[Between clients and servers there are often caches, which keep an answer for whoever asks next for the same
    page. What would happen if this server's answers had no `Vary: Accept-Language`?]],
  choices = {
    "nothing, it is for people who read headers",
    "the next one might get a kept page in the wrong language",
    "the cache would translate it",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "Hardly anybody does. Think of the cache: how does it know that there are two pages behind one address?" },
    { answer = "c", say = "It only keeps what others have said." },
  },
  explain = [[To a cache the address is the page, unless Vary says that some header belongs to it as well. Where this is
    forgotten, a page changes its language from visit to visit, by who was there before.]],
}

epilogue [[
  Whatever two programs disagree about, the bytes between them are the truth: `strace -f -s 800 -e trace=%network
  PROGRAM` shows them, whoever wrote the program. With curl it is the same story (`curl -v` shows what it sends, -H adds a
  header); a login that fails or a wrong kind of data is found in the same way. If the address begins with https, the
  trace shows encrypted bytes: then the client itself must tell, or a proxy of your own. `tcpdump -A` sees what goes
  over the wire, but not which program it was; `packets` shows the same, of the programs that are held in here, and the
  call that sent each.
]]
