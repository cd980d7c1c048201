#include "core/process_family.hpp"

#include "core/proc/status.hpp"

namespace spyglass {

namespace {

std::string last_part(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

std::string text_of(const Value* value) {
  const auto* text = value == nullptr ? nullptr : value->as<value::Text>();
  return text == nullptr ? std::string{} : std::string(text->bytes);
}

std::vector<std::string> texts_of(const Value* value) {
  const auto* list = value == nullptr ? nullptr : value->as<value::Array>();
  std::vector<std::string> texts;
  if (list == nullptr) return texts;
  for (const Value& element : list->elements) texts.push_back(text_of(&element));
  return texts;
}

bool is_execution(const Call& call) { return call.name == "execve" || call.name == "execveat"; }

}  // namespace

const ProcessFamily::Member* ProcessFamily::find(Pid process) const {
  const auto found = members_.find(process);
  return found == members_.end() ? nullptr : &found->second;
}

std::vector<Pid> ProcessFamily::ancestors(Pid process) const {
  std::vector<Pid> result;
  const Member* member = find(process);
  // A number that is used again can be its own ancestor's.
  while (member != nullptr && member->parent != Pid{} && result.size() < members_.size()) {
    result.push_back(member->parent);
    member = find(member->parent);
  }
  return result;
}

ProcessFamily::Member& ProcessFamily::meet(const Trace::Step& step) {
  const auto [place, is_new] = members_.try_emplace(step.stop.process);
  Member& member = place->second;
  if (!is_new && !member.ended) return member;
  if (std::holds_alternative<event::Gone>(step.stop.event)) return member;  // a late thread's
  member = {};
  member.began = step.when;
  return member;
}

ProcessFamily::Told ProcessFamily::note_child(Tid child, Pid parent) {
  const auto found = members_.find(Pid(child.value()));
  const bool is_there = found != members_.end() && !found->second.ended;
  if (!is_there) {
    makers_[child] = parent;
    return {};
  }
  // The child was quicker than its parent.
  if (found->second.parent != Pid{}) return {};
  found->second.parent = parent;
  if (const Member* maker = find(parent)) {
    if (found->second.command.empty()) found->second.command = maker->command;
    if (found->second.program.empty()) found->second.program = maker->program;
    if (found->second.arguments.empty()) found->second.arguments = maker->arguments;
  }
  return {News::start, found->first};
}

ProcessFamily::Told ProcessFamily::note_exec(const Trace::Step& step) {
  Member& member = meet(step);
  member.program = text_of(step.call->argument("pathname"));
  member.arguments = texts_of(step.call->argument("argv"));
  const bool by_descriptor = member.program.empty();  // execveat with AT_EMPTY_PATH
  member.command = last_part(by_descriptor && !member.arguments.empty() ? member.arguments.front()
                                                                        : member.program);
  return {News::exec, step.stop.process};
}

/// However many processes there are, memory does not grow.
void ProcessFamily::forget_oldest(Pid ended) {
  ended_.push_back(ended);
  if (ended_.size() <= most_ended) return;
  const auto oldest = members_.find(ended_.front());
  ended_.pop_front();
  if (oldest != members_.end() && oldest->second.ended && oldest->first != ended) {
    members_.erase(oldest);
  }
}

ProcessFamily::Told ProcessFamily::take(const Trace::Step& step) {
  const Event& event = step.stop.event;
  const Pid process = step.stop.process;
  if (const auto* child = std::get_if<event::NewThread>(&event)) {
    meet(step);
    return note_child(child->child, process);
  }
  if (std::holds_alternative<event::Gone>(event)) {
    makers_.erase(step.stop.thread);
    const auto found = members_.find(process);
    if (found == members_.end() || step.stop.thread != leader_of(process)) return {};
    found->second.ended = true;
    forget_oldest(process);
    return {News::end, process};
  }
  const bool execution = step.call && is_execution(*step.call);
  const bool succeeded =
      execution && step.call->result == 0 && std::holds_alternative<event::CallExit>(event);
  if (succeeded) return note_exec(step);

  const auto known = members_.find(process);
  if (known != members_.end() && !known->second.ended) return {};
  Member& member = meet(step);
  if (const auto maker = makers_.extract(leader_of(process)); !maker.empty()) {
    const Pid parent = maker.mapped();
    const Member* from = find(parent);
    if (from != nullptr) {
      const Call::Clock::time_point began = member.began;
      member = *from;
      member.began = began;
      member.ended = false;
    }
    member.parent = parent;
    return {News::start, process};
  }
  // Whoever was there before us. A child that is quicker than its parent waits for that one.
  if (!std::holds_alternative<event::Started>(event)) {
    member.command = execution ? last_part(text_of(step.call->argument("pathname")))
                               : proc::command_name(leader_of(process), *step.source);
    return {News::start, process};
  }
  return {};
}

}  // namespace spyglass
