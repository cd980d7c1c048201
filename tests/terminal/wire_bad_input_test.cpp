// `net` and `pcap` on the command line, asked for what makes no sense or cannot be had: a clear
// sentence, exit status 2 for words that make none and 1 for what the machine does not give.

#include <catch2/catch.hpp>

#include "tests/temporary_folder.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

const std::string hello = SPYGLASS_PROGRAMS_DIR "/x86_64/hello";
const std::string talks = SPYGLASS_TARGETS_DIR "/wire_talks";

struct Refused {
  Words words;
  int status;
  std::string says;
};

/// The same of both commands, behind their first words.
const std::vector<Refused> of_both = {
    {{}, 2, "on what? `spyglass "},
    {{"--"}, 2, "on what? `spyglass "},
    {{"--", "/no/such"}, 1, "cannot run /no/such: there is no folder /no"},
    {{"--", "no-such-program"}, 1, "there is no `no-such-program` in PATH"},
    {{"--", "./"}, 1, "it is a directory"},
    {{"--", "text"}, 1, "text"},
    {{"-p", "99999999"}, 1, "cannot attach to 99999999: there is no such process"},
    {{"-p", "no-such-name"}, 2, "no process is called `no-such-name`"},
    {{"-p", ""}, 2, "-p"},
    {{"--nonsense"}, 2, "--nonsense"},
    {{"--engine=strace", "--", hello}, 2, "it is auto, bpf or ptrace"},
    {{"--from", "missing"}, 1, "cannot read missing: No such file or directory"},
    {{"--from", "."}, 1, ". is not a file"},
    {{"--from", "text"}, 1, "text is no recording of spyglass"},
    {{"--from", "empty"}, 1, "empty is no recording of spyglass"},
    {{"--from", "cut-1"}, 1, "the recording cut-1 ends in the middle"},
    {{"--from", "cut-2"}, 1, "the recording cut-2 ends in the middle"},
    {{"--from", "run", "--", hello}, 2, "one recording, or what is running"},
    {{"--from", "run", "-p", "1"}, 2, "one recording, or what is running"},
    {{"--from", "run", "--from", "run"}, 2, "one recording, or what is running"},
};

const std::vector<Refused> of_one = {
    {{"net", "--only", "99", "--", talks, "kept-alive"},
     1,
     "there is no conversation 99: `net` lists them"},
    // A program's own status comes first.
    {{"net", "--only", "99", "--", hello}, 42, "there is no conversation 99"},
    {{"net", "--only", "99", "--from", "run"}, 1, "there is no conversation 99"},
    {{"net", "--only", "0", "--from", "run"}, 2, "--only"},
    {{"net", "--only=-1", "--from", "run"}, 2, "--only"},
    {{"net", "--only", "first", "--from", "run"}, 2, "--only"},
    {{"net", "--json", "--bytes", "--", hello}, 2, "--json excludes --bytes"},
    {{"net", "--json", "--only", "1", "--", hello}, 2, "--json excludes --only"},
    {{"net", "-o", "/dev/full", "--", talks, "kept-alive"},
     1,
     "/dev/full: No space left on device"},
    {{"net", "--json", "-o", "/dev/full", "--from", "run"}, 1, "No space left on device"},
    {{"net", "-o", ".", "--", hello}, 1, "to .: Is a directory"},
    {{"net", "-o", "/no/such/file", "--", hello}, 1, "/no/such/file: No such file or directory"},
    {{"pcap"}, 2, "file is required"},
    {{"pcap", "", "--", talks, "kept-alive"}, 2, "FILE is empty"},
    {{"pcap", "/dev/full", "--", talks, "kept-alive"}, 1, "/dev/full: No space left on device"},
    {{"pcap", "/dev/full", "--from", "run"}, 1, "/dev/full: No space left on device"},
    {{"pcap", ".", "--", hello}, 1, "to .: Is a directory"},
    {{"pcap", "/no/such/file", "--", hello}, 1, "/no/such/file: No such file or directory"},
    {{"pcap", "|false", "--", talks, "kept-alive"}, 1, "cannot write to `false`"},
};

class Place {
 public:
  Place() {
    const auto made = run_spyglass({"trace", "-f", "-q", "-o", "/dev/null", "--record",
                                    folder_.file("run"), "--", talks, "kept-alive"});
    REQUIRE(made.status == 0);
    const std::string whole = read_whole(folder_.file("run"));
    folder_.write("text", "just text\n");
    folder_.write("empty", "");
    folder_.write("cut-1", whole.substr(0, 300));
    folder_.write("cut-2", whole.substr(0, whole.size() - 20));
  }
  void check(const Refused& row) const {
    std::string line;
    for (const std::string& word : row.words) line += " '" + word + "'";
    const auto run = run_spyglass(row.words, "", {.directory = folder_.path().string()});
    INFO("spyglass" << line << "\n" << run.errors);
    CHECK(run.status == row.status);
    CHECK_THAT(run.errors, Contains(row.says));
    // Nothing of a file for programs goes to whoever reads.
    CHECK_THAT(run.output + run.errors, !Contains(std::string("\0", 1)));
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("net and pcap say what is wrong with what they were asked for") {
  const Place place;
  for (const Words& command : {Words{"net"}, Words{"net", "--json"}, Words{"pcap", "out"}}) {
    for (const Refused& row : of_both) {
      Refused whole = row;
      whole.words.insert(whole.words.begin(), command.begin(), command.end());
      place.check(whole);
    }
  }
  for (const Refused& row : of_one) place.check(row);
}

TEST_CASE("of a recording that ends too early net and pcap tell what it has") {
  const TemporaryFolder folder;
  const std::string recording = folder.file("run");
  REQUIRE(run_spyglass({"trace", "-f", "-q", "-o", "/dev/null", "--record", recording, "--", talks,
                        "kept-alive"})
              .status == 0);
  const std::string cut =
      folder.write("cut", read_whole(recording).substr(0, read_whole(recording).size() - 20));
  const auto net = run_spyglass({"net", "--from", cut});
  CHECK(net.status == 1);
  CHECK_THAT(net.output, Contains("-> GET /") && Contains("<- 200 OK"));
  const auto pcap = run_spyglass({"pcap", folder.file("packets"), "--from", cut});
  CHECK(pcap.status == 1);
  CHECK_THAT(pcap.errors, Contains(" packets of "));
  CHECK_THAT(read_whole(folder.file("packets")), Contains("GET /one HTTP/1.1"));
}
