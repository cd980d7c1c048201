// A lesson is a Lua file that calls lesson{…} once and then the other functions of the format (see
// format.hpp), in the order in which the learner meets them. What a mystery draws (see drawing.hpp)
// is drawn while the file runs, so all of these can be made of it.

#include <fmt/format.h>

#include <lua.hpp>

#include "core/base/number.hpp"
#include "repl/lesson/drawing.hpp"
#include "repl/lesson/format.hpp"
#include "repl/lesson/lesson.hpp"
#include "repl/lesson/place.hpp"
#include "repl/script/budget.hpp"
#include "repl/script/fields.hpp"
#include "repl/script/lent.hpp"

namespace spyglass {

namespace {

using Kind = Step::Kind;

/// A lesson that is being loaded, and the step that its file is declaring at the moment: what goes
/// wrong is then about that one. Empty between steps.
struct Reading {
  Lesson& lesson;
  std::string step = {};
};

Reading& reading_of(lua_State* state) { return Lent<Reading>::borrowed(state); }
Lesson& lesson_of(lua_State* state) { return reading_of(state).lesson; }

std::string usual_id(const Lesson& lesson) {
  return fmt::format("step-{}", lesson.steps.size() + 1);
}

/// A step of that kind begins; one without a name is called by its place.
Step begin_step(lua_State* state, Kind kind) {
  Reading& reading = reading_of(state);
  reading.step = usual_id(reading.lesson);
  return {.kind = kind};
}

/// The same with the name that its table gives it.
Step begin_step(lua_State* state, Kind kind, Fields& fields) {
  Step step{.kind = kind};
  step.id = fields.text("id");
  if (!step.id.empty()) reading_of(state).step = step.id;
  return step;
}

int current_line(lua_State* state) {
  lua_Debug info{};
  if (lua_getstack(state, 1, &info) == 0) return 0;
  lua_getinfo(state, "l", &info);
  return info.currentline;
}

Step& add_step(lua_State* state, Step step) {
  Reading& reading = reading_of(state);
  Lesson& lesson = reading.lesson;
  // Steps are kept outside of the state: that many of them would take all memory.
  spend(state, 10'000 + step.text.size() + step.command.size());
  step.line = current_line(state);
  if (step.id.empty()) step.id = usual_id(lesson);
  if (step.program.empty()) {
    step.program = lesson.steps.empty() ? lesson.program : lesson.steps.back().program;
  }
  lesson.steps.push_back(std::move(step));
  reading.step.clear();
  return lesson.steps.back();
}

int declare_lesson(lua_State* state) {
  Lesson& lesson = lesson_of(state);
  Fields fields(state, format::function("lesson"));
  lesson.title = fields.text("title");
  lesson.minutes = fields.number("minutes");
  lesson.program = fields.texts("program");
  lesson.environment = fields.texts("environment");
  for (const std::string& variable : lesson.environment) {
    if (variable.find('=', 1) != std::string::npos) continue;
    luaL_error(state, "lesson: the variable `%s` in environment has no value: NAME=value",
               variable.c_str());
  }
  lesson.files = fields.files("files");
  lesson.brings = fields.texts("brings");
  lesson.beside = fields.texts("beside");
  for (const std::string& port : fields.texts("ports")) {
    const auto number = parse_digits(port);
    if (!number || *number == 0 || *number > UINT16_MAX) {
      luaL_error(state, "lesson: `%s` in ports is no TCP port, a number from 1 to 65535",
                 port.c_str());
    }
    lesson.ports.push_back(static_cast<std::uint16_t>(*number));
  }
  lesson.needs = fields.texts("needs");
  lesson.shows_loader = fields.flag("shows_loader");
  lesson.examination = fields.flag("examination");
  for (const std::string& seed : fields.texts("seeds")) {
    const auto number = parse_digits(seed);
    if (!number) luaL_error(state, "lesson: `%s` in seeds is no number", seed.c_str());
    lesson.seeds.push_back(*number);
  }
  lesson.mentions = fields.texts("mentions");
  lesson.notes = fields.text("notes");
  return 0;
}

/// say "…", show "regs", run "next", epilogue "…": steps that are one string.
template <Kind kind>
int declare_text(lua_State* state) {
  Step step = begin_step(state, kind);
  const bool is_command = kind == Kind::show || kind == Kind::run;
  (is_command ? step.command : step.text) = trimmed(luaL_checkstring(state, 1));
  add_step(state, std::move(step));
  return 0;
}

/// load "x86_64/hello", load {"cat", "list"}: from here on this is the program.
int declare_load(lua_State* state) {
  Step step = begin_step(state, Kind::load);
  if (lua_istable(state, 1)) {
    for (lua_Integer i = 1; lua_rawgeti(state, 1, i) == LUA_TSTRING; ++i) {
      spend(state, sizeof(std::string) + lua_rawlen(state, -1));
      step.program.emplace_back(lua_tostring(state, -1));
      lua_pop(state, 1);
    }
  } else {
    step.program.emplace_back(luaL_checkstring(state, 1));
  }
  if (step.program.empty()) luaL_error(state, "load needs a program, as a string or a list");
  add_step(state, std::move(step));
  return 0;
}

std::vector<WrongAnswer> wrong_answers(Fields& fields) {
  std::vector<WrongAnswer> list;
  fields.for_each("wrong", [&](Fields& wrong) {
    const std::string say = wrong.text("say");
    for (std::string& answer : wrong.texts("answer")) list.push_back({std::move(answer), say});
  });
  return list;
}

template <Kind kind>
int declare_question(lua_State* state) {
  begin_step(state, kind);
  Fields fields(state, format::function(kind == Kind::quiz ? "quiz" : "predict"));
  Step step = begin_step(state, kind, fields);
  step.text = fields.text("ask");
  step.answers = fields.texts("answer");
  step.choices = fields.texts("choices");
  step.explain = fields.text("explain");
  step.notes = fields.text("notes");
  step.wrong_answers = wrong_answers(fields);
  add_step(state, std::move(step));
  return 0;
}

int declare_diagnosis(lua_State* state) {
  begin_step(state, Kind::diagnose);
  Fields fields(state, format::function("diagnose"));
  Step step = begin_step(state, Kind::diagnose, fields);
  step.text = fields.text("ask");
  step.answers = fields.texts("answer");
  step.vague = fields.texts("vague");
  step.hints = fields.texts("hints");
  step.explain = fields.text("explain");
  step.notes = fields.text("notes");
  fields.for_each("parts", [&](Fields& part) {
    step.parts.push_back({part.texts("any"), part.text("ask")});
  });
  step.wrong_answers = wrong_answers(fields);
  add_step(state, std::move(step));
  return 0;
}

int declare_task(lua_State* state) {
  begin_step(state, Kind::task);
  Fields fields(state, format::function("task"));
  Step step = begin_step(state, Kind::task, fields);
  step.text = fields.text("text");
  step.program = fields.texts("program");
  step.edits = fields.text("edits");
  if (!stays_below(step.edits)) {
    luaL_error(state, "task: edits: `%s` is no example, such as \"x86_64/hello.S\"",
               step.edits.c_str());
  }
  if (step.edits_recipe() && !lesson_of(state).files.contains(step.edits)) {
    luaL_error(state, "task: edits: the recipe `%s` is none of the lesson's files",
               step.edits.c_str());
  }
  if (step.edits_recipe() && !lesson_of(state).beside.empty()) {
    luaL_error(state, "task: edits: a recipe is not edited where a program runs beside the lesson");
  }
  step.start = fields.texts("start");
  step.check = fields.check("check");
  step.hints = fields.texts("hints");
  step.after = fields.text("after");
  step.notes = fields.text("notes");
  fields.for_each("solutions",
                  [&](Fields& solution) { step.solutions.push_back(solution.elements()); });
  fields.for_each("mistakes", [&](Fields& mistake) {
    step.mistakes.push_back({mistake.test("when"), mistake.text("say")});
  });
  fields.for_each("wrong", [&](Fields& wrong) {
    step.wrong_tries.push_back({wrong.elements(), wrong.text("expect")});
  });
  add_step(state, std::move(step));
  return 0;
}

/// What the functions of the format do; `draw` has its own (drawing.hpp).
struct Declarator {
  const char* name;
  lua_CFunction function;
};
constexpr Declarator declarators[] = {
    {"lesson", declare_lesson},
    {"say", declare_text<Kind::say>},
    {"load", declare_load},
    {"show", declare_text<Kind::show>},
    {"run", declare_text<Kind::run>},
    {"epilogue", declare_text<Kind::epilogue>},
    {"predict", declare_question<Kind::predict>},
    {"quiz", declare_question<Kind::quiz>},
    {"diagnose", declare_diagnosis},
    {"task", declare_task},
};

}  // namespace

Result<Lesson> load_lesson(const LessonFile& file, std::uint64_t seed) {
  auto lesson = read_lesson(file, seed);
  if (!lesson) return lesson;
  if (const auto used = steps_with_used_ids(*lesson); !used.empty()) {
    const Step& second = *used.front();
    return fail(fmt::format("{}: {}:{}: two steps have the id `{}`", place_of(file, second.id),
                            lesson->file, second.line, second.id));
  }
  return lesson;
}

Result<Lesson> read_lesson(const LessonFile& file, std::uint64_t seed, LuaHost::Limits limits) {
  Lesson lesson;
  lesson.host = std::make_shared<LuaHost>(file.path.parent_path(), limits);
  lesson.name = file.name;
  lesson.file = file.path.filename().string();
  lesson.number = file.number;
  lesson.course = file.course;
  lesson.seed = seed;
  Draw draw(seed, file.name);
  {
    lua_State* state = lesson.host->state();
    Reading reading{lesson};
    const Lent lent_reading(*lesson.host, reading);
    const Lent lent_draw(*lesson.host, draw);
    for (const Declarator& declarator : declarators) {
      lent_reading.push_function(state, declarator.function);
      lua_setglobal(state, declarator.name);
    }
    declare_draw(state, lent_draw);
    if (auto ran = lesson.host->run_file(file.path); !ran) {
      return fail(fmt::format("{}: it cannot be loaded: {}", place_of(file, reading.step),
                              ran.error().message));
    }
  }
  lesson.draws = draw.used();
  if (lesson.title.empty()) {
    return fail(
        fmt::format("{}: {}: it never calls lesson{{title = …}}", place_of(file), lesson.file));
  }
  return lesson;
}

}  // namespace spyglass
