#pragma once

#include <deque>
#include <functional>
#include <map>

#include "core/open_files.hpp"
#include "core/process_family.hpp"
#include "core/wire/conversation.hpp"
#include "core/wire/waiting.hpp"

namespace spyglass {

/// Who talks to whom over sockets, as the calls of a trace tell it: the same by either engine and
/// from a recording. What a connection's ends are called, where calls don't say that, and what
/// sockets were open before the first step, is asked of the steps' source.
class Conversations {
 public:
  using Hear = std::function<void(WireEvent)>;

  /// The calls that must be seen for this, with their arguments, in the notation of
  /// CallSet::parse.
  static std::string calls();
  /// Of one call so many bytes are worth having.
  static constexpr std::size_t most_bytes = 64 << 10;

  /// `hear` is told what happens, in the order in which calls come back: what is sent by a call
  /// that takes its time is heard of when that is over, and bears the time when it began.
  explicit Conversations(Hear hear) : hear_(std::move(hear)) {}

  /// Of every step of a trace, in order.
  void take(const Trace::Step& step) { take(step, step.call); }
  /// The same, with another copy of its call, in which more of the data was captured.
  void take(const Trace::Step& step, const std::shared_ptr<const Call>& call);
  /// No step follows.
  void finish() { sweep(); }

  /// In the order in which they began. Of those that have ended the oldest are forgotten when
  /// there are too many.
  [[nodiscard]] const std::deque<std::shared_ptr<Conversation>>& all() const { return all_; }
  [[nodiscard]] std::size_t begun() const { return begun_; }
  /// Nothing that happened earlier will be heard of any more; nothing: whatever has happened has
  /// been heard of.
  [[nodiscard]] std::optional<Call::Clock::time_point> oldest_unheard() const;

  static constexpr std::size_t most_conversations = 10'000;

 private:
  using Time = Call::Clock::time_point;
  /// Of a socket whose messages carry their addresses, there are several.
  struct Key {
    const OpenFile* file;
    std::string peer;
    auto operator<=>(const Key&) const = default;
  };
  struct Live {
    std::shared_ptr<const OpenFile> file;
    std::shared_ptr<Conversation> conversation;
    Time last{};         ///< when something was moved; at first, when it began
    unsigned asked = 0;  ///< how often the source was asked for its ends
  };

  void take_entry(const Trace::Step& step, const Call& call);
  void take_exit(const Trace::Step& step, const std::shared_ptr<const Call>& call);
  void take_connect(const Trace::Step& step, const std::shared_ptr<const Call>& call);
  void take_accept(const Trace::Step& step, const std::shared_ptr<const Call>& call);
  void take_shutdown(const Trace::Step& step, const std::shared_ptr<const Call>& call);
  void take_option(const Trace::Step& step, const std::shared_ptr<const Call>& call);
  void take_moved(const Trace::Step& step, const std::shared_ptr<const Call>& call, Moved moved);

  [[nodiscard]] std::shared_ptr<const OpenFile> socket_at(const Trace::Step& step,
                                                          int descriptor) const;
  Live& live_at(const Trace::Step& step, std::shared_ptr<const OpenFile> file,
                const std::string& peer, Time began, Conversation::Origin origin);
  [[nodiscard]] std::string only_peer(const OpenFile& file) const;
  Live* find(const Trace::Step& step, int descriptor);
  void ask_ends(Live& live, const Trace::Step& step, int descriptor);
  static void add_process(Conversation& conversation, Pid process);
  void note_pace(Live& live, const Call& call, Way way);
  void tell(const Trace::Step& step, WireEvent event, Time time) const;
  void become_connected(Live& live, const Trace::Step& step,
                        const std::shared_ptr<const Call>& call, Time time);
  void refuse(Live& live, const Trace::Step& step, const std::shared_ptr<const Call>& call,
              Errno why);
  void sweep();
  void forget_oldest();

  Hear hear_;
  OpenFiles files_;
  ProcessFamily family_;
  WaitingTimes waiting_;
  std::map<Key, Live> live_;
  std::deque<std::shared_ptr<Conversation>> all_;
  std::size_t begun_ = 0;
  std::map<Tid, Time> unheard_;  ///< threads in calls that send, and since when

  /// A step that may have closed something shows what it has closed when the next one comes.
  struct Closing {
    Time time{};
    std::chrono::system_clock::time_point wall_time{};
    std::shared_ptr<const Call> call;
  };
  std::optional<Closing> closing_;
};

}  // namespace spyglass
