#pragma once

#include <stdio.h>
#include <unistd.h>

#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/terminal/process.hpp"

/// Ids of processes that a text tells to be such. The kernel begins anew with 300 when it has used
/// the last one, and a number of three digits alone could be anything.
inline std::set<std::string> process_ids(const std::string& text) {
  static const std::regex telling(
      R"((?:\[pid +|si_pid=|\b(?:set_tid_address|get(?:pid|tid|ppid|pgid|pgrp|sid)|v?fork|clone3?))"
      R"(\(.*\) += )([0-9]{3})\b)");
  std::set<std::string> ids;
  for (std::sregex_iterator found(text.begin(), text.end(), telling), end; found != end; ++found) {
    ids.insert((*found)[1]);
  }
  return ids;
}

/// What differs from run to run: addresses, process ids, inodes, random bytes, and how many
/// variables the environment has.
inline std::string normal_form(std::string text) {
  for (const std::string& id : process_ids(text)) {
    text = std::regex_replace(text, std::regex("\\b" + id + "\\b"), "N");
  }
  text = std::regex_replace(text, std::regex("0x[0-9a-f]{5,}"), "ADDRESS");
  text = std::regex_replace(text, std::regex("\\b[0-9]{4,10}\\b"), "N");
  text = std::regex_replace(text, std::regex("getrandom\\(\"[^\"]*\""), "getrandom(BYTES");
  text = std::regex_replace(text, std::regex("[0-9]+ vars"), "V vars");
  // The padding before the result follows the length of the ids.
  return std::regex_replace(text, std::regex(" += "), " = ");
}

inline bool strace_is_here() {
  const bool here = access("/usr/bin/strace", X_OK) == 0;
  if (!here) puts("SKIPPED: strace is not installed, so its lines cannot be compared");
  return here;
}

/// One traced run by us and one by strace, with the same flags.
struct Compared {
  Finished ours;
  Finished reference;
};
inline Compared compare(std::vector<std::string> flags, const std::vector<std::string>& program) {
  flags.push_back("--");
  flags.insert(flags.end(), program.begin(), program.end());
  Finished reference = run_spyglass(flags, "", {.binary = "/usr/bin/strace"});
  // What the program writes stands among the lines only where it stops for them.
  flags.insert(flags.begin(), {"trace", "--engine=ptrace"});
  return {run_spyglass(flags), std::move(reference)};
}
