#include "repl/options/wire_options.hpp"

#include <CLI/CLI.hpp>

#include "repl/complain.hpp"
#include "repl/options/observing_options.hpp"
#include "repl/wire/net.hpp"
#include "repl/wire/pcap.hpp"

namespace spyglass {

namespace {

constexpr const char* from_recording = "Look at a recording, in place of a program";

int refuse(const Error& error) {
  complain(error.message);
  return 2;
}

/// Of a recording alone: two things cannot be told apart in one list.
Result<TraceRequest> request_of(const ObservingOptions& options,
                                const std::vector<std::string>& program, const std::string& how) {
  const bool lives = !program.empty() || !options.processes.empty();
  if (options.recordings.size() > (lives ? 0 : 1)) {
    return bad_input("one recording, or what is running: not both at a time");
  }
  return observing_request(options, program, how);
}

}  // namespace

int run_net_command(int count, char** words) {
  const auto [own, program] = split_words(count, words);
  CLI::App app("Who talks to whom over sockets, what they say, and who waits", "spyglass net");
  ObservingOptions observing;
  NetLook look;
  std::string output;
  bool append = false;
  declare_observing(app, observing, from_recording);
  auto* json = app.add_flag("--json", look.json, "Conversations as JSON, an object a line");
  app.add_flag("--bytes", look.whole, "All that was said, too, as text or in hexadecimal")
      ->excludes(json);
  app.add_option("--only", look.only, "One conversation, by its number, and all that was said")
      ->type_name("N")
      ->check(CLI::PositiveNumber)
      ->excludes(json);
  declare_results(app, output, append);
  app.footer(
      "spyglass net -- PROGRAM [ARGUMENT...]\n"
      "spyglass net -p PID\n"
      "spyglass net --from RECORDING\n"
      "Conversations are told of at the end, on standard error; those of a recording on standard\n"
      "output; with -o in a file. docs/net.md says what the lines and the keys mean.");
  if (const auto status = parse_words(app, own)) return *status;
  auto request = request_of(observing, program, "spyglass net");
  if (!request) return refuse(request.error());
  request->output = output;
  request->append = append;
  return run_net(std::move(*request), look);
}

int run_pcap_command(int count, char** words) {
  const auto [own, program] = split_words(count, words);
  CLI::App app("Write what passes through a program's sockets as a capture file", "spyglass pcap");
  ObservingOptions observing;
  std::string file;
  app.add_option("file", file, "Where to: a pcapng file, or |COMMAND")
      ->required()
      ->check([](const std::string& name) {
        return name.empty() ? "FILE is empty: where should the packets go?" : std::string{};
      });
  declare_observing(app, observing, from_recording);
  app.footer(
      "spyglass pcap FILE -- PROGRAM [ARGUMENT...]\n"
      "spyglass pcap FILE -p PID\n"
      "spyglass pcap FILE --from RECORDING\n"
      "Wireshark and tshark open it. Its packets are made from system calls, TCP and UDP alike:\n"
      "docs/net.md says what of them is seen, and what is put in.");
  if (const auto status = parse_words(app, own)) return *status;
  auto request = request_of(observing, program, "spyglass pcap " + file);
  if (!request) return refuse(request.error());
  request->output = file;
  return run_pcap(std::move(*request));
}

}  // namespace spyglass
