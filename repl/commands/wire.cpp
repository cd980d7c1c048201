#include <fmt/format.h>

#include <charconv>

#include "repl/commands/families.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/amounts.hpp"
#include "repl/views/conversations.hpp"
#include "repl/wire/pcap.hpp"

namespace spyglass::commands {

namespace {

/// Whoever looks at a program that stands still sees times in which nothing could happen.
void say_what_times_hold(Shell& shell) {
  using std::chrono::milliseconds;
  const Session& session = shell.session();
  const auto stood = std::chrono::duration_cast<milliseconds>(session.tally().stood(session.now()));
  constexpr milliseconds much{1000};
  if (stood < much || session.playback() != nullptr) return;
  shell.out().paragraph(fmt::format("The program stood still here for {}, which may be part of "
                                    "these times.",
                                    time_words(stood)),
                        0, Tone::faint);
}

Result<void> net(Shell& shell, const Words& words) {
  if (words.size() > 1) return wrong_usage("net");
  const Wire& wire = shell.session().wire();
  if (wire.conversations().all().empty()) {
    return bad_input(
        "nothing was said over a socket yet: `continue` lets the program go on, and `trace -e "
        "%network PROGRAM` shows what it tries");
  }
  if (words.empty()) {
    show_conversations(shell.out(), wire.conversations(), wire.log());
  } else {
    std::size_t number = 0;
    const std::string& word = words[0];
    const auto parsed = std::from_chars(word.data(), word.data() + word.size(), number);
    if (parsed.ec != std::errc{} || parsed.ptr != word.data() + word.size()) {
      return wrong_usage("net");
    }
    auto shown = show_conversation(shell.out(), wire.conversations(), wire.log(), number);
    if (!shown) return shown;
  }
  say_what_times_hold(shell);
  return {};
}

Result<void> pcap(Shell& shell, const Words& words) {
  if (words.size() != 1) return wrong_usage("pcap");
  const Session& session = shell.session();
  if (session.wire().conversations().all().empty()) {
    return bad_input("nothing was said over a socket yet, so there are no packets to write");
  }
  const std::string about = session.program() ? session.program()->path : std::string("a program");
  const auto place = shell.writable_from_workplace(words[0]);
  if (!place) return tl::make_unexpected(place.error());
  auto written = write_pcap(*place, words[0], session.wire().log(), about);
  if (!written) return tl::make_unexpected(written.error());
  shell.out().paragraph(*written);
  return {};
}

constexpr Command rows[] = {
    {"net", "net [NUMBER]", "who it talks to over sockets, and who waits",
     "Lists the conversations of the program and of all that it has started: between whom, how "
     "long "
     "it took to be connected and to be answered, what was asked, and which end kept the other "
     "waiting. -> is what was sent, <- what was received. With a number, all that was said in that "
     "one, as text or in hexadecimal.\n  net 2",
     Completes::nothing, net},
    {"pcap",
     "pcap FILE",
     "what it said, as packets for Wireshark",
     "Writes what passed through sockets of TCP and UDP so far as a capture file (pcapng). The "
     "packets are made from the calls; their comments say which.\n  pcap talk.pcapng",
     Completes::nothing,
     pcap,
     {},
     true},
};

}  // namespace

CommandFamily wire() { return {"listen", rows}; }

}  // namespace spyglass::commands
