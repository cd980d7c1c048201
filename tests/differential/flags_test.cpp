// Every flag of `spyglass trace` is in one of the command lines at least.

#include <catch2/catch.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "tests/differential/commands.hpp"
#include "tests/terminal/process.hpp"

namespace {

/// What -h tells of: "-a" and "--columns". A line is about one flag.
std::vector<std::set<std::string>> flags_of_help() {
  static const std::regex word("(^|[ ,])(--?[A-Za-z][A-Za-z-]*)");
  std::vector<std::set<std::string>> flags;
  std::istringstream help(run_spyglass({"trace", "-h"}).output);
  for (std::string line; std::getline(help, line);) {
    static const std::regex flag_line("^ +-.*");
    if (!std::regex_match(line, flag_line)) continue;
    // The words end where the explanation begins.
    const std::string words = line.substr(0, line.find("  ", line.find('-')));
    std::set<std::string> names;
    for (std::sregex_iterator at(words.begin(), words.end(), word), end; at != end; ++at) {
      names.insert((*at)[2]);
    }
    flags.push_back(names);
  }
  return flags;
}

/// Flags in their short form may stand together: -ff, -tt.
bool uses(const CommandLine& line, const std::string& flag) {
  std::istringstream words(line.flags);
  for (std::string word; words >> word;) {
    if (flag.starts_with("--") && word.starts_with(flag)) return true;
    if (!flag.starts_with("--") && word.starts_with(flag)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("every flag is compared") {
  // Ours alone, newer than the reference, or nothing to compare: the help, the version.
  const std::set<std::string> apart = {"-h",       "-V",          "--json",    "--chrome",
                                       "--folded", "--explain",   "-N",        "--kill-on-exit",
                                       "--record", "--from",      "--sandbox", "--without",
                                       "--limit",  "--no-tuning", "--engine"};
  const auto lines = read_command_lines(SPYGLASS_SOURCE_DIR "/tests/differential/commands");
  const auto flags = flags_of_help();
  REQUIRE(flags.size() > 20);
  for (const auto& names : flags) {
    bool found = false;
    std::string all;
    for (const auto& name : names) {
      all += name + ' ';
      found = found || apart.contains(name);
      for (const auto& line : lines) found = found || uses(line, name);
    }
    INFO(all);
    CHECK(found);
  }
}
