#include "core/player.hpp"

#include <algorithm>

#include "core/memory/window_memory.hpp"
#include "core/proc/status.hpp"

namespace spyglass {

namespace {

DecodeRules with_names(DecodeRules rules, const Names* names) {
  rules.all.names = names;
  return rules;
}

}  // namespace

std::optional<std::string> Player::Facts::answer(const proc::Question& question) const {
  const auto found = known_.find(question);
  return found == known_.end() ? std::nullopt : found->second;
}

std::size_t Player::Layers::read(Addr from, std::span<std::byte> into) const {
  const auto below = lasting.find(process_);
  std::size_t done = 0;
  while (done < into.size()) {
    auto rest = into.subspan(done);
    std::size_t count = now.read(from + done, rest);
    if (count == 0 && below != lasting.end()) {
      // What was read at this very step is the newer.
      if (const auto newer = now.first_behind(from + done)) {
        rest = rest.first(std::min<std::size_t>(rest.size(), *newer - (from + done)));
      }
      count = below->second.read(from + done, rest);
    }
    if (count == 0) break;
    done += count;
  }
  return done;
}

Player::Player(recorded::FileReader file, const DecodeRules& rules, Naming naming)
    : file_(std::move(file)),
      rules_(rules),
      names_(std::move(naming), {}, facts_),
      calls_(with_names(rules, names_.if_wanted())) {}

Result<std::unique_ptr<Player>> Player::open(const std::string& path, const DecodeRules& rules,
                                             Naming naming) {
  auto file = recorded::FileReader::open(path);
  if (!file) return tl::make_unexpected(file.error());
  std::unique_ptr<Player> player(new Player(std::move(*file), rules, std::move(naming)));
  const recorded::Record* first = player->next();
  const auto* beginning = first == nullptr ? nullptr : std::get_if<recorded::Beginning>(first);
  if (beginning == nullptr) {
    const std::string& damage = player->damage();
    return bad_input("the recording " + (damage.empty() ? "does not say what it is of" : damage));
  }
  player->beginning_ = *beginning;
  return player;
}

void Player::restart() {
  file_.restart();
  forget_all();
  (void)next();
}

void Player::forget_all() {
  calls_ = CallPairs(with_names(rules_, names_.if_wanted()));
  facts_.forget_all();
  memory_.now.clear();
  memory_.lasting.clear();
  threads_.clear();
  registers_.clear();
  call_.reset();
}

const recorded::Record* Player::next() {
  record_ = file_.next();
  if (!record_) return nullptr;
  if (const auto* step = std::get_if<recorded::Step>(&*record_)) play(*step);
  return &*record_;
}

void Player::play(const recorded::Step& step) {
  for (const recorded::Fact& fact : step.facts) facts_.learn(fact);
  memory_.turn_to(step.process);
  memory_.now.clear();
  if (std::holds_alternative<event::Exec>(step.event)) memory_.lasting.erase(step.process);
  for (const recorded::Piece& piece : step.memory) {
    (piece.lasts ? memory_.lasting[step.process] : memory_.now).put(piece.at, piece.bytes);
  }
  note_threads(step);
  names_.turn_to(step.thread);
  const Call::Clock::time_point when(step.when);
  const WindowMemory windows(memory_);
  if (!step.changed) {
    if (const auto call = calls_.current(step.thread)) call->injected = step.injected;
    auto call = calls_.take(step.thread, step.process, step.event, windows, when);
    if (call) {
      call->injected = step.injected;
      call->denied_by = step.denied_by;
    }
    call_ = std::move(call);
    return;
  }
  call_.reset();
  if (const auto* entry = std::get_if<event::CallEntry>(&step.event)) {
    auto call = calls_.stand_at_entry(step.thread, step.process, entry->call, windows, when);
    call->injected = step.injected;
    call_ = std::move(call);
  } else {
    calls_.forget(step.thread);
  }
}

void Player::note_threads(const recorded::Step& step) {
  if (std::holds_alternative<event::Gone>(step.event)) {
    threads_.erase(step.thread);
    registers_.erase(step.thread);
    return;
  }
  if (std::holds_alternative<event::Exec>(step.event)) {
    std::erase_if(threads_, [&](const auto& entry) {
      return entry.second->process == step.process && entry.first != step.thread;
    });
  }
  auto& record = threads_[step.thread];
  if (!record) {
    record = std::make_shared<ThreadRecord>();
    record->thread = step.thread;
    record->process = step.process;
    const auto known = proc::status(step.thread, facts_);
    const auto maker = memory_.lasting.find(known ? known->parent : Pid());
    // A child's memory is a copy of its parent's.
    if (maker != memory_.lasting.end() && !memory_.lasting.contains(step.process)) {
      PiecewiseMemory copy = maker->second;
      memory_.lasting.emplace(step.process, std::move(copy));
    }
  }
  record->seen = record->stopped = true;
  if (const auto* entry = std::get_if<event::CallEntry>(&step.event)) {
    record->abi = entry->call.abi;
    record->in_call = true;
  } else if (std::holds_alternative<event::CallExit>(step.event)) {
    record->in_call = false;
  }
  if (step.registers) registers_.insert_or_assign(step.thread, *step.registers);
}

const RegisterValues* Player::registers(Tid thread) const {
  const auto found = registers_.find(thread);
  return found == registers_.end() ? nullptr : &found->second;
}

Trace::Step Player::step() const {
  const auto& step = std::get<recorded::Step>(*record_);
  Trace::Step told;
  told.stop.thread = step.thread;
  told.stop.process = step.process;
  told.stop.event = step.event;
  told.stop.system_time = step.system_time;
  told.call = call_;
  told.when = Call::Clock::time_point(step.when);
  told.wall_time = std::chrono::system_clock::time_point(
      std::chrono::duration_cast<std::chrono::system_clock::duration>(step.wall_time));
  told.recorded_registers = step.registers ? &*step.registers : nullptr;
  told.source = &facts_;
  return told;
}

}  // namespace spyglass
