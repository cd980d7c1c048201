// The lesson format: a Lua file that calls lesson{…} once and then say, load, show, run, predict,
// quiz, task and epilogue, in the order in which the learner meets them.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <lua.hpp>

#include "core/base/nearest.hpp"
#include "repl/expression.hpp"
#include "repl/lesson/lesson.hpp"

namespace spyglass {

namespace {

using Kind = Step::Kind;

Lesson& lesson_of(lua_State* state) {
  return *static_cast<Lesson*>(lua_touserdata(state, lua_upvalueindex(1)));
}

int current_line(lua_State* state) {
  lua_Debug info{};
  if (lua_getstack(state, 1, &info) == 0) return 0;
  lua_getinfo(state, "l", &info);
  return info.currentline;
}

/// Text between [[ and ]] is indented as its file is; the learner's text is not.
std::string trimmed(std::string_view text) {
  std::string result;
  bool pending_space = false;
  std::size_t newlines = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n') {
      pending_space = true;
      newlines += c == '\n' ? 1 : 0;
      continue;
    }
    if (pending_space && !result.empty()) result += newlines > 1 ? "\n\n" : " ";
    pending_space = false;
    newlines = 0;
    result += c;
  }
  return result;
}

/// Reads the fields of a step's table, and remembers which, so that a misspelt one is noticed.
class Fields {
 public:
  Fields(lua_State* state, std::string_view what) : state_(state), what_(what) {
    luaL_checktype(state, 1, LUA_TTABLE);
  }

  std::string text(const char* name) {
    expect(name);
    const int type = lua_getfield(state_, 1, name);
    if (type == LUA_TNIL) return take("");
    if (type != LUA_TSTRING && type != LUA_TNUMBER) wrong_type(name, "a string");
    return take(trimmed(lua_tostring(state_, -1)));
  }
  std::string needed_text(const char* name) {
    std::string value = text(name);
    if (value.empty()) missing(name);
    return value;
  }
  int number(const char* name) {
    expect(name);
    if (lua_getfield(state_, 1, name) == LUA_TNIL) missing(name);
    if (lua_isinteger(state_, -1) == 0) wrong_type(name, "a whole number");
    const auto value = static_cast<int>(lua_tointeger(state_, -1));
    lua_pop(state_, 1);
    return value;
  }
  /// A string, a number, or a list of them.
  std::vector<std::string> texts(const char* name) {
    expect(name);
    const int type = lua_getfield(state_, 1, name);
    std::vector<std::string> list;
    if (type == LUA_TTABLE) {
      list = list_at_top(name);
    } else if (type == LUA_TSTRING || type == LUA_TNUMBER) {
      list.push_back(trimmed(lua_tostring(state_, -1)));
    } else if (type != LUA_TNIL) {
      wrong_type(name, "a string or a list of strings");
    }
    lua_pop(state_, 1);
    return list;
  }
  /// A table from paths below the scratch directory to contents, which are taken as they are.
  std::map<std::string, std::string> files(const char* name) {
    expect(name);
    std::map<std::string, std::string> result;
    const int type = lua_getfield(state_, 1, name);
    if (type != LUA_TTABLE && type != LUA_TNIL) wrong_type(name, "a table from path to contents");
    lua_pushnil(state_);
    while (type == LUA_TTABLE && lua_next(state_, -2) != 0) {
      if (lua_type(state_, -2) != LUA_TSTRING || lua_type(state_, -1) != LUA_TSTRING) {
        wrong_type(name, "a table from path to contents");
      }
      const std::string path = lua_tostring(state_, -2);
      if (path.starts_with('/') || path.find("..") != std::string::npos) {
        raise(fmt::format("{}: `{}` is not below the scratch directory", name, path));
      }
      std::size_t length = 0;
      const char* text = lua_tolstring(state_, -1, &length);
      result.emplace(path, std::string(text, length));
      lua_pop(state_, 1);
    }
    lua_settop(state_, 1);
    return result;
  }
  LuaRef needed_function(const char* name) {
    expect(name);
    if (lua_getfield(state_, 1, name) != LUA_TFUNCTION) {
      lua_isnil(state_, -1) ? missing(name) : wrong_type(name, "a function");
    }
    return {state_, luaL_ref(state_, LUA_REGISTRYINDEX)};
  }
  /// Calls `each` with every element of a list on top of the stack.
  template <class Each>
  void for_each(const char* name, Each each) {
    expect(name);
    if (lua_getfield(state_, 1, name) == LUA_TTABLE) {
      const auto count = static_cast<lua_Integer>(lua_rawlen(state_, -1));
      for (lua_Integer i = 1; i <= count; ++i) {
        lua_rawgeti(state_, -1, i);
        if (!lua_istable(state_, -1)) wrong_type(name, "a list of tables");
        each();
        lua_pop(state_, 1);
      }
    } else if (!lua_isnil(state_, -1)) {
      wrong_type(name, "a list");
    }
    lua_pop(state_, 1);
  }
  /// A field of the table on top of the stack.
  std::string inner_text(const char* name) {
    lua_getfield(state_, -1, name);
    return take(lua_isstring(state_, -1) != 0 ? trimmed(lua_tostring(state_, -1)) : "");
  }
  LuaRef inner_function(const char* name) {
    if (lua_getfield(state_, -1, name) != LUA_TFUNCTION) missing(name);
    return {state_, luaL_ref(state_, LUA_REGISTRYINDEX)};
  }
  /// The strings of the list on top of the stack.
  std::vector<std::string> list_at_top(const char* name) {
    std::vector<std::string> list;
    const auto count = static_cast<lua_Integer>(lua_rawlen(state_, -1));
    for (lua_Integer i = 1; i <= count; ++i) {
      lua_rawgeti(state_, -1, i);
      if (lua_isstring(state_, -1) == 0) wrong_type(name, "a list of strings");
      list.push_back(trimmed(lua_tostring(state_, -1)));
      lua_pop(state_, 1);
    }
    return list;
  }

  /// To be called when all fields were asked for.
  void refuse_others() const {
    lua_pushnil(state_);
    while (lua_next(state_, 1) != 0) {
      if (lua_type(state_, -2) == LUA_TSTRING) {
        const std::string_view name = lua_tostring(state_, -2);
        if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
          const std::vector<std::string_view> names(known_.begin(), known_.end());
          raise(fmt::format("{} has no field `{}`{}", what_, name, did_you_mean(name, names)));
        }
      }
      lua_pop(state_, 1);
    }
  }

 private:
  void expect(const char* name) { known_.emplace_back(name); }
  std::string take(std::string value) {
    lua_pop(state_, 1);
    return value;
  }
  [[noreturn]] void raise(const std::string& message) const {
    luaL_error(state_, "%s", message.c_str());
    std::abort();  // luaL_error does not return
  }
  [[noreturn]] void missing(const char* name) const {
    raise(fmt::format("{} needs the field `{}`", what_, name));
  }
  [[noreturn]] void wrong_type(const char* name, const char* wanted) const {
    raise(fmt::format("{}: `{}` must be {}", what_, name, wanted));
  }

  lua_State* state_;
  std::string_view what_;
  std::vector<std::string> known_;
};

Step& add_step(lua_State* state, Step step) {
  Lesson& lesson = lesson_of(state);
  step.line = current_line(state);
  if (step.id.empty()) step.id = fmt::format("step-{}", lesson.steps.size() + 1);
  if (step.program.empty()) {
    step.program = lesson.steps.empty() ? lesson.program : lesson.steps.back().program;
  }
  lesson.steps.push_back(std::move(step));
  return lesson.steps.back();
}

int declare_lesson(lua_State* state) {
  Lesson& lesson = lesson_of(state);
  Fields fields(state, "lesson");
  lesson.title = fields.needed_text("title");
  lesson.minutes = fields.number("minutes");
  lesson.program = fields.texts("program");
  lesson.environment = fields.texts("environment");
  lesson.files = fields.files("files");
  lesson.needs = fields.texts("needs");
  fields.refuse_others();
  return 0;
}

/// say "…", show "regs", run "next", epilogue "…": steps that are one string.
template <Kind kind>
int declare_text(lua_State* state) {
  const std::string text = trimmed(luaL_checkstring(state, 1));
  Step& step = add_step(state, {.kind = kind});
  const bool is_command = kind == Kind::show || kind == Kind::run;
  (is_command ? step.command : step.text) = text;
  return 0;
}

/// load "x86_64/hello", load {"cat", "list"}: from here on this is the program.
int declare_load(lua_State* state) {
  Step step{.kind = Kind::load};
  if (lua_istable(state, 1)) {
    for (lua_Integer i = 1; lua_rawgeti(state, 1, i) == LUA_TSTRING; ++i) {
      step.program.emplace_back(lua_tostring(state, -1));
    }
  } else {
    step.program.emplace_back(luaL_checkstring(state, 1));
  }
  if (step.program.empty()) luaL_error(state, "load needs a program, as a string or a list");
  add_step(state, std::move(step));
  return 0;
}

template <Kind kind>
int declare_question(lua_State* state) {
  Fields fields(state, kind == Kind::quiz ? "quiz" : "predict");
  Step step{.kind = kind};
  step.id = fields.needed_text("id");
  step.text = fields.needed_text("ask");
  step.answers = fields.texts("answer");
  step.choices = fields.texts("choices");
  step.explain = fields.text("explain");
  fields.for_each("wrong", [&] {
    step.wrong_answers.push_back({fields.inner_text("answer"), fields.inner_text("say")});
  });
  fields.refuse_others();
  if (step.answers.empty()) luaL_error(state, "%s needs the field `answer`", step.id.c_str());
  add_step(state, std::move(step));
  return 0;
}

int declare_task(lua_State* state) {
  Fields fields(state, "task");
  Step step{.kind = Kind::task};
  step.id = fields.needed_text("id");
  step.text = fields.needed_text("text");
  step.program = fields.texts("program");
  step.start = fields.texts("start");
  step.check = fields.needed_function("check");
  step.hints = fields.texts("hints");
  step.after = fields.text("after");
  fields.for_each("solutions", [&] { step.solutions.push_back(fields.list_at_top("solutions")); });
  fields.for_each("mistakes", [&] {
    // The text first: taking the function leaves the table on top as well.
    std::string say = fields.inner_text("say");
    step.mistakes.push_back({fields.inner_function("when"), std::move(say)});
  });
  fields.for_each("wrong", [&] {
    step.wrong_tries.push_back({fields.list_at_top("wrong"), fields.inner_text("expect")});
  });
  fields.refuse_others();
  add_step(state, std::move(step));
  return 0;
}

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
    {"task", declare_task},
};

Result<void> check_whole(const Lesson& lesson) {
  if (lesson.title.empty()) {
    return fail(fmt::format("{}: it never calls lesson{{title = …}}", lesson.file));
  }
  std::vector<std::string> ids;
  for (const Step& step : lesson.steps) {
    if (std::find(ids.begin(), ids.end(), step.id) != ids.end()) {
      return fail(
          fmt::format("{}:{}: two steps have the id `{}`", lesson.file, step.line, step.id));
    }
    ids.push_back(step.id);
  }
  return {};
}

}  // namespace

std::vector<LessonFile> find_lessons(const std::filesystem::path& folder) {
  std::vector<LessonFile> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().stem().string();
    const bool numbered = name.size() > 3 && std::isdigit(static_cast<unsigned char>(name[0])) &&
                          std::isdigit(static_cast<unsigned char>(name[1])) && name[2] == '-';
    if (entry.path().extension() != ".lua" || !numbered) continue;
    files.push_back({std::stoi(name.substr(0, 2)), name.substr(3), entry.path()});
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  return files;
}

Result<LessonFile> find_lesson(const std::vector<LessonFile>& files, const std::string& word) {
  const auto number = parse_number(word);
  std::vector<std::string_view> names;
  for (const LessonFile& file : files) {
    if (file.name == word || (number && *number == static_cast<std::uint64_t>(file.number))) {
      return file;
    }
    names.emplace_back(file.name);
  }
  return bad_input(fmt::format("there is no lesson `{}`{}; `lesson` lists them", word,
                               did_you_mean(word, names)));
}

Result<Lesson> load_lesson(const LessonFile& file) {
  Lesson lesson;
  lesson.host = std::make_shared<LuaHost>(file.path.parent_path());
  lesson.name = file.name;
  lesson.file = file.path.filename().string();
  lesson.number = file.number;
  lua_State* state = lesson.host->state();
  for (const Declarator& declarator : declarators) {
    lua_pushlightuserdata(state, &lesson);
    lua_pushcclosure(state, declarator.function, 1);
    lua_setglobal(state, declarator.name);
  }
  if (auto ran = lesson.host->run_file(file.path); !ran) {
    return fail(
        fmt::format("the lesson {} cannot be loaded: {}", lesson.file, ran.error().message));
  }
  // The declarators point to `lesson`, which moves from here.
  for (const Declarator& declarator : declarators) {
    lua_pushnil(state);
    lua_setglobal(state, declarator.name);
  }
  if (auto whole = check_whole(lesson); !whole) return tl::make_unexpected(whole.error());
  return lesson;
}

}  // namespace spyglass
