---@meta
-- What a lesson may say, for editors that use the Lua language server. It is made by
-- `spyglass lesson --annotations`; docs/lesson-format.md says the same with examples.

---@class spyglass.Call
---@field name string the call's name in the kernel's table: `openat`
---@field number integer its number, in the table of its ABI
---@field text string the call as a line of a trace
---@field thread integer the number of the thread that made it
---@field process integer the number of that thread's process
---@field group string what it is about: `files`, `memory`, …; `unknown` for an unknown call
---@field abi string whose table of numbers is meant: `x86-64`, `i386`, `aarch64`
---@field args table<string, any> its arguments by the names of the man page: numbers and descriptors as integers, strings and buffers as strings, structs and arrays as tables, constants and flags as the text of a trace (`"O_RDONLY|O_CLOEXEC"`), pointers as integers; nil for what is not known yet
---@field raw integer[] what was in the six argument registers
---@field result integer? what the kernel returned: a failure is a negative number; nil where it has not returned
---@field error string? the name of its error, `ENOENT`; nil when it has none
---@field finished boolean whether it is over: it has returned, or never will

---@class spyglass.Program
---@field state "empty"|"stopped"|"running"|"ended" how the program is; `empty`: there is none
---@field exit integer? its exit status; nil before it has one, and when it was killed
---@field killed_by string? the name of the signal that killed it, or nil
---@field calls spyglass.Call[] all calls since the program was started, the oldest first
---@field last spyglass.Call? the newest call that is over, or nil
---@field at spyglass.Call? the call that it is about to make or is making, or nil
---@field moment "before"|"inside"|nil where it stands at that call: before the call instruction, or inside, in the kernel
---@field output string what it has written to its terminal
---@field signals string[] the names of the signals that arrived, the oldest first
---@field rows table<string, any>[] what recipes that look on have written with `row`, the oldest first: each a table from column to value, with amounts as numbers (`took` in seconds)
---@field regs table<string, integer>? its registers by name; nil where there are none to be read
---@field fds table<integer, string> its open descriptors, and what each is open on
---@field pid integer the number of the process; of several threads, that of the one that is looked at
---@field find fun(self: spyglass.Program, name: string, wanted?: fun(call: spyglass.Call): any): spyglass.Call? `t:find(NAME)` is the first call of that name, `t:find(NAME, WANTED)` the first for which the function WANTED says true; nil where there is none
---@field count fun(self: spyglass.Program, name: string): integer `t:count(NAME)` is how many calls of that name there were
---@field memory fun(self: spyglass.Program, address: integer, length: integer): string `t:memory(ADDRESS, LENGTH)` is what stands there, shorter where memory ends
---@field file fun(self: spyglass.Program, path: string): string? `t:file(PATH)` is what stands in a file of the lesson's scratch directory, its first MiB; nil where there is no such file

---@class spyglass.Lesson
---@field title string the question that the lesson answers
---@field minutes integer how long it takes, about; shown to the learner
---@field program? string|number|(string|number)[] the words of the program that is loaded: one of ours (`x86_64/hello`, `lessons/till`) or one of the machine (`cat`), and its arguments
---@field environment? string|number|(string|number)[] variables of the program, each as `NAME=value`
---@field files? table<string, string> what is made in the scratch directory; a name that ends with `/` is a folder, contents that begin with `#!` make a script
---@field brings? string|number|(string|number)[] programs of ours that are copied to the scratch directory as well
---@field beside? string|number|(string|number)[] the words of a program that runs next to the lesson, untraced; the lesson goes on at its first line of output
---@field ports? string|number|(string|number)[] TCP ports that its programs use; where a machine has no network for the sandbox alone, all others are closed to them
---@field needs? string|number|(string|number)[] what not every machine has: ABIs that the kernel must run (`i386`), programs that must be in PATH (`curl`); elsewhere the lesson is not opened, and its check is skipped
---@field notes? string for who presents the lesson to a class: how long it takes, what people ask; learners don't see it
---@field shows_loader? boolean `true` where the calls of the dynamic loader are part of the matter; else they are shown as one line
---@field examination? boolean `true`: no step has hints, and whoever asks for one is told so
---@field seeds? string|number|(string|number)[] of a mystery: the seeds with which `--check` plays it, where the usual ones don't draw each kind that there is
---@field mentions? string|number|(string|number)[] what stands between backticks in its texts and is no word that the checker knows: `iostat`

---Says what the lesson is about, and which program it is about. It comes first.
---@param fields spyglass.Lesson
function lesson(fields) end

---Tells the learner something.
---@param text string what is said; an empty line begins a new paragraph
function say(text) end

---Loads another program; it is the lesson's from here on.
---@param program string|string[] its name, or a list of its name and its arguments
function load(program) end

---Plays a command for the learner. Where no program is there (any more), the lesson's is loaded first.
---@param command string a line of the prompt
function run(command) end

---The same for a command that looks at the stopped program. Where none is there, because the learner has let it end, say, nothing is shown.
---@param command string a line of the prompt
function show(command) end

---@class spyglass.WrongAnswer
---@field answer string|number|(string|number)[] an answer that somebody may well give; of a list, each one
---@field say? string what the learner is told then: a nudge, not the solution

---@class spyglass.Question
---@field id string a name that no other step of the lesson has; progress is kept by it
---@field ask string the question
---@field answer string|number|(string|number)[] the right answer, or all of them, the best one first; capitals, quotes and the way in which a number is written don't matter
---@field choices? string|number|(string|number)[] what there is to choose from, shown as a), b), …; `answer` may be such a letter
---@field wrong? spyglass.WrongAnswer[] wrong answers that get words of their own
---@field explain? string said after the answer
---@field notes? string for who presents the step to a class; learners don't see it

---Asks what will happen. Any answer will do: it is compared with the right one, and the lesson goes on.
---@param fields spyglass.Question
function predict(fields) end

---Asks something. The lesson goes on when the answer is right, or when the learner types `?` to see it.
---@param fields spyglass.Question
function quiz(fields) end

---@class spyglass.Part
---@field any? string|number|(string|number)[] phrases that name this part, of which one is enough; `wait*` is any word that begins so
---@field ask? string the question to somebody who has left this part out

---@class spyglass.Diagnosis
---@field id string a name that no other step of the lesson has; progress is kept by it
---@field ask string the question: what is wrong, and why?
---@field answer string|number|(string|number)[] a sentence that is right, or several; the first is shown to `?`
---@field parts spyglass.Part[] what an answer must name, all of it
---@field vague? string|number|(string|number)[] answers that name some part and leave out another; needed where there are several parts
---@field wrong? spyglass.WrongAnswer[] wrong answers that get words of their own
---@field hints? string|number|(string|number)[] nudges, from the gentlest to nearly the solution; at least three
---@field explain? string said after the answer
---@field notes? string for who presents the step to a class; learners don't see it

---Asks for a cause, in the learner's own words, after any looking around. The answer must name every part; whoever leaves one out gets its question.
---@param fields spyglass.Diagnosis
function diagnose(fields) end

---@class spyglass.Mistake
---@field when fun(t: spyglass.Program): any whether somebody has made this mistake
---@field say string what the learner is told then, behind `Not yet:`

---@class spyglass.Solution
---@field [integer] string a command of the prompt

---@class spyglass.WrongTry
---@field [integer] string a command of the prompt
---@field expect? string a part of what the lesson must say to that

---@class spyglass.Task
---@field id string a name that no other step of the lesson has; progress is kept by it
---@field text string what is to be done
---@field program? string|number|(string|number)[] another program, from this step on; without it the one of the step before is loaded anew
---@field edits? string an example, `x86_64/hello.S`, whose source the learner gets to edit: it is what is built and played then, by the commands `watch`, `edit` and `build`. Or a recipe among the lesson's `files`, `slow.lua`: with each `build` it looks on while the task's program runs
---@field start? string|number|(string|number)[] commands that bring the fresh program to where the task begins
---@field check fun(t: spyglass.Program): boolean|string|nil asked after each command: `true` when the task is done, a string that says why not, or nothing while the learner is still on the way
---@field mistakes? spyglass.Mistake[] mistakes that the check has no words for
---@field hints? string|number|(string|number)[] nudges, from the gentlest to nearly the solution; at least three
---@field solutions? spyglass.Solution[] ways to do it, each a list of commands
---@field wrong? spyglass.WrongTry[] ways to fail, each a list of commands
---@field after? string said when it is done
---@field notes? string for who presents the step to a class; learners don't see it

---Loads the program anew and gives the learner something to do. The check decides by what really happened, not by what was typed.
---@param fields spyglass.Task
function task(fields) end

---Says what to remember. It comes last.
---@param text string what is said; an empty line begins a new paragraph
function epilogue(text) end

draw = {}

---Draws a whole number; both ends are included.
---@param from integer the least that may be drawn
---@param to integer the greatest that may be drawn
---@return integer
function draw.number(from, to) end

---Draws an element of a list; with COUNT a list of that many different elements, in drawn order.
---@param list any[] what to draw from
---@param count integer? how many different elements are wanted, as a list
---@return any
function draw.pick(list, count) end

---Draws a plain English noun that the lesson has not drawn yet: a name for a file, or a host.
---@return string
function draw.word() end
