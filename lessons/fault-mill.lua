-- For lesson 24: a mill that computes for minutes in one of its functions.

local shared = require "fault-shared"

local function loop_computes()
  local names = { "soak", "crack", "grind", "bolt" }
  local hot = draw.pick(names)
  local plan, others = {}, {}
  for i, name in ipairs(names) do
    plan[i] = name == hot and draw.number(35, 45) or 1
    if name ~= hot then others[#others + 1] = name end
  end
  return {
    program = { "lessons/mill", "400" },
    environment = { "MILL_PLAN=" .. table.concat(plan, " ") },
    complaint = "`./mill 400` says that it is at work, and then nothing for minutes. The fan is loud. Its author suspects the disk.",
    suspicion = "b",
    diagnosis = {
      parts = {
        { any = hot, ask = "Which part of it takes the time? Whoever makes no calls can still be looked at." },
        { any = { "comput*", "calculat*", "cpu", "processor", "busy", "loop*", "user", "no call*", "running", "runs", "rounds", "works" }, ask = "And what does it do there: wait for something, or compute?" },
      },
      answer = ("It computes, in the function %s, and makes no calls."):format(hot),
      vague = { "it is " .. hot, "it computes" },
      wrong = {
        { answer = others, say = "That one was seen now and then. Which one is far above the others?" },
        { answer = { "disk", "file*", "network", "waiting" }, say = "For that it would have to ask the kernel. How many calls does it make while it works?" },
      },
      explain = "An empty trace is a finding: then one takes samples. (Lesson 16 was of this kind.)",
    },
    task = {
      program = { "lessons/mill", "1", "tell" },
      text = ("Prove it: with one sack (it tells its rounds at the end), let %s do a single round, and all else as ever."):format(hot),
      check = function(t)
        if t.state ~= "ended" or not shared.started(t, "mill") then return end
        local made = { t.output:match("mill: (%d+) (%d+) (%d+) (%d+) rounds") }
        if #made == 0 then return "it has ended without a word" end
        for i, name in ipairs(names) do
          if name ~= hot and tonumber(made[i]) ~= plan[i] * 1000000 then return name .. " had other rounds than ever" end
          if name == hot and tonumber(made[i]) ~= 1 then return "it has worked as ever" end
        end
        return true
      end,
      solutions = { { "break " .. hot, "continue", "set rdi 1", "continue" } },
      wrong = {
        { "continue", expect = "as ever" },
        { "break " .. others[1], "continue", "set rdi 7", "continue", expect = "other rounds" },
        { "kill", expect = "without a word" },
      },
      after = "The disk was never asked for anything.",
    },
  }
end

return { loop_computes = loop_computes }
