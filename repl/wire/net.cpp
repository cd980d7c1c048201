#include "repl/wire/net.hpp"

#include "repl/complain.hpp"
#include "repl/trace/engine.hpp"
#include "repl/trace/tracing.hpp"
#include "repl/views/conversations.hpp"
#include "repl/wire/conversation_json.hpp"

namespace spyglass {

namespace {

class NetReporter final : public Reporter {
 public:
  /// `missed`: whether the one that was asked for is not there.
  NetReporter(Sinks& sinks, const NetLook& look, bool& missed)
      : look_(look),
        sinks_(sinks),
        missed_(missed),
        conversations_([this](WireEvent event) { log_.add(std::move(event)); }) {}

  void show(const Trace::Step& step, std::size_t /*threads*/) override {
    conversations_.take(step);
    if (const auto* lost = std::get_if<event::Lost>(&step.stop.event)) lost_ += lost->records;
  }

  void finish() override {
    conversations_.finish();
    look_.json ? write_json() : write_text();
    (void)sinks_.flush();
    if (lost_ != 0) complain(lost_text(lost_));
  }

 private:
  void write_text() {
    Output out([this](std::string_view text) { sinks_.write({}, text); }, look_.look);
    if (look_.only) {
      const auto shown = show_conversation(out, conversations_, log_, *look_.only);
      missed_ = !shown;
      if (missed_) complain(shown.error().message);
      return;
    }
    if (conversations_.all().empty()) return out.line("nothing was said over a socket");
    show_conversations(out, conversations_, log_);
    if (!look_.whole) return;
    for (const auto& one : conversations_.all()) {
      out.blank();
      (void)show_conversation(out, conversations_, log_, one->number);
    }
  }

  void write_json() {
    for (const auto& one : conversations_.all()) {
      sinks_.write({}, conversation_json(*one, turns_of(*one, log_)) + "\n");
    }
  }

  NetLook look_;
  Sinks& sinks_;
  bool& missed_;
  WireLog log_;
  Conversations conversations_;
  std::uint64_t lost_ = 0;  ///< records
};

}  // namespace

void ask_for_conversations(TraceRequest& request) {
  auto calls = CallSet::parse(Conversations::calls());
  // Its words are ours.
  if (calls) request.calls = std::move(*calls);
  request.lines = false;
  request.looks_at_threads = true;
  request.decode.all.string_limit = Conversations::most_bytes;
}

int run_net(TraceRequest request, const NetLook& look) {
  ask_for_conversations(request);
  if (auto fits = check_engine(request); !fits) return complain(fits.error().message);
  bool missed = false;
  const int status = trace_program(
      request, [&](Sinks& sinks) { return std::make_unique<NetReporter>(sinks, look, missed); });
  return status == 0 && missed ? 1 : status;
}

}  // namespace spyglass
