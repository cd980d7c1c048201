--- What goes through the descriptors of processes? A row for each call that moved bytes: `<-` what
--- a process read or received, `->` what it wrote or sent, with the descriptor, what that is open
--- on, how many bytes there were, and the first of them. Bytes that are no text are shown as
--- hexadecimal numbers behind the word binary, and three dots say that there were more.
---
--- What goes from one descriptor to another inside the kernel (sendfile, splice, copy_file_range),
--- or through memory that is mapped, is not seen here. At most 4096 bytes of a buffer are known,
--- and for a call with several buffers of each.
---
---     $ spyglass recipe spy-io fds=0,1,2 -- sh -c 'echo hello | tr a-z A-Z'
---     process  command           way                      fd       size  file              content
---        4711  sh                ->                        1        6 B  pipe              hello\n
---        4712  tr                <-                        0        6 B  pipe              hello\n
---        4712  tr                ->                        1        6 B  /dev/pts/1        HELLO\n

recipe {
  summary = "what processes read and write, with its content",
  category = "files",
  arguments = {
    { name = "command", type = "text", help = "only processes that run this" },
    { name = "process", type = "number", default = "0", help = "only the process of this number" },
    { name = "file", type = "text", help = "only what has this in its name: TCP, part of a path" },
    { name = "fds", type = "text", help = "only these descriptors: 0,1,2" },
    { name = "min", type = "number", default = "1", help = "the fewest bytes of a call" },
    { name = "max", type = "number", default = "0", help = "the most bytes of a call; 0: any" },
    { name = "bytes", type = "number", default = "60", help = "how much is shown, up to 4096" },
  },
  calls = {
    "read,readv,pread64,preadv,preadv2,recv,recvfrom,recvmsg,recvmmsg",
    "write,writev,pwrite64,pwritev,pwritev2,send,sendto,sendmsg,sendmmsg",
  },
  where = "result > 0",
  needs = "files",
  data = 4096,
  columns = { "process", "command", "way", "fd", "size:bytes", "file", "content" },
}

local descriptors = {}
for number in arg.fds:gmatch "%d+" do descriptors[tonumber(number)] = true end

-- The bytes of a buffer, of a list of buffers, or of messages, one after the other.
local function bytes_of(value, parts)
  if type(value) == "string" then parts[#parts + 1] = value end
  if type(value) ~= "table" then return end
  bytes_of(value.iov_base, parts)
  bytes_of(value.msg_iov, parts)
  bytes_of(value.msg_hdr, parts)
  for _, part in ipairs(value) do bytes_of(part, parts) end
end

local function moved(e)
  local parts = {}
  for _, name in ipairs { "buf", "iov", "msg", "msgvec" } do bytes_of(e.arg[name], parts) end
  return table.concat(parts)
end

local function is_text(bytes)
  local _, others = bytes:gsub("[%c]", "")
  local _, usual = bytes:gsub("[\t\n\r\27]", "")
  return (others - usual) * 20 <= #bytes and (utf8.len(bytes) or not bytes:find "[\128-\255]")
end

local function shown(bytes, size)
  if #bytes == 0 then return nil end
  bytes = bytes:sub(1, size)
  local head = bytes:sub(1, math.max(0, math.tointeger(arg.bytes) or 60))
  local more = #head < size and " ..." or ""
  -- The last character may be cut through.
  local whole = head:gsub("[\192-\255][\128-\191]*$", "")
  if is_text(whole) then return head .. more end
  local first = head:sub(1, 16)
  local hexadecimal = first:gsub(".", function(byte) return (" %02x"):format(byte:byte()) end)
  return "binary:" .. hexadecimal .. (#first < size and " ..." or "")
end

local function is_wanted(e, descriptor, size)
  if arg.command ~= "" and e.command ~= arg.command then return false end
  if arg.process ~= 0 and e.process ~= arg.process then return false end
  if arg.fds ~= "" and not descriptors[descriptor] then return false end
  if size < arg.min or (arg.max > 0 and size > arg.max) then return false end
  return arg.file == "" or tostring(e.file):find(arg.file, 1, true) ~= nil
end

function on.call_exit(e)
  local several = e.name:find "mmsg"
  local bytes = several and moved(e)
  local size = several and #bytes or e.result
  local descriptor = tonumber(e.raw[1])
  if not is_wanted(e, descriptor, size) then return end
  row {
    process = e.process, command = e.command, way = e.name:find "^p?[rw]?rec?[av]" and "<-" or "->",
    fd = descriptor, size = size, file = e.file, content = shown(bytes or moved(e), size),
  }
end
