#include "repl/trace/retelling.hpp"

#include <fmt/format.h>

#include "core/player.hpp"
#include "repl/complain.hpp"
#include "repl/trace/reporters.hpp"

namespace spyglass {

int retell(const TraceRequest& asked, const MakeReporter& more) {
  auto player = Player::open(asked.recording, asked.rules(), asked.look.naming);
  if (!player) return complain(player.error().message);
  TraceRequest request = asked;
  if (!request.output.empty() && (*player)->beginning().followed && !request.separately) {
    request.look.threads = TraceLook::Threads::always;
  }
  auto sinks = open_sinks(request);
  if (!sinks) return complain(sinks.error().message);
  Reporters reporters(request, *sinks, more);
  while (const recorded::Record* record = (*player)->next()) {
    const auto* recorded = std::get_if<recorded::Step>(record);
    if (recorded == nullptr || recorded->changed) continue;
    Trace::Step step = (*player)->step();
    reporters.show(step, recorded->threads);
  }
  reporters.finish();
  reporters.closed(sinks->close());
  if (!sinks->problem().empty()) return complain(sinks->problem());
  if (const std::string& damage = (*player)->damage(); !damage.empty()) {
    return complain(fmt::format("the recording {} {}", request.recording, damage));
  }
  return 0;
}

}  // namespace spyglass
