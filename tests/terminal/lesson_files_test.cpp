// Files that are written and read in a lesson: all of them stand in its scratch directory.

#include "tests/terminal/lesson_player.hpp"
#include "tests/terminal/process.hpp"

using Catch::Matchers::Contains;

namespace {

const std::string lesson = R"lua(
lesson {
  title = "Files", minutes = 1, program = { "lessons/fetch", "http://127.3.2.1:23456/" },
  beside = { "lessons/french-site", "127.3.2.1", "23456", "oui", "yes" }, ports = "23456",
  files = { ["calls.lua"] = "recipe { summary = 'calls', category = 'time' }\nfunction on.call_exit() end\n", ["deep/note"] = "a note" },
}
task {
  id = "files", text = "Write it down.",
  check = function(t)
    if t:file("deep/note") ~= "a note" then return "no note" end
    for _, path in ipairs { "", "deep", "../" .. "passwd", "/etc/passwd", "pipe", "link", "away/passwd" } do
      if t:file(path) then return path .. " is a file" end
    end
    local packets, calls = t:file("talk.pcapng"), t:file("talk.spy")
    if not packets or not calls then return "nothing is written" end
    return packets:find("GET /", 1, true) and calls:find("fetch", 1, true) and true or "not all of it"
  end,
  hints = { "a", "b", "c" },
  solutions = {
    { "recipe ./calls.lua", "record talk.spy", "continue", "pcap talk.pcapng" },
    { "run mkfifo pipe", "continue", "run ln -s /etc/passwd link", "continue", "run ln -s /etc away", "continue",
      "record talk.spy", "run ./fetch http://127.3.2.1:23456/", "continue", "replay talk.spy",
      "run ./fetch http://127.3.2.1:23456/", "continue", "pcap ./deep/../talk.pcapng" },
  },
  wrong = { { "continue", expect = "nothing is written" } },
}
)lua";

}  // namespace

TEST_CASE("recipes, recordings and packets of a lesson are files of its scratch directory") {
  const TemporaryFolder folder;
  folder.write("files.lua", lesson);
  const auto checked =
      run_spyglass({"lesson", "--check", "./files.lua"}, "", {.directory = folder.path().string()});
  INFO(checked.output << checked.errors);
  CHECK(checked.status == 0);
  CHECK_THAT(checked.output, Contains("solution 2") && Contains(", 0 failed"));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    CHECK(entry.path().filename() == "files.lua");
  }
}

TEST_CASE("a link that a lesson's program has left is not written through") {
  const TemporaryFolder home;
  const std::string diary = home.write("diary", "dear diary");
  PseudoTerminal terminal = lesson_at(home, {home.write("files.lua", lesson)});
  play(terminal, 1,
       {{"continue", {"exited with 0"}},
        {"run ln -s " + diary + " link", {"loaded"}},
        {"continue", {"exited with 0"}},
        {"record link", {"link is a link in the lesson's directory"}},
        {"run ln -s " + home.path().string() + " away", {"loaded"}},
        {"continue", {"exited with 0"}},
        {"record away/diary", {"links there are not followed"}},
        {"run ./fetch http://127.3.2.1:23456/", {"loaded"}},
        {"continue", {"exited with 0"}},
        {"pcap link", {"link is a link in the lesson's directory"}},
        {"pcap fine", {"1 connection are in fine"}}});
  terminal.expect("step 1 > ");
  end(terminal);
  CHECK(read_whole(diary) == "dear diary");
}
