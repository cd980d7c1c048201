#include "core/open_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/proc/descriptors.hpp"
#include "core/proc/files.hpp"
#include "core/proc/status.hpp"
#include "core/syscalls/catalogue.hpp"

namespace spyglass {

namespace {

std::string names_of_calls() {
  std::string names;
  for (const auto family : row_families()) {
    for (const Row& row : family) {
      if (descriptor_effect(&row) == nullptr) continue;
      if (!names.empty()) names += ',';
      names += row.name;
    }
  }
  return names;
}

/// The flags of open(2) that a descriptor has now, if they are known.
std::optional<unsigned> known_flags(Tid thread, int descriptor, const proc::Source& source) {
  const auto text = proc::read_file(thread, fmt::format("fdinfo/{}", descriptor), source);
  if (!text) return std::nullopt;
  return proc::parse_fdinfo(*text).flags;
}

}  // namespace

std::string_view OpenFiles::calls() {
  static const std::string names = names_of_calls();
  return names;
}

// --- steps ---

void OpenFiles::take(const Trace::Step& step) {
  apply_late();
  const Event& event = step.stop.event;
  source_ = step.source;
  last_ = step.stop.thread;
  if (std::holds_alternative<event::Gone>(event)) return forget(last_);
  if (const auto* exec = std::get_if<event::Exec>(&event)) {
    return become_another(step, exec->former);
  }
  Thread& thread = thread_at(step);
  if (const auto* made = std::get_if<event::NewThread>(&event)) {
    expect(last_, made->child);
  } else if (std::holds_alternative<event::Lost>(event)) {
    thread.files.descriptors->forget();
    thread.files.directory->clear();
    ask_all(thread.files, last_);
  } else if (step.call) {
    take_call(thread, step);
  }
}

void OpenFiles::take_call(Thread& thread, const Trace::Step& step) {
  const Call& call = *step.call;
  const bool is_exit = std::holds_alternative<event::CallExit>(step.stop.event);
  if (thread.making) end_making(last_, thread);
  const DescriptorEffect* effect = descriptor_effect(call.row);
  if (effect == nullptr) return;
  if (!is_exit) {
    const bool is_entry = std::holds_alternative<event::CallEntry>(step.stop.event);
    const auto sharing = is_entry ? sharing_of(call) : std::nullopt;
    if (sharing) begin_making(last_, thread, *sharing);
    return;
  }
  // The kernel has done nothing where somebody made the result up.
  if (!call.result || call.injected.result) return;
  if (effect->late) {
    late_call_ = step.call;
    late_effect_ = effect;
    return;
  }
  if (!call.arguments.empty() && !call.error()) {
    const auto* first = call.arguments.front().as<value::Descriptor>();
    if (first != nullptr) ask_one(thread.files, last_, first->number);
  }
  effect->apply(thread.files, call, *effect);
}

void OpenFiles::apply_late() {
  if (!late_call_) return;
  const auto call = std::move(late_call_);
  late_call_.reset();
  const auto thread = threads_.find(call->thread);
  if (thread != threads_.end()) late_effect_->apply(thread->second.files, *call, *late_effect_);
}

// --- who there is ---

OpenFiles::Thread& OpenFiles::thread_at(const Trace::Step& step) {
  const Tid thread = step.stop.thread;
  const Pid process = step.stop.process;
  const bool is_first = std::holds_alternative<event::Started>(step.stop.event);
  if (const auto found = threads_.find(thread); found != threads_.end()) {
    const bool is_another = is_first && found->second.has_reported;  // the number came again
    found->second.has_reported = true;
    if (!is_another) return found->second;
    forget(thread);
  }
  const auto add = [&](ThreadFiles files) -> Thread& {
    return threads_.emplace(thread, Thread{process, std::move(files)}).first->second;
  };
  if (Thread* maker = is_first ? maker_of(thread, process) : nullptr) {
    return add(inherited(*maker, thread));
  }
  // Of a process that was attached to: nobody tells whether its threads share their descriptors,
  // but all do.
  const auto other = std::ranges::find_if(
      threads_, [&](const auto& known) { return known.second.process == process; });
  if (other != threads_.end()) return add(other->second.files);
  Thread& added = add({});
  ask_all(added.files, thread);
  return added;
}

void OpenFiles::forget(Tid thread) {
  threads_.erase(thread);
  std::erase(makers_, thread);
}

void OpenFiles::begin_making(Tid maker, Thread& thread, Sharing sharing) {
  thread.making = sharing;
  thread.made = {};
  makers_.push_back(maker);
}

void OpenFiles::end_making(Tid maker, Thread& thread) {
  thread.making.reset();
  std::erase(makers_, maker);
}

/// A child may be heard of before its maker's event is, and then goes on. Null: not known.
OpenFiles::Thread* OpenFiles::maker_of(Tid child, Pid process) {
  const bool is_thread = leader_of(process) != child;
  std::vector<Thread*> candidates;
  for (const Tid maker : makers_) {
    Thread& thread = threads_.at(maker);
    const bool may_be = thread.made == Tid{} && thread.making->is_thread == is_thread;
    if (may_be && (!is_thread || thread.process == process)) candidates.push_back(&thread);
  }
  if (candidates.empty()) return nullptr;
  if (candidates.size() == 1 || is_thread) return candidates.front();
  const auto status = proc::status(child, *source_);
  const auto parent = std::ranges::find_if(candidates, [&](const Thread* thread) {
    return status && thread->process == status->parent;
  });
  return parent == candidates.end() ? nullptr : *parent;
}

ThreadFiles OpenFiles::inherited(Thread& maker, Tid child) const {
  maker.made = child;
  ThreadFiles files = maker.files;
  if (!maker.making->descriptors) files.stop_sharing_descriptors();
  if (!maker.making->directory) files.stop_sharing_directory();
  return files;
}

void OpenFiles::expect(Tid maker, Tid child) {
  Thread& thread = threads_.at(maker);
  if (!thread.making || threads_.contains(child)) return;
  if (thread.made == child) return;  // it has been here, and is gone
  const Pid process = thread.making->is_thread ? thread.process : Pid(child.value());
  Thread added{process, inherited(thread, child)};
  added.has_reported = false;
  threads_.emplace(child, std::move(added));
}

/// execve(2): the process's other threads are gone, and nobody shares its descriptors any more.
void OpenFiles::become_another(const Trace::Step& step, Tid former) {
  auto moved = threads_.extract(former);
  std::vector<Tid> gone;
  for (const auto& [thread, known] : threads_) {
    if (known.process == step.stop.process) gone.push_back(thread);
  }
  std::erase(makers_, former);
  for (const Tid thread : gone) forget(thread);
  if (moved.empty()) {
    (void)thread_at(step);
    return;
  }
  moved.key() = last_;
  const ThreadFiles& files = threads_.insert(std::move(moved)).position->second.files;
  Thread& thread = threads_.at(last_);
  thread.making.reset();
  thread.files.stop_sharing_descriptors();
  thread.files.descriptors->close_on_exec();
  // A recording says nothing before this moment.
  if (!files.descriptors->is_complete) ask_all(files, last_);
}

// --- what nobody has told ---

void OpenFiles::ask_all(const ThreadFiles& files, Tid about) const {
  const auto directory = proc::read_link(about, "cwd", *source_);
  if (!directory) return;
  if (files.directory->empty() && directory->starts_with('/')) *files.directory = *directory;
  for (const int number : proc::numbers_in(about, "fd", *source_)) {
    ask_one(files, about, number);
  }
  files.descriptors->is_complete = true;
}

void OpenFiles::ask_one(const ThreadFiles& files, Tid about, int descriptor) const {
  DescriptorTable& table = *files.descriptors;
  const auto found = table.entries.find(descriptor);
  const bool is_there = found != table.entries.end();
  if (descriptor < 0 || (!is_there && table.is_complete)) return;
  if (is_there && found->second.file && !found->second.file->is_nameless()) return;
  auto known = known_open_file(about, descriptor, *source_);
  if (!known) return;
  if (is_there && found->second.file) {
    // Others have it open, too. What calls told of its ends they told of their time.
    OpenFile& file = *found->second.file;
    file.name = known->name;
    if (file.local.empty()) file.local = std::move(known->local);
    if (file.peer.empty()) file.peer = std::move(known->peer);
    return;
  }
  auto& entry = table.entries[descriptor];
  entry.file = std::make_shared<OpenFile>(std::move(*known));
  if (const auto flags = known_flags(about, descriptor, *source_)) {
    entry.close_on_exec = (*flags & O_CLOEXEC) != 0;
  }
}

// --- questions ---

OpenFiles::Threads::const_iterator OpenFiles::thread_of(Pid process) const {
  const auto last = threads_.find(last_);
  if (last != threads_.end() && last->second.process == process) return last;
  const auto leader = threads_.find(leader_of(process));
  if (leader != threads_.end()) return leader;
  return std::ranges::find_if(threads_,
                              [&](const auto& known) { return known.second.process == process; });
}

const DescriptorTable::Entry* OpenFiles::entry(Pid process, int descriptor) const {
  const auto thread = thread_of(process);
  if (thread == threads_.end()) return nullptr;
  ask_one(thread->second.files, thread->first, descriptor);
  const auto& entries = thread->second.files.descriptors->entries;
  const auto found = entries.find(descriptor);
  return found == entries.end() ? nullptr : &found->second;
}

const OpenFile* OpenFiles::find(Pid process, int descriptor) const {
  const auto* found = entry(process, descriptor);
  return found == nullptr ? nullptr : found->file.get();
}

std::shared_ptr<const OpenFile> OpenFiles::share(Pid process, int descriptor) const {
  const auto* found = entry(process, descriptor);
  return found == nullptr ? nullptr : found->file;
}

bool OpenFiles::closes_on_exec(Pid process, int descriptor) const {
  const auto* found = entry(process, descriptor);
  return found != nullptr && found->close_on_exec;
}

std::string_view OpenFiles::directory(Pid process) const {
  const auto thread = thread_of(process);
  return thread == threads_.end() ? std::string_view{} : *thread->second.files.directory;
}

std::string OpenFiles::absolute(const Call& call, std::string_view argument_name) const {
  const auto own = threads_.find(call.thread);
  const auto thread = own == threads_.end() ? thread_of(call.process) : own;
  if (thread == threads_.end()) return ThreadFiles{}.absolute(call, argument_name);
  const ThreadFiles& files = thread->second.files;
  if (const Value* argument = call.argument(argument_name)) {
    const auto index = static_cast<std::size_t>(argument - call.arguments.data());
    ask_one(files, thread->first, path_start(call, index));
  }
  return files.absolute(call, argument_name);
}

}  // namespace spyglass
