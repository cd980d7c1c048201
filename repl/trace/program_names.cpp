#include "repl/trace/program_names.hpp"

#include "core/proc/status.hpp"
#include "core/report/call_subject.hpp"

namespace spyglass {

namespace {

/// Of a call that made a process another program: the file's name, without its folders.
std::string_view executed_file(const Trace::Step& step) {
  const Call* call = step.call.get();
  const bool returned = std::holds_alternative<event::CallExit>(step.stop.event);
  if (call == nullptr || !returned || !call->name.starts_with("execve") || call->result != 0) {
    return {};
  }
  const std::string_view path = subject_of(*call);
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

}  // namespace

void ProgramNames::take(const Trace::Step& step) {
  const Event& event = step.stop.event;
  const Pid process = step.stop.process;
  const bool is_gone = std::holds_alternative<event::Gone>(event);
  const bool is_other = std::holds_alternative<event::Exec>(event);
  if (is_other || (!is_gone && of(process).empty())) {
    names_[process] = proc::command_name(leader_of(process), *step.source);
  }
  if (const auto file = executed_file(step); !file.empty()) names_[process] = file;
  if (const auto* made = std::get_if<event::NewThread>(&event)) {
    const bool is_process = made->kind != event::NewThread::Kind::clone;
    if (is_process) inherit(process, Pid(made->child.value()));
  }
}

/// The kernel's names are cut, and the child has been told of under one perhaps. Where it is
/// another program already, it has nothing to inherit.
void ProgramNames::inherit(Pid parent, Pid child) {
  const std::string& whole = of(parent);
  if (whole.starts_with(of(child))) names_[child] = whole;
}

const std::string& ProgramNames::of(Pid process) const {
  static const std::string unknown;
  const auto found = names_.find(process);
  return found == names_.end() ? unknown : found->second;
}

}  // namespace spyglass
