-- For lesson 24: a till that says why it has not closed, in a log that nobody knows of.

local function log_is_elsewhere()
  local cents, drawer = draw.number(13, 97), draw.number(2, 6)
  local log = ("%s/%s.%s"):format(draw.word(), draw.word(), draw.pick { "txt", "out", "notes" })
  local odd = #("evening count by the machine itself: drawer 1 is %d cents short\n"):format(cents)
  local function is_log(call) return call.name == "write" and tostring(call.args.buf):find("^evening count") ~= nil end
  return {
    program = "lessons/till",
    environment = { "TILL_LOG=" .. log, "TILL_CENTS=" .. cents, "TILL_DRAWER=" .. drawer },
    files = { [log:match("^[^/]+/")] = "" },
    complaint = "`./till` says that it has not closed, and no more. Whoever wrote it says that the reason is in the log. Nobody knows of a log.",
    suspicion = "d",
    diagnosis = {
      parts = {
        { any = { "drawer " .. drawer, "drawer number " .. drawer, "drawer no " .. drawer, tostring(cents), tostring(cents) .. " cents" }, ask = "What is the reason? It writes it down. Look at all that it writes, in full." },
        { any = { log }, ask = "And where does that stand? The whole path of the log." },
      },
      answer = ("Drawer %d is %d cents short; it says so in %s."):format(drawer, cents, log),
      vague = { ("drawer %d is short"):format(drawer), "it is in " .. log },
      wrong = {
        { answer = { "till.lock", "lock*" }, say = "That file only has the number of a process. Sentences go elsewhere." },
        { answer = { "permission*", "not open*", "enoent" }, say = "All its files are opened. What does it write into them?" },
      },
      explain = "Nobody needs to be told of a log: what is logged, is written, and `-y` says where to. (Lesson 11 was of this kind.)",
    },
    task = {
      text = "Prove it: stop the till at the door of the write that tells the reason, before the kernel has got it.",
      check = function(t)
        if t.at and is_log(t.at) and t.at.raw[3] == odd then return true end
        if t.at and is_log(t.at) then return "this line says that a drawer is all right" end
        if t.at and t.at.name == "write" then return "this is written somewhere else" end
        if t.state == "ended" then return "it has ended" end
      end,
      solutions = { { ('catch write if count == %d and has(buf, "evening")'):format(odd), "continue" } },
      wrong = {
        { "continue", expect = "it has ended" },
        { 'catch write if has(buf, "evening")', "continue", expect = drawer == 1 and "" or "is all right" },
        { "until write", expect = "somewhere else" },
      },
      after = "From here it could be kept from ever being written, too.",
    },
  }
end

return { log_is_elsewhere = log_is_elsewhere }
