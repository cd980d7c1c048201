#pragma once

#include <memory>
#include <vector>

#include "core/inside/checkpoints.hpp"
#include "core/player.hpp"
#include "repl/session/event_log.hpp"
#include "repl/session/goal.hpp"
#include "repl/session/tally.hpp"
#include "repl/session/watcher.hpp"
#include "repl/session/wire.hpp"

namespace spyglass {

/// A recording in the place of a program: a session moves through what happened, and looks at it,
/// as it would at a living program. Nothing of it can be changed.
class Playback {
 public:
  /// Stands at the recording's first moment. The log, the tally and the watcher are the session's.
  static Result<std::unique_ptr<Playback>> open(const std::string& path, EventLog& log,
                                                Tally& tally, Watcher& watcher);

  /// Goes forward until a goal is reached, telling of what happens on the way.
  Outcome pursue(const Goal& goal);
  /// The moments that there are to go to: the doors of all calls, and the beginning.
  [[nodiscard]] const std::vector<MomentInLife>& moments() const { return moments_; }
  /// To one of them.
  Outcome go_to(MomentInLife moment);

  [[nodiscard]] const recorded::Beginning& about() const { return player_->beginning(); }
  /// Why it ends too early, as Player says it; empty otherwise.
  [[nodiscard]] const std::string& damage() const { return damage_; }
  /// Nothing follows.
  [[nodiscard]] bool is_over() const { return over_; }

  // --- as of this moment ---
  [[nodiscard]] Tid focus() const { return focus_; }
  [[nodiscard]] const std::optional<ExitStatus>& exit_status() const { return exit_status_; }
  /// What the thread that has the focus has just reported.
  [[nodiscard]] const Event& event() const { return event_; }
  [[nodiscard]] const Player& player() const { return *player_; }
  [[nodiscard]] MomentInLife moment() const;
  [[nodiscard]] const Wire& wire() const { return *wire_; }
  [[nodiscard]] Call::Clock::time_point now() const { return now_; }

 private:
  Playback(std::unique_ptr<Player> player, EventLog& log, Tally& tally, Watcher& watcher)
      : player_(std::move(player)), log_(log), tally_(tally), watcher_(watcher) {}
  void find_moments();
  void restart();
  enum class Told : std::uint8_t { yes, no };
  /// The next step, or nothing at the end.
  std::optional<Trace::Step> forward(Told told);
  void note(const Trace::Step& step, bool changed, Told told);
  void rewind_log(const recorded::Rewind& rewind);
  [[nodiscard]] std::optional<Outcome> judge(const Goal& goal, const Trace::Step& step) const;
  Outcome ended() const;

  std::unique_ptr<Player> player_;
  EventLog& log_;
  Tally& tally_;
  Watcher& watcher_;
  std::unique_ptr<Wire> wire_;
  std::vector<MomentInLife> moments_;
  std::vector<std::size_t> steps_to_;  ///< each of them, from the beginning
  std::size_t steps_ = 0;              ///< that were made
  std::string damage_;
  bool over_ = false;
  Tid focus_;
  Pid main_process_;
  Event event_;
  Call::Clock::time_point now_;
  std::shared_ptr<const Call> call_;  ///< that the event is about
  std::optional<ExitStatus> exit_status_;
};

}  // namespace spyglass
