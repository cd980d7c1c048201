// Packets that are made of calls (`pcap`) against real ones (`packets`): the same bytes between the
// same ends, sent by the same calls.

#include "core/capture/capture.hpp"
#include "core/capture/senders.hpp"
#include "core/capture/sequences.hpp"
#include "core/pcap/in_order.hpp"
#include "core/pcap/packets.hpp"
#include "core/sandbox/sandbox.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/tracing/session_harness.hpp"

using namespace spyglass;
using capture::Capture;

namespace {

/// What one end sends to the other one, a word or a payload each, with who it was in front.
using Said = std::map<std::string, std::vector<std::string>>;

void add(Said& said, const capture::Packet& packet, const std::string& sender) {
  const auto put = [&](const std::string& what) {
    said[packet.from.text() + " > " + packet.to.text()].push_back(sender + ": " + what);
  };
  const auto& tcp = packet.tcp;
  if (tcp.has(capture::tcp_flag::syn)) put(tcp.has(capture::tcp_flag::ack) ? "SYN ACK" : "SYN");
  if (packet.length > 0) put({packet.payload.begin(), packet.payload.end()});
  if (tcp.has(capture::tcp_flag::fin)) put("FIN");
  if (tcp.has(capture::tcp_flag::rst)) put("RST");
}

/// As comments of `pcap` have it.
std::string words_of(const capture::Sender& sender) {
  using Kind = capture::Sender::Kind;
  if (sender.kind == Kind::kernel) return "put in: sent by the kernel itself";
  if (!sender.conversation || sender.more_calls > 0) return "one call was not found";
  const auto& [conversation, call] = std::tie(*sender.conversation, sender.call);
  const Pid process = call ? call->process : conversation.processes.front();
  const std::string who = conversation.command + "[" + std::to_string(process.value()) + "]";
  return call ? who + " " + std::string(std::string_view(call->name)) : who + ", at its end";
}

Said really_said(const std::vector<Capture::Frame>& frames, const WireLog& log) {
  capture::Senders senders;
  capture::Sequences sequences;
  for (const WireEvent& event : log.events()) senders.heard(event, event.call);
  Said said;
  for (const auto& frame : frames) {
    capture::Packet packet = capture::parse_frame(frame.bytes, frame.time);
    sequences.take(packet);
    add(said, packet, words_of(senders.of(packet)));
  }
  return said;
}

Said made_up(const WireLog& log) {
  Said said;
  pcap::PacketMaker maker([&](const pcap::Packet& packet) {
    // As the loopback has it: two addresses that are none in front, and the protocol.
    std::vector<std::uint8_t> frame(12);
    const bool six = (packet.bytes.front() & 0xf0) == 0x60;
    for (const int byte : {six ? 0x86 : 0x08, six ? 0xdd : 0x00}) {
      frame.push_back(static_cast<std::uint8_t>(byte));
    }
    frame.insert(frame.end(), packet.bytes.begin(), packet.bytes.end());
    add(said, capture::parse_frame(frame, {}), packet.comment);
  });
  pcap::InOrder in_order([&](const WireEvent& event) { maker.take(event); });
  for (const WireEvent& event : log.events()) in_order.take(event);
  in_order.release(std::nullopt);
  return said;
}

struct Both {
  Said real, made;
  std::string output;
};

/// One below the other, so that a failure can be read.
std::string story(const Said& said) {
  std::string text;
  for (const auto& [ends, pieces] : said) {
    text += ends + "\n";
    for (const std::string& piece : pieces) text += "    " + piece + "\n";
  }
  return text;
}

/// Of one run of a shell's command in a sandbox; nothing where that has no network.
std::optional<Both> both_of(const std::string& command, const std::string& filter) {
  const TemporaryFolder scratch;
  auto sandbox = Sandbox::make(
      {.scratch = scratch.path().string(), .shown = {SPYGLASS_TARGETS_DIR, SPYGLASS_PROGRAMS_DIR}});
  REQUIRE(sandbox);
  if (!(*sandbox)->has(Layer::network)) {
    puts("SKIPPED: no network namespace here");
    return std::nullopt;
  }
  auto packets = Capture::start([&] { return (*sandbox)->join(); }, filter);
  if (!packets) FAIL(packets.error().message);
  SessionStage stage;
  ProgramSpec spec{
      .path = "/bin/sh", .arguments = {"sh", "-c", command}, .directory = scratch.path().string()};
  spec.put_into(*sandbox);
  REQUIRE(stage.session.run(spec, stage.patience));
  Outcome outcome = stage.go(SessionStage::Move::run);
  while (outcome.reason == SessionStage::Reason::waiting) outcome = stage.wait();
  REQUIRE(outcome.reason == SessionStage::Reason::ended);
  const auto frames = packets->take();
  REQUIRE(frames);
  CHECK(packets->dropped() == 0U);
  return Both{really_said(*frames, stage.session.wire().log()), made_up(stage.session.wire().log()),
              stage.session.log().output()};
}

}  // namespace

TEST_CASE("packets that are made of calls are those that really passed: a client and a server") {
  // The shops are there as long as errands has the other end of their input.
  const std::string command =
      "mkfifo input; " SPYGLASS_PROGRAMS_DIR
      "/lessons/shops 127.0.0.1 20001:0 20002:0 <input | "
      "(exec 3>input; read ready; ERRANDS_PAUSES='1 0' " SPYGLASS_PROGRAMS_DIR
      "/lessons/errands 127.0.0.1 20001 20002)";
  const auto both = both_of(command, "");
  if (!both) return;
  INFO(both->output);
  CHECK(both->real.size() == 4);  // two connections, two ways each
  std::size_t pieces = 0;
  for (const auto& [ends, said] : both->real) pieces += said.size();
  // Of each connection SYN, SYN ACK, two FINs and an answer; of the orders six lines and a whole.
  CHECK(pieces == 2 * 5 + 6 + 1);
  CHECK(story(both->real) == story(both->made));
}

TEST_CASE("packets that are made of calls are those that really passed: TCP and UDP of a process") {
  auto both = both_of(SPYGLASS_TARGETS_DIR "/exchanges_packets", "tcp port 8080 or udp");
  if (!both) return;
  // Of a connection that was refused nobody knows the port any more.
  std::erase_if(both->made,
                [](const auto& one) { return one.first.find(":8081") != std::string::npos; });
  CHECK(both->real.size() >= 3);
  CHECK(story(both->real) == story(both->made));
}
