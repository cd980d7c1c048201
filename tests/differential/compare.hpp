#pragma once

#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "tests/differential/normalise.hpp"

/// A difference that is meant, and why: an entry of reasons.txt.
///
///     strace: PATTERN     of strace's line; "nothing" when only we have one
///     ours:   PATTERN     of our line; "nothing" when only strace has one
///     reason: a sentence
///
/// Patterns are regular expressions for whole lines, after normalising.
struct Reason {
  std::string why;
  std::regex theirs;
  std::regex ours;
  bool nothing_theirs = false;
  bool nothing_ours = false;
  int used = 0;
};

std::vector<Reason> read_reasons(const std::filesystem::path& file);

/// What differs without a reason, as lines to show: "thread 1.2:", "- strace's", "+ ours". Empty
/// when nothing does. Reasons that apply are counted in `used`.
std::string differences(const Normalised& theirs, const Normalised& ours,
                        std::vector<Reason>& reasons);
