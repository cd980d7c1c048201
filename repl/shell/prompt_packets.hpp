#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/capture/capture.hpp"
#include "core/capture/senders.hpp"
#include "core/capture/sequences.hpp"
#include "core/wire/wire_log.hpp"
#include "repl/session/watcher.hpp"

namespace spyglass {

class Sandbox;

/// The packets on the network of a sandbox, shown while its programs run, with the calls that sent
/// them. Never those of the machine's own network.
///
/// What a call sends is heard of when it is back, and a packet is seen earlier: it waits for its
/// call, and what came behind it waits, too. So it stands below the line of that call. It waits no
/// longer than a moment, or until the program stands still: then the call is shown that most
/// likely sends it.
class PromptPackets final : public Watcher {
 public:
  struct Say {
    std::function<void(const std::string& line)> packet;
    std::function<void(const std::string& sender)> sender;
    std::function<void(const std::string& problem)> problem;
    std::function<std::string(const Call& call)> call;  ///< in words
  };
  /// `log` is where it is heard what the program at hand has said.
  PromptPackets(Say say, std::function<const WireLog&()> log)
      : say_(std::move(say)), log_(std::move(log)) {}

  /// From now on, in the network of a sandbox; null: in that of the next program. An error where
  /// the filter is none, or packets cannot be seen.
  Result<void> begin(std::string filter, const std::shared_ptr<const Sandbox>& sandbox);
  /// A program is about to start; where somebody wants to see packets, it must be in a sandbox.
  Result<void> follow(const std::shared_ptr<const Sandbox>& sandbox);
  /// Shows what has passed until now and waits for no call.
  void show();
  /// Shows all of it.
  void show_all();
  struct Counts {
    std::uint64_t seen = 0, dropped = 0;
  };
  /// The last ones are shown. Nothing: nobody had asked for packets.
  std::optional<Counts> end();
  [[nodiscard]] bool is_on() const { return filter_.has_value(); }

  /// An error that says why there is no network to look at; null is the machine's own.
  static Result<void> check(const Sandbox* sandbox);

  // --- Watcher ---
  void stepped(const Trace::Step& step) override;
  [[nodiscard]] bool wants_call_stops() const override { return is_on(); }

 private:
  Result<void> start(const std::shared_ptr<const Sandbox>& sandbox);
  void forget();
  void count_dropped();
  void take();
  void hear(const Trace::Step& step);
  /// Of those that are held, the first ones.
  void release(bool all);
  [[nodiscard]] std::string words(const capture::Sender& sender) const;

  Say say_;
  std::function<const WireLog&()> log_;
  std::size_t heard_ = 0;              ///< so many events of it
  std::optional<std::string> filter_;  ///< nothing: off
  std::optional<capture::Capture> capture_;
  std::shared_ptr<const Sandbox> sandbox_;  ///< whose network it is
  capture::Sequences sequences_;
  capture::Senders senders_;
  std::deque<capture::Packet> held_;  ///< not shown yet, in their order
  Counts counts_;
};

}  // namespace spyglass
