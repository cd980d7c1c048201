// Frames of a network, one behind the other: each has its length in front. They are taken apart,
// counted and written as they are shown, and somebody asks who sent them.

#include <algorithm>

#include "core/capture/senders.hpp"
#include "core/capture/sequences.hpp"
#include "core/capture/text.hpp"
#include "repl/views/output.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/fuzz/target.hpp"

namespace spyglass::fuzz {

namespace {

constexpr int most_frames = 16;
/// A line that is longer was made to flood a screen: a packet shows 2 KiB of what it carries.
constexpr std::size_t longest_line = 128 << 10;

void check_frame(std::string_view frame, capture::Sequences& sequences, capture::Senders& senders) {
  const capture::Bytes bytes(reinterpret_cast<const std::uint8_t*>(frame.data()), frame.size());
  capture::Packet packet = capture::parse_frame(bytes, {});
  require(packet.payload.size() <= bytes.size(), "a packet carries more than there was");
  require(packet.protocol == capture::Protocol::other || packet.version != 0,
          "a packet of no IP has a protocol of it");
  sequences.take(packet);
  const std::string text = capture::packet_text(packet);
  require(text.size() < longest_line, "the line of a packet floods the screen");
  const std::string shown = inert_line(text);
  require_inert(shown);
  require(shown.find('\n') == std::string::npos, "a packet is shown in more than one line", shown);
  const capture::Sender sender = senders.of(packet);
  require(
      sender.kind == capture::Sender::Kind::nobody || sender.kind == capture::Sender::Kind::kernel,
      "a packet has a sender, though nobody has sent anything");
}

const Target packets("packets", [](std::string_view input) {
  capture::Sequences sequences;
  capture::Senders senders;
  for (int i = 0; i < most_frames && !input.empty(); ++i) {
    Input in(input);
    const auto length = in.number<std::uint16_t>();
    const std::string_view frame = in.rest().substr(0, length);
    check_frame(frame, sequences, senders);
    input = in.rest().substr(frame.size());
  }
});

}  // namespace

}  // namespace spyglass::fuzz
