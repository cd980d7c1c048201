#include "repl/recipe/recipes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <lua.hpp>

#include "repl/trace/call_facts.hpp"

namespace spyglass {

namespace {

/// By which a process becomes another program.
constexpr std::string_view executions = "execve,execveat";

}  // namespace

Recipes::Recipes(std::vector<std::unique_ptr<Recipe>> recipes, ResultForm& form, Complain complain)
    : recipes_(std::move(recipes)), complain_(std::move(complain)) {
  for (const auto& recipe : recipes_) {
    running_.push_back(std::make_unique<Running>(Running{*recipe, Results(*recipe, form)}));
    recipe->results = &running_.back()->results;
    if (recipe->asks_files && files_ == nullptr) files_ = std::make_unique<OpenFiles>();
    if (recipe->asks_stacks && stacks_ == nullptr) stacks_ = std::make_unique<CallStacks>();
    asks_cpu_ |= recipe->asks_cpu;
  }
}

std::string Recipes::call_words() const {
  std::string words(executions);
  if (files_ != nullptr) words += fmt::format(",{}", OpenFiles::calls());
  for (const auto& recipe : recipes_) {
    const bool is_told = recipe->has(Callback::call_entry) || recipe->has(Callback::call_exit);
    if (!is_told) continue;
    // What is left out of all cannot be said together with what is asked for.
    const bool is_plain = recipe->call_words.find('!') == std::string::npos;
    if (recipe->calls.is_all() || !is_plain) return "all";
    words += "," + recipe->call_words;
  }
  return words;
}

bool Recipes::controls() const {
  return std::ranges::any_of(recipes_, [](const auto& recipe) { return recipe->controls; });
}
bool Recipes::pauses() const {
  return std::ranges::any_of(recipes_, [](const auto& recipe) { return recipe->pauses; });
}
bool Recipes::has_timer() const {
  return std::ranges::any_of(recipes_,
                             [](const auto& recipe) { return recipe->every.has_value(); });
}
DecodeRules Recipes::rules() const {
  DecodeRules rules;
  bool reads_arguments = files_ != nullptr;
  for (const auto& recipe : recipes_) {
    rules.all.string_limit = std::max(rules.all.string_limit, recipe->data);
    reads_arguments |= recipe->reads_arguments;
  }
  if (reads_arguments) return rules;
  if (auto others = CallSet::parse(fmt::format("!{}", executions))) {
    rules.only_named = std::move(*others);
  }
  return rules;
}

Happening Recipes::happening_of(const Trace::Step& step) const {
  return {.call = step.call,
          .process = step.stop.process,
          .thread = step.stop.thread,
          .wall_time = step.call ? step.wall(step.call->entered) : step.wall_time,
          .since_start = step.when - began_.value_or(step.when),
          .cpu = cpu_,
          .run = run_,
          .family = &family_,
          .files = files_.get(),
          .stacks = stacks_.get(),
          .stopped = step.stop.stopped ? &*step.stop.stopped : nullptr};
}

bool Recipes::wants(const Running& running, Callback which, const Call& call) {
  const Recipe& recipe = running.recipe;
  if (running.is_out || !recipe.has(which)) return false;
  if (!recipe.calls.is_all() && !recipe.calls.contains(call.name, call.raw.abi)) return false;
  return which != Callback::call_exit || !recipe.where || recipe.where->holds(call);
}

void Recipes::tell(Running& running, Callback which, const Happening* happening) {
  struct Context {
    Running& running;
    const LuaRef& function;
    const Happening* happening;
  } context{running, running.recipe.callback(which), happening};
  running.turn.happening = happening;
  ++running.turn.number;
  // What it borrows is one pointer, so that no memory is asked for.
  const auto done = running.recipe.host->brief_call([&context](lua_State* state) {
    context.function.push(state);
    if (context.happening != nullptr) recipe_events::push(state, context.running.turn);
    lua_call(state, context.happening == nullptr ? 0 : 1, 0);
  });
  running.turn.happening = nullptr;
  ++running.turn.number;
  if (done) return;
  running.is_out = any_failed_ = true;
  complain_(fmt::format("the recipe {} has failed, and is told of nothing more: {}",
                        running.recipe.name, done.error().message));
}

void Recipes::tell(Callback which, const Happening& happening) {
  for (const auto& running : running_) {
    if (!running->is_out && running->recipe.has(which)) tell(*running, which, &happening);
  }
}

void Recipes::tell_of_call(Callback which, const Trace::Step& step) {
  std::optional<Happening> happening;  // most calls are told to nobody
  for (const auto& running : running_) {
    // Who may change calls has been told of this one already (decide).
    if (which == Callback::call_entry && running->recipe.controls) continue;
    if (!wants(*running, which, *step.call)) continue;
    if (!happening) happening = happening_of(step);
    tell(*running, which, &*happening);
  }
}

std::shared_ptr<const Injection> Recipes::decide(const std::shared_ptr<const Call>& call,
                                                 const Stopped& thread) {
  Control control;
  const Happening happening{.call = call,
                            .process = call->process,
                            .thread = call->thread,
                            .wall_time = std::chrono::system_clock::now(),
                            .since_start = call->entered - began_.value_or(call->entered),
                            .run = run_,
                            .family = &family_,
                            .files = files_.get(),
                            .stacks = stacks_.get(),
                            .stopped = &thread,
                            .control = &control};
  for (const auto& running : running_) {
    if (running->recipe.controls && wants(*running, Callback::call_entry, *call)) {
      tell(*running, Callback::call_entry, &happening);
    }
  }
  if (control.pause) pause_ = std::move(control.pause);
  if (control.injection.does_nothing()) return nullptr;
  return std::make_shared<const Injection>(std::move(control.injection));
}

void Recipes::tell_of_process(const ProcessFamily::Told& told, const Trace::Step& step) {
  if (told.news == ProcessFamily::News::none) return;
  Happening happening = happening_of(step);
  happening.process = told.process;
  // A child may be told of by its maker's step.
  if (told.process != step.stop.process) happening.thread = leader_of(told.process);
  happening.wall_time = step.wall_time;
  if (told.news != ProcessFamily::News::exec) happening.call = nullptr;
  switch (told.news) {
    case ProcessFamily::News::none: return;
    case ProcessFamily::News::start: return tell(Callback::process_start, happening);
    case ProcessFamily::News::exec: return tell(Callback::process_exec, happening);
    case ProcessFamily::News::end: break;
  }
  if (const auto* gone = std::get_if<event::Gone>(&step.stop.event)) {
    happening.status = gone->status;
  }
  if (const auto* member = family_.find(told.process)) {
    happening.lifetime = step.when - member->began;
  }
  tell(Callback::process_exit, happening);
}

/// Threads have counters of it: what a call has added to that is its own.
void Recipes::note_cpu(const Trace::Step& step) {
  cpu_.reset();
  if (std::holds_alternative<event::CallEntry>(step.stop.event)) {
    cpu_before_[step.stop.thread] = step.stop.system_time;
    return;
  }
  const auto before = cpu_before_.find(step.stop.thread);
  if (before == cpu_before_.end()) return;
  if (std::holds_alternative<event::CallExit>(step.stop.event)) {
    cpu_ = step.stop.system_time - before->second;
  }
  cpu_before_.erase(before);
}

void Recipes::next_run() {
  ++run_;
  began_.reset();
  family_.forget_all();
  if (files_ != nullptr) files_ = std::make_unique<OpenFiles>();
  cpu_before_.clear();
  for (const auto& running : running_) running->next_tick = {};
}

void Recipes::take(const Trace::Step& step) {
  if (!began_) began_ = step.when;
  if (asks_cpu_) note_cpu(step);
  if (files_ != nullptr) files_->take(step);
  const ProcessFamily::Told told = family_.take(step);
  const bool replaced =
      told.news == ProcessFamily::News::exec || told.news == ProcessFamily::News::end;
  if (stacks_ != nullptr && replaced) stacks_->forget(told.process);
  if (has_timer()) tick(step.when);
  const Event& event = step.stop.event;
  const bool ends = told.news == ProcessFamily::News::end;
  if (!ends) tell_of_process(told, step);

  const bool over = step.call && (!step.call->in_kernel() || step.call->never_returns());
  if (std::holds_alternative<event::CallEntry>(event) && step.call) {
    tell_of_call(Callback::call_entry, step);
    if (over) tell_of_call(Callback::call_exit, step);
  } else if (std::holds_alternative<event::CallExit>(event)) {
    if (over) tell_of_call(Callback::call_exit, step);
  } else if (const auto* signal = std::get_if<event::SignalStop>(&event)) {
    Happening happening = happening_of(step);
    happening.call = nullptr;
    happening.signal = signal->signal;
    tell(Callback::signal, happening);
  } else if (const auto* exec = std::get_if<event::Exec>(&event)) {
    if (over && exec->former != step.stop.thread) tell_of_call(Callback::call_exit, step);
  } else if (std::holds_alternative<event::Gone>(event)) {
    if (over && !step.call->never_returns()) tell_of_call(Callback::call_exit, step);
  }
  if (ends) tell_of_process(told, step);
}

void Recipes::tick(Call::Clock::time_point now) {
  for (const auto& running : running_) {
    const auto every = running->recipe.every;
    if (!every || running->is_out) continue;
    if (running->next_tick == Call::Clock::time_point{}) running->next_tick = now + *every;
    if (now < running->next_tick) continue;
    // One for all that have passed meanwhile.
    running->next_tick += *every * ((now - running->next_tick) / *every + 1);
    tell(*running, Callback::timer, nullptr);
  }
}

void Recipes::finish() {
  if (std::exchange(is_finished_, true)) return;
  for (const auto& running : running_) {
    if (!running->is_out && running->recipe.has(Callback::finish)) {
      tell(*running, Callback::finish, nullptr);
    }
    running->results.finish();
  }
}

}  // namespace spyglass
