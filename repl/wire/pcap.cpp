#include "repl/wire/pcap.hpp"

#include <fmt/format.h>

#include "core/pcap/in_order.hpp"
#include "core/pcap/pcapng.hpp"
#include "core/wire/conversations.hpp"
#include "repl/complain.hpp"
#include "repl/trace/engine.hpp"
#include "repl/trace/tracing.hpp"
#include "repl/views/amounts.hpp"
#include "repl/wire/net.hpp"

namespace spyglass {

namespace {

using pcap::PacketMaker;

/// What is in the file, and what is not.
std::string account_text(const PacketMaker::Account& account, std::string_view path) {
  std::string text =
      fmt::format("{} of {} {} in {}", counted(account.packets, "packet"),
                  counted(account.flows, "connection"), account.packets == 1 ? "is" : "are", path);
  if (const auto count = account.without_packets.size(); count > 0) {
    text += fmt::format(
        "; {} over sockets without packets (unix ones, most often) {} not: `net` shows {}",
        counted(count, "conversation"), count == 1 ? "is" : "are", count == 1 ? "it" : "them");
  }
  if (const auto count = account.of_guessed_ends.size(); count > 0) {
    text += fmt::format("; of {} an address or a port was not known, and is made up",
                        counted(count, "conversation"));
  }
  if (account.unseen_bytes > 0) {
    text += fmt::format("; {} were not captured: those packets are cut",
                        amount_words(account.unseen_bytes));
  }
  return text;
}

class PcapReporter final : public Reporter {
 public:
  PcapReporter(Sinks& sinks, const TraceRequest& request)
      : sinks_(sinks),
        path_(request.output),
        maker_([this](const pcap::Packet& packet) {
          pcap::write_packet([this](std::string_view bytes) { sinks_.write({}, bytes); }, packet);
        }),
        in_order_([this](const WireEvent& event) { maker_.take(event); }),
        conversations_([this](WireEvent event) { in_order_.take(std::move(event)); }) {
    std::string about = request.recording;
    for (const std::string& word : request.program) about += about.empty() ? word : " " + word;
    pcap::write_beginning([this](std::string_view bytes) { sinks_.write({}, bytes); },
                          "made from the system calls of: " + about);
  }

  void show(const Trace::Step& step, std::size_t /*threads*/) override {
    conversations_.take(step);
    in_order_.release(conversations_.oldest_unheard());
    if (const auto* lost = std::get_if<event::Lost>(&step.stop.event)) lost_ += lost->records;
  }

  void finish() override {
    conversations_.finish();
    in_order_.release(std::nullopt);
    (void)sinks_.flush();
  }

  void closed(bool whole) override {
    if (!whole) return;
    complain(account_text(maker_.account(), path_));
    if (lost_ != 0) complain(lost_text(lost_));
  }

 private:
  Sinks& sinks_;
  std::string path_;
  PacketMaker maker_;
  pcap::InOrder in_order_;
  Conversations conversations_;
  std::uint64_t lost_ = 0;  ///< records
};

}  // namespace

int run_pcap(TraceRequest request) {
  ask_for_conversations(request);
  if (auto fits = check_engine(request); !fits) return complain(fits.error().message);
  return trace_program(
      request, [&](Sinks& sinks) { return std::make_unique<PcapReporter>(sinks, request); });
}

Result<std::string> write_pcap(const std::string& path, const std::string& name, const WireLog& log,
                               const std::string& about) {
  auto sink = Sink::to_file(path, false);
  if (!sink) return tl::make_unexpected(sink.error());
  const pcap::Write write = [&](std::string_view bytes) { sink->write(bytes); };
  pcap::write_beginning(write, "made from the system calls of: " + about);
  PacketMaker maker([&](const pcap::Packet& packet) { pcap::write_packet(write, packet); });
  pcap::InOrder in_order([&](const WireEvent& event) { maker.take(event); });
  for (const WireEvent& event : log.events()) in_order.take(event);
  in_order.release(std::nullopt);
  if (!sink->flush()) return fail(sink->problem());
  std::string text = account_text(maker.account(), name);
  if (log.dropped() > 0) {
    text += fmt::format("; what was said first is no longer kept ({})",
                        counted(log.dropped(), "event"));
  }
  return text;
}

}  // namespace spyglass
