-- {file}: here it says what the lesson teaches, for whoever opens this file.
--
-- To play it:              spyglass lesson ./{file}
-- To prove that it works:  spyglass lesson --check ./{file}
-- All that it may say:     spyglass lesson --reference
-- The same for editors:    spyglass lesson --annotations > spyglass.lua
--
-- This is a whole lesson already. Play it once, then change it piece by piece, and check it often.

-- What the lesson is about. It comes first.
lesson {
  title = "When does echo speak?", -- the question that the lesson answers
  minutes = 5, -- how long it takes, about
  program = { "echo", "hello" }, -- the program that it is about, and its arguments
}

-- `say` tells something. How a text is indented doesn't matter; an empty line begins a paragraph.
say [[
  `echo hello` prints a word and is done. A program can't reach the screen by itself: it has to ask
  the kernel.
]]

-- A prediction comes before something is shown. Any answer will do: it is only compared.
predict {
  id = "how-many", -- no other step of the lesson has this name; progress is kept by it
  ask = "The word has five letters. How often does echo have to ask, to have all of it printed?",
  answer = { 1, "once" }, -- all of these are right
  wrong = { -- answers that somebody may give, and what they get to hear: a nudge, no solution
    { answer = { 5, 6 }, say = "One letter at a time? It may ask for many at once." },
    { answer = 0, say = "Without asking, nothing is seen of it." },
  },
}

-- `run` plays a command of the prompt for the learner: here a trace of the call that prints.
run "trace -e write echo hello"

-- A task loads the program anew, stopped before its first instruction, and lets the learner act.
task {
  id = "before-it-speaks",
  text = "Let the program run until it asks for the printing, and stop it before that is done.",
  -- Asked after each command. `t` is the program as it is now (the reference lists all of it).
  -- true: done. A string: why not. Nothing: still on the way.
  check = function(t)
    if t.at and t.at.name == "write" then return true end
    if t.state == "ended" then return "it has printed its word already, and is gone" end
  end,
  -- Mistakes that are known well enough to get words of their own.
  mistakes = {
    {
      when = function(t) return t.at and t.at.name ~= "write" end,
      say = "this call doesn't print. Before main there are many others, of the loader.",
    },
  },
  -- Three at least: where to look, what to look for, what to type.
  hints = {
    "The trace above has named the call that prints.",
    "`until` runs to the next call of a name.",
    "`until write`",
  },
  -- Each is played by `lesson --check` on a program of its own, and must pass.
  solutions = { { "until write" } },
  -- These must not pass, and what is said to them must contain `expect`.
  wrong = {
    { "continue", expect = "is gone" },
    { "next", expect = "doesn't print" },
  },
  -- Said when it is done.
  after = "The kernel has been asked, and the screen is still empty. `finish` lets it answer.",
}

-- A quiz goes on when the answer is right. There is `choices = { "…", "…" }`, too.
quiz {
  id = "which-argument",
  ask = "write has three arguments: fd, buf and count. Which of them says where the word goes to?",
  answer = { "fd", "the first" },
  wrong = {
    { answer = "buf", say = "That is where the word comes from, in the program's memory." },
    { answer = "count", say = "That is how much of it." },
  },
  explain = "Descriptor 1 is a program's standard output: the terminal, unless somebody has redirected it.",
}

-- What to remember. For mysteries, which ask for a diagnosis and are drawn anew for each learner,
-- see `diagnose` and `draw` in the reference.
epilogue "What a program prints, it asks the kernel to print: with write, and as a whole."
