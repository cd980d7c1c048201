--- Whom does a program talk to, and what does it ask? A time line of TCP and UDP: connections that
--- are made (`connect`) and taken (`accept`), questions to name servers and what came back, the
--- first lines of HTTP/1 requests and answers, and where TLS begins, with the name of the host that
--- is asked for, and closed connections with their bytes. `->` is what the process sent, `<-` what
--- it got. `took` is how long a connection took to be made, how long somebody waited for one, and
--- how long an answer took. At the end the bytes of each peer.
---
--- 512 bytes of each buffer are looked at, and a first line must come in one piece. Names that
--- another process looks up (nscd, systemd-resolved) are asked there, by UNIX sockets: `unix=true`
--- shows those, too. What io_uring moves is not seen, nor HTTP inside TLS. A connection that
--- several processes share is one, and is closed when the last of them has closed it.
---
---     $ spyglass recipe net -- curl -s http://example.com/
---          at  process  command                took  way               what              connection
---      3.1 ms     4711  curl                         ->                DNS A example.com  UDP -> 127.0.0.53:53
---     14.6 ms     4711  curl                11.6 ms  <-                DNS A example.com: 1 answer  UDP -> 127.0.0.53:53
---     40.2 ms     4711  curl                25.6 ms                    connect           TCP -> 192.0.2.7:80
---     40.9 ms     4711  curl                         ->                GET / HTTP/1.1, host example.com  TCP 192.0.2.1:34626 -> 192.0.2.7:80
---     46.0 ms     4711  curl                 5.3 ms  <-                HTTP/1.0 200 OK   TCP 192.0.2.1:34626 -> 192.0.2.7:80
---     47.2 ms     4711  curl                                           close: 75 bytes sent, 193 received  TCP 192.0.2.1:34626 -> 192.0.2.7:80

recipe {
  summary = "connections, name look-ups and requests on a time line",
  category = "network",
  arguments = {
    { name = "unix", type = "flag", default = "false", help = "UNIX sockets as well" },
  },
  calls = "%network,read,readv,write,writev,sendfile,close,dup,dup2,dup3,fcntl",
  needs = "files",
  data = 512,
  columns = { "at:seconds", "process", "command", "took:seconds", "way", "what", "connection" },
  summaries = "bytes by peer:bytes",
}

local most_peers, most_questions = 2000, 100
local sends = {}
for name in ("write writev send sendto sendmsg sendmmsg"):gmatch "%S+" do sends[name] = "->" end
for name in ("read readv recv recvfrom recvmsg recvmmsg"):gmatch "%S+" do sends[name] = "<-" end
sends.sendfile = "->"

local duplicates = { dup = true, dup2 = true, dup3 = true, fcntl = true }

local connections = {} -- by process and descriptor; several may be the same one
local peers, peer_count = {}, 0

local function is_of_network(file)
  return file:find "^TCP" or file:find "^UDP" or (arg.unix and file:find "^unix")
end

-- The connection of a descriptor, if it is one of the network.
local function connection_at(e, descriptor)
  local file = tostring(e:file_of(descriptor))
  if not is_of_network(file) then return nil end
  local own = connections[e.process] or {}
  connections[e.process] = own
  own[descriptor] = own[descriptor]
    or { sent = 0, received = 0, questions = {}, question_count = 0, descriptors = 1 }
  own[descriptor].file = file
  return own[descriptor]
end

local function tell(e, connection, what, way, took)
  row {
    at = e.at, process = e.process, command = e.command, took = took, way = way or "", what = what,
    connection = connection.file,
  }
end

-- What could not be read is no table.
local function part(value, name)
  return type(value) == "table" and value[name] or nil
end

-- 127.0.0.1:53 of what a call was given as an address.
local function end_of(address)
  if type(address) ~= "table" then return nil end
  local host = tostring(address.sin_addr or address.sin6_addr or ""):match "\"([^\"]+)\""
  local port = tostring(address.sin_port or address.sin6_port or ""):match "%d+"
  return host and port and host .. ":" .. port
end

-- What a call moved: pieces of bytes with their sizes, and where to, if that was said.
local function pieces_of(e)
  local buffer = e.arg.buf
  if type(buffer) == "string" then
    local peer = end_of(e.arg.dest_addr) or end_of(e.arg.src_addr)
    return { { bytes = buffer, size = e.result, peer = peer } }
  end
  local message = e.arg.msg
  if type(message) ~= "table" then message = { msg_iov = e.arg.iov } end
  local messages = { { msg_hdr = message, msg_len = e.result } }
  if type(e.arg.msgvec) == "table" then messages = e.arg.msgvec end
  local pieces = {}
  for i = 1, e.name:find "mmsg" and math.min(#messages, e.result) or #messages do
    local header = part(messages[i], "msg_hdr")
    local first = part(part(part(header, "msg_iov"), 1), "iov_base")
    pieces[i] = {
      bytes = type(first) == "string" and first or "",
      size = math.tointeger(part(messages[i], "msg_len")) or 0,
      peer = end_of(part(header, "msg_name")),
    }
  end
  return pieces
end

local function number_at(bytes, at)
  local high, low = bytes:byte(at, at + 1)
  return low and high * 256 + low
end

-- === what is in them ===

local types = {
  [1] = "A", [2] = "NS", [5] = "CNAME", [12] = "PTR", [15] = "MX", [16] = "TXT", [28] = "AAAA",
  [33] = "SRV", [65] = "HTTPS",
}
local problems = { "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED" }

local function question_in(bytes)
  local labels, at = {}, 13
  local length = bytes:byte(at)
  while length and length > 0 and length < 64 do
    labels[#labels + 1] = bytes:sub(at + 1, at + length)
    at = at + 1 + length
    length = bytes:byte(at)
  end
  local type = length == 0 and number_at(bytes, at + 1)
  return type and ("DNS %s %s"):format(types[type] or "type " .. type, table.concat(labels, "."))
end

local function look_at_names(e, connection, piece, way)
  local number, flags = number_at(piece.bytes, 1), number_at(piece.bytes, 3)
  local question = question_in(piece.bytes)
  if not question then return end
  if flags < 0x8000 then
    if connection.question_count == most_questions then
      connection.questions, connection.question_count = {}, 0
    end
    connection.question_count = connection.question_count + 1
    connection.questions[number] = e.at
    return tell(e, connection, question, way)
  end
  local asked = connection.questions[number]
  local count = number_at(piece.bytes, 7)
  local answer = problems[flags & 15] or count == 1 and "1 answer" or count .. " answers"
  tell(e, connection, question .. ": " .. answer, way, asked and e.at - asked)
end

-- The host that a ClientHello names: behind lists of which each begins with its length.
local function host_in(bytes)
  local at = 44
  at = at + 1 + (bytes:byte(at) or #bytes)
  at = at + 2 + (number_at(bytes, at) or #bytes)
  at = at + 1 + (bytes:byte(at) or #bytes) + 2
  while number_at(bytes, at + 2) do
    if number_at(bytes, at) == 0 then
      local length = number_at(bytes, at + 7) or #bytes
      return #bytes >= at + 8 + length and bytes:sub(at + 9, at + 8 + length) or nil
    end
    at = at + 4 + number_at(bytes, at + 2)
  end
end

local function look_at_tls(e, connection, bytes, way)
  if bytes:find "^\22\3...\1" then
    connection.host = host_in(bytes)
    connection.asked = e.at
    tell(e, connection, "TLS to " .. (connection.host or "a host that is not named"), way)
  elseif connection.asked and way == "<-" and bytes:find "^\22\3" then
    tell(e, connection, "TLS is answered", way, e.at - connection.asked)
    connection.asked = nil
  end
end

local function look_at_http(e, connection, bytes, way)
  local request = bytes:match "^%u+ %S+ HTTP/1%.%d%f[\r\n]"
  local answer = bytes:match "^HTTP/1%.%d %d%d%d[^\r\n]*"
  if request then
    connection.host = bytes:match "\r\n[Hh]ost: *([^\r\n]+)"
    connection.asked = e.at
    tell(e, connection, request .. (connection.host and ", host " .. connection.host or ""), way)
  elseif answer then
    tell(e, connection, answer, way, connection.asked and e.at - connection.asked)
  end
end

-- === what happens to connections ===

-- One that nobody waited for is there when something says so.
local function note_made(e, connection, error)
  if not connection.began then return end
  tell(e, connection, "connect" .. (error and ": " .. error or ""), nil, e.at - connection.began)
  connection.began = nil
end

local function moved(e, connection, way)
  if not (e.result and e.result > 0) then return end
  note_made(e, connection)
  for _, piece in ipairs(pieces_of(e)) do
    local field = way == "->" and "sent" or "received"
    connection[field] = connection[field] + piece.size
    connection.peer = connection.file:match "%-> (.*)$" or piece.peer or connection.peer
    if connection.file:find "^UDP" and connection.peer and connection.peer:find ":53$" then
      look_at_names(e, connection, piece, way)
    elseif connection.file:find "^TCP" then
      look_at_tls(e, connection, piece.bytes, way)
      look_at_http(e, connection, piece.bytes, way)
    end
  end
end

local function count_peer(connection)
  local moved_bytes = connection.sent + connection.received
  if moved_bytes == 0 then return end
  local peer = connection.peer or "?"
  if connection.accepted then peer = "from " .. peer:gsub(":%d+$", "") end
  if not connection.accepted and connection.host and connection.host ~= peer then
    peer = peer .. " (" .. connection.host .. ")"
  end
  if not peers[peer] and peer_count == most_peers then peer = "others" end
  if not peers[peer] then peers[peer], peer_count = true, peer_count + 1 end
  top("bytes by peer", peer, moved_bytes)
end

local calls = {}

function calls.connect(e, connection)
  local is_tcp = not connection.file:find "^UDP"
  connection.began = is_tcp and e.at - e.duration or nil
  if e.error ~= "EINPROGRESS" then note_made(e, connection, e.error) end
end

function calls.accept(e, connection)
  connection.accepted = true
  tell(e, connection, "accept", "", e.duration)
end
calls.accept4 = calls.accept

function calls.getsockopt(e, connection)
  if tostring(e.arg.optname) ~= "SO_ERROR" then return end
  local value = e.arg.optval
  if type(value) == "table" then value = value[1] end
  note_made(e, connection, value ~= 0 and tostring(value) or nil)
end

-- === descriptors ===

-- Whoever lets go of the last descriptor ends the connection.
local function release(e, descriptor, how)
  local own = connections[e.process]
  local connection = own and own[descriptor]
  if not connection then return end
  own[descriptor] = nil
  connection.descriptors = connection.descriptors - 1
  if connection.descriptors > 0 then return end
  if connection.sent + connection.received > 0 then
    local amounts = (": %d bytes sent, %d received"):format(connection.sent, connection.received)
    tell(e, connection, how .. amounts)
  end
  count_peer(connection)
end

local function share(process, descriptor, connection)
  connections[process] = connections[process] or {}
  connections[process][descriptor] = connection
  connection.descriptors = connection.descriptors + 1
end

local function duplicate(e, connection)
  local target = e.result
  if not (target and target >= 0) or target == e.raw[1] then return end
  if e.name == "fcntl" and not tostring(e.arg.cmd):find "DUPFD" then return end
  release(e, target, "close")
  if connection then share(e.process, target, connection) end
end

local function known_at(e, descriptor)
  return connections[e.process] and connections[e.process][descriptor]
end

function on.call_exit(e)
  local descriptor = e.raw[1]
  if e.name == "close" then return release(e, descriptor, "close") end
  if duplicates[e.name] then return duplicate(e, known_at(e, descriptor)) end
  local act = calls[e.name]
  if e.name:find "^accept" then descriptor = not e.error and e.result or nil end
  if not descriptor or not (act or sends[e.name]) then return end
  local connection = connection_at(e, descriptor)
  if not connection then return end
  if act then act(e, connection) else moved(e, connection, sends[e.name]) end
end

-- Children have what their parents have.
function on.process_start(e)
  for descriptor, connection in pairs(connections[e.parent] or {}) do
    share(e.process, descriptor, connection)
  end
end

local function release_all(e, how, is_left)
  local descriptors = {}
  for descriptor in pairs(connections[e.process] or {}) do
    if not is_left(descriptor) then descriptors[#descriptors + 1] = descriptor end
  end
  table.sort(descriptors)
  for _, descriptor in ipairs(descriptors) do release(e, descriptor, how) end
end

function on.process_exec(e)
  release_all(e, "close", function(descriptor)
    return is_of_network(tostring(e:file_of(descriptor)))
  end)
end

function on.process_exit(e)
  release_all(e, "ends with its process", function() return false end)
  connections[e.process] = nil
end

function on.finish()
  local counted = {}
  for _, own in pairs(connections) do
    for _, connection in pairs(own) do
      if not counted[connection] then count_peer(connection) end
      counted[connection] = true
    end
  end
end
