#include "core/recorder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "core/elf/mapping_use.hpp"
#include "core/memory/window_memory.hpp"
#include "core/open_file.hpp"
#include "core/proc/descriptors.hpp"
#include "core/proc/files.hpp"
#include "core/proc/limits.hpp"
#include "core/proc/processes.hpp"
#include "core/proc/status.hpp"
#include "core/proc/users.hpp"

namespace spyglass {

namespace {

/// Of strings and buffers, so that a longer part than was shown can be shown later, and the
/// conversations on sockets are whole.
constexpr std::size_t longest_string = 64 << 10;
/// Around the program counter, and from the stack pointer on.
constexpr std::size_t code_before = 64, code_after = 192, stack_above = 1024;
/// Of the whole stack at the start, of the program's code and constants, and of its variables,
/// which are looked at again at every step.
constexpr std::size_t most_of_stack = 256 << 10, most_of_code = 256 << 10,
                      most_of_variables = 16 << 10;

/// What a thread has used up is counted in ticks of so long, and asking costs more than a call.
constexpr std::chrono::milliseconds between_looks{10};

constexpr std::string_view vdso = "[vdso]";

DecodeRules everything(const Names& names) {
  DecodeRules rules;
  rules.all = {.string_limit = longest_string, .verbose = true, .names = &names};
  return rules;
}

Naming all_names() {
  Naming naming;
  naming.descriptors = NumberSet::all();
  naming.processes = NumberSet::all();
  return naming;
}

/// What a call may have changed.
struct Touches {
  bool memory = false;
  bool descriptors = false;  ///< which there are, and what they are connected to
  bool identity = false;     ///< the program's name, its users, its limits, its threads
};

/// Calls that open none by their results, but change what there is.
constexpr std::string_view changers_of_descriptors[] = {
    "accept", "bind",   "close", "close_range", "connect", "fcntl",      "fcntl64",
    "ioctl",  "listen", "pipe",  "pipe2",       "recvmsg", "socketcall", "socketpair"};

Touches touched_by(const Call& call) {
  if (call.row == nullptr) return {true, true, true};
  const Group group = call.row->group;
  const bool changes =
      call.row->returns == Returns::descriptor ||
      std::ranges::find(changers_of_descriptors, call.name) != std::end(changers_of_descriptors);
  return {
      .memory = group == Group::memory || group == Group::ipc,
      .descriptors = changes,
      .identity = group == Group::processes || group == Group::identity || group == Group::system};
}

/// The descriptor of a socket that a call has just connected; −1: it has connected none. Nothing
/// but the kernel tells which port that got.
int connected_by(const Call& call) {
  const bool is_under_way = call.error() == Errno(EINPROGRESS);
  if (!call.result || (call.error() && !is_under_way)) return -1;
  if (call.name == "connect") return static_cast<int>(call.argument_values[0]);
  return call.name.starts_with("accept") ? static_cast<int>(*call.result) : -1;
}

bool is_entry_of_execve(const recorded::Step& step, const Call* call) {
  return call != nullptr && std::holds_alternative<event::CallEntry>(step.event) &&
         call->name.starts_with("execve");
}

}  // namespace

void Recorder::Facts::tell(proc::Question question, std::string answer) const {
  news_.push_back({std::move(question), std::move(answer)});
}

std::optional<std::string> Recorder::Facts::answer(const proc::Question& question) const {
  auto now = proc::kernel().answer(question);
  auto& known = known_[question];
  if (known != now) {
    known = now;
    news_.push_back({question, now});
  }
  return now;
}

void Recorder::Facts::forget(Tid thread) {
  std::erase_if(known_, [&](const auto& entry) { return entry.first.thread == thread; });
}

Recorder::Recorder(recorded::FileWriter file)
    : file_(std::move(file)), names_(all_names(), {}, facts_), calls_(everything(names_)) {}

Result<std::unique_ptr<Recorder>> Recorder::create(const std::string& path,
                                                   recorded::Beginning beginning) {
  auto file = recorded::FileWriter::create(path);
  if (!file) return tl::make_unexpected(file.error());
  file->add(std::move(beginning));
  return std::unique_ptr<Recorder>(new Recorder(std::move(*file)));
}

void Recorder::take(const Trace::Step& step, std::size_t threads) {
  const Stop& stop = step.stop;
  recorded::Step written;
  written.thread = stop.thread;
  written.process = stop.process;
  written.event = stop.event;
  written.when = step.when.time_since_epoch() - stood_;
  written.wall_time = step.wall_time.time_since_epoch();
  written.system_time = std::chrono::duration_cast<std::chrono::microseconds>(stop.system_time);
  written.threads = threads;
  written.registers = step.registers();
  names_.turn_to(stop.thread);
  const ProcessMemory process(stop.thread);
  const NotingMemory memory(process);
  const WindowMemory windows(memory);
  if (step.call) {
    written.injected = step.call->injected;
    written.denied_by = step.call->denied_by;
    if (const auto call = calls_.current(stop.thread)) call->injected = step.call->injected;
  }
  const auto call = calls_.take(stop.thread, stop.process, stop.event, windows, step.when);
  write(std::move(written), memory, call.get());
  if (std::holds_alternative<event::Gone>(stop.event)) {
    facts_.forget(stop.thread);
    looked_.erase(stop.thread);
    if (stop.thread == leader_of(stop.process)) {
      // The number may come again, for another one.
      known_.erase(stop.process);
      lasting_.erase(stop.process);
      variables_.erase(stop.process);
    }
  }
}

void Recorder::changed(const Stopped& thread, const Event& event, std::size_t threads) {
  recorded::Step written;
  written.thread = thread.thread();
  written.process = thread.process();
  written.event = event;
  written.changed = true;
  written.when = Call::Clock::now().time_since_epoch() - stood_;
  written.wall_time = std::chrono::system_clock::now().time_since_epoch();
  written.threads = threads;
  const auto registers = thread.registers();
  if (registers) written.registers = *registers;
  names_.turn_to(thread.thread());
  const ProcessMemory process = thread.memory();
  const NotingMemory memory(process);
  const auto* entry = std::get_if<event::CallEntry>(&event);
  std::shared_ptr<Call> call;
  if (entry != nullptr && registers) {
    call = calls_.current(thread.thread());
    auto numbers = read_call_numbers(*registers, abi(entry->call.abi), Moment::inside);
    if (call && call->injected.result) numbers.number = call->raw.number;
    if (call) written.injected = call->injected;
    std::get<event::CallEntry>(written.event).call = numbers;
    call = calls_.stand_at_entry(thread.thread(), thread.process(), numbers, WindowMemory(memory),
                                 Call::Clock::now());
  }
  write(std::move(written), memory, call.get());
}

void Recorder::write(recorded::Step step, const NotingMemory& memory, const Call* call) {
  const bool becomes_another = is_entry_of_execve(step, call);
  const bool is_new = std::holds_alternative<event::Exec>(step.event) ||
                      (!known_.contains(step.process) && !becomes_another);
  if (step.registers) {
    if (is_new) {
      known_.insert(step.process);
      look_at_program(step);
    }
    look_around(step, call, is_new);
    look_at_memory(step, memory);
  }
  for (auto& piece : memory.pieces()) {
    if (hide_) hide_(step.process, piece.at, std::as_writable_bytes(std::span(piece.bytes)));
    step.memory.push_back({piece.at, std::move(piece.bytes)});
  }
  step.facts = facts_.take_news();
  file_.add(std::move(step));
}

void Recorder::look_around(const recorded::Step& step, const Call* call, bool is_new) {
  const Tid thread = step.thread;
  if (is_new || step.changed || step.when - looked_[thread] >= between_looks) {
    looked_[thread] = step.when;
    // Nobody needs to understand it now.
    using Kind = proc::Question::Kind;
    for (const char* file : {"status", "wchan", "syscall"}) {
      (void)facts_.answer({Kind::file, thread, file});
    }
    (void)facts_.answer({Kind::file, leader_of(step.process), "stat"});
    (void)facts_.answer({Kind::kernel_stack, thread});
    (void)facts_.answer({Kind::machine_age});
  }
  const bool is_over = std::holds_alternative<event::CallExit>(step.event) && call != nullptr;
  Touches touched = is_over ? touched_by(*call) : Touches{};
  const bool is_other = is_new || std::holds_alternative<event::Started>(step.event);
  if (is_other) touched = {true, true, true};
  if (touched.memory) look_at_files(read_maps(thread, facts_));
  if (touched.descriptors) {
    (void)proc::descriptors(thread, facts_);
    (void)proc::read_link(thread, "cwd", facts_);
    const int connected = is_over ? connected_by(*call) : -1;
    if (connected >= 0) (void)known_open_file(thread, connected, facts_);
  } else if (is_over) {
    for (const Value& argument : call->arguments) {
      const auto* descriptor = argument.as<value::Descriptor>();
      if (descriptor == nullptr || descriptor->number < 0) continue;
      (void)proc::read_file(thread, fmt::format("fdinfo/{}", descriptor->number), facts_);
    }
  }
  if (!touched.identity) return;
  (void)mapping_facts(thread, facts_);
  (void)proc::command_name(thread, facts_);
  (void)proc::command_text(step.process, facts_);
  (void)proc::limits(thread, facts_);
  (void)proc::threads_of(step.process, facts_);
  if (is_other) (void)proc::start_environment(thread, facts_);
  const auto status = proc::status(thread, facts_);
  if (!status) return;
  (void)proc::command_name(leader_of(status->parent), facts_);
  for (const unsigned user : {status->user, status->real_user, status->saved_user}) {
    (void)proc::user_name(user, facts_);
  }
  for (const unsigned group : {status->group, status->real_group}) {
    (void)proc::group_name(group, facts_);
  }
}

void Recorder::add_lasting(recorded::Step& step, Addr from, std::size_t size) {
  std::string bytes(ProcessMemory(step.thread).bytes(from, size));
  if (hide_) hide_(step.process, from, std::as_writable_bytes(std::span(bytes)));
  std::string& known = lasting_[step.process][from];
  if (bytes.empty() || known == bytes) return;
  known = bytes;
  step.memory.push_back({from, std::move(bytes), true});
}

/// Those that are mapped: whether they are the same ones is asked again when their names are read.
void Recorder::look_at_files(const Result<std::vector<Mapping>>& maps) const {
  for (const Mapping& mapping : maps.value_or(std::vector<Mapping>{})) {
    if (mapping.path.starts_with('/')) (void)proc::path_facts(mapping.path, facts_);
  }
}

void Recorder::look_at_program(recorded::Step& step) {
  lasting_.erase(step.process);
  auto& variables = variables_[step.process];
  variables.clear();
  const auto maps = read_maps(step.thread, facts_);
  if (!maps) return;
  const Addr stack = step.registers->stack_pointer();
  const std::string program = proc::read_link(step.thread, "exe", facts_).value_or("");
  std::size_t code_left = most_of_code;
  std::size_t variables_left = most_of_variables;
  look_at_files(maps);
  // Its names are then known wherever the recording is looked at.
  (void)facts_.answer({proc::Question::Kind::contents, {}, program});
  for (const Mapping& mapping : *maps) {
    const std::size_t size = mapping.size();
    if (mapping.contains(stack)) {
      add_lasting(step, stack, std::min<std::size_t>(mapping.end - stack, most_of_stack));
    }
    if (mapping.path == vdso) {
      // A file that lies in memory alone.
      facts_.tell({proc::Question::Kind::contents, {}, std::string(vdso)},
                  std::string(ProcessMemory(step.thread).bytes(mapping.start, size)));
    }
    if (mapping.path != program || mapping.permissions.front() != 'r') continue;
    const bool writable = mapping.permissions[1] == 'w';
    std::size_t& left = writable ? variables_left : code_left;
    if (size > left) continue;
    left -= size;
    if (writable) {
      variables.push_back({mapping.start, size});
    } else {
      add_lasting(step, mapping.start, size);
    }
  }
}

void Recorder::look_at_memory(recorded::Step& step, const Memory& memory) {
  const Addr code = step.registers->program_counter();
  const std::size_t before = std::min<std::size_t>(code_before, code.value() % page_size);
  // The memory notes what is read from it.
  (void)memory.bytes(code - before, before + code_after);
  (void)memory.bytes(step.registers->stack_pointer(), stack_above);
  for (const auto& [at, size] : variables_[step.process]) add_lasting(step, at, size);
}

}  // namespace spyglass
