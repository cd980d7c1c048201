-- For lesson 24: a log that is written in many tiny pieces, each of which waits for the disk.

local shared = require "fault-shared"

local function writes_are_tiny()
  local parcels, log = draw.number(34, 50), draw.word() .. ".log"
  local writes, bytes = 3 * parcels, 18 * parcels
  local function run(count) return ("run ./parcel-log %d %s"):format(count, log) end
  return {
    program = { "lessons/parcel-log", tostring(parcels), log },
    files = { ["parcel-log.conf"] = "buffer = 0\n" },
    complaint = ([[`./parcel-log %d %s` logs the parcels of a quiet day. On a slow disk that takes longer than it takes to carry
      them, and on a quick one nobody notices.]]):format(parcels, log),
    suspicion = "b",
    diagnosis = {
      parts = {
        { any = { "small*", "tiny", "little", "pieces", "piece", "many write*", "too many", "each word", "every word", "word by word", "unbuffered", "not buffered", "buffer*", "few bytes", tostring(writes) }, ask = "How does it write its log: in how many calls, and how much at a time?" },
        { any = { "sync*", "o_sync", "disk", "flush*" }, ask = "And why does each of them take its time? Look at how the log is opened." },
      },
      answer = ("It makes %d tiny writes, and O_SYNC lets each wait for the disk."):format(writes),
      vague = { "the writes are tiny", "it waits for the disk" },
      wrong = {
        { answer = { "access", "stop" }, say = "That fails, and may. How much of the time is it?" },
        { answer = { "network", "server" }, say = "It talks to nobody. Which call is made most often?" },
      },
      explain = "A wait that nobody would notice once is a long one, many times over. (Lesson 17 was of this kind.)",
    },
    task = {
      text = ("Prove it: let it write the same log, all %d bytes, in a tenth of its %d writes or less."):format(bytes, writes),
      check = function(t)
        if t.state ~= "ended" or not shared.started(t, "parcel-log") then return end
        local count, sum = 0, 0
        for _, call in ipairs(t.calls) do
          if call.name == "write" and call.raw[1] > 2 and (call.result or 0) > 0 then count, sum = count + 1, sum + call.result end
        end
        if sum ~= bytes then return ("%d bytes were written, not %d"):format(sum, bytes) end
        return count <= writes // 10 or ("%d writes are more than a tenth"):format(count)
      end,
      solutions = { { 'run sh -c "echo buffer = 4096 > parcel-log.conf"', "continue", run(parcels), "continue" } },
      wrong = {
        { "continue", expect = "more than a tenth" },
        { 'run sh -c "echo buffer = 4096 > parcel-log.conf"', "continue", run(3), "continue", expect = "bytes were written" },
      },
      after = "The same bytes, and the disk is asked a few times only.",
    },
  }
end

return { writes_are_tiny = writes_are_tiny }
