-- For lesson 24: one of four parcels has failed, by a comma in a list.

local shared = require "fault-shared"

local function argument_is_wrong()
  local people = draw.pick({ "anna", "bert", "carla", "dora", "emil", "frida" }, 4)
  local bad, list, good = draw.number(2, 4), {}, nil
  for i, name in ipairs(people) do
    local grams, zone = tostring(draw.number(120, 980)), draw.pick { "A", "B", "C", "D" }
    if i == bad then good = { name, grams:sub(1, 2), zone } end
    list[i] = ("%s:%s:%s\n"):format(name, i == bad and grams:sub(1, 2) .. "," .. grams:sub(3) or grams, zone)
  end
  local words = table.concat(good, " ")
  return {
    program = { "lessons/send-parcels", "parcels.txt" },
    brings = "lessons/stamp",
    files = { ["parcels.txt"] = table.concat(list) },
    complaint = "`./send-parcels parcels.txt` says that one of four parcels has failed. It says neither which one nor why.",
    suspicion = "c",
    diagnosis = {
      parts = {
        { any = { people[bad] }, ask = "Whose parcel is it? One of the helpers that the script starts ends with another status." },
        { any = { "comma*", "weight", "grams", "decimal*", "not a number", "not a whole number", "fraction*" }, ask = "And what is wrong with what this helper is given? Compare its arguments with those of the others." },
      },
      answer = ("The parcel of %s: its weight has a comma in it, and ./stamp ends with 2."):format(people[bad]),
      vague = { "the parcel of " .. people[bad], "a comma" },
      wrong = {
        { answer = people[bad - 1], say = "That helper ended with 0. Mind the numbers of the processes." },
        { answer = { "permission*", "not found" }, say = "The helper was started: its execve returned 0. It didn't like what it got." },
      },
      explain = "execve shows what a program is given, word for word, and the end of the same process what came of it. (Lesson 10 was of this kind.)",
    },
    task = {
      text = ("Prove it: let the helper ./stamp run to its end, by hand, for the parcel of %s, and let it be content (of the grams keep what stands before the comma)."):format(people[bad]),
      start = { "run ./stamp" },
      check = function(t)
        if t.state ~= "ended" or not shared.started(t, "stamp") then return end
        local given = t.calls[1].args.argv
        if given[2] ~= people[bad] then return "that wasn't the parcel in question" end
        return t.exit == 0 or "it refuses this, too"
      end,
      solutions = { { "run ./stamp " .. words, "continue" } },
      wrong = { { "continue", expect = "wasn't the parcel" }, { ("run ./stamp %s 1,5 A"):format(people[bad]), "continue", expect = "refuses" } },
      after = "The helper was right, and so was the script. One line of a list wasn't.",
    },
  }
end

return { argument_is_wrong = argument_is_wrong }
