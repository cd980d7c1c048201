#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "core/capture/capture.hpp"
#include "core/capture/senders.hpp"
#include "core/capture/sequences.hpp"
#include "repl/session/watcher.hpp"

namespace spyglass {

class Sandbox;

/// The packets on the network of a sandbox, shown while its programs run, with the calls that sent
/// them. Never those of the machine's own network.
class PromptPackets final : public Watcher {
 public:
  struct Say {
    std::function<void(const std::string& line)> packet;
    std::function<void(const std::string& sender)> sender;
    std::function<void(const std::string& problem)> problem;
    std::function<std::string(const Call& call)> call;  ///< in words
  };
  explicit PromptPackets(Say say) : say_(std::move(say)) {}

  /// From now on, in the network of a sandbox; null: in that of the next program. An error where
  /// the filter is none, or packets cannot be seen.
  Result<void> begin(std::string filter, const std::shared_ptr<const Sandbox>& sandbox);
  /// A program is about to start; where somebody wants to see packets, it must be in a sandbox.
  Result<void> follow(const std::shared_ptr<const Sandbox>& sandbox);
  /// Shows all that has passed until now.
  void show();
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
  void count_dropped();
  void show(const capture::Capture::Frame& frame);

  Say say_;
  std::optional<std::string> filter_;  ///< nothing: off
  std::optional<capture::Capture> capture_;
  std::shared_ptr<const Sandbox> sandbox_;  ///< whose network it is
  capture::Sequences sequences_;
  capture::Senders senders_;
  Counts counts_;
};

}  // namespace spyglass
