#include "core/wire/conversations.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace spyglass {

namespace {

using Happened = WireEvent::Kind;
using Origin = Conversation::Origin;

constexpr std::string_view beside_data =
    "execve,execveat,connect,accept4,?accept,shutdown,getsockopt";

/// Sockets that are no talk between programs.
constexpr std::array<std::string_view, 3> not_of_programs = {"netlink", "PACKET", "RAW"};

/// About the ends of one socket: unnamed ones of unix(7) have none.
constexpr unsigned most_questions = 2;

bool is_stream(const OpenFile& file) { return file.name == "TCP" || file.name == "unix"; }

std::uint64_t word(const Call& call, std::size_t index) { return argument_word(call, index); }

/// What getsockopt(2) says about SO_ERROR; nothing where it was asked for something else.
std::optional<Errno> error_option(const Call& call) {
  if (word(call, 1) != SOL_SOCKET || word(call, 2) != SO_ERROR || call.error()) return std::nullopt;
  const Value* value = call.argument("optval");
  const auto* array = value == nullptr ? nullptr : value->as<value::Array>();
  if (array == nullptr || array->elements.empty()) return std::nullopt;
  if (const auto* number = array->elements.front().as<value::Number>()) {
    return Errno(static_cast<int>(number->bits));
  }
  const auto* constant = array->elements.front().as<value::Constant>();
  return constant == nullptr ? std::nullopt
                             : std::optional(Errno(static_cast<int>(constant->bits)));
}

}  // namespace

std::string Conversations::calls() {
  return fmt::format("{},{},{},{}", beside_data, OpenFiles::calls(), moving_calls(),
                     WaitingTimes::calls());
}

std::optional<Call::Clock::time_point> Conversations::oldest_unheard() const {
  const auto oldest =
      std::ranges::min_element(unheard_, {}, [](const auto& entry) { return entry.second; });
  return oldest == unheard_.end() ? std::nullopt : std::optional(oldest->second);
}

// --- steps ---

void Conversations::take(const Trace::Step& step, const std::shared_ptr<const Call>& call) {
  files_.take(step);
  family_.take(step);
  sweep();
  const Event& event = step.stop.event;
  const bool is_gone = std::holds_alternative<event::Gone>(event);
  if (is_gone || std::holds_alternative<event::Exec>(event)) {
    unheard_.erase(step.stop.thread);
    if (is_gone) waiting_.forget(step.stop.thread);
    closing_ = Closing{step.when, step.wall_time, nullptr};
    sweep();
  } else if (call && std::holds_alternative<event::CallEntry>(event)) {
    take_entry(step, *call);
  } else if (call && std::holds_alternative<event::CallExit>(event)) {
    take_exit(step, call);
  }
}

void Conversations::take_entry(const Trace::Step& step, const Call& call) {
  const int descriptor = call.name == "connect" ? static_cast<int>(word(call, 0)) : sends_to(call);
  if (descriptor >= 0 && socket_at(step, descriptor)) {
    unheard_[step.stop.thread] = call.entered;
  }
}

void Conversations::take_exit(const Trace::Step& step, const std::shared_ptr<const Call>& call) {
  unheard_.erase(step.stop.thread);
  if (!call->result || call->injected.result) return;
  const DescriptorEffect* effect = descriptor_effect(call->row);
  // Whatever it closes is closed when the next step comes.
  if (effect != nullptr) closing_ = Closing{call->entered, step.wall(call->entered), call};
  waiting_.note(*call, false);
  constexpr struct {
    std::string_view call;
    void (Conversations::*take)(const Trace::Step&, const std::shared_ptr<const Call>&);
  } takers[] = {
      {"connect", &Conversations::take_connect},   {"accept", &Conversations::take_accept},
      {"accept4", &Conversations::take_accept},    {"shutdown", &Conversations::take_shutdown},
      {"getsockopt", &Conversations::take_option},
  };
  for (const auto& taker : takers) {
    if (taker.call == call->name) return (this->*taker.take)(step, call);
  }
  for (Moved& moved : moved_by(*call)) take_moved(step, call, std::move(moved));
}

void Conversations::take_connect(const Trace::Step& step, const std::shared_ptr<const Call>& call) {
  const int descriptor = static_cast<int>(word(*call, 0));
  auto file = socket_at(step, descriptor);
  const Value* address = call->argument("addr");
  // Of a socket for messages it is only a note whom they are for.
  if (!file || !is_stream(*file) || address == nullptr || is_of_no_family(*address)) return;
  const auto error = call->error();
  if (Live* known = find(step, descriptor)) {
    if (!error || *error == Errno(EISCONN)) become_connected(*known, step, call, call->left);
    return;
  }
  if (error == Errno(EINTR) || error == Errno(EALREADY) || error == Errno(EBADF)) return;
  Live& live = live_at(step, file, {}, call->entered, Origin::called);
  if (live.conversation->peer.empty()) live.conversation->peer = end_name(*address);
  const bool is_under_way = error == Errno(EINPROGRESS);
  if (!error || is_under_way) ask_ends(live, step, descriptor);
  tell(step, {.kind = Happened::called, .conversation = live.conversation, .call = call},
       call->entered);
  if (!error) return become_connected(live, step, call, call->left);
  if (!is_under_way) refuse(live, step, call, *error);
}

void Conversations::take_accept(const Trace::Step& step, const std::shared_ptr<const Call>& call) {
  if (call->error()) return;
  const int descriptor = static_cast<int>(*call->result);
  auto file = socket_at(step, descriptor);
  if (!file) return;
  Live& live = live_at(step, std::move(file), {}, call->left, Origin::taken);
  live.conversation->connected = call->left;
  ask_ends(live, step, descriptor);
  tell(step, {.kind = Happened::taken, .conversation = live.conversation, .call = call},
       call->left);
}

void Conversations::take_option(const Trace::Step& step, const std::shared_ptr<const Call>& call) {
  const auto error = error_option(*call);
  Live* live = error ? find(step, static_cast<int>(word(*call, 0))) : nullptr;
  if (live == nullptr || live->conversation->connected) return;
  if (*error == Errno(0)) return become_connected(*live, step, call, call->left);
  refuse(*live, step, call, *error);
}

void Conversations::take_shutdown(const Trace::Step& step,
                                  const std::shared_ptr<const Call>& call) {
  Live* live = call->error() ? nullptr : find(step, static_cast<int>(word(*call, 0)));
  if (live == nullptr || word(*call, 1) == SHUT_RD || live->conversation->sent.ended) return;
  live->conversation->sent.ended = true;
  tell(step,
       {.kind = Happened::shut, .conversation = live->conversation, .call = call, .way = Way::sent},
       call->entered);
}

void Conversations::take_moved(const Trace::Step& step, const std::shared_ptr<const Call>& call,
                               Moved moved) {
  auto file = socket_at(step, moved.descriptor);
  if (!file) return;
  const bool stream = is_stream(*file);
  const bool is_received = moved.way == Way::received;
  if (is_received) waiting_.note(*call, true);
  if (stream && !is_received && moved.length == 0) return;
  std::string peer = stream ? std::string{} : moved.peer.empty() ? file->peer : moved.peer;
  if (!stream && peer.empty()) peer = only_peer(*file);
  const Time time = is_received ? call->left : call->entered;
  Live& live = live_at(step, std::move(file), peer, time, Origin::found);
  Conversation& conversation = *live.conversation;
  add_process(conversation, step.stop.process);
  // Of a recorded socket it may not have been known before.
  const bool asks = live.asked == 0 || (live.asked < most_questions && conversation.local.empty());
  if (asks) ask_ends(live, step, moved.descriptor);
  if (!conversation.connected) become_connected(live, step, call, time);
  note_pace(live, *call, moved.way);
  Conversation::Direction& direction = is_received ? conversation.received : conversation.sent;
  if (stream && moved.length == 0) {
    if (std::exchange(direction.ended, true)) return;
    return tell(
        step,
        {.kind = Happened::shut, .conversation = live.conversation, .call = call, .way = moved.way},
        time);
  }
  WireEvent event{.kind = Happened::moved,
                  .conversation = live.conversation,
                  .call = call,
                  .way = moved.way,
                  .length = moved.length,
                  .bytes = std::move(moved.bytes),
                  .offset = direction.bytes};
  direction.bytes += moved.length;
  direction.unseen += moved.length - std::min<std::uint64_t>(moved.length, event.bytes.size());
  ++direction.messages;
  tell(step, std::move(event), time);
}

// --- conversations ---

std::shared_ptr<const OpenFile> Conversations::socket_at(const Trace::Step& step,
                                                         int descriptor) const {
  auto file = files_.share(step.stop.process, descriptor);
  if (!file || file->kind != OpenFile::Kind::socket) return nullptr;
  return std::ranges::find(not_of_programs, file->name) == not_of_programs.end() ? file : nullptr;
}

/// Of a socket with one conversation.
Conversations::Live* Conversations::find(const Trace::Step& step, int descriptor) {
  const auto file = socket_at(step, descriptor);
  const auto found = file ? live_.find({file.get(), {}}) : live_.end();
  return found == live_.end() ? nullptr : &found->second;
}

/// With whom alone a socket for messages has talked: who reads without asking whose message it is
/// takes it for the answer. Empty: with nobody, or with several.
std::string Conversations::only_peer(const OpenFile& file) const {
  const auto first = live_.lower_bound({&file, {}});
  if (first == live_.end() || first->first.file != &file) return {};
  const auto second = std::next(first);
  const bool is_alone = second == live_.end() || second->first.file != &file;
  return is_alone ? first->first.peer : std::string{};
}

Conversations::Live& Conversations::live_at(const Trace::Step& step,
                                            std::shared_ptr<const OpenFile> file,
                                            const std::string& peer, Time began, Origin origin) {
  const Key key{file.get(), peer};
  if (const auto found = live_.find(key); found != live_.end()) return found->second;
  const ProcessFamily::Member* member = family_.find(step.stop.process);
  auto conversation = std::make_shared<Conversation>(
      Conversation{.number = ++begun_,
                   .origin = origin,
                   .protocol = file->name,
                   .local = file->local,
                   .peer = peer.empty() ? file->peer : peer,
                   .processes = {step.stop.process},
                   .command = member == nullptr ? std::string{} : member->command,
                   .began = began});
  all_.push_back(conversation);
  if (all_.size() > most_conversations) forget_oldest();
  return live_
      .emplace(key, Live{.file = std::move(file), .conversation = conversation, .last = began})
      .first->second;
}

void Conversations::add_process(Conversation& conversation, Pid process) {
  auto& all = conversation.processes;
  if (std::ranges::find(all, process) == all.end()) all.push_back(process);
}

/// What calls have not told: the port that connect(2) has chosen, who it was that accept(2) took.
void Conversations::ask_ends(Live& live, const Trace::Step& step, int descriptor) {
  ++live.asked;
  auto known = known_open_file(step.stop.thread, descriptor, *step.source);
  if (!known || known->kind != OpenFile::Kind::socket) return;
  Conversation& conversation = *live.conversation;
  if (!known->local.empty()) conversation.local = std::move(known->local);
  if (!known->peer.empty()) conversation.peer = std::move(known->peer);
  if (conversation.protocol == "socket") conversation.protocol = std::move(known->name);
}

void Conversations::become_connected(Live& live, const Trace::Step& step,
                                     const std::shared_ptr<const Call>& call, Time time) {
  Conversation& conversation = *live.conversation;
  if (conversation.connected) return;
  conversation.connected = time;
  live.last = std::max(live.last, time);
  if (conversation.origin != Origin::called) return;
  tell(step, {.kind = Happened::connected, .conversation = live.conversation, .call = call}, time);
}

void Conversations::refuse(Live& live, const Trace::Step& step,
                           const std::shared_ptr<const Call>& call, Errno why) {
  const auto conversation = live.conversation;
  conversation->refused = why;
  conversation->ended = call->left;
  // The same socket may be used for another try.
  std::erase_if(live_, [&](const auto& entry) { return &entry.second == &live; });
  tell(step, {.kind = Happened::refused, .conversation = conversation, .call = call}, call->left);
}

void Conversations::note_pace(Live& live, const Call& call, Way way) {
  Conversation& conversation = *live.conversation;
  const Time moment = way == Way::received ? call.left : call.entered;
  if (!conversation.first_way) conversation.first_way = way;
  if (way != *conversation.first_way && !conversation.first_answer) {
    conversation.first_answer = std::max(Conversation::Duration{}, moment - live.last);
  }
  if (moment > live.last) {
    const auto silence = moment - live.last;
    // What this end sends is late for whatever reason. What it has read may have lain there.
    const auto waited = way == Way::sent
                            ? Conversation::Duration{}
                            : std::min(silence, waiting_.of(call.process, live.last, moment));
    conversation.waited += waited;
    conversation.hesitated += silence - waited;
  }
  live.last = std::max(live.last, call.left);
}

// --- ends ---

/// OpenFiles lets go of what was closed: then we are the only ones who have it.
void Conversations::sweep() {
  if (!closing_) return;
  const Closing closing = *std::exchange(closing_, std::nullopt);
  for (auto one = live_.begin(); one != live_.end();) {
    const auto next = std::find_if(
        one, live_.end(), [&](const auto& entry) { return entry.first.file != one->first.file; });
    if (one->second.file.use_count() > std::distance(one, next)) {
      one = next;
      continue;
    }
    for (; one != next; one = live_.erase(one)) {
      one->second.conversation->ended = closing.time;
      if (hear_) {
        hear_({.kind = Happened::closed,
               .conversation = one->second.conversation,
               .time = closing.time,
               .wall_time = closing.wall_time,
               .call = closing.call});
      }
    }
  }
}

void Conversations::forget_oldest() {
  const auto ended = std::ranges::find_if(
      all_, [](const auto& conversation) { return conversation->ended.has_value(); });
  all_.erase(ended == all_.end() ? all_.begin() : ended);
}

void Conversations::tell(const Trace::Step& step, WireEvent event, Time time) const {
  if (!hear_) return;
  event.time = time;
  event.wall_time = step.wall(time);
  hear_(std::move(event));
}

}  // namespace spyglass
