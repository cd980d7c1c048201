#include "repl/lesson/format.hpp"

#include <array>

namespace spyglass::format {

namespace {

using enum Type;
using enum Need;

constexpr std::string_view notes_of_step =
    "for who presents the step to a class; learners don't see it";

// --- the tables that functions are called with, and those inside of them ---

constexpr Field lesson_fields[] = {
    {"title", text, needed, "the question that the lesson answers"},
    {"minutes", number, needed, "how long it takes, about; shown to the learner"},
    {"program", texts, optional,
     "the words of the program that is loaded: one of ours (`x86_64/hello`, `lessons/till`) or one "
     "of the machine (`cat`), and its arguments"},
    {"environment", texts, optional, "variables of the program, each as `NAME=value`"},
    {"files", files, optional,
     "what is made in the scratch directory; a name that ends with `/` is a folder, contents that "
     "begin with `#!` make a script"},
    {"brings", texts, optional,
     "programs of ours that are copied to the scratch directory as well"},
    {"beside", texts, optional,
     "the words of a program that runs next to the lesson, untraced; the lesson goes on at its "
     "first line of output"},
    {"ports", texts, optional,
     "TCP ports that its programs use; where a machine has no network for the sandbox alone, all "
     "others are closed to them"},
    {"needs", texts, optional,
     "what not every machine has: ABIs that the kernel must run (`i386`), programs that must be in "
     "PATH (`curl`); elsewhere the lesson is not opened, and its check is skipped"},
    {"notes", text, optional,
     "for who presents the lesson to a class: how long it takes, what people ask; learners don't "
     "see it"},
    {"shows_loader", flag, optional,
     "`true` where the calls of the dynamic loader are part of the matter; else they are shown as "
     "one "
     "line"},
    {"examination", flag, optional,
     "`true`: no step has hints, and whoever asks for one is told so"},
    {"seeds", texts, optional,
     "of a mystery: the seeds with which `--check` plays it, where the usual ones don't draw each "
     "kind that there is"},
    {"mentions", texts, optional,
     "what stands between backticks in its texts and is no word that the checker knows: `iostat`"},
};

constexpr Field wrong_answer_fields[] = {
    {"answer", texts, needed, "an answer that somebody may well give; of a list, each one"},
    {"say", text, optional, "what the learner is told then: a nudge, not the solution"},
};
constexpr Table wrong_answer{"WrongAnswer", wrong_answer_fields};

constexpr Field question_fields[] = {
    {"id", text, needed, "a name that no other step of the lesson has; progress is kept by it"},
    {"ask", text, needed, "the question"},
    {"answer", texts, needed,
     "the right answer, or all of them, the best one first; capitals, quotes and the way in which "
     "a number is written don't matter"},
    {"choices", texts, optional,
     "what there is to choose from, shown as a), b), …; `answer` may be such a letter"},
    {"wrong", tables, checked, "wrong answers that get words of their own", &wrong_answer},
    {"explain", text, optional, "said after the answer"},
    {"notes", text, optional, notes_of_step},
};
constexpr Table question{"Question", question_fields};

constexpr Field part_fields[] = {
    {"any", texts, checked,
     "phrases that name this part, of which one is enough; `wait*` is any word that begins so"},
    {"ask", text, checked, "the question to somebody who has left this part out"},
};
constexpr Table part{"Part", part_fields};

constexpr Field diagnosis_fields[] = {
    {"id", text, needed, "a name that no other step of the lesson has; progress is kept by it"},
    {"ask", text, needed, "the question: what is wrong, and why?"},
    {"answer", texts, needed, "a sentence that is right, or several; the first is shown to `?`"},
    {"parts", tables, needed, "what an answer must name, all of it", &part},
    {"vague", texts, checked,
     "answers that name some part and leave out another; needed where there are several parts"},
    {"wrong", tables, checked, "wrong answers that get words of their own", &wrong_answer},
    {"hints", texts, checked, "nudges, from the gentlest to nearly the solution; at least three"},
    {"explain", text, optional, "said after the answer"},
    {"notes", text, optional, notes_of_step},
};
constexpr Table diagnosis{"Diagnosis", diagnosis_fields};

constexpr Field solution_fields[] = {
    {elements, text, needed, "a command of the prompt"},
};
constexpr Table solution{"Solution", solution_fields};

constexpr Field wrong_try_fields[] = {
    {elements, text, needed, "a command of the prompt"},
    {"expect", text, checked, "a part of what the lesson must say to that"},
};
constexpr Table wrong_try{"WrongTry", wrong_try_fields};

constexpr Field mistake_fields[] = {
    {"when", test, needed, "whether somebody has made this mistake"},
    {"say", text, needed, "what the learner is told then, behind `Not yet:`"},
};
constexpr Table mistake{"Mistake", mistake_fields};

constexpr Field task_fields[] = {
    {"id", text, needed, "a name that no other step of the lesson has; progress is kept by it"},
    {"text", text, needed, "what is to be done"},
    {"program", texts, optional,
     "another program, from this step on; without it the one of the step before is loaded anew"},
    {"edits", text, optional,
     "an example, `x86_64/hello.S`, whose source the learner gets to edit: it is what is built and "
     "played then, by the commands `watch`, `edit` and `build`. Or a recipe among the lesson's "
     "`files`, `slow.lua`: with each `build` it looks on while the task's program runs"},
    {"start", texts, optional, "commands that bring the fresh program to where the task begins"},
    {"check", check, needed,
     "asked after each command: `true` when the task is done, a string that says why not, or "
     "nothing while the learner is still on the way"},
    {"mistakes", tables, optional, "mistakes that the check has no words for", &mistake},
    {"hints", texts, checked, "nudges, from the gentlest to nearly the solution; at least three"},
    {"solutions", tables, checked, "ways to do it, each a list of commands", &solution},
    {"wrong", tables, checked, "ways to fail, each a list of commands", &wrong_try},
    {"after", text, optional, "said when it is done"},
    {"notes", text, optional, notes_of_step},
};
constexpr Table task_table{"Task", task_fields};
constexpr Table lesson_table{"Lesson", lesson_fields};

// --- functions with parameters ---

constexpr Parameter text_parameter[] = {
    {"text", "string", "what is said; an empty line begins a new paragraph"}};
constexpr Parameter command_parameter[] = {{"command", "string", "a line of the prompt"}};
constexpr Parameter program_parameter[] = {
    {"program", "string|string[]", "its name, or a list of its name and its arguments"}};
constexpr Parameter range[] = {{"from", "integer", "the least that may be drawn"},
                               {"to", "integer", "the greatest that may be drawn"}};
constexpr Parameter choice[] = {
    {"list", "any[]", "what to draw from"},
    {"count", "integer?", "how many different elements are wanted, as a list"}};

constexpr Function all[] = {
    {.name = "lesson",
     .form = "lesson { FIELD = …, … }",
     .meaning = "Says what the lesson is about, and which program it is about. It comes first.",
     .table = &lesson_table,
     .example = R"(lesson {
  title = "Where does cat find its file?",
  minutes = 5,
  program = { "cat", "notes/today" },
  environment = { "LC_ALL=C", "HOME={here}" },
  files = { ["notes/today"] = "buy tea\n" },
  needs = "cat",
}
)"},
    {.name = "say",
     .form = "say TEXT",
     .meaning = "Tells the learner something.",
     .parameters = text_parameter,
     .example = R"(say [[
  Whoever prints, asks the kernel to do it.

  Let us see with which call.
]]
)"},
    {.name = "load",
     .form = "load PROGRAM",
     .meaning = "Loads another program; it is the lesson's from here on.",
     .parameters = program_parameter,
     .example = R"(load { "echo", "two", "words" }
)"},
    {.name = "run",
     .form = "run COMMAND",
     .meaning = "Plays a command for the learner. Where no program is there (any more), the "
                "lesson's is loaded first.",
     .parameters = command_parameter,
     .example = R"(run "continue"
run "trace -e openat true"
)"},
    {.name = "show",
     .form = "show COMMAND",
     .meaning = "The same for a command that looks at the stopped program. Where none is there, "
                "because the learner has let it end, say, nothing is shown.",
     .parameters = command_parameter,
     .example = R"(load "true"
show "regs"
)"},
    {.name = "predict",
     .form = "predict { FIELD = …, … }",
     .meaning = "Asks what will happen. Any answer will do: it is compared with the right one, and "
                "the lesson goes on.",
     .table = &question,
     .example = R"(predict {
  id = "how-many",
  ask = "How many system calls will print the line?",
  answer = { 1, "one" },
  wrong = { { answer = 5, say = "One for each letter? The kernel takes more than that at a time." } },
}
)"},
    {.name = "quiz",
     .form = "quiz { FIELD = …, … }",
     .meaning = "Asks something. The lesson goes on when the answer is right, or when the learner "
                "types `?` to see it.",
     .table = &question,
     .example = R"(quiz {
  id = "which-call",
  ask = "Which call has printed the line?",
  choices = { "open", "write", "print" },
  answer = "b",
  wrong = {
    { answer = "a", say = "That only opens a file." },
    { answer = { "c", "printf" }, say = "The kernel has no such call." },
  },
  explain = "`explain write` says more.",
}
)"},
    {.name = "diagnose",
     .form = "diagnose { FIELD = …, … }",
     .meaning = "Asks for a cause, in the learner's own words, after any looking around. The "
                "answer must name every part; whoever leaves one out gets its question.",
     .table = &diagnosis,
     .example = R"(diagnose {
  id = "where-from",
  ask = "Where does the program get its port from?",
  answer = "From the file notes/ports.",
  parts = {
    { any = "ports", ask = "But from which one?" },
    { any = { "file*", "read*" }, ask = "What is it?" },
  },
  vague = "from a file",
  wrong = { { answer = { "environment", "variable*" }, say = "It has none for that." } },
  hints = { "Look at openat.", "Look at its path.", "notes/ports" },
}
)"},
    {.name = "task",
     .form = "task { FIELD = …, … }",
     .meaning = "Loads the program anew and gives the learner something to do. The check decides "
                "by what really happened, not by what was typed.",
     .table = &task_table,
     .example = R"(task {
  id = "before-it-prints",
  program = { "echo", "hello" },
  text = "Stop the program when it asks for its word to be printed.",
  check = function(t)
    if t.at and t.at.name == "write" then return true end
    if t.state == "ended" then return "it has ended, and has printed" end
  end,
  mistakes = {
    { when = function(t) return t.at and t.at.name ~= "write" end, say = "another call comes first" },
  },
  hints = { "Printing is a call.", "It is called write.", "`until write`" },
  solutions = { { "until write" } },
  wrong = { { "continue", expect = "it has ended" }, { "next", expect = "another call" } },
  after = "Nothing is on the screen yet.",
}
)"},
    {.name = "epilogue",
     .form = "epilogue TEXT",
     .meaning = "Says what to remember. It comes last.",
     .parameters = text_parameter,
     .example = R"(epilogue "What a program prints, it asks the kernel to print."
)"},
    {.name = "draw.number",
     .form = "draw.number(FROM, TO)",
     .meaning = "Draws a whole number; both ends are included.",
     .parameters = range,
     .result = "integer",
     .example = R"(local port = draw.number(20000, 29999)
say("Somebody listens at port " .. port .. ".")
)"},
    {.name = "draw.pick",
     .form = "draw.pick(LIST), draw.pick(LIST, COUNT)",
     .meaning = "Draws an element of a list; with COUNT a list of that many different elements, "
                "in drawn order.",
     .parameters = choice,
     .result = "any",
     .example = R"(local drink = draw.pick { "tea", "cocoa", "milk" }
local first, second = table.unpack(draw.pick({ "cat", "head", "tail" }, 2))
say(("First %s, then %s, with %s."):format(first, second, drink))
)"},
    {.name = "draw.word",
     .form = "draw.word()",
     .meaning = "Draws a plain English noun that the lesson has not drawn yet: a name for a file, "
                "or a host.",
     .result = "string",
     .example = R"(local host = draw.word()
say("The server is called " .. host .. ".")
)"},
};

}  // namespace

std::span<const Function> functions() { return all; }

const Function& function(std::string_view name) { return function_called(name, all); }

}  // namespace spyglass::format
